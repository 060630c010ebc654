"""Limits of a key that four replicas share, on a real database."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from adapters.database.engines import Place
from kiro_py.adapters.database.ledger_table import DatabaseLedger
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.clients.client import Client, Limits
from kiro_py.clients.limits import Cost
from kiro_py.errors import RequestRefused
from kiro_py.exchange.admission import Admission
from postgres import Cluster

REPLICAS, RATE, PARALLEL = 4, 10, 2
ADA = Client(id=7, limits=Limits(requests_per_minute=RATE, parallel_requests=PARALLEL))
NUMBERS = count(1)


@dataclass
class Team:
    """Replicas, and how many of their requests were answered."""

    replicas: list[Admission] = field(default_factory=list[Admission])
    alive: set[str] = field(default_factory=set[str])
    under_way: int = 0
    most_at_once: int = 0
    answers: int = 0
    refusals: int = 0
    longest_wait: float = 0.0

    async def ask(self, replica: int, seconds: float = 0.02) -> None:
        request_id, began = f"req_{next(NUMBERS)}", asyncio.get_running_loop().time()
        try:
            stay = await self.replicas[replica].enter(ADA, request_id, 0)
        except RequestRefused:
            self.refusals += 1
            return
        finally:
            self.longest_wait = max(self.longest_wait, asyncio.get_running_loop().time() - began)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        await asyncio.sleep(seconds)
        self.under_way -= 1
        self.answers += 1
        stay.used = Cost(5, 0.5)
        stay.leave()

    async def ask_often(self, times: int) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(times):
                group.create_task(self.ask(number % len(self.replicas)))


@asynccontextmanager
async def team(
    place: Place, silence_seconds: float = 10.0, answer_seconds: float = 10.0
) -> AsyncGenerator[Team]:
    """Run replicas whose ledger may be slow, since machines of tests are."""
    made = Team(alive=set("abcd"[:REPLICAS]))

    def alive() -> Collection[str]:
        return made.alive

    async with AsyncExitStack() as stack:
        for name in sorted(made.alive):
            database = await stack.enter_async_context(place.database().opened())
            ledger = DatabaseLedger(
                database,
                name,
                alive,
                answer_seconds=answer_seconds,
                silence_seconds=silence_seconds,
            )
            made.replicas.append(Admission(SystemClock(), ledger, lambda: REPLICAS))
        for replica in made.replicas:
            await stack.enter_async_context(replica.kept())
        yield made


async def test_limits_hold_over_all_replicas(place: Place):
    """Of fifty requests ten are answered, two at once, and each replica knows of all."""
    async with team(place) as subject, asyncio.timeout(30):
        await subject.ask_often(50)
        assert (RATE, 50 - RATE, PARALLEL) == (
            subject.answers,
            subject.refusals,
            subject.most_at_once,
        )
        await until(lambda: all(requests(one) == RATE for one in subject.replicas))
        assert {RATE} == {replica.use_of(ADA.id).this_minute for replica in subject.replicas}


async def test_shares_hold_while_the_database_is_frozen(cluster: Cluster, postgres_url: str):
    """What was let in before, and one request per replica too many; then all know of all."""
    async with team(Place(postgres_url), answer_seconds=1.0) as subject, asyncio.timeout(60):
        async with asyncio.TaskGroup() as group:
            group.create_task(subject.ask_often(50))
            await until(lambda: subject.answers >= 3)
            before = subject.answers + subject.under_way + PARALLEL
            cluster.freeze()
            group.create_task(thawed(cluster, lambda: subject.answers + subject.refusals == 50))
        assert RATE <= subject.answers <= before + RATE + REPLICAS - 1
        assert subject.most_at_once <= 2 * PARALLEL + REPLICAS - 1
        answers = subject.answers
        await until(lambda: all(requests(one) == answers for one in subject.replicas))
        await subject.ask_often(4)
        assert answers == subject.answers


async def test_places_of_a_replica_that_is_killed_are_free(place: Place):
    """As soon as it was silent for as long as is said."""
    async with (
        team(place, silence_seconds=0.5) as subject,
        asyncio.timeout(30),
        asyncio.TaskGroup() as group,
    ):
        stuck = [group.create_task(subject.ask(0, 60)) for _ in range(PARALLEL)]
        await until(lambda: subject.under_way == PARALLEL)
        later = group.create_task(subject.ask(1))
        await asyncio.sleep(0.8)
        assert not later.done()
        subject.alive.remove("a")
        await later
        for each in stuck:
            each.cancel()


async def thawed(cluster: Cluster, is_time: Callable[[], bool]) -> None:
    """Let the server go on when it is time, whatever happens."""
    try:
        await until(is_time)
    finally:
        cluster.thaw()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes to pass behind the work."""
    while not is_so():  # noqa: ASYNC110 -- it is looked at, and sets no event
        await asyncio.sleep(0.01)


def requests(replica: Admission) -> int:
    """Return how many requests of this day a replica knows of."""
    return replica.use_of(ADA.id).day.requests
