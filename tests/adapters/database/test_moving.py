"""A machine moves into a database as a whole, or not at all."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from adapters.database.engines import Place
from adapters.database.shared import READ, SEALER, entry, replica
from kiro_py.adapters.database.credential_rows import CredentialRows
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.moving import Luggage, move_in
from kiro_py.adapters.database.tables import AUDIT
from kiro_py.adapters.roster_patch import encoded
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.roster import Roster
from kiro_py.pool.standing import Standing, State

ROWS = CredentialRows(SEALER, READ)


def roster(*numbers: int) -> Roster:
    return READ(encoded([entry(number, id=number) for number in numbers]))


async def test_numbers_and_order_stay(place: Place):
    """Whoever comes next gets a number that nobody has ever had."""
    spent = Standing(state=State.SPENT, reason="spent")
    luggage = Luggage(roster(7, 3), {3: spent, 9: spent}, highest_id=11)
    async with place.database().opened() as database:
        moved = await move_in(database, ROWS, luggage)
    assert {"credentials": 2, "standings": 1} == moved
    async with replica(place) as store:
        assert [7, 3] == [found.id for found in store.credentials()]
        if place.is_postgresql:
            assert [12] == await store.add([entry(99)])


async def test_a_failure_leaves_nothing_behind(place: Place, tmp_path: Path):
    """What comes first is taken back when the last part cannot be read."""
    async with (
        place.database().opened() as database,
        Database(in_file(tmp_path / "own.db")).opened() as own,
    ):
        async with own.writing() as connection:
            await connection.exec_driver_sql("DROP TABLE quota_readings")
        with pytest.raises(ConfigInvalid, match="quota_readings"):
            await move_in(database, ROWS, Luggage(roster(1), database=own))
    assert 0 == await place.one("SELECT count(*) FROM credentials")


async def test_texts_are_made_to_fit(place: Place, tmp_path: Path):
    """SQLite has taken what PostgreSQL does not."""
    async with (
        place.database().opened() as database,
        Database(in_file(tmp_path / "own.db")).opened() as own,
    ):
        async with own.writing() as connection:
            row = {"at": 1.0, "who": "a", "address": "", "action": "b", "detail": "c\0d"}
            await connection.execute(insert(AUDIT), row | {"target": "t" * 300})
        await move_in(database, ROWS, Luggage(roster(1), database=own))
    assert [("t" * 200, "cd")] == await place.rows("SELECT target, detail FROM audit")
