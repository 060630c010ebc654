"""Each credential has its way to Kiro, and a way that is closed is nobody else's trouble."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from faults.ground import GENERATE, called, gateway_on
from kiro_py.adapters.http_upstream import tls_context
from kiro_py.simulator.faults.effects import Answer
from kiro_py.simulator.server import Simulator
from proxies.front import Front
from proxies.http_proxy import HttpProxy
from proxies.proxy import Proxy
from proxies.socks_proxy import SocksProxy
from proxies.trust import authority_file, server_tls

SIGN_IN = ("ada", "example-password")
EVERYTHING = {GENERATE, "RefreshToken", "GetUsageLimits", "ListAvailableModels"}
CONNECT_SECONDS = 0.5
SOON_SECONDS = 5.0
"""A request that waits for nobody takes no longer on a busy machine."""


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the tests' own authority trusted, as a company puts one into the system's store."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file()))
    tls_context.cache_clear()
    yield
    tls_context.cache_clear()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def by(proxy: Proxy) -> dict[str, str]:
    """Return the members of an entry whose way is `proxy`."""
    return {"proxyUrl": proxy.url, "proxyUsername": SIGN_IN[0], "proxyPassword": SIGN_IN[1]}


@asynccontextmanager
async def secure_kiro() -> AsyncGenerator[tuple[Simulator, Front]]:
    """Run a Kiro behind TLS, as the real one is; the front counts who connects."""
    async with Simulator() as kiro, Front(kiro.url) as front:
        yield kiro, front


@pytest.mark.parametrize("kind", [HttpProxy, SocksProxy])
async def test_every_connection_of_a_credential_takes_its_proxy(path: Path, kind: type[Proxy]):
    """Answers, renewals, usage and lists of models: none of them goes another way."""
    async with (
        secure_kiro() as (kiro, front),
        kind(wants=SIGN_IN) as own,
        HttpProxy() as everybody_s,
    ):
        entry = kiro.accounts.credential("social", is_fresh=False) | by(own)
        async with gateway_on(front.url, path, entry, proxy_url=everybody_s.url) as client:
            assert "hello" == (await client.ask("say: hello")).text
            throttled = Answer(status=429, body={"message": "Too many requests"})
            kiro.faults.add(throttled, operation=GENERATE)
            assert 429 == (await client.ask("say: hello")).status
            await called(kiro, "GetUsageLimits")  # which is looked at after a 429

        assert EVERYTHING == {call.operation for call in kiro.calls}
        assert front.connections == len(own.asked)
        assert 0 == everybody_s.connections


async def test_direct_is_direct(path: Path):
    """The word `direct` beats the proxy of the settings, which the others take."""
    async with secure_kiro() as (kiro, front), HttpProxy() as everybody_s:
        direct = kiro.accounts.credential("api-key") | {"proxyUrl": "direct", "priority": 1}
        async with gateway_on(front.url, path, direct, proxy_url=everybody_s.url) as client:
            assert "hello" == (await client.ask("say: hello")).text
            assert 0 == everybody_s.connections
            await client.store.add([kiro.accounts.credential("social")])
            assert "again" == (await client.ask("say: again")).text
            assert everybody_s.connections > 0


@contextmanager
def closed_port() -> Generator[str]:
    """Yield the URL of a proxy that refuses connections."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and never listens
        yield f"http://127.0.0.1:{nobody.getsockname()[1]}"


STRANGERS = ("ada", "another-password")

DEAD: dict[str, Callable[[], Proxy]] = {
    "silent": lambda: HttpProxy(is_silent=True),
    "silent over TLS": lambda: HttpProxy(is_silent=True, tls=server_tls()),
    "silent SOCKS": lambda: SocksProxy(is_silent=True),
    "wrong password": lambda: HttpProxy(wants=STRANGERS),
    "wrong SOCKS password": lambda: SocksProxy(wants=STRANGERS),
}


@pytest.mark.parametrize("account", ["api-key", "social"])
@pytest.mark.parametrize("made", DEAD.values(), ids=DEAD)
async def test_a_dead_proxy_stops_nobody_else(path: Path, made: Callable[[], Proxy], account: str):
    """The first request goes on with another credential, and the next ones go there at once."""
    async with secure_kiro() as (kiro, front), made() as dead:
        # A sign-in cannot even be renewed there.
        cut_off = kiro.accounts.credential(account, is_fresh=False) | by(dead)
        other = kiro.accounts.credential("idc") | {"priority": 1}
        async with (
            gateway_on(front.url, path, connect_timeout_seconds=CONNECT_SECONDS) as client,
            asyncio.timeout(SOON_SECONDS),
        ):
            await client.store.add([cut_off, other])
            assert "first" == (await client.ask("say: first")).text
            tried = dead.connections
            answers = await asyncio.gather(*(client.ask(f"say: {n}") for n in range(10)))
            assert [str(number) for number in range(10)] == [each.text for each in answers]
            assert (1, 1) == (tried, dead.connections), "it rests"


async def test_a_proxy_that_is_gone_is_never_left_out(path: Path):
    """With nobody else to serve, the failure is told, and no call takes another way."""
    async with secure_kiro() as (kiro, front):
        with closed_port() as gone:
            entry = kiro.accounts.credential("api-key") | {"proxyUrl": gone}
            async with gateway_on(front.url, path, entry) as client:
                told = await client.ask("say: hello")
        assert (502, "api_error") == told.error
        assert 0 == front.connections


@pytest.mark.parametrize("kind", [HttpProxy, SocksProxy])
async def test_a_wrong_password_is_told_without_it(
    path: Path, kind: type[Proxy], capsys: pytest.CaptureFixture[str]
):
    """The log names the fault, and neither log nor answer shows a sign-in."""
    async with secure_kiro() as (kiro, front), kind(wants=STRANGERS) as proxy:
        entry = kiro.accounts.credential("api-key") | by(proxy)
        async with gateway_on(front.url, path, entry) as client:
            told = await client.ask("say: hello")
    logged = "".join(capsys.readouterr())
    assert (502, "api_error") == told.error
    assert "uthentication" in logged
    assert SIGN_IN[1] not in f"{logged}{told.body}"
