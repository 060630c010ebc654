"""What was warned of is remembered when the gateway starts again."""

import asyncio

import pytest
from sqlalchemy.schema import DropTable

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.tables import WARNINGS
from kiro_py.adapters.database.warning_store import WarningTable
from kiro_py.errors import StoreUnwritable
from kiro_py.ports.warnings import Episode

SPENT = Episode("spent", 1, since=5.0)
EMPTY = Episode("pool empty", 0, since=6.0, ended_at=8.0, told_at=7.0)


async def test_an_episode_is_kept_as_it_is(database: Database):
    """And takes the place of the one before it."""
    store = WarningTable(database)
    await store.save([SPENT, EMPTY], before=0.0)
    again = Episode("spent", 1, since=9.0, told_at=10.0)
    await store.save([again], before=0.0)
    assert {again, EMPTY} == set(await store.load())


async def test_what_is_long_over_is_forgotten(database: Database):
    """What has not ended stays, however old."""
    store = WarningTable(database)
    await store.save([SPENT, EMPTY], before=0.0)
    await store.save([], before=9.0)
    assert [SPENT] == await store.load()


async def test_two_processes_remember_the_same(place: Place):
    """They see it in the same moment, each in an order of its own."""
    async with place.database().opened() as one, place.database().opened() as two:
        both = [WarningTable(one), WarningTable(two)]
        for number in range(10):
            seen = [Episode(kind, number, since=5.0) for kind in ("spent", "needs login")]
            ours, theirs = both[0].save(seen, 0.0), both[1].save(seen[::-1], 0.0)
            await asyncio.gather(ours, theirs)
        assert 20 == len(await both[0].load())


async def test_what_another_process_has_told_is_remembered(database: Database):
    """Whoever has not told it does not know better."""
    store = WarningTable(database)
    for told_at in (None, 7.0, None, 6.0):
        await store.save([Episode("spent", 1, since=5.0, told_at=told_at)], before=0.0)
    assert [Episode("spent", 1, since=5.0, told_at=7.0)] == await store.load()


async def test_a_database_that_fails_is_told(place: Place, database: Database):
    """Even when there is nothing to remember: that is how one finds out."""
    store = WarningTable(database)
    async with database.writing() as connection:
        await connection.execute(DropTable(WARNINGS))
    with pytest.raises(StoreUnwritable, match=place.missing("warnings")):
        await store.load()
    with pytest.raises(StoreUnwritable, match=place.missing("warnings")):
        await store.save([], before=0.0)
