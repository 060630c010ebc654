"""Whether the gateway's own address is free, or it is there already."""

import asyncio
from dataclasses import dataclass
from typing import Final

import msgspec

from kiro_py.cli.doctor.finding import Finding, failure, ok
from kiro_py.cli.server import listen
from kiro_py.errors import ConfigInvalid, UpstreamUnreachable
from kiro_py.ports.upstream import HttpCall, Upstream

CHECK: Final = "port"

ANSWER_SECONDS: Final = 3.0
"""How long a gateway on this machine may take to say that it is well."""

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- an address to ask, not to bind
_FINE: Final = 200


@dataclass(frozen=True, slots=True)
class Door:
    """An address: `problem` is why nobody can listen there now, `is_ours` that a gateway does."""

    host: str
    port: int
    problem: str | None = None
    is_ours: bool = False


async def try_door(host: str, port: int, upstream: Upstream) -> Door:
    """Listen for a moment; where that fails, ask who is there."""
    try:
        host.encode("idna")  # as the system will: what cannot be a name gets no socket
        listen(host, port).close()
    except ConfigInvalid as taken:
        is_ours = await _is_gateway(_EVERYWHERE.get(host, host), port, upstream)
        return Door(host, port, taken.problem, is_ours=is_ours)
    except UnicodeError as wrong:
        return Door(host, port, f"cannot listen on {host}:{port}: {wrong}")
    return Door(host, port)


def check_door(door: Door) -> Finding:
    """Tell whether a gateway can serve at the address."""
    subject = f"{door.host}:{door.port}"
    if door.problem is None:
        return ok(CHECK, subject, "it is free")
    if door.is_ours:
        return ok(CHECK, subject, "a gateway serves there")
    mend = "end the program that listens there, or choose another `port` (or `host`)"
    return failure(CHECK, subject, door.problem, mend)


async def _is_gateway(host: str, port: int, upstream: Upstream) -> bool:
    name = f"[{host}]" if ":" in host else host
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await upstream.fetch(HttpCall("GET", f"http://{name}:{port}/healthz", {}))
    except (TimeoutError, UpstreamUnreachable):
        return False
    try:
        said: object = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return answer.status == _FINE and said == {"status": "ok"}
