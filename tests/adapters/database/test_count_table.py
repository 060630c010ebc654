"""How the upstream counts is known to the next start, and to whoever else starts."""

import pytest
from sqlalchemy import insert, update
from sqlalchemy.schema import CreateTable, DropTable

from adapters.database.replicas import until
from kiro_py.adapters.database.count_table import LONGEST_MODEL, CountTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.tables import COUNTS
from kiro_py.exchange.counting import MOST_MODELS
from kiro_py.translate.calibration import Calibration

OPUS, SONNET = "claude-opus-4.8", "claude-sonnet-4.6"
SEEN = Calibration().learn(1_000, 3_000).learn(2_000, 4_000)
MORE = SEEN.learn(4_000, 6_000)


async def known(database: Database) -> dict[str, tuple[object, ...]]:
    """Return the samples that the next start would know."""
    counts = CountTable(database, pytest.fail)
    await counts.read()
    return {model_id: each.samples for model_id, each in counts.load().items()}


async def test_what_was_learned_survives_a_restart(database: Database):
    """It is fitted anew from the same samples."""
    counts = CountTable(database, pytest.fail)
    assert {} == counts.load()
    async with counts.kept():
        counts.save(OPUS, SEEN)
    await counts.read()
    assert SEEN.samples == counts.load()[OPUS].samples
    assert SEEN.whole(1_500) == counts.load()[OPUS].whole(1_500)


async def test_it_is_written_now_and_then(database: Database):
    """A kill loses minutes."""
    counts = CountTable(database, pytest.fail, write_seconds=0.01)
    async with counts.kept():
        counts.save(OPUS, SEEN)
        await until(lambda: not counts._unwritten)
        assert {OPUS: SEEN.samples} == await known(database)


async def test_each_writes_what_it_has_learned_itself(database: Database):
    """The models of others stay, and the last word about one counts."""
    first, second = CountTable(database, pytest.fail), CountTable(database, pytest.fail)
    async with first.kept(), second.kept():
        first.save(OPUS, SEEN)
        first.save(SONNET, SEEN)
    async with second.kept():
        second.save(OPUS, MORE)
    assert {OPUS: MORE.samples, SONNET: SEEN.samples} == await known(database)


async def test_a_damaged_row_is_as_if_it_were_not_there(database: Database):
    """It is learned again, as all is."""
    counts = CountTable(database, pytest.fail)
    async with counts.kept():
        counts.save(OPUS, SEEN)
        counts.save(SONNET, SEEN)
    async with database.writing() as connection:
        await connection.execute(update(COUNTS).where(COUNTS.c.model == OPUS).values(body="[["))
    assert {SONNET: SEEN.samples} == await known(database)


async def test_a_database_that_is_away_is_told_and_written_later(database: Database):
    """Nothing is lost meanwhile."""
    warnings = list[str]()
    counts = CountTable(database, warnings.append, write_seconds=0.01)
    async with counts.kept():
        async with database.writing() as connection:
            await connection.execute(DropTable(COUNTS))
        counts.save(OPUS, SEEN)
        await until(lambda: bool(warnings))
        await counts.read()
        assert {} == counts.load()
        async with database.writing() as connection:
            await connection.execute(CreateTable(COUNTS))
    assert {OPUS: SEEN.samples} == await known(database)
    told = ["how Kiro counts is not kept", "how Kiro counts is not known"]
    assert told == [each.partition(":")[0] for each in warnings]


async def test_there_is_an_end_to_it(database: Database):
    """A table that somebody has filled is not all taken in, nor is a name written without end."""
    rows = [{"model": str(number), "body": "[]"} for number in range(MOST_MODELS + 5)]
    async with database.writing() as connection:
        await connection.execute(insert(COUNTS), rows)
    warnings = list[str]()
    counts = CountTable(database, warnings.append)
    async with counts.kept():
        counts.save("m" * (LONGEST_MODEL + 1), SEEN)
    assert [] == warnings
    assert MOST_MODELS == len(await known(database))
