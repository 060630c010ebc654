"""How credentials stand is known to all who share a database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update
from sqlalchemy.schema import CreateTable, DropTable

from adapters.database.engines import Place
from adapters.database.replicas import PATIENCE_SECONDS, opened, until
from fakes import Notes
from fakes_credentials import NOW, HandClock, social
from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.standing_table import (
    UNDER_WAY_SECONDS,
    Learned,
    StandingTable,
    Written,
    prevails,
)
from kiro_py.adapters.database.tables import STANDINGS
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.exchange.book import Book
from kiro_py.exchange.pending import Pending
from kiro_py.pool.standing import Bar, Reset, Standing, State
from kiro_py.ports.journal import StandingChanged

COOLING = Standing(
    state=State.COOLING, since=10.0, until=40.0, reason="throttled", message="wait", strikes=2
)
SUSPENDED = Standing(state=State.SUSPENDED, since=5.0, reason="suspended", message="ask support")
SIGNED_OUT = Standing(state=State.NEEDS_LOGIN, login="fingerprint", bars=(Bar("opus", 9.5),))
READY = Standing(since=6.0)


def table(database: Database, bulletin: Bulletin | None = None) -> StandingTable:
    return StandingTable(database, bulletin or Bulletin(database), SystemClock(), pytest.fail)


async def kept(database: Database) -> dict[int, Standing]:
    """Return what the next start would know."""
    memory = table(database)
    await memory.read()
    return dict(memory.load())


@asynccontextmanager
async def replica(url: str) -> AsyncGenerator[StandingTable]:
    """A process that shares the database at `url`, and hears of what the others do."""
    async with opened(url) as database:
        bulletin = Bulletin(database, pytest.fail, watches=True)
        memory = table(database, bulletin)
        async with bulletin.kept(), memory.kept():
            yield memory


async def test_what_was_learned_survives_a_restart(database: Database):
    """Every part of a standing is there again."""
    standings = {1: COOLING, 2: SUSPENDED, 3: SIGNED_OUT}
    memory = table(database)
    async with memory.kept():
        for credential_id, standing in standings.items():
            memory.save(credential_id, standing)
    assert standings == await kept(database)


async def test_what_is_there_is_news_when_the_context_begins(database: Database):
    """Whoever was made before knows it when the first request comes, and is told once."""
    first, second = table(database), table(database)
    async with first.kept():
        first.save(1, COOLING)
    heard = list[object]()
    second.follow(lambda: heard.append(second.news()))
    assert {} == second.load()
    async with second.kept():
        assert [{1: COOLING}] == heard
    assert {} == second.news()


async def test_what_was_read_before_is_no_news(database: Database):
    """It was there at the start."""
    first, second = table(database), table(database)
    async with first.kept():
        first.save(1, COOLING)
    await second.read()
    assert {1: COOLING} == second.load()
    async with second.kept():
        assert {} == second.news()


async def test_all_hear_of_what_one_has_learned(place: Place):
    """The book takes note of it without a request, as of something heard."""
    async with replica(place.url) as mine, replica(place.url) as theirs:
        notes = Notes()
        book = Book(theirs, HandClock(), notes)
        mine.save(1, SUSPENDED)
        await until(lambda: bool(notes.happenings))
        heard = StandingChanged(1, "suspended", "suspended", None, is_heard=True)
        assert [heard] == notes.happenings
        assert SUSPENDED == book.standing(social())


async def test_whoever_writes_hears_nothing_of_it(place: Place):
    """His own word is no news, and what he has not learned himself is not written by him."""
    async with replica(place.url) as mine, replica(place.url) as theirs:
        mine.save(1, COOLING)
        await until(lambda: theirs.news() == {1: COOLING})
        theirs.save(2, SUSPENDED)
        await until(lambda: mine.news() == {2: SUSPENDED})
        theirs.save(1, READY)
        await until(lambda: mine.news() == {1: READY})
        assert {} == theirs.news()


async def test_a_persons_word_is_taken_over(place: Place):
    """What is known of a credential may be put aside by whoever knows of it."""
    async with replica(place.url) as mine, replica(place.url) as theirs:
        clock = HandClock()
        here, there = Book(mine, clock, Notes()), Book(theirs, clock, Notes())
        mine.save(1, SUSPENDED)
        await until(lambda: there.standing(social()).state is State.SUSPENDED)
        there.tell(social(), Reset())
        await until(lambda: here.standing(social()).state is State.READY)


async def test_many_at_once_end_in_one_opinion(place: Place):
    """However they write, all know the same in the end, and nobody waits in a ring."""
    async with replica(place.url) as a, replica(place.url) as b, replica(place.url) as c:
        books = {each: Book(each, HandClock(), Notes()) for each in (a, b, c)}
        for number in range(1, 41):
            a.save(number, Standing(State.SUSPENDED, since=NOW, message="a"))
            b.save(41 - number, Standing(State.SUSPENDED, since=NOW, message="b"))
            c.save(number, Standing(State.SUSPENDED, since=NOW, message="c"))

        def agree() -> bool:
            told = [dict(each._known) for each in books]
            return len(told[0]) == 40 and told[0] == told[1] == told[2]

        await until(agree)


async def test_what_was_learned_without_a_database_is_written_when_it_is_back(database: Database):
    """It is told once, and nothing is forgotten."""
    warnings = list[str]()
    memory = StandingTable(database, Bulletin(database), SystemClock(), warnings.append)
    async with memory.kept():
        async with database.writing() as connection:
            await connection.execute(DropTable(STANDINGS))
        memory.save(1, COOLING)
        await until(lambda: bool(memory.problem))
        memory.save(2, SUSPENDED)
        async with database.writing() as connection:
            await connection.execute(CreateTable(STANDINGS))
        await until(lambda: not memory.problem)
        assert {1: COOLING, 2: SUSPENDED} == await kept(database)
    assert ["how credentials stand is not kept"] == [each.partition(":")[0] for each in warnings]


async def test_the_younger_word_counts_when_the_database_is_back(database: Database):
    """Whoever was away longer hears what he has missed."""
    clock = HandClock()
    mine = StandingTable(database, Bulletin(database), clock, pytest.fail)
    theirs = table(database)
    mine.save(1, COOLING)
    clock.elapsed = 100.0
    async with theirs.kept():
        theirs.save(1, SUSPENDED)
    async with mine.kept():
        assert {1: SUSPENDED} == mine.news()
    assert {1: SUSPENDED} == await kept(database)


async def test_what_is_learned_during_a_write_is_written_after_it(database: Database):
    """It was learned knowing what was written, and so it takes its place."""
    memory = table(database)
    memory.save(1, SUSPENDED)
    async with Pending(memory.read()) as writing:
        await asyncio.sleep(0)  # it has begun
        memory.save(1, READY)
        await writing.is_done_by(asyncio.get_running_loop().time() + PATIENCE_SECONDS)
    assert {1: SUSPENDED} == await kept(database)
    await memory.read()
    assert {1: READY} == await kept(database)


async def test_a_damaged_row_is_as_if_it_were_not_there(database: Database):
    """The others are known, and the next word mends it."""
    first, second = table(database), table(database)
    async with first.kept():
        first.save(1, COOLING)
        first.save(2, SUSPENDED)
    broken = update(STANDINGS).where(STANDINGS.c.credential_id == 1).values(body='{"state":"odd"}')
    async with database.writing() as connection:
        await connection.execute(broken)
    async with second.kept():
        assert {2: SUSPENDED} == second.news()
        second.save(1, SUSPENDED)
    assert {1: SUSPENDED, 2: SUSPENDED} == await kept(database)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        pytest.param(Learned(READY, 9, 3), Written(3, 8, SUSPENDED), True, id="it was known"),
        pytest.param(Learned(READY, 9, 3), Written(3, 8, READY), False, id="nothing is new"),
        pytest.param(Learned(COOLING, 9, 2), Written(3, 8, SUSPENDED), True, id="mine is younger"),
        pytest.param(Learned(COOLING, 8, 2), Written(3, 9, SUSPENDED), False, id="theirs is"),
        pytest.param(
            Learned(READY, 9, 2), Written(3, 8, SUSPENDED), False, id="an answer under way"
        ),
        pytest.param(
            Learned(READY, 8 + UNDER_WAY_SECONDS, 2),
            Written(3, 8, SUSPENDED),
            True,
            id="a later answer",
        ),
        pytest.param(
            Learned(READY, 9, 2), Written(3, 8, Standing(since=5.0)), False, id="seen by two"
        ),
        pytest.param(Learned(READY, 8, 2), Written(3, 9, None), True, id="damaged"),
    ],
)
def test_whose_word_counts(mine: Learned, theirs: Written, expected: bool):  # noqa: FBT001 -- a column of the table
    """Whoever knew of the other's; else the younger one, but no answer against a refusal."""
    assert expected is prevails(mine, theirs)
