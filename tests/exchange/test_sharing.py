"""Requests that all replicas agree to, and what happens when nobody can ask."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from fakes import FakeClock
from fakes_ledger import FakeLedger, Pages
from jumping_loop import run_jumping
from kiro_py.clients.client import MAIN, Client, Limits
from kiro_py.clients.limits import Cost, Sums
from kiro_py.errors import RequestRefused
from kiro_py.exchange.admission import PATIENCE_SECONDS, RETRY_SECONDS, Admission, Stay
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.sharing import LOOK_SECONDS, ROUND_SECONDS, SILENT_SECONDS, WORD_SECONDS
from kiro_py.exchange.till import MOST_WAITING

NOON = 1_800_014_400.0  # 2027-01-15T12:00:00Z
Result = TypeVar("Result")


def client(number: int = 7, **limits: float) -> Client:
    return Client(id=number, name="Ada", limits=Limits(**limits))  # type: ignore[arg-type]


class World:
    """Replicas that share a ledger."""

    def __init__(self, replicas: int = 2) -> None:
        self.clock = FakeClock(NOON)
        self.pages = Pages(self.clock, delay=0.01)
        self.replicas = [
            Admission(self.clock, FakeLedger(self.pages, str(number)), lambda: replicas)
            for number in range(replicas)
        ]
        self.number = 0

    def run(self, play: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        async def main() -> Result:
            async with AsyncExitStack() as stack:
                for replica in self.replicas:
                    await stack.enter_async_context(replica.kept())
                return await play()

        return run_jumping(main())

    async def enter(self, replica: int, who: Client, tokens: int = 0) -> Stay:
        self.number += 1
        subject, request_id = self.replicas[replica], f"req_{self.number}"
        at_once = subject.enter_now(who, request_id, tokens)
        return at_once or await subject.enter(who, request_id, tokens)

    def in_flight(self, replica: int) -> int:
        return self.replicas[replica].use_of(7).in_flight


async def refused(entering: Awaitable[object]) -> RequestRefused:
    with pytest.raises(RequestRefused) as refusal:
        await entering
    return refusal.value


def test_whoever_has_no_limits_asks_nobody():
    """Let in at once, and nothing is written down."""
    world = World()

    async def play() -> None:
        (await world.enter(0, MAIN)).leave()
        await asyncio.sleep(5)

    world.run(play)
    assert 0 == world.pages.postings


def test_what_a_key_has_used_without_limits_is_told_when_it_has_some():
    """Though nobody was asked for it."""
    world = World()

    async def play() -> None:
        for who in (client(requests_per_minute=9), client(), client(requests_per_minute=9)):
            stay = await world.enter(0, who)
            stay.used = Cost(10, 0.5)
            stay.leave()
            await asyncio.sleep(1)

    world.run(play)
    assert Sums(3, 30, 1.5) == world.pages.pages[7].books.month


def test_what_one_replica_let_pass_without_limits_is_known_to_the_others():
    """Soon after, though it is not asked about the key any more."""
    world = World()

    async def play() -> None:
        for who in (client(tokens_per_day=9), client()):
            stay = await world.enter(0, who)
            stay.used = Cost(5, 0.5)
            stay.leave()
            await asyncio.sleep(1)
        await asyncio.sleep(WORD_SECONDS)
        await refused(world.enter(1, client(tokens_per_day=9)))

    world.run(play)


def test_places_are_those_of_all():
    """Whoever waits at one replica is let in when a request of another one is over."""
    world, who = World(), client(parallel_requests=1)

    async def play() -> float:
        stay = await world.enter(0, who)
        async with asyncio.TaskGroup() as group:
            later = group.create_task(world.enter(1, who))
            await asyncio.sleep(3)
            assert 1 == world.replicas[1].waiting
            stay.leave()
        later.result().leave()
        return asyncio.get_running_loop().time()

    assert 3.0 < world.run(play) < 3.1 + ROUND_SECONDS


def test_places_that_were_taken_for_free_are_taken_again():
    """The ledger was away for so long that whoever came back first knew nobody else."""
    world, who = World(), client(parallel_requests=1)

    async def play() -> None:
        stay = await world.enter(0, who)
        world.pages.pages[7] = replace(world.pages.pages[7], lines={})
        await asyncio.sleep(WORD_SECONDS + 1)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await world.enter(1, who)
        stay.leave()

    world.run(play)


def test_a_place_that_is_freed_here_is_taken_at_once():
    """By whoever has waited longest."""
    world, who = World(), client(parallel_requests=1)
    begun: list[int] = []

    async def wait(number: int) -> None:
        (await world.enter(0, who)).leave()
        begun.append(number)

    async def play() -> float:
        stay = await world.enter(0, who)
        async with asyncio.TaskGroup() as group:
            for number in range(3):
                group.create_task(wait(number))
            await asyncio.sleep(1.1)
            stay.leave()
        return asyncio.get_running_loop().time()

    assert 1.1 + 7 * world.pages.delay > world.run(play)
    assert [0, 1, 2] == begun


def test_a_minute_is_that_of_all():
    """With its end, as always."""
    world, who = World(), client(requests_per_minute=2)

    async def play() -> RequestRefused:
        for replica in (0, 1):
            (await world.enter(replica, who)).leave()
        return await refused(world.enter(0, who))

    assert "this key may make 2 requests per minute: try again in 60 s" == world.run(play).message


def test_sums_are_those_of_all():
    """What one has used is used up at the other one."""
    world, who = World(), client(tokens_per_day=1000)

    async def play() -> RequestRefused:
        stay = await world.enter(0, who, 10)
        stay.used = Cost(1000, 0.5)
        stay.leave()
        await asyncio.sleep(0.02)
        return await refused(world.enter(1, who, 10))

    refusal = world.run(play)
    assert "this key has used its 1,000 tokens of this day" in refusal.message
    assert Sums(1, 1000, 0.5) == world.replicas[1].use_of(7).day


def test_many_requests_make_one_posting():
    """Those that come while the ledger is spoken to are told in the next one."""
    world, who = World(), client(parallel_requests=100)

    async def play() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(50):
                group.create_task(world.enter(0, who))

    world.run(play)
    assert 3 >= world.pages.postings


def test_whoever_waits_in_vain_is_told_to_come_back():
    """After the same time as ever; a place that is offered later is not taken."""
    world, who = World(), client(parallel_requests=1)

    async def play() -> tuple[RequestRefused, float]:
        stay = await world.enter(0, who)
        refusal = await refused(world.enter(1, who))
        waited = asyncio.get_running_loop().time()
        stay.leave()
        await asyncio.sleep(1)
        return refusal, waited

    refusal, waited = world.run(play)
    assert (429, RETRY_SECONDS) == (refusal.status, refusal.retry_after_seconds)
    assert PATIENCE_SECONDS <= waited < PATIENCE_SECONDS + 0.1
    assert (0, 0) == (world.in_flight(0), world.in_flight(1))


def test_a_crowd_does_not_wait():
    """So many bodies are held in memory for one key and no more."""
    world, who = World(), client(parallel_requests=1)

    async def play() -> float:
        stay = await world.enter(0, who)
        async with asyncio.TaskGroup() as group:
            waiting = [group.create_task(world.enter(0, who)) for _ in range(MOST_WAITING)]
            await asyncio.sleep(0.1)
            await refused(world.enter(0, who))
            for each in waiting:
                each.cancel()
        stay.leave()
        return asyncio.get_running_loop().time()

    assert world.run(play) < 0.2


@pytest.mark.parametrize("after", [0.001, 0.0051, 0.01], ids=["before", "meanwhile", "just then"])
def test_whoever_leaves_takes_no_place(after: float):
    """Whether or not it has been let in where it cannot hear it any more."""
    world, who = World(), client(parallel_requests=1)

    async def play() -> float:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(world.enter(0, who), after)
        (await world.enter(1, who)).leave()
        return asyncio.get_running_loop().time()

    assert world.run(play) < 1


def test_whoever_leaves_when_it_has_been_let_in_gives_its_place_back():
    """Though it has not gone through the door."""
    world, who = World(1), client(parallel_requests=1)
    world.pages.delay = 0.0

    async def play() -> None:
        async with Pending(world.enter(0, who)):
            while not world.in_flight(0):  # noqa: ASYNC110 -- one step at a time
                await asyncio.sleep(0)
        (await world.enter(0, who)).leave()

    world.run(play)
    assert 0 == world.in_flight(0)


def test_each_lets_in_its_share_when_the_ledger_is_away():
    """One request too many per replica at the most, and the first waits no longer than a second."""
    world, who = World(4), client(requests_per_minute=10)
    world.pages.is_away = True
    begun: list[float] = []

    async def ask(replica: int) -> None:
        await asyncio.sleep(replica / 100)
        (await world.enter(replica, who)).leave()
        begun.append(asyncio.get_running_loop().time())

    async def play() -> int:
        done = await asyncio.gather(
            *(ask(number % 4) for number in range(50)), return_exceptions=True
        )
        return sum(isinstance(each, RequestRefused) for each in done)

    assert (38, 12) == (world.run(play), len(begun))
    assert 1.1 > max(begun)


def test_places_are_shared_as_well_when_the_ledger_is_away():
    """Whoever waits hears of the places of this replica."""
    world, who = World(4), client(parallel_requests=2)
    world.pages.is_away = True

    async def play() -> float:
        stay = await world.enter(0, who)
        async with asyncio.TaskGroup() as group:
            later = group.create_task(world.enter(0, who))
            await asyncio.sleep(2)
            assert not later.done()
            stay.leave()
        return asyncio.get_running_loop().time()

    assert 3.0 == world.run(play)


def test_a_ledger_that_is_away_is_left_alone_for_a_while():
    """Nobody waits for it meanwhile, and it is asked again by itself."""
    world, who = World(1), client(requests_per_minute=100)
    world.pages.is_away = True

    async def play() -> list[float]:
        waits: list[float] = []
        for _ in range(20):
            began = asyncio.get_running_loop().time()
            (await world.enter(0, who)).leave()
            waits.append(asyncio.get_running_loop().time() - began)
            await asyncio.sleep(0.5)
        return waits

    waits = world.run(play)
    assert ([1.0], {0.0}) == (waits[:1], set(waits[1:]))
    assert 10 / (1.0 + SILENT_SECONDS) <= world.pages.postings <= 2 + 11 / (1.0 + SILENT_SECONDS)


def test_a_share_that_is_used_up_is_no_limit_that_is_reached():
    """What is left cannot be known, so that a client does well to ask again."""
    world, who = World(4), client(tokens_per_day=1000)

    async def play() -> list[RequestRefused]:
        (await world.enter(0, who)).leave()
        world.pages.is_away = True
        refusals: list[RequestRefused] = []
        for tokens in (250, 750):
            stay = await world.enter(tokens == 750, who)
            stay.used = Cost(tokens)
            stay.leave()
            refusals.append(await refused(world.enter(tokens == 750, who)))
        return refusals

    unsure, unsure_too = world.run(play)
    assert (429, "rate_limit_error", RETRY_SECONDS) == (
        unsure.status,
        unsure.error_type,
        unsure.retry_after_seconds,
    )
    assert unsure.message == unsure_too.message


def test_a_limit_that_is_reached_is_told_while_the_ledger_is_away():
    """It was known before."""
    world, who = World(4), client(tokens_per_day=1000)

    async def play() -> RequestRefused:
        stay = await world.enter(0, who)
        stay.used = Cost(1000)
        stay.leave()
        await asyncio.sleep(1)
        world.pages.is_away = True
        return await refused(world.enter(0, who))

    assert "1,000 tokens of this day" in world.run(play).message


def test_what_was_let_in_alone_is_told_when_the_ledger_is_back():
    """It is in the minute and in the sums of all."""
    world, who = World(), client(requests_per_minute=4)

    async def play() -> RequestRefused:
        world.pages.is_away = True
        for replica in (0, 1, 0, 1):
            stay = await world.enter(replica, who)
            stay.used = Cost(10, 0.5)
            stay.leave()
        world.pages.is_away = False
        await asyncio.sleep(SILENT_SECONDS + 1.5)
        return await refused(world.enter(0, who))

    refusal = world.run(play)
    assert "this key may make 4 requests per minute: try again in 56 s" == refusal.message
    page = world.pages.pages[7]
    assert (Sums(4, 40, 2.0), 4) == (page.books.month, len(page.books.window))
    assert 0 == page.seen("nobody", NOON).others


def test_what_was_written_down_without_a_word_counts_once():
    """Whoever heard no answer says it again."""
    world, who = World(1), client(requests_per_minute=10)

    async def play() -> None:
        world.pages.is_deaf = True
        stay = await world.enter(0, who)
        stay.used = Cost(10, 0.5)
        stay.leave()
        await asyncio.sleep(2 * SILENT_SECONDS)
        world.pages.is_deaf = False
        await asyncio.sleep(2 * SILENT_SECONDS)

    world.run(play)
    page = world.pages.pages[7]
    assert (Sums(1, 10, 0.5), 0) == (page.books.day, page.seen("nobody", NOON).others)


def test_whoever_is_looked_at_is_seen_as_it_is():
    """The use of others as well, as long as somebody looks."""
    world, who = World(), client(parallel_requests=5, requests_per_minute=9)

    async def play() -> None:
        assert 0 == world.in_flight(1)
        await world.enter(0, who)
        stay = await world.enter(0, who)
        await asyncio.sleep(LOOK_SECONDS + 0.1)
        use = world.replicas[1].use_of(7)
        assert (2, 2, NOON + 60) == (use.in_flight, use.this_minute, round(use.minute_ends_at))
        stay.used = Cost(10, 0.5)
        stay.leave()
        await asyncio.sleep(LOOK_SECONDS + 0.1)
        use = world.replicas[1].use_of(7)
        assert (1, Sums(1, 10, 0.5)) == (use.in_flight, use.month)
        await asyncio.sleep(60)
        looks = world.pages.looks
        await asyncio.sleep(60)
        assert looks == world.pages.looks

    world.run(play)


def test_what_is_let_in_alone_is_seen_at_once():
    """Though the ledger does not know."""
    world, who = World(), client(requests_per_minute=9)

    async def play() -> None:
        (await world.enter(1, who)).leave()
        world.pages.is_away = True
        await world.enter(0, who)
        await asyncio.sleep(10)
        await world.enter(0, who)
        use = world.replicas[0].use_of(7)
        assert (2, 2, NOON + 71) == (use.in_flight, use.this_minute, round(use.minute_ends_at))

    world.run(play)


def test_the_end_waits_until_the_ledger_has_heard_it():
    """As long as it answers."""
    world, who = World(1), client(requests_per_minute=10)

    async def play() -> None:
        stay = await world.enter(0, who)
        stay.used = Cost(10, 0.5)
        stay.leave()

    world.run(play)
    page = world.pages.pages[7]
    assert (Sums(1, 10, 0.5), 0) == (page.books.day, page.seen("nobody", NOON).others)


def test_the_end_does_not_wait_for_a_ledger_that_is_away():
    """What it does not hear is lost with this replica."""
    world, who = World(1), client(requests_per_minute=10)

    async def play() -> None:
        stay = await world.enter(0, who)
        world.pages.is_away = True
        stay.leave()

    world.run(play)
    assert Sums() == world.pages.pages[7].books.day
