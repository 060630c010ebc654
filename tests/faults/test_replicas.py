"""Several replicas on one database: the sign-in service judges that no token is spent twice."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from adapters.database.engines import Place
from adapters.database.shared import replica
from fakes import Notes
from faults.ground import called
from faults.orders import Servant, servant
from faults.sign_in import renewer
from kiro_py.adapters.database.credential_renewals import Patience
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.errors import RenewalFailed
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.upkeep import Upkeep
from kiro_py.ports.journal import RenewalMissed
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.faults.effects import Silence
from kiro_py.simulator.server import Simulator

REPLICAS = 4
CREDENTIALS = 50
LIFETIME_SECONDS = 3_600.0
ALMOST = LIFETIME_SECONDS - 30
"""How long after it was granted a token still lives, and must be renewed."""

RUN_OUT = "UPDATE credentials SET turn_until = 0"


@dataclass
class Member:
    """One of several replicas in this process."""

    store: CredentialTable
    renewer: Renewer
    notes: Notes

    async def hold(self, number: int) -> str:
        """Return the refresh token of a credential, once its access token can be used."""
        while True:
            credential = next(each for each in self.store.credentials() if each.id == number)
            try:
                found = (await self.renewer.fresh(credential)).tokens.refresh_token
            except RenewalFailed as failed:
                if failed.is_final:
                    raise
                await asyncio.sleep(0.2)
                continue
            assert found is not None
            return found.reveal()

    async def hold_all(self) -> list[str]:
        numbers = [each.id for each in self.store.credentials()]
        return await asyncio.gather(*map(self.hold, numbers))


async def member(stack: AsyncExitStack, place: Place, url: str, number: int) -> Member:
    clock, notes = SystemClock(), Notes()
    opening = replica(place, f"replica-{number}", patience=Patience())
    store = await stack.enter_async_context(opening)
    upstream = await stack.enter_async_context(HttpUpstream(HttpSettings()))
    made = await stack.enter_async_context(renewer(store, upstream, clock, url, notes))
    await stack.enter_async_context(Pending(Upkeep(store, notes).keep()))
    return Member(store, made, notes)


def accounts() -> list[Account]:
    return [Account(name=f"social-{number}", kind=Kind.SOCIAL) for number in range(CREDENTIALS)]


async def test_everything_expires_for_everybody(place: Place):
    """Four replicas want fifty credentials at once: each is renewed by one of them, once."""
    async with Simulator(accounts=accounts()) as kiro, AsyncExitStack() as stack:
        everybody = [await member(stack, place, kiro.url, each) for each in range(REPLICAS)]
        first, *others = everybody
        names = [each.name for each in accounts()]
        await first.store.add([kiro.accounts.credential(name, is_fresh=False) for name in names])
        for each in others:
            await each.store.refresh()
        async with asyncio.timeout(120):
            held = await asyncio.gather(*(each.hold_all() for each in everybody))

        newest = [kiro.accounts.credential(name)["refreshToken"] for name in names]
        assert [newest] * REPLICAS == held
        assert CREDENTIALS == kiro.accounts.refreshes
        assert 0 == kiro.accounts.refresh_tokens_spent_twice
        missed = [note for each in everybody for note in each.notes.happenings]
        assert [] == [note for note in missed if isinstance(note, RenewalMissed) and note.is_final]


@asynccontextmanager
async def two(place: Place, kiro: Simulator) -> AsyncGenerator[tuple[Servant, Servant]]:
    """Run two replicas with one credential, whose token has just been granted."""
    async with replica(place) as store:
        await store.add([kiro.accounts.credential("social")])
    async with (
        servant("faults.sharing", place.url, kiro.url) as first,
        servant("faults.sharing", place.url, kiro.url) as second,
    ):
        yield first, second


async def spent(kiro: Simulator) -> None:
    """Wait until the service has taken a refresh token."""
    await called(kiro, "RefreshToken")
    async with asyncio.timeout(30):
        while not kiro.accounts.refreshes:  # noqa: ASYNC110 -- the simulator sets no event
            await asyncio.sleep(0.01)


async def test_what_a_killed_replica_has_sent_is_not_sent_again(place: Place):
    """The living token is used, then a sign-in is needed; who wants it tried has it tried once."""
    async with Simulator() as kiro, two(place, kiro) as (first, second):
        bearer = kiro.accounts.credential("social")["accessToken"]
        kiro.faults.add(Silence(at="after-headers"), operation="RefreshToken")
        async with Pending(first.obey(f"{ALMOST}")):
            await spent(kiro)
            first.process.kill()
            await first.process.wait()
        await place.rows(RUN_OUT)

        assert bearer == await second.obey(f"{ALMOST}")
        for ahead in (LIFETIME_SECONDS + 10, LIFETIME_SECONDS + 20):
            assert "another replica may have spent" in await second.obey(f"{ahead}")
        assert (1, 0) == (kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice)

        for ahead, wish in ((LIFETIME_SECONDS + 30, "again"), (LIFETIME_SECONDS + 40, "")):
            assert "invalid" in (await second.obey(f"{ahead} {wish}")).lower()
            assert 1 == kiro.accounts.refresh_tokens_spent_twice, "it was tried once"


async def test_what_a_frozen_replica_was_granted_is_kept(place: Place):
    """It comes back after its turn, and nobody has spent anything twice."""
    async with Simulator() as kiro, two(place, kiro) as (first, second):
        kiro.faults.add(Silence(at="after-headers", seconds=2), operation="RefreshToken")
        after = LIFETIME_SECONDS + 10
        async with Pending(first.obey(f"{after}")) as renewing:
            await spent(kiro)
            first.process.send_signal(signal.SIGSTOP)
            await place.rows(RUN_OUT)
            assert "another replica may have spent" in await second.obey(f"{after}")
            first.process.send_signal(signal.SIGCONT)
            assert await renewing.is_done_by(asyncio.get_running_loop().time() + 30)
        newest = kiro.accounts.credential("social")["accessToken"]
        assert [newest] * 2 == [renewing.result(), await second.obey(f"{after}")]
        assert (1, 0) == (kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice)
