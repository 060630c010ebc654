"""Who is let in, who waits, and who is told to come back."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.clients.client import MAIN, Client, Limits
from kiro_py.clients.limits import Cost, Sums
from kiro_py.errors import RequestRefused
from kiro_py.exchange.admission import (
    PATIENCE_SECONDS,
    RETRY_SECONDS,
    Admission,
    Stay,
    is_weighed,
)
from kiro_py.exchange.till import MOST_WAITING
from kiro_py.ports.journal import RequestEnded, TokensSaved
from kiro_py.ports.keys import Used

NOON = 1_800_014_400.0  # 2027-01-15T12:00:00Z
Result = TypeVar("Result")


def client(**limits: float) -> Client:
    return Client(id=7, name="Ada", limits=Limits(**limits))  # type: ignore[arg-type]


def ended(request_id: str = "req_1", **used: float) -> RequestEnded:
    return RequestEnded(request_id, "m", "m", 1, "end_turn", 1, 1.0, None, **used)  # type: ignore[arg-type]


class World:
    """An admission, whose requests are numbered."""

    def __init__(self) -> None:
        self.subject = Admission(FakeClock(NOON))
        self.number = 0

    async def enter(self, who: Client, tokens: int = 0) -> Stay:
        self.number += 1
        request_id = f"req_{self.number}"
        at_once = self.subject.enter_now(who, request_id, tokens)
        return at_once or await self.subject.enter(who, request_id, tokens)

    async def serve(self, who: Client, seconds: float) -> float:
        """Serve a request that takes so long; return when it began."""
        stay = await self.enter(who)
        began = asyncio.get_running_loop().time()
        try:
            await asyncio.sleep(seconds)
        finally:
            stay.leave()
        return began


async def refused(entering: Awaitable[object]) -> RequestRefused:
    with pytest.raises(RequestRefused) as refusal:
        await entering
    return refusal.value


def test_whoever_has_no_limits_is_let_in():
    """At once, and any number of times."""
    subject = Admission(FakeClock(NOON))
    stays = [subject.enter_now(MAIN, str(number), 0) for number in range(100)]
    assert 100 == subject.use_of(None).in_flight
    for stay in stays:
        assert stay is not None
        stay.leave()
    assert 0 == subject.use_of(None).in_flight


def test_only_limits_of_tokens_need_a_weight():
    """Weighing takes time."""
    assert [False, False, True, True] == [
        is_weighed(each)
        for each in (
            MAIN,
            client(credits_per_day=1),
            client(tokens_per_day=1),
            client(tokens_per_month=1),
        )
    ]


def test_nobody_overtakes_those_who_wait():
    """Whoever comes when a place is free waits behind those who have come before."""
    world, who = World(), client(parallel_requests=1)

    async def main() -> list[str]:
        order: list[str] = []

        async def serve(name: str) -> None:
            await world.serve(who, 1.0)
            order.append(name)

        stay = await world.enter(who)
        async with asyncio.TaskGroup() as group:
            group.create_task(serve("first"))
            await asyncio.sleep(1)
            assert 1 == world.subject.waiting
            stay.leave()
            assert None is world.subject.enter_now(who, "req_9", 0)
            group.create_task(serve("second"))
        return order

    assert ["first", "second"] == run_jumping(main())
    assert 0 == world.subject.waiting


def test_those_too_many_wait_for_their_turn():
    """In the order of arrival, and never more at once than may be."""
    world, who = World(), client(parallel_requests=2)

    async def main() -> list[float]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(world.serve(who, 4.0)) for _ in range(6)]
        return [task.result() for task in tasks]

    assert [0.0, 0.0, 4.0, 4.0, 8.0, 8.0] == run_jumping(main())


def test_fifty_clients_for_five_minutes():
    """Whatever they do, ten a minute are let in and two at once, and nobody is forgotten."""
    world, who = World(), client(requests_per_minute=10, parallel_requests=2)
    begun: list[float] = []
    most = 0

    async def hammer(number: int) -> int:
        nonlocal most
        served = 0
        loop = asyncio.get_running_loop()
        while loop.time() < 300:
            try:
                stay = await world.enter(who)
            except RequestRefused as refusal:
                await asyncio.sleep(refusal.retry_after_seconds or 0)
                continue
            begun.append(loop.time())
            most = max(most, world.subject.use_of(7).in_flight)
            await asyncio.sleep(0.1 + number % 7)
            stay.leave()
            served += 1
        return served

    async def main() -> list[int]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(hammer(number)) for number in range(50)]
        return [task.result() for task in tasks]

    served = run_jumping(main())
    assert all(then - first > 60 for first, then in zip(begun, begun[10:], strict=False))
    assert (2, len(begun)) == (most, sum(served))
    assert 50 <= len(begun) <= 60


def test_whoever_waits_in_vain_is_told_to_come_back():
    """After a while that no client takes for silence."""
    world, who = World(), client(parallel_requests=1)

    async def main() -> tuple[RequestRefused, float]:
        await world.enter(who)
        refusal = await refused(world.enter(who))
        return refusal, asyncio.get_running_loop().time()

    refusal, waited = run_jumping(main())
    assert PATIENCE_SECONDS == waited
    assert (429, "rate_limit_error", RETRY_SECONDS, None) == (
        refusal.status,
        refusal.error_type,
        refusal.retry_after_seconds,
        refusal.should_retry,
    )


def test_a_crowd_does_not_wait():
    """So many bodies are held in memory for one key and no more."""
    world, who = World(), client(parallel_requests=1)

    async def main() -> float:
        stay = await world.enter(who)
        async with asyncio.TaskGroup() as group:
            for _ in range(MOST_WAITING):
                group.create_task(world.serve(who, 0.0))
            await asyncio.sleep(0.1)
            await refused(world.enter(who))
            stay.leave()
            return asyncio.get_running_loop().time()

    assert 0.1 == run_jumping(main())


def test_whoever_leaves_the_queue_is_not_let_in():
    """A client that gives up frees nothing and takes nothing."""
    world, who = World(), client(parallel_requests=1)

    async def main() -> None:
        stay = await world.enter(who)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await world.enter(who)
        stay.leave()
        stay.leave()
        assert 0 == world.subject.use_of(7).in_flight
        await world.enter(who)

    run_jumping(main())


def test_a_full_minute_is_told_with_its_end():
    """At once, as whole seconds."""
    world, who = World(), client(requests_per_minute=2, parallel_requests=1)

    async def main() -> RequestRefused:
        (await world.enter(who)).leave()
        await asyncio.sleep(12.3)
        (await world.enter(who)).leave()
        return await refused(world.enter(who))

    refusal = run_jumping(main())
    assert (429, "rate_limit_error", 48) == (
        refusal.status,
        refusal.error_type,
        refusal.retry_after_seconds,
    )
    assert "this key may make 2 requests per minute: try again in 48 s" == refusal.message


def test_a_key_for_nothing_is_told_so():
    """At once: there is nothing to wait for."""
    refusal = run_jumping(refused(World().enter(client(parallel_requests=0))))
    assert "this key may make no requests: try again in 60 s" == refusal.message


def test_a_limit_of_the_day_is_told_as_one_of_money():
    """Waiting is vain for a client, and its user is told until when."""
    world, who = World(), client(tokens_per_day=1000)

    async def main() -> RequestRefused:
        stay = await world.enter(who, tokens=900)
        used = ended(
            input_tokens=400, output_tokens=300, cache_read_tokens=200, cache_write_tokens=100
        )
        world.subject.note(used)
        stay.leave()
        return await refused(world.enter(who))

    refusal = run_jumping(main())
    assert (429, "billing_error", False, 43_200) == (
        refusal.status,
        refusal.error_type,
        refusal.should_retry,
        refusal.retry_after_seconds,
    )
    assert (
        "spend limit reached (resets 2027-01-16 00:00 UTC):"
        " this key has used its 1,000 tokens of this day" == refusal.message
    )


def test_what_a_request_used_is_its_key_s():
    """Tokens of all kinds and credits; what is heard of others, or late, changes nothing."""
    world, who = World(), client()

    async def main() -> None:
        stay = await world.enter(who)
        world.subject.note(ended("req_9", input_tokens=5))
        world.subject.note(TokensSaved(1))
        world.subject.note(ended(input_tokens=3, output_tokens=4, credits=0.5))
        stay.leave()
        world.subject.note(ended(input_tokens=3))

    run_jumping(main())
    assert Sums(1, 7, 0.5) == world.subject.use_of(7).day
    assert Sums() == world.subject.use_of(8).day


def test_a_request_that_comes_to_nothing_costs_nothing():
    """It was made, and that is all."""
    world = World()

    async def main() -> None:
        (await world.enter(client(tokens_per_month=10), tokens=10)).leave()

    run_jumping(main())
    assert Sums(1) == world.subject.use_of(7).month


def test_what_was_used_before_a_start_counts():
    """A restart is no new month."""
    world = World()
    world.subject.begin({7: Used(Sums(1, 5, 0.5), Sums(2, 1000, 1.0))})
    refusal = run_jumping(refused(world.enter(client(tokens_per_month=1000))))
    assert "1,000 tokens of this month" in refusal.message


def test_a_wait_for_the_truth_is_bounded_too():
    """Those under way would take what is left: whoever waits hears of it when they have not."""
    world, who = World(), client(tokens_per_day=100)

    async def main() -> float:
        async with asyncio.TaskGroup() as group:
            stay = await world.enter(who, tokens=200)
            later = group.create_task(world.enter(who))
            await asyncio.sleep(3)
            stay.used = Cost(20)
            stay.leave()
            await later
        return asyncio.get_running_loop().time()

    assert 3.0 == run_jumping(main())
