"""How far one comes on the way to a host."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from fakes import FakeClock, FakeUpstream
from fakes_credentials import answer
from jumping_loop import run_jumping
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.doctor.finding import Verdict
from kiro_py.cli.doctor.reach import (
    Reach,
    Reached,
    Step,
    Unreached,
    check_hosts,
    probe,
    skews,
    step_of,
)
from kiro_py.cli.doctor.ways import Need, Way
from kiro_py.errors import UpstreamUnreachable
from kiro_py.pool.credential import Proxy
from kiro_py.secret import Secret

DEAD = "http://127.0.0.1:1"
TARGET = ConnectionKey("q.example.com", 443, True, True, None, None, None)  # noqa: FBT003 -- aiohttp's own
ASKED = aiohttp.RequestInfo(
    URL("http://proxy.example.com"), "CONNECT", CIMultiDictProxy(CIMultiDict[str]())
)
NO_NAME = socket.gaierror(-2, "Name or service not known")
REFUSED = ConnectionRefusedError(111, "Connection refused")


@pytest.mark.parametrize(
    ("cause", "step"),
    [
        (aiohttp.ClientHttpProxyError(ASKED, (), status=407), Step.PROXY_SIGN_IN),
        (aiohttp.ClientHttpProxyError(ASKED, (), status=502), Step.BEYOND_PROXY),
        (aiohttp.ClientProxyConnectionError(TARGET, REFUSED), Step.PROXY),
        (ProxyConnectionError(111, "Could not connect to proxy"), Step.PROXY),
        (ProxyTimeoutError("Proxy connection timed out"), Step.PROXY),
        (ProxyError("Username and password authentication failure"), Step.PROXY_SIGN_IN),
        (ProxyError("Host unreachable", error_code=4), Step.BEYOND_PROXY),
        (aiohttp.ClientConnectorDNSError(TARGET, NO_NAME), Step.NAME),
        (NO_NAME, Step.NAME),
        (aiohttp.ClientConnectorCertificateError(TARGET, ssl.SSLError("bad")), Step.TLS),
        (aiohttp.ClientConnectorSSLError(TARGET, ssl.SSLError("bad")), Step.TLS),
        (ssl.SSLError("bad"), Step.TLS),
        (aiohttp.ClientConnectorError(TARGET, REFUSED), Step.CONNECT),
        (aiohttp.ConnectionTimeoutError("too slow"), Step.CONNECT),
        (TimeoutError(), Step.SILENCE),
        (aiohttp.ServerDisconnectedError(), Step.ANSWER),
        (None, Step.ANSWER),
    ],
)
def test_each_step_fails_in_its_own_way(cause: BaseException | None, step: Step):
    """What the client library raises tells how far the call came."""
    assert step is step_of(cause)


async def probed(way: Way, connecting: float = 2.0) -> Reach:
    async with HttpUpstream(HttpSettings(connecting)) as upstream, asyncio.timeout(30):
        return await probe(way, upstream, SystemClock())


@asynccontextmanager
async def server(response: bytes) -> AsyncGenerator[str]:
    """Run a server that answers whatever is asked with these bytes; yield where it is."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(response)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as serving:
        host, port = serving.sockets[0].getsockname()
        yield f"{host}:{port}"


REFUSAL = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
NO_WAY = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"
DATED = (
    b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n"
)


async def test_whoever_answers_is_reached_and_tells_the_time():
    """Any answer will do, and its date tells whose clock is wrong."""
    async with server(DATED) as host:
        reach = await probed(Way(f"http://{host}"))

    assert isinstance(reach, Reached)
    assert reach.skew_seconds is not None
    assert reach.skew_seconds < -1e9


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 01 Jan 99999 00:00:00 GMT"])
def test_a_date_that_cannot_be_read_tells_nothing(date: str):
    """The host is reached all the same."""
    upstream = FakeUpstream([answer(200, None, date=date)])

    assert Reached() == asyncio.run(probe(Way(DEAD), upstream, FakeClock()))


async def test_nobody_there():
    """A port that refuses is told from a host that is silent."""
    assert Unreached(Step.CONNECT) == await probed(Way(DEAD))


async def test_no_tls_there():
    """What does not speak TLS is told with the library's own words."""
    async with server(DATED) as host:
        reach = await probed(Way(f"https://{host}"))

    assert isinstance(reach, Unreached)
    assert (Step.TLS, True) == (reach.step, "SSL" in reach.detail)


async def test_a_connection_that_breaks():
    """It is told with the library's own words."""
    async with server(b"") as host:
        reach = await probed(Way(f"http://{host}"))

    assert Unreached(Step.ANSWER, "ServerDisconnectedError: Server disconnected") == reach


def test_silence_has_an_end():
    """A host that never answers is given up."""
    upstream = FakeUpstream([answer()], delay=3_600)

    assert Unreached(Step.SILENCE) == run_jumping(probe(Way(DEAD), upstream, FakeClock()))


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_a_dead_proxy_is_not_the_host_s_fault(scheme: str):
    """It is the proxy that takes no connection."""
    way = Way("https://q.example.com", Proxy(f"{scheme}://127.0.0.1:1"))

    assert Unreached(Step.PROXY) == await probed(way)


@pytest.mark.parametrize("origin", ["http://q.example.com", "https://q.example.com"])
@pytest.mark.parametrize(
    ("response", "step"), [(REFUSAL, Step.PROXY_SIGN_IN), (NO_WAY, Step.BEYOND_PROXY)]
)
async def test_a_proxy_that_refuses_is_told_from_a_dead_one(
    origin: str, response: bytes, step: Step
):
    """With TLS or without, its own answer is not the host's."""
    async with server(response) as host:
        proxy = Proxy(f"http://{host}", "ada", Secret("example-password"))
        assert Unreached(step) == await probed(Way(origin, proxy))


ONE, TWO = Way("https://one.example.com"), Way("https://two.example.com")
DOWN = Unreached(Step.NAME)


@pytest.mark.parametrize(
    ("needs", "reaches", "verdicts"),
    [
        ([Need("answers", (ONE, TWO))], {ONE: Reached(), TWO: Reached()}, ["ok", "ok"]),
        ([Need("answers", (ONE, TWO))], {ONE: DOWN, TWO: Reached()}, ["warning", "ok"]),
        ([Need("answers", (ONE, TWO))], {ONE: DOWN, TWO: DOWN}, ["failure", "failure"]),
        ([Need("answers", (ONE, TWO))], {ONE: Reached()}, ["ok", "not checked"]),
        (
            [Need("answers", (ONE, TWO)), Need("renewals", (ONE,))],
            {ONE: DOWN, TWO: Reached()},
            ["failure", "ok"],
        ),
    ],
    ids=["both", "one of two", "neither", "no time", "one that has no other"],
)
def test_a_host_fails_when_nothing_replaces_it(
    needs: list[Need], reaches: dict[Way, Reach], verdicts: list[str]
):
    """As long as another one serves, a dead host is only odd."""
    assert verdicts == [each.verdict.value for each in check_hosts(needs, reaches)]


@pytest.mark.parametrize("step", Step, ids=lambda step: step.name.lower())
def test_every_step_has_its_mend(step: Step):
    """It is told what the host is for, and what to do."""
    (finding,) = check_hosts([Need("answers", (ONE,))], {ONE: Unreached(step, "detail")})

    assert (Verdict.FAILURE, f"{step.value} (detail); it is for answers", True) == (
        finding.verdict,
        finding.told,
        bool(finding.mend),
    )


def test_clocks_are_those_of_hosts_that_told():
    """Neither a dead host nor one without a date has a say."""
    assert (7.0,) == skews({ONE: Reached(7.0), TWO: Reached(), Way(DEAD): DOWN})


def test_what_is_no_failure_of_the_network_has_no_cause():
    """The port may raise by itself."""
    upstream = FakeUpstream([UpstreamUnreachable("broken", host="q.example.com")])

    assert Unreached(Step.ANSWER, "broken") == asyncio.run(probe(Way(DEAD), upstream, FakeClock()))
