"""Whose turn it is, with a token that is good."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, NOW, MemoryStore, api_key, granted, social, tokens
from jumping_loop import run_jumping
from kiro_py.errors import Lack, NoCredential, RenewalFailed, UpstreamRefused
from kiro_py.exchange.book import Book
from kiro_py.exchange.lease import SEAT_SECONDS, Errand, Lease, Leases
from kiro_py.exchange.renew import Renewer
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import Standing, State
from kiro_py.pool.turn import Mode, Rules
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret

Result = TypeVar("Result")
HELLO = Errand("claude-opus-4.6", "conversation")
THROTTLED = UpstreamRefused(classify(429, {}, b"{}"), upstream_status=429)


class World:
    """Leases on some credentials, and a sign-in service."""

    def __init__(
        self,
        *credentials: Credential,
        answers: tuple[HttpAnswer, ...] = (),
        rules: Rules | None = None,
        standings: dict[int, Standing] | None = None,
    ) -> None:
        store, clock, notes = MemoryStore(*credentials), FakeClock(NOW), Notes()
        self.upstream = FakeUpstream(answers)
        self.renewer = Renewer(
            store=store, upstream=self.upstream, clock=clock, journal=notes, book=BOOK
        )
        self.book = Book(Forgetful(standings), clock, notes)
        self.leases = Leases(store, self.renewer, self.book, clock, rules=rules or Rules())

    def run(self, work: Callable[[Leases], Awaitable[Result]]) -> Result:
        async def main() -> Result:
            async with self.renewer:
                return await work(self.leases)

        return run_jumping(main())

    def take(self, errand: Errand = HELLO) -> Credential:
        async def work(leases: Leases) -> Credential:
            with await leases.take(errand) as lease:
                return lease.credential

        return self.run(work)

    def renewed(self, refused: Credential) -> Credential:
        async def work(leases: Leases) -> Credential:
            return await leases.renewed(refused)

        return self.run(work)


def test_the_best_one_is_taken():
    """The lowest priority that is enabled."""
    subject = World(
        api_key(id=1, priority=2), api_key(id=2, priority=1), api_key(id=3, disabled=True)
    )
    assert 2 == subject.take().id


def test_a_token_that_has_ended_is_renewed_first():
    """Nobody gets a dead token."""
    subject = World(social(tokens(expires_in=-1)), answers=(granted("new"),))
    assert Secret("new") == subject.take().bearer


@pytest.mark.parametrize(
    ("credentials", "why"),
    [
        pytest.param((), "of 0 credentials none can be used", id="none"),
        pytest.param((api_key(disabled=True),), "of 1 credentials none can be used", id="disabled"),
    ],
)
def test_nobody_is_told(credentials: tuple[Credential, ...], why: str):
    """Without an enabled credential the error counts them."""
    subject = World(*credentials)
    with pytest.raises(NoCredential, match=why):
        subject.take()


@pytest.mark.parametrize(
    ("credential", "expected"),
    [(api_key(), True), (api_key(disabled=True), False)],
    ids=["enabled", "disabled"],
)
def test_readiness_is_having_one(credential: Credential, expected: bool):  # noqa: FBT001 -- a column of the table
    """There is somebody as long as one is enabled."""
    assert expected is World(credential).leases.has_any


def test_a_refused_token_is_replaced():
    """What the service refused is renewed, although it seemed to live."""
    refused = social()
    subject = World(refused, answers=(granted("new"),))
    assert Secret("new") == subject.renewed(refused).bearer


def test_a_refused_key_is_not():
    """An API key without tokens is given back as it is: nothing about it can be renewed."""
    refused = api_key()
    assert refused == World(refused).renewed(refused)


def test_a_renewal_that_fails_is_told():
    """No other token can be had."""
    refused = social()
    subject = World(refused, answers=(HttpAnswer(401, {}, b"{}"),))
    with pytest.raises(RenewalFailed) as failed:
        subject.renewed(refused)
    assert failed.value.is_final


def test_a_conversation_comes_back_to_its_home():
    """What has been served by one credential is served by it again, in balanced mode too."""

    async def work(leases: Leases) -> list[int]:
        homes: list[int] = []
        for turn in range(6):
            with await leases.take(replace(HELLO, conversation_id=str(turn % 2))) as lease:
                lease.served()
                homes.append(lease.credential.id)
        return homes

    pair = (api_key(id=1), api_key(id=2))
    assert [1, 2, 1, 2, 1, 2] == World(*pair, rules=Rules(Mode.BALANCED)).run(work)


def test_a_throttled_one_rests_and_comes_back():
    """The next request goes elsewhere; after the rest the better one is used again."""

    async def work(leases: Leases) -> list[int]:
        used: list[int] = []
        for errand in (Errand("m"), Errand("m"), Errand("m")):
            with await leases.take(errand) as lease:
                used.append(lease.credential.id)
                if len(used) == 1:
                    lease.failed(THROTTLED)
            await asyncio.sleep(20)
        return used

    assert [1, 2, 1] == World(api_key(id=1), api_key(id=2, priority=5)).run(work)


def test_a_lack_says_how_long_it_lasts():
    """Everybody rests: the error has the seconds to the first one's return."""

    async def work(leases: Leases) -> NoCredential:
        with await leases.take(HELLO) as lease:
            lease.failed(THROTTLED)
        await asyncio.sleep(10)
        with pytest.raises(NoCredential) as nobody:
            await leases.take(HELLO)
        return nobody.value

    nobody = World(api_key()).run(work)
    assert (Lack.COOLING, 20) == (nobody.lack, nobody.retry_after_seconds)


def test_seats_are_waited_for_in_turn():
    """With two seats ten requests never hold more than two, and all are served."""
    held = most = 0

    async def one(leases: Leases) -> None:
        nonlocal held, most
        with await leases.take(HELLO):
            held += 1
            most = max(most, held)
            await asyncio.sleep(1)
            held -= 1

    async def work(leases: Leases) -> float:
        async with asyncio.TaskGroup() as group:
            for _ in range(10):
                group.create_task(one(leases))
        return asyncio.get_running_loop().time()

    assert 5 == World(api_key(), rules=Rules(seats=2)).run(work)
    assert 2 == most


def test_a_newcomer_pushes_nobody_back():
    """Whoever comes in the moment in which a seat is freed waits behind those who wait."""
    served: list[str] = []

    async def one(leases: Leases, name: str) -> None:
        with await leases.take(HELLO):
            served.append(name)
            await asyncio.sleep(1)

    async def work(leases: Leases) -> None:
        held = await leases.take(HELLO)
        async with asyncio.TaskGroup() as group:
            group.create_task(one(leases, "first"))
            group.create_task(one(leases, "second"))
            await asyncio.sleep(1)
            held.release()
            await one(leases, "newcomer")

    World(api_key(), rules=Rules(seats=1)).run(work)
    assert ["first", "second", "newcomer"] == served


def test_a_seat_is_for_the_first_who_can_use_it():
    """One who waits for another credential lets it pass."""

    async def one(leases: Leases, errand: Errand) -> float:
        with await leases.take(errand):
            return asyncio.get_running_loop().time()

    async def work(leases: Leases) -> list[float]:
        held = [await leases.take(HELLO), await leases.take(HELLO)]
        choosy = replace(HELLO, excluded=frozenset({held[0].credential.id}))
        async with asyncio.TaskGroup() as group:
            waiting = [group.create_task(one(leases, errand)) for errand in (choosy, HELLO)]
            for lease in held:
                await asyncio.sleep(1)
                lease.release()
        return [task.result() for task in waiting]

    assert [2, 1] == World(api_key(id=1), api_key(id=2), rules=Rules(seats=1)).run(work)


def test_a_seat_is_not_waited_for_for_ever():
    """A request that finds no seat in time is told to come back."""

    async def work(leases: Leases) -> tuple[NoCredential, float]:
        with await leases.take(HELLO):
            with pytest.raises(NoCredential) as busy:
                await leases.take(HELLO)
            return busy.value, asyncio.get_running_loop().time()

    busy, at = World(api_key(), rules=Rules(seats=1)).run(work)
    assert (Lack.BUSY, 5, SEAT_SECONDS) == (busy.lack, busy.retry_after_seconds, at)


def test_a_client_that_leaves_the_queue_gives_its_place_away():
    """A cancelled wait does not swallow the seat that was meant for it."""

    async def work(leases: Leases) -> Lease:
        async with asyncio.TaskGroup() as group:
            first = await leases.take(HELLO)
            leaving = group.create_task(leases.take(HELLO))
            staying = group.create_task(leases.take(HELLO))
            await asyncio.sleep(1)
            first.release()
            leaving.cancel()
        return staying.result()

    assert 1 == World(api_key(), rules=Rules(seats=1)).run(work).credential.id


def test_one_that_cannot_be_renewed_is_passed_over():
    """A dead sign-in is settled, and the request goes to the next credential."""
    dead, good = social(tokens(expires_in=-1), id=1), api_key(id=2, priority=9)
    subject = World(dead, good, answers=(HttpAnswer(401, {}, b"{}"),))

    async def work(leases: Leases) -> list[int]:
        taken: list[int] = []
        for _ in range(2):
            with await leases.take(HELLO) as lease:
                taken.append(lease.credential.id)
        return taken

    assert [2, 2] == subject.run(work)
    assert State.NEEDS_LOGIN is subject.book.standing(dead).state
    assert 1 == len(subject.upstream.calls)


def test_a_new_sign_in_is_noticed():
    """Another refresh token in the file ends the need for a login."""
    standings = {1: Standing(state=State.NEEDS_LOGIN, login="of another token")}
    subject = World(social(), standings=standings)

    assert 1 == subject.take().id


def test_what_was_known_at_the_last_start_is_known_now():
    """A suspended credential stays alone after a restart."""
    standings = {1: Standing(state=State.SUSPENDED)}

    assert 2 == World(api_key(id=1), api_key(id=2, priority=5), standings=standings).take().id
