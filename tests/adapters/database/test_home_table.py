"""A conversation is at home where its last turn was served, whichever replica the next comes to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.schema import CreateTable, DropTable

from adapters.database.engines import Place
from adapters.database.replicas import PATIENCE_SECONDS, opened, until
from fakes import FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, HandClock, MemoryStore, api_key
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.home_table import (
    ANSWER_SECONDS,
    BATCH,
    CLEAN_SECONDS,
    KEPT_SECONDS,
    LONGEST_MODEL,
    SILENCE_SECONDS,
    HomeTable,
)
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import HOMES
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.exchange.book import Book
from kiro_py.exchange.lease import Errand, Leases
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.affinity import MAX_CONVERSATIONS, Home
from postgres import Cluster

OPUS = "claude-opus-4.8"
TALK = Errand(OPUS, "conversation")
SLACK_SECONDS = 5.0


def table(database: Database) -> HomeTable:
    return HomeTable(database, SystemClock(), pytest.fail, answer_seconds=PATIENCE_SECONDS)


def home(credential_id: int, age: float = 0.0, *, is_shared: bool = False) -> Home:
    return Home(credential_id, OPUS, SystemClock().now() - age, is_shared)


def leases(homes: HomeTable) -> Leases:
    """The pool of one replica, with two credentials that are as good as each other."""
    store, clock, notes = MemoryStore(api_key(id=1), api_key(id=2)), SystemClock(), Notes()
    renewer = Renewer(store=store, upstream=FakeUpstream(()), clock=clock, journal=notes, book=BOOK)
    return Leases(store, renewer, Book(Forgetful(), clock, notes), clock, homes=homes)


@asynccontextmanager
async def replica(url: str) -> AsyncGenerator[HomeTable]:
    async with opened(url) as database:
        homes = table(database)
        async with homes.kept():
            yield homes


async def moved(homes: HomeTable, credential_id: int) -> None:
    """Wait until it is known that the conversation is at home there."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await homes.recall("conversation")
            if found is not None and found.credential_id == credential_id:
                return
            await asyncio.sleep(0.005)


async def turn(pool: Leases, errand: Errand = TALK) -> tuple[int, bool]:
    """Serve a turn; return by whom, and whether others have served the conversation."""
    with await pool.take(errand) as lease:
        is_shared = lease.is_shared
        lease.served()
        return lease.credential.id, is_shared


async def test_the_second_turn_goes_to_the_same_credential_on_another_replica(place: Place):
    """And so does the third one on the first replica; others are shared conversations."""
    async with replica(place.url) as here, replica(place.url) as there:
        first, second = leases(here), leases(there)
        assert (2, False) == await turn(first, replace(TALK, excluded=frozenset({1})))
        await moved(there, 2)
        assert (2, False) == await turn(second)
        assert (1, True) == await turn(second, replace(TALK, excluded=frozenset({2})))
        await moved(here, 1)
        assert (1, True) == await turn(first)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param((1, 20), (1, 10), (1, 10, False), id="it goes on"),
        pytest.param((1, 20), (2, 10), (2, 10, True), id="it has moved"),
        pytest.param((1, 10), (2, 20), (1, 10, True), id="the older one comes later"),
    ],
)
async def test_the_younger_home_counts(
    database: Database,
    first: tuple[int, float],
    second: tuple[int, float],
    expected: tuple[int, float, bool],
):
    """In whatever order they are written, and both are remembered as being there."""
    for told in (first, second):
        homes = table(database)
        async with homes.kept():
            homes.keep("a", home(*told))
    homes = table(database)
    async with homes.kept():
        found = await homes.recall("a")
    assert found is not None
    credential_id, age, is_shared = expected
    assert (credential_id, is_shared) == (found.credential_id, found.is_shared)
    assert abs(SystemClock().now() - age - found.since) < SLACK_SECONDS


async def test_nobody_reads_whose_conversation_it_is(database: Database):
    """An id is the client's, and may be odd; so may a model's."""
    homes = table(database)
    odd = "ada@example.com \ud800\0"
    async with homes.kept():
        homes.keep(odd, home(1)._replace(model="m" * 2 * LONGEST_MODEL))
        await until(lambda: not homes._unwritten)
        assert await homes.recall(odd) is not None
    async with database.reading() as connection:
        (written,) = await connection.execute(select(HOMES.c.conversation))
    assert 64 == len(written.conversation)
    assert "ada" not in written.conversation


async def test_many_are_asked_about_and_told_at_once(database: Database):
    """In as few questions as there may be."""
    homes = table(database)
    names = [str(number) for number in range(BATCH + 10)]
    async with homes.kept():
        for number, name in enumerate(names):
            homes.keep(name, home(number))
        await until(lambda: not homes._unwritten)
        found = await asyncio.gather(*map(homes.recall, [*names, "unknown"]))
    assert [*range(BATCH + 10), None] == [each and each.credential_id for each in found]


async def test_what_is_old_is_taken_away(database: Database):
    """Some time after nobody has come back to it."""
    clock = HandClock()
    homes = HomeTable(database, clock, pytest.fail, answer_seconds=PATIENCE_SECONDS)
    async with homes.kept():
        homes.keep("old", Home(1, OPUS, clock.now(), is_shared=False))
        homes.keep("young", Home(1, OPUS, clock.now(), is_shared=False))
        await until(lambda: not homes._unwritten)
        (old, young) = [await homes.recall(name) for name in ("old", "young")]
        assert old
        assert young
        first = select(HOMES.c.conversation).limit(1).scalar_subquery()
        aged = update(HOMES).where(HOMES.c.conversation == first)
        async with database.writing() as connection:
            await connection.execute(aged.values(since=Moment() - KEPT_SECONDS - 1))
        clock.elapsed = CLEAN_SECONDS
    async with database.reading() as connection:
        assert 1 == len((await connection.execute(select(HOMES))).all())


async def test_a_database_that_fails_is_not_asked_again_at_once(database: Database):
    """Nobody knows the home then; what is to be told is bounded."""
    clock, warnings = HandClock(), list[str]()
    homes = HomeTable(database, clock, warnings.append)
    async with homes.kept():
        async with database.writing() as connection:
            await connection.execute(DropTable(HOMES))
        assert await homes.recall("a") is None
        assert clock.monotonic() + SILENCE_SECONDS == homes._silent_until
        clock.elapsed = SILENCE_SECONDS
        assert await homes.recall("a") is None
        assert 2 * SILENCE_SECONDS == homes._silent_until
        for number in range(MAX_CONVERSATIONS + 10):
            homes.keep(str(number), home(1))
        assert MAX_CONVERSATIONS == len(homes._unwritten)
        await until(lambda: bool(warnings))
        async with database.writing() as connection:
            await connection.execute(CreateTable(HOMES))
    assert ["the homes of conversations are not kept"] == [w.partition(":")[0] for w in warnings]


async def test_outside_of_its_context_nothing_is_known(database: Database):
    """Nobody would answer."""
    assert await table(database).recall("a") is None


async def test_a_frozen_server_costs_one_request_a_moment(cluster: Cluster, postgres_url: str):
    """Whoever comes after it does not wait, until there are answers again."""
    clock = HandClock()
    loop = asyncio.get_running_loop()
    async with opened(postgres_url) as database:
        homes = HomeTable(database, clock)
        async with homes.kept():
            homes.keep("a", Home(1, OPUS, clock.now(), is_shared=False))
            await until(lambda: not homes._unwritten)
            cluster.freeze()
            began_at = loop.time()
            try:
                assert await homes.recall("a") is None
                assert ANSWER_SECONDS <= loop.time() - began_at
                began_at = loop.time()
                assert [None] * 100 == [await homes.recall("a") for _ in range(100)]
                assert loop.time() - began_at < ANSWER_SECONDS
            finally:
                cluster.thaw()
            async with asyncio.timeout(PATIENCE_SECONDS):
                while await homes.recall("a") is None:
                    clock.elapsed += SILENCE_SECONDS
                    await asyncio.sleep(0.05)
