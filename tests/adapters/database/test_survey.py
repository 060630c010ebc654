"""A database is looked at as it is."""

import pytest
from sqlalchemy import insert

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.migrating import newest
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.survey import survey
from kiro_py.adapters.database.tables import CREDENTIALS, REPLICAS


async def test_what_is_there_is_told(database: Database):
    """The version, the size, the rows, who serves, and what is sealed."""
    sealed = {"id": 3, "place": 1, "revision": 1, "sealed": b"sealed"}
    replica = {"id": "one", "address": "", "began_at": Moment(), "seen_at": Moment() - 60}
    async with database.writing() as connection:
        await connection.execute(insert(CREDENTIALS), [sealed])
        await connection.execute(insert(REPLICAS).values(replica))
    found = await survey(database)
    assert (newest(), True) == (found.version, found.is_up_to_date)
    assert (1, 0) == (found.rows["credentials"], found.rows["sessions"])
    assert {3: b"sealed"} == found.sealed
    assert [("one", "")] == [(each.id, each.address) for each in found.replicas]
    assert 60 == pytest.approx(found.replicas[0].silent_seconds, abs=30)
    assert 0 < found.megabytes < 100


async def test_a_database_without_tables_stays_without(bare_place: Place):
    """Looking makes none."""
    async with bare_place.database().as_it_is() as database:
        for _ in range(2):
            found = await survey(database)
            assert (None, False, {}) == (found.version, found.is_up_to_date, found.rows)
