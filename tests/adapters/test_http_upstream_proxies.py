"""Kiro through proxies, over real sockets."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import uvloop
from aiohttp import web

from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream, tls_context
from kiro_py.errors import UpstreamUnreachable
from kiro_py.pool.credential import Proxy
from kiro_py.ports.upstream import HttpCall
from kiro_py.secret import Secret
from proxies.http_proxy import HttpProxy
from proxies.proxy import Proxy as ProxyServer
from proxies.socks_proxy import SocksProxy
from proxies.trust import authority_file, server_tls

NAME = "kiro.example.com"
SIGN_IN = ("ada", "pass: word/%2F")
ENVIRONMENT = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the tests' own authority trusted, as a company puts one into the system's store."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file()))
    tls_context.cache_clear()
    yield
    tls_context.cache_clear()


@asynccontextmanager
async def kiro(tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """Run something that answers with the name it was called by; yield its port."""

    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(text=request.headers["host"])

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def get(url: str, server: ProxyServer | None = None, *, at_proxy: bool = False) -> HttpCall:
    """Return a call through a proxy, which resolves the name if it `at_proxy`."""
    if server is None:
        return HttpCall("GET", url, {})
    address = server.url.replace("socks5:", "socks5h:") if at_proxy else server.url
    username, password = server.wants or (None, None)
    proxy = Proxy(address, username, None if password is None else Secret(password))
    return HttpCall("GET", url, {}, proxy=proxy)


def made(kind: str, wants: tuple[str, str] | None = None, port: int = 0) -> ProxyServer:
    knows = {NAME: ("127.0.0.1", port)}
    match kind:
        case "http":
            return HttpProxy(wants=wants, knows=knows)
        case "https":
            return HttpProxy(wants=wants, knows=knows, tls=server_tls())
        case _:
            return SocksProxy(wants=wants, knows=knows)


KINDS = pytest.mark.parametrize("kind", ["http", "https", "socks5h"])
SIGN_INS = pytest.mark.parametrize("wants", [None, SIGN_IN], ids=["open", "with a password"])


async def through(kind: str, wants: tuple[str, str] | None) -> None:
    """Ask, over TLS, for a name that only the proxy knows."""
    async with kiro(server_tls()) as port, made(kind, wants, port) as proxy:
        async with HttpUpstream(HttpSettings()) as upstream:
            for _ in range(2):
                answer = await upstream.fetch(get(f"https://{NAME}/x", proxy, at_proxy=True))
                assert (200, NAME.encode()) == (answer.status, answer.body)
        assert [(NAME, 443)] == proxy.asked, "the second call reuses the tunnel"


@SIGN_INS
@KINDS
async def test_a_tunnel_leads_to_a_name_that_only_the_proxy_knows(
    kind: str, wants: tuple[str, str] | None
):
    """Every kind of proxy carries TLS from end to end, and resolves the name itself."""
    await through(kind, wants)


@KINDS
def test_a_tunnel_holds_on_the_server_s_own_loop(kind: str):
    """The gateway runs on uvloop, whose TLS inside TLS is another one."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(through(kind, SIGN_IN))


async def test_an_http_proxy_takes_any_password():
    """What is not ASCII goes to it in UTF-8."""
    await through("http", ("ada", "Grüße"))


@pytest.mark.parametrize("wants", [("ada", "Grüße"), ("a" * 256, "word")], ids=["ü", "too long"])
async def test_a_sign_in_that_socks_cannot_say_is_told(wants: tuple[str, str]):
    """The failure is one of the way to Kiro, and shows nothing of the password."""
    async with SocksProxy(wants=wants) as proxy, HttpUpstream(HttpSettings()) as upstream:
        with pytest.raises(UpstreamUnreachable, match="255 ASCII") as unreachable:
            await upstream.fetch(get("http://127.0.0.1:1/x", proxy))
    assert "ü" not in str(unreachable.value)


@pytest.mark.parametrize(
    ("at_proxy", "expected"),
    [(True, {"localhost"}), (False, {"127.0.0.1", "::1"})],
    ids=["socks5h", "socks5"],
)
async def test_who_resolves_a_name(expected: set[str], *, at_proxy: bool):
    """`socks5h` leaves that to the proxy, `socks5` does not."""
    async with (
        kiro() as port,
        SocksProxy(knows={"::1": ("127.0.0.1", port)}) as proxy,
        HttpUpstream(HttpSettings()) as upstream,
    ):
        call = get(f"http://localhost:{port}/x", proxy, at_proxy=at_proxy)
        assert 200 == (await upstream.fetch(call)).status
    assert proxy.hosts <= expected


@pytest.mark.parametrize("given", [None, ("ada", "wrong")], ids=["none", "wrong"])
@KINDS
async def test_a_wrong_password_is_told(kind: str, given: tuple[str, str] | None):
    """It is a failure of the way to Kiro, which is not reached, and shows no secret."""
    async with kiro(server_tls()) as port, made(kind, SIGN_IN, port) as proxy:
        call = get(f"https://{NAME}/x", proxy, at_proxy=True)
        assert call.proxy is not None
        username, password = given or (None, None)
        other = replace(
            call.proxy, username=username, password=None if password is None else Secret(password)
        )
        async with HttpUpstream(HttpSettings()) as upstream:
            with pytest.raises(UpstreamUnreachable) as unreachable:
                await upstream.fetch(replace(call, proxy=other))
    assert [] == proxy.asked
    assert 1 == proxy.connections
    assert "wrong" not in str(unreachable.value)


@pytest.mark.parametrize("kind", ["http", "https", "socks5h"])
async def test_a_proxy_that_says_nothing_is_given_up(kind: str):
    """It takes the connection and is silent: that is a connection that cannot be made."""
    tls = server_tls() if kind == "https" else None
    silent = SocksProxy(is_silent=True) if kind == "socks5h" else HttpProxy(tls=tls, is_silent=True)
    async with silent, HttpUpstream(HttpSettings(connect_timeout=0.2)) as upstream:
        async with asyncio.timeout(5):
            with pytest.raises(UpstreamUnreachable) as unreachable:
                await upstream.open(get(f"https://{NAME}/x", silent, at_proxy=True))
    assert "silence" != unreachable.value.what


async def test_a_server_that_shows_no_certificate_is_given_up():
    """The time for a connection is over when it is not ready to be asked."""
    async with HttpProxy(is_silent=True) as silent:
        url = silent.url.replace("http:", "https:")
        async with HttpUpstream(HttpSettings(connect_timeout=0.2)) as upstream, asyncio.timeout(5):
            with pytest.raises(UpstreamUnreachable):
                await upstream.open(get(url))


@KINDS
async def test_a_proxy_that_cannot_connect_is_told(kind: str):
    """Nothing listens where it is sent to."""
    async with made(kind, port=1) as proxy, HttpUpstream(HttpSettings()) as upstream:
        with pytest.raises(UpstreamUnreachable):
            await upstream.fetch(get(f"https://{NAME}/x", proxy, at_proxy=True))
    assert {NAME} == proxy.hosts


async def test_the_environment_s_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch):
    """A direct connection is direct, and a proxy is not left out because of `NO_PROXY`."""
    async with kiro() as port, HttpProxy() as other, HttpProxy() as own:
        for name in ENVIRONMENT:
            monkeypatch.setenv(name, other.url)
            monkeypatch.setenv(name.lower(), other.url)
        monkeypatch.setenv("NO_PROXY", "*")
        async with HttpUpstream(HttpSettings()) as upstream:
            assert 200 == (await upstream.fetch(get(f"http://127.0.0.1:{port}/x"))).status
            assert 200 == (await upstream.fetch(get(f"http://127.0.0.1:{port}/x", own))).status
        monkeypatch.delenv("NO_PROXY")
        async with HttpUpstream(HttpSettings()) as upstream:
            assert 200 == (await upstream.fetch(get(f"http://127.0.0.1:{port}/x"))).status
    assert (0, 1) == (other.connections, own.connections)


async def test_ways_are_kept_apart():
    """A connection that was made for one sign-in never carries a call of another."""
    async with kiro() as port, SocksProxy() as proxy, HttpUpstream(HttpSettings()) as upstream:
        call = get(f"http://127.0.0.1:{port}/x", proxy)
        assert call.proxy is not None
        for username in ("ada", "grace", "ada"):
            await upstream.fetch(replace(call, proxy=replace(call.proxy, username=username)))
    assert 2 == proxy.connections
