"""Whether a host can be reached, and which step of the way fails if it cannot."""

import asyncio
import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Final

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from kiro_py.cli.doctor.finding import Finding, failure, not_checked, ok, warning
from kiro_py.cli.doctor.ways import Need, Way
from kiro_py.errors import UpstreamUnreachable
from kiro_py.ports.clock import Clock
from kiro_py.ports.upstream import HttpAnswer, HttpCall, Upstream

CHECK: Final = "host"

PROBE_SECONDS: Final = 10.0
"""How long one host may take for all steps."""

_GATEWAY_STATUSES: Final = frozenset({502, 503, 504})
_PROXY_AUTHENTICATION: Final = 407
_ABOUT_SIGN_IN: Final = re.compile(r"auth|username|password", re.IGNORECASE)


class Step(Enum):
    """What must succeed, one after the other."""

    PROXY = "the proxy takes no connection"
    PROXY_SIGN_IN = "the proxy refuses the sign-in"
    BEYOND_PROXY = "the proxy cannot reach it"
    NAME = "its name cannot be resolved"
    CONNECT = "it takes no connection"
    TLS = "its certificate is not trusted, or it speaks no TLS"
    ANSWER = "it breaks the connection"
    SILENCE = "it does not answer in time"


_MENDS: Final[Mapping[Step, str]] = {
    Step.PROXY: "start the proxy, or correct `proxyUrl`",
    Step.PROXY_SIGN_IN: "correct `proxyUsername` and `proxyPassword`",
    Step.BEYOND_PROXY: "have the proxy let this host through",
    Step.NAME: "correct the region or `upstream`, or mend this machine's name resolution",
    Step.CONNECT: "let a firewall pass it, or set `proxyUrl` if this network has a proxy",
    Step.TLS: (
        "have the root certificate of your network in the system's store, and the clock right"
    ),
    Step.ANSWER: "look for a firewall or a proxy in between",
    Step.SILENCE: "look for a firewall that drops packets, or set `proxyUrl`",
}


@dataclass(frozen=True, slots=True)
class Reached:
    """The host has answered; `skew_seconds` is how far its clock is ahead of ours, if it tells."""

    skew_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Unreached:
    """The host has not answered."""

    step: Step
    detail: str = ""


Reach = Reached | Unreached


async def probe(way: Way, upstream: Upstream, clock: Clock) -> Reach:
    """Ask a host for nothing in particular, with no token."""
    call = HttpCall("GET", f"{way.origin}/", {}, proxy=way.proxy)
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            answer = await upstream.fetch(call)
    except TimeoutError:
        return Unreached(Step.SILENCE)
    except UpstreamUnreachable as unreachable:
        step = step_of(unreachable.__cause__)
        return Unreached(step, unreachable.what if step in {Step.TLS, Step.ANSWER} else "")
    return _judge(answer, way, clock.now())


def step_of(cause: BaseException | None) -> Step:
    """Return the step that an exception of the network tells of."""
    match cause:
        case aiohttp.ClientHttpProxyError(status=status):
            is_refused = status == _PROXY_AUTHENTICATION
            return Step.PROXY_SIGN_IN if is_refused else Step.BEYOND_PROXY
        case aiohttp.ClientProxyConnectionError() | ProxyConnectionError() | ProxyTimeoutError():
            return Step.PROXY
        case ProxyError():
            is_refused = _ABOUT_SIGN_IN.search(str(cause)) is not None
            return Step.PROXY_SIGN_IN if is_refused else Step.BEYOND_PROXY
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            return Step.NAME
        case aiohttp.ClientSSLError() | aiohttp.ClientConnectorCertificateError() | ssl.SSLError():
            return Step.TLS
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Step.CONNECT
        case TimeoutError():
            return Step.SILENCE
        case _:
            return Step.ANSWER


def check_hosts(needs: Iterable[Need], reaches: Mapping[Way, Reach]) -> Iterator[Finding]:
    """Yield how each host was reached: one of several may fail as long as another does not."""
    uses = dict[Way, list[Need]]()
    for need in needs:
        for way in need.ways:
            uses.setdefault(way, []).append(need)
    for way, served in uses.items():
        what = ", ".join(dict.fromkeys(need.what for need in served))
        reach = reaches.get(way)
        match reach:
            case None:
                yield not_checked(CHECK, way.name, "there was no time left")
            case Reached():
                yield ok(CHECK, way.name, f"it answers; it is for {what}")
            case Unreached(step=step, detail=detail):
                told = f"{step.value}{f' ({detail})' if detail else ''}; it is for {what}"
                is_vital = any(not _has_other(need, reaches) for need in served)
                say = failure if is_vital else warning
                yield say(CHECK, way.name, told, _MENDS[step])


def skews(reaches: Mapping[Way, Reach]) -> tuple[float, ...]:
    """Return how far the clocks of the hosts are ahead of ours."""
    found = (reach.skew_seconds for reach in reaches.values() if isinstance(reach, Reached))
    return tuple(skew for skew in found if skew is not None)


def _has_other(need: Need, reaches: Mapping[Way, Reach]) -> bool:
    return any(isinstance(reaches.get(way), Reached) for way in need.ways)


def _judge(answer: HttpAnswer, way: Way, now: float) -> Reach:
    """Return what an answer means; without TLS it may be the proxy's own."""
    if way.proxy is not None and way.origin.startswith("http:"):
        if answer.status == _PROXY_AUTHENTICATION:
            return Unreached(Step.PROXY_SIGN_IN)
        if answer.status in _GATEWAY_STATUSES:
            return Unreached(Step.BEYOND_PROXY)
    return Reached(_skew(answer.headers.get("date", ""), now))


def _skew(date: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return None
