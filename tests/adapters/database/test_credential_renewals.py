"""A renewal has its turn, and what it owes the others is paid, now or later."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import monotonic

import pytest

from adapters.database.engines import Place
from adapters.database.shared import RENEWED, entry, replica, written
from kiro_py.adapters.database.credential_renewals import Patience, within
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.errors import RenewalFailed, StoreUnwritable
from kiro_py.exchange.pending import Pending
from kiro_py.secret import Secret
from postgres import Cluster

TOKEN = Secret("refresh-1")
PATIENT = Patience(wait_seconds=30.0)
TURN = "SELECT turn_of FROM credentials"
MARKS = "SELECT count(*) FROM credentials WHERE spending IS NOT NULL"


@asynccontextmanager
async def two(
    place: Place, patience: Patience = PATIENT
) -> AsyncGenerator[tuple[CredentialTable, CredentialTable]]:
    """Open two replicas that share a credential."""
    async with replica(place, "a", patience=patience) as a, replica(place, "b") as b:
        await a.add([entry()])
        await b.refresh()
        yield a, b


async def comes(place: Place, question: str, expected: object) -> None:
    """Wait until the database answers as expected."""
    async with asyncio.timeout(20):
        while expected != await place.one(question):  # noqa: ASYNC110 -- a row sets no event
            await asyncio.sleep(0.01)


async def failing(store: CredentialTable) -> RenewalFailed:
    with pytest.raises(RenewalFailed) as caught:
        async with store.renewing(1):
            await store.spend(1, TOKEN)
    return caught.value


async def test_a_renewal_waits_for_that_of_another_replica(place: Place):
    """It begins soon after the other one has ended."""
    async with two(place) as (a, b):

        async def renew() -> bool:
            async with a.renewing(1) as is_our_turn:
                return is_our_turn

        now = asyncio.get_running_loop().time
        async with AsyncExitStack() as turn:
            assert await turn.enter_async_context(b.renewing(1))
            async with Pending(renew()) as waiting:
                assert not await waiting.is_done_by(now() + 0.2)
                await turn.aclose()
                assert await waiting.is_done_by(now() + 20)
                assert waiting.result()


async def test_waiting_has_an_end(place: Place):
    """Who has no turn sends nothing, and gives nobody else's back."""
    async with two(place) as (a, b), a.renewing(1):
        async with b.renewing(1) as is_our_turn:
            assert not is_our_turn
            with pytest.raises(RenewalFailed, match="another replica has taken the turn"):
                await b.spend(1, TOKEN)
        assert await place.one(TURN)


async def test_a_turn_ends_with_its_context(place: Place):
    """Whether the renewal has failed or not; who lives knows what has come of the token."""
    async with two(place) as (a, b):
        with suppress(RenewalFailed):
            async with a.renewing(1):
                await a.spend(1, TOKEN)
                raise RenewalFailed("HTTP 503", is_final=False)
        assert (None, 0) == (await place.one(TURN), await place.one(MARKS))
        async with b.renewing(1) as is_our_turn:
            assert is_our_turn


async def test_who_is_cancelled_does_not_know(place: Place):
    """The token may be on its way: its mark stays, and the turn is free."""
    async with two(place) as (a, b):
        sent = asyncio.Event()

        async def renew() -> None:
            async with a.renewing(1):
                await a.spend(1, TOKEN)
                sent.set()
                await asyncio.Event().wait()

        async with Pending(renew()):
            await sent.wait()
        failed = await failing(b)
        assert (True, True) == (failed.is_final, "sign in anew" in failed.why)
        async with a.renewing(1):
            await a.spend(1, TOKEN)


async def test_new_tokens_take_the_mark_back(place: Place):
    """Nobody needs to be told what has come of the token before."""
    async with two(place) as (a, b):
        async with a.renewing(1):
            await a.spend(1, TOKEN)
            await a.save_tokens(1, RENEWED)
            assert 0 == await place.one(MARKS)
        async with b.renewing(1):
            assert RENEWED == (await b.reread(1)).tokens


async def test_a_turn_is_prolonged_while_it_lasts(place: Place):
    """However long the service takes."""
    async with two(place, Patience(turn_seconds=0.3)) as (a, _), a.renewing(1):
        before = await place.one("SELECT turn_until FROM credentials")
        await comes(place, f"SELECT count(*) FROM credentials WHERE turn_until > {before} + 0.2", 1)


async def test_nothing_is_sent_while_the_database_is_away(cluster: Cluster, template: str):
    """Nobody could write down what it was exchanged for; that ends no sign-in."""
    async with two(Place(cluster.copy(template))) as (a, _):
        cluster.stop()
        try:
            failed = await failing(a)
        finally:
            cluster.start()
    assert not failed.is_final
    assert failed.why.startswith("the database cannot be asked: ")


async def test_nothing_is_owed_for_what_was_not_asked(place: Place):
    """However often somebody would renew something while the database is away."""
    async with two(place) as (a, _):
        for _ in range(3):
            a._database.health.ill("nobody there")
            assert "nobody there" in (await failing(a)).why
        assert {} == a._renewals._owed
        a._database.health.well()


async def test_a_database_that_says_nothing_is_not_waited_for(cluster: Cluster, template: str):
    """A network that swallows everything holds nobody up for long."""
    patience = Patience(answer_seconds=0.2)
    async with two(Place(cluster.copy(template)), patience) as (a, _):
        cluster.freeze()
        try:
            began = monotonic()
            failed = await failing(a)
            assert TOKEN == (await a.reread(1)).tokens.refresh_token
            spent = monotonic() - began
        finally:
            cluster.thaw()
        assert not failed.is_final
        assert spent < 8


async def test_what_is_owed_is_paid_when_the_database_is_back(cluster: Cluster, template: str):
    """The token that was sent is in nobody's way then."""
    place = Place(cluster.copy(template))
    async with two(place) as (a, b):
        async with a.renewing(1):
            await a.spend(1, TOKEN)
            cluster.stop()
        cluster.start()
        await comes(place, MARKS, 0)
        await comes(place, TURN, None)
        async with asyncio.timeout(20):
            while b.troubles.place or not a.credentials():
                await b.refresh()
        async with b.renewing(1):
            await b.spend(1, TOKEN)


async def test_a_turn_lasts_as_long_as_the_tokens_are_unsaved(cluster: Cluster, template: str):
    """Nobody else could know them; and nobody thinks that they are lost."""
    place = Place(cluster.copy(template))
    async with two(place) as (a, b):
        async with a.renewing(1):
            await a.spend(1, TOKEN)
            cluster.stop()
            with pytest.raises(StoreUnwritable):
                await a.save_tokens(1, RENEWED)
        cluster.start()
        async with asyncio.timeout(20):
            while b.troubles.place:
                await b.refresh()
        assert not (await failing(b)).is_final
        assert 1 == await place.one(MARKS)
        await written(a)
        assert 0 == await place.one(MARKS)
        await comes(place, TURN, None)
        assert RENEWED == (await b.reread(1)).tokens


async def test_who_waits_is_told_of_another_one_s_renewal(place: Place):
    """There is nothing to have a turn for any more."""
    async with two(place) as (a, b), b.renewing(1):

        async def renew() -> bool:
            async with a.renewing(1) as is_our_turn:
                return is_our_turn

        async with Pending(renew()) as waiting:
            now = asyncio.get_running_loop().time
            assert not await waiting.is_done_by(now() + 0.5)
            await b.save_tokens(1, RENEWED)
            assert await waiting.is_done_by(now() + 20)
            assert not waiting.result()


async def test_what_is_gone_meanwhile_is_told(place: Place):
    """Nobody waits for the turn of a credential that was taken out."""
    async with two(place) as (a, b), b.renewing(1):
        await b.remove(1)
        with pytest.raises(KeyError):
            async with a.renewing(1):
                pytest.fail("it was its turn")


async def test_who_waited_too_long_says_how_long():
    """The reason is read by a person."""
    with pytest.raises(TimeoutError, match=r"no answer in 0.01 s"):
        async with within(0.01):
            await asyncio.Event().wait()
