"""Whose turn it is, with a token that is good."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import TypeVar

import pytest

from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, NOW, MemoryStore, answer, api_key, granted, social, tokens
from jumping_loop import run_jumping
from kiro_py.errors import GatewayError, Lack, NoCredential, RenewalFailed, UpstreamRefused
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.book import Book
from kiro_py.exchange.lease import IN_USE_SECONDS, SEAT_SECONDS, Errand, Lease, Leases, Use
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.kiro.refusals import classify
from kiro_py.pool.affinity import Home
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import Standing, State
from kiro_py.pool.turn import Mode, Rules
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret

Result = TypeVar("Result")
HELLO = Errand("claude-opus-4.6", "conversation")
NO_PLANS: Mapping[int, Collection[str]] = {}
RESET = NOW + 86_400
OVERLOADED = UpstreamRefused(classify(503, {}, b"{}"), upstream_status=503)
SPENT = UpstreamRefused(classify(402, {}, b"{}"), upstream_status=402)
THROTTLED = UpstreamRefused(classify(429, {}, b"{}"), upstream_status=429)


def usage(used: float) -> HttpAnswer:
    credit = {"resourceType": "CREDIT", "currentUsage": used, "usageLimit": 100}
    return answer(200, {"usageBreakdownList": [credit], "nextDateReset": RESET})


class Elsewhere:
    """What other processes know of any conversation, and what they are told and asked."""

    def __init__(self, home: Home | None) -> None:
        self._home = home
        self.asked = list[str]()
        self.told = list[tuple[str, Home]]()

    async def recall(self, conversation_id: str) -> Home | None:
        self.asked.append(conversation_id)
        return self._home

    def keep(self, conversation_id: str, home: Home) -> None:
        self.told.append((conversation_id, home))

    def kept(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()


async def unchanged(credential: Credential) -> Credential:
    return credential


class World:
    """Leases on some credentials, and a sign-in service."""

    def __init__(
        self,
        *credentials: Credential,
        answers: tuple[HttpAnswer, ...] = (),
        rules: Rules | None = None,
        standings: dict[int, Standing] | None = None,
        plans: Mapping[int, Collection[str]] = NO_PLANS,
        delay: float = 0.0,
    ) -> None:
        store, clock, notes = MemoryStore(*credentials), FakeClock(NOW), Notes()
        self.upstream = FakeUpstream(answers, delay=delay)
        self.renewer = Renewer(
            store=store, upstream=self.upstream, clock=clock, journal=notes, book=BOOK
        )
        self.book = Book(Forgetful(standings), clock, notes)
        self.quotas = Quotas(self.upstream, Addressing(BOOK), clock, notes, self.book.tell)
        self.leases = Leases(
            store,
            self.renewer,
            self.book,
            clock,
            rules=rules or Rules(),
            quotas=self.quotas,
            models_of=plans.get,
        )

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


@pytest.mark.parametrize(
    ("credential", "expected"),
    [
        (api_key(), True),
        (api_key(disabled=True), False),
        (social(tokens(expires_in=60)), True),
        (social(tokens(expires_in=-60)), False),
    ],
    ids=["key", "disabled", "alive", "expired"],
)
def test_who_needs_no_renewal_is_known(credential: Credential, expected: bool):  # noqa: FBT001 -- a column of the table
    """Without a database nothing can be renewed: those serve on who need not be."""
    assert expected is World(credential).leases.has_living


def test_a_refused_token_is_replaced():
    """What the service refused is renewed, although it seemed to live."""
    refused = social()
    subject = World(refused, answers=(granted("new"),))
    assert Secret("new") == subject.renewed(refused).bearer


def test_a_lease_holds_its_newest_token():
    """Whoever asks again with it shows the new one."""

    async def work(leases: Leases) -> Credential:
        with await leases.take(HELLO) as lease:
            await lease.renew()
            return lease.credential

    assert Secret("new") == World(social(), answers=(granted("new"),)).run(work).bearer


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


def test_use_is_counted():
    """What came through and when it was asked for last, failures not among them; what goes on."""
    subject = World(api_key(id=1), api_key(id=2))

    async def work(leases: Leases) -> None:
        for _ in range(2):
            with await leases.take(HELLO) as lease:
                assert 1 == leases.use_of(1).in_flight
                lease.served()
        with await leases.take(HELLO) as lease:
            lease.failed(OVERLOADED)

    subject.run(work)
    assert (2, NOW) == (subject.leases.use_of(1).served, subject.leases.use_of(1).last_at)
    assert Use() == subject.leases.use_of(2)


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
            await asyncio.sleep(0.5)
            assert 8 == leases.waiting
        assert 0 == leases.waiting
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


def test_seats_are_shared_with_other_processes():
    """Of two seats one is another one's, as long as there are two processes."""
    subject = World(api_key(), rules=Rules(seats=2))
    sharers = 2
    subject.leases.sharers = lambda: sharers

    async def work(leases: Leases) -> float:
        nonlocal sharers
        with await leases.take(HELLO):
            with pytest.raises(NoCredential):
                await leases.take(HELLO)
            sharers = 1
            with await leases.take(HELLO):
                return asyncio.get_running_loop().time()

    assert SEAT_SECONDS == subject.run(work)


def test_a_conversation_goes_on_where_another_process_has_served_it():
    """Its home is asked for once, and the younger one counts."""
    subject = World(api_key(id=1), api_key(id=2))
    homes = subject.leases.homes = Elsewhere(Home(2, HELLO.model, NOW + 1, is_shared=False))

    async def work(leases: Leases) -> list[tuple[int, bool]]:
        found = list[tuple[int, bool]]()
        for errand in (HELLO, HELLO, replace(HELLO, conversation_id="")):
            with await leases.take(errand) as lease:
                found.append((lease.credential.id, lease.is_shared))
                leases._affinity.bind("conversation", 1, HELLO.model, NOW)
        return found

    assert [(2, False), (2, True), (1, False)] == subject.run(work)
    assert ["conversation", "conversation"] == homes.asked


def test_others_are_told_where_a_conversation_is_served():
    """Once it is, and not of requests without a conversation."""
    subject = World(api_key(id=1), api_key(id=2))
    homes = subject.leases.homes = Elsewhere(None)

    async def work(leases: Leases) -> None:
        for errand in (HELLO, replace(HELLO, conversation_id="")):
            with await leases.take(errand) as lease:
                lease.served()

    subject.run(work)
    assert [("conversation", Home(1, HELLO.model, NOW, is_shared=False))] == homes.told


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


def test_a_credential_is_in_use_for_a_while():
    """From its last request on, as long as its account may be asked anything."""

    async def work(leases: Leases) -> list[list[int]]:
        seen = [[one.id for one in leases.in_use()]]
        for pause in (0, IN_USE_SECONDS, 1):
            if not pause:
                with await leases.take(HELLO):
                    pass
            await asyncio.sleep(pause)
            seen.append([one.id for one in leases.in_use()])
        return seen

    assert [[], [1], [1], []] == World(api_key(id=1), api_key(id=2, priority=9)).run(work)


@pytest.mark.parametrize(
    ("failure", "questions"),
    [
        pytest.param(THROTTLED, 1, id="it may be about credits"),
        pytest.param(SPENT, 1, id="it is about credits"),
        pytest.param(OVERLOADED, 0, id="the model is busy"),
        pytest.param(RenewalFailed("HTTP 500", is_final=False), 0, id="no word of the account"),
    ],
)
def test_what_may_be_about_credits_is_looked_into(failure: GatewayError, questions: int):
    """The service says "too many requests" of spent credits, too."""
    subject = World(api_key(), answers=(usage(100),))

    async def work(leases: Leases) -> int:
        with await leases.take(HELLO) as lease:
            lease.failed(failure)
        await subject.quotas.refresh_in_use([], unchanged)
        return len(subject.upstream.calls)

    assert questions == subject.run(work)


def test_spent_credits_come_back_when_the_usage_says():
    """Kiro's refusal seldom has the date, the account's usage does."""
    subject = World(api_key(), answers=(usage(90),))

    async def work(leases: Leases) -> NoCredential:
        with await leases.take(HELLO) as lease:
            await subject.quotas.fetch(lease.credential)
            lease.failed(SPENT)
        with pytest.raises(NoCredential) as nobody:
            await leases.take(HELLO)
        return nobody.value

    nobody = subject.run(work)
    assert (Lack.SPENT, RESET) == (nobody.lack, nobody.resets_at)


def test_an_almost_empty_account_is_spared():
    """In balanced mode the one with more credits serves, although it has rested less."""
    pair = (api_key(id=1), api_key(id=2))
    subject = World(*pair, answers=(usage(90), usage(10)), rules=Rules(Mode.BALANCED))

    async def work(leases: Leases) -> list[int]:
        for credential in pair:
            await subject.quotas.fetch(credential)
        taken: list[int] = []
        for _ in range(3):
            await asyncio.sleep(1)
            with await leases.take(Errand("m")) as lease:
                taken.append(lease.credential.id)
        return taken

    assert [2, 2, 2] == subject.run(work)


def test_a_plan_with_the_model_is_preferred():
    """One whose list lacks it is not asked to refuse."""
    pair = (api_key(id=1), api_key(id=2, priority=9))
    assert 2 == World(*pair, plans={1: ["other"], 2: [HELLO.model]}).take().id


def test_a_client_that_leaves_during_a_renewal_gives_its_seat_back():
    """Nothing is held against the credential, whose renewal goes on."""
    ended = social(tokens(expires_in=-1))
    subject = World(ended, answers=(granted("new"),), rules=Rules(seats=1), delay=5)

    async def work(leases: Leases) -> Credential:
        async with asyncio.TaskGroup() as group:
            leaving = group.create_task(leases.take(HELLO))
            await asyncio.sleep(1)
            leaving.cancel()
        with await leases.take(HELLO) as lease:
            return lease.credential

    assert Secret("new") == subject.run(work).bearer
    assert Standing() == subject.book.standing(ended)


def test_a_lease_is_given_back_once():
    """Whoever says so twice frees no seat of somebody else."""

    async def work(leases: Leases) -> None:
        lease = await leases.take(HELLO)
        lease.release()
        lease.release()
        await leases.take(HELLO)
        with pytest.raises(NoCredential, match="as busy as it may be"):
            await leases.take(HELLO)

    World(api_key(), rules=Rules(seats=1)).run(work)


def test_an_answer_without_a_conversation_is_at_home_nowhere():
    """A list of models, say: the next one goes where its turn is."""

    async def work(leases: Leases) -> list[int]:
        taken: list[int] = []
        for _ in range(2):
            await asyncio.sleep(1)
            with await leases.take(Errand()) as lease:
                lease.served()
                taken.append(lease.credential.id)
        return taken

    assert [1, 2] == World(api_key(id=1), api_key(id=2), rules=Rules(Mode.BALANCED)).run(work)


def test_every_credential_is_counted():
    """The disabled ones, too: what is known of them is not to be forgotten."""
    assert {1, 2} == World(api_key(id=1), api_key(id=2, disabled=True)).leases.ids()


def test_usage_need_not_be_known():
    """Without anybody who asks for it, credentials are chosen and settled all the same."""
    subject = World(api_key(id=1), api_key(id=2, priority=5))
    subject.leases.quotas = None

    async def work(leases: Leases) -> int:
        with await leases.take(HELLO) as lease:
            lease.failed(THROTTLED)
        with await leases.take(HELLO) as lease:
            return lease.credential.id

    assert 2 == subject.run(work)


def test_a_lease_knows_a_conversation_that_others_have_served():
    """It may have turns of another account."""

    async def work(leases: Leases) -> list[bool]:
        shared: list[bool] = []
        for excluded in ((), {1}, {2}):
            with await leases.take(replace(HELLO, excluded=frozenset(excluded))) as lease:
                shared.append(lease.is_shared)
                lease.served()
        return shared

    assert [False, True, True] == World(api_key(id=1), api_key(id=2)).run(work)
