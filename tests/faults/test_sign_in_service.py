"""The sign-in service is ill, and the gateway stays well as long as it can."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import NOW, HandClock, MemoryStore, api_key, granted, social, tokens
from faults.ground import Client, called, gateway_on, write
from faults.sign_in import opened, renewer
from jumping_loop import run_jumping
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.errors import RenewalFailed
from kiro_py.exchange.book import Book
from kiro_py.exchange.lease import Errand, Leases
from kiro_py.exchange.renew import FIRST_PAUSE_SECONDS, PATIENCE_SECONDS, Renewer
from kiro_py.pool.credential import Credential
from kiro_py.simulator.faults.effects import Answer, Drop, Effect, Silence
from kiro_py.simulator.server import Simulator

RENEWAL = "RefreshToken"
DAY = 86_400.0
SOON_SECONDS = 5.0
"""A request that waits for nobody takes no longer on a busy machine."""

LIMITED = (429, "rate_limit_error")
"""What a client hears of a limit, and while a credential rests."""

FAILED = (503, "api_error")
"""What it hears of a renewal that failed."""

ILLS: dict[str, Effect] = {
    "reset": Drop(),
    "429": Answer(status=429, body={"message": "slow down"}, headers={"retry-after": "42"}),
    "500": Answer(status=500, body={"message": "internal"}),
    "a firewall's page": Answer(
        status=403, text="<html>Request blocked</html>", headers={"content-type": "text/html"}
    ),
    "a page for 401": Answer(status=401, text="<html>Sign in to the network</html>"),
    "garbage": Answer(status=200, text='{"accessToken": "half'),
    "no tokens": Answer(status=200, body={"expiresIn": 3600}),
    "a redirect": Answer(status=307, headers={"location": "https://login.example.com/"}),
}


def account(kiro: Simulator, seconds_left: float, **members: object) -> dict[str, Any]:
    """Return an entry whose access token lives so long, as far as its holder knows."""
    expires_at = kiro.clock.stamp(kiro.clock.now() + seconds_left)
    return kiro.accounts.credential("social") | {"expiresAt": expires_at} | members


def key(kiro: Simulator, **members: object) -> dict[str, Any]:
    return kiro.accounts.credential("api-key") | members


@asynccontextmanager
async def ill(
    kiro: Simulator, effect: Effect, path: Path, *entries: Mapping[str, Any], **settings: object
) -> AsyncGenerator[Client]:
    """Run a gateway that gets `entries` once its sign-in service has fallen ill."""
    kiro.faults.add(effect, operation=RENEWAL, times=None)
    async with gateway_on(kiro.url, path, **settings) as client:
        await client.store.add(entries)
        yield client


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


@pytest.mark.parametrize("effect", ILLS.values(), ids=ILLS)
async def test_a_token_that_lives_keeps_serving(path: Path, effect: Effect):
    """In its last minute it is renewed in vain, and is as good as before."""
    async with Simulator() as kiro, ill(kiro, effect, path, account(kiro, 30)) as client:
        assert "still here" == (await client.ask("say: still here")).text
        assert 1 == len(kiro.calls.of(RENEWAL))


@pytest.mark.parametrize("effect", ILLS.values(), ids=ILLS)
async def test_a_token_that_has_ended_is_told(path: Path, effect: Effect):
    """The client hears when to come again, and however many come, the service is asked once."""
    async with Simulator() as kiro, ill(kiro, effect, path, account(kiro, -1)) as client:
        told = await asyncio.gather(*(client.ask("say: hello") for _ in range(10)))
        late = await client.ask("say: hello")

        failed = LIMITED if effect is ILLS["429"] else FAILED
        assert failed in {each.error for each in told} <= {failed, LIMITED}
        assert LIMITED == late.error
        wait = 42 if effect is ILLS["429"] else FIRST_PAUSE_SECONDS
        assert all(1 <= int(each.headers["retry-after"]) <= wait for each in (*told, late))
        assert 1 == len(kiro.calls.of(RENEWAL))


async def test_nobody_at_home_is_told(path: Path):
    """A sign-in service that refuses connections is no different."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and never listens
        closed = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        async with Simulator() as kiro, gateway_on(kiro.url, path, upstream_auth=closed) as client:
            await client.store.add([account(kiro, -1)])
            assert FAILED == (await client.ask("say: hello")).error


@pytest.mark.parametrize("effect", ILLS.values(), ids=ILLS)
async def test_another_credential_serves(path: Path, effect: Effect):
    """Whoever cannot be renewed is passed over, and left alone for a while."""
    async with (
        Simulator() as kiro,
        ill(kiro, effect, path, account(kiro, -1), key(kiro, priority=1)) as client,
        asyncio.timeout(SOON_SECONDS),
    ):
        for number in range(3):
            assert str(number) == (await client.ask(f"say: {number}")).text
        assert 1 == len(kiro.calls.of(RENEWAL))


async def test_a_silent_service_keeps_no_living_token(path: Path):
    """A renewal that gets no answer goes on in the background."""
    async with (
        Simulator() as kiro,
        ill(kiro, Silence(at="before-headers"), path, account(kiro, 300)) as client,
        asyncio.timeout(SOON_SECONDS),
    ):
        assert "at once" == (await client.ask("say: at once")).text
        assert "again" == (await client.ask("say: again")).text
        await called(kiro, RENEWAL)
        assert 1 == len(kiro.calls.of(RENEWAL))
        await kiro.stop()  # the gateway waits for its renewals when it ends


def test_a_silent_service_keeps_other_credentials_waiting_once():
    """The first request is patient for a moment; the next ones go where they are served."""
    ended, lively = social(tokens(expires_in=-1)), api_key(id=2, priority=1)
    store, clock = MemoryStore(ended, lively), FakeClock(NOW)
    silent = renewer(store, FakeUpstream([granted()], delay=60), clock, "https://q.example.com")
    leases = Leases(store, silent, Book(Forgetful(), clock, Notes()), clock)

    async def ask() -> tuple[int, float]:
        with await leases.take(Errand("claude-opus-4.6")) as lease:
            return lease.credential.id, asyncio.get_running_loop().time()

    async def ask_thrice() -> list[tuple[int, float]]:
        async with silent:
            return [await ask() for _ in range(3)]

    assert [(2, PATIENCE_SECONDS)] * 3 == run_jumping(ask_thrice())


async def test_a_slow_service_is_waited_for(path: Path):
    """Without a token that lives there is nothing better to do."""
    slow = Silence(at="before-headers", seconds=0.5)
    async with Simulator() as kiro, ill(kiro, slow, path, account(kiro, -1)) as client:
        assert "at last" == (await client.ask("say: at last")).text


class SteadyClock(HandClock):
    """A ruler, and beside it a wall clock that people set."""

    def __init__(self) -> None:
        super().__init__()
        self.set_by = 0.0

    def now(self) -> float:
        return super().now() + self.set_by


@dataclass
class Alone:
    """A renewer without a gateway around it, on a clock of its own."""

    kiro: Simulator
    clock: SteadyClock
    store: CredentialsFile
    renewer: Renewer

    async def fresh(self) -> Credential:
        return await self.renewer.fresh(self.store.credentials()[0])

    async def fails(self) -> RenewalFailed:
        with pytest.raises(RenewalFailed) as caught:
            await self.fresh()
        return caught.value

    @property
    def asked(self) -> int:
        return len(self.kiro.calls.of(RENEWAL))


@asynccontextmanager
async def alone(path: Path, seconds_left: float) -> AsyncGenerator[Alone]:
    """Run a renewer on a token that ends in so many seconds by its own clock."""
    clock = SteadyClock()
    async with Simulator() as kiro:
        write(path, account(kiro, clock.now() - kiro.clock.now() + seconds_left))
        store = opened(path)
        async with (
            HttpUpstream(HttpSettings()) as upstream,
            renewer(store, upstream, clock, kiro.url) as renewing,
        ):
            yield Alone(kiro, clock, store, renewing)


@pytest.mark.parametrize("effect", ILLS.values(), ids=ILLS)
async def test_recovery_is_noticed(path: Path, effect: Effect):
    """As soon as the rest is over, the service is asked again."""
    async with alone(path, -1) as subject:
        subject.kiro.faults.add(effect, operation=RENEWAL)
        failed = await subject.fails()
        assert not failed.is_final
        subject.clock.elapsed += failed.retry_after_seconds or 0

        assert (await subject.fresh()).tokens.access_token
        assert 2 == subject.asked


async def test_a_service_that_was_away_is_found_again(path: Path):
    """Its address answers again, and the next try is made over a new connection."""
    async with alone(path, -1) as subject:
        await subject.kiro.close_door()
        failed = await subject.fails()
        await subject.kiro.open_door()
        subject.clock.elapsed += failed.retry_after_seconds or 0

        assert (await subject.fresh()).tokens.access_token


async def test_a_redirect_is_not_followed(path: Path):
    """A refresh token goes where it is configured to go, and nowhere else."""
    async with alone(path, -1) as subject:
        elsewhere = Answer(status=307, headers={"location": f"{subject.kiro.url}/refreshToken"})
        subject.kiro.faults.add(elsewhere, operation=RENEWAL)
        assert "HTTP 307" == (await subject.fails()).why
        assert (1, 0) == (subject.asked, subject.kiro.accounts.refreshes)


async def test_a_clock_that_is_set_causes_no_storm(path: Path):
    """A day ahead costs one renewal, however many ask; a day back costs none."""
    async with alone(path, 3_600) as subject:
        for set_by, renewals in ((DAY, 1), (0.0, 1), (DAY, 1), (2 * DAY, 2), (-DAY, 2), (DAY, 2)):
            subject.clock.set_by = set_by
            subject.clock.elapsed += 1
            found = await asyncio.gather(*(subject.fresh() for _ in range(20)))
            assert renewals == subject.asked, f"set by {set_by}"
            assert 1 == len({each.bearer for each in found})
        assert 0 == subject.kiro.accounts.refresh_tokens_spent_twice


async def test_a_clock_that_is_set_ends_no_rest(path: Path):
    """Rests are kept by the ruler: the wall clock neither shortens nor prolongs them."""
    async with alone(path, -1) as subject:
        subject.kiro.faults.add(ILLS["500"], operation=RENEWAL)
        await subject.fails()
        for set_by in (DAY, 2 * DAY, DAY):
            subject.clock.set_by = set_by
            await subject.fails()
        assert 1 == subject.asked
        subject.clock.elapsed += FIRST_PAUSE_SECONDS
        assert (await subject.fresh()).tokens.access_token


async def test_a_token_that_lives_too_long_is_renewed_when_it_is_refused(path: Path):
    """After a clock was set back the file's date is worth nothing, and the service's word is."""
    async with alone(path, 3_600) as subject:
        subject.clock.set_by = -DAY
        held = await subject.fresh()
        assert held.tokens.access_token is not None
        found = await subject.renewer.force(held, held.tokens.access_token)
        assert (1, True) == (subject.asked, found.bearer != held.bearer)
