"""Readings are kept, replaced and forgotten, and what was spent since is known from the books."""

import pytest
from sqlalchemy import insert
from sqlalchemy.schema import DropTable

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.quota_store import AT_ONCE, QuotaStore
from kiro_py.adapters.database.tables import QUOTA_READINGS, REQUESTS
from kiro_py.errors import StoreUnwritable
from kiro_py.pool.forecast import Reading
from kiro_py.ports.readings import Kept, Told

NOW = 1_800_000_000.0


def read(at: float, used: float = 5.0, resets_at: float | None = None) -> Reading:
    return Reading(NOW + at, used, 100.0, 100.0 - used, resets_at)


async def keep(store: QuotaStore, *kept: Kept, before: float = 0.0) -> None:
    await store.save(kept, before)


async def test_what_is_kept_is_there_again(database: Database):
    """By account, in the order of the times."""
    store = QuotaStore(database)
    await keep(store, Kept(1, read(5)), Kept(2, read(1, resets_at=NOW)), Kept(1, read(3)))
    expected = {1: Told((read(3), read(5))), 2: Told((read(1, resets_at=NOW),))}
    assert expected == await store.load(0.0)
    assert {1: Told((read(5),))} == await store.load(NOW + 4)


async def test_a_reading_takes_the_place_of_another(database: Database):
    """Only that of its own account, and a second write of the same is one."""
    store = QuotaStore(database)
    await keep(store, Kept(1, read(1)), Kept(2, read(1)))
    await keep(store, Kept(1, read(2), replaces=NOW + 1))
    await keep(store, Kept(1, read(2), replaces=NOW + 1))
    assert {1: Told((read(2),)), 2: Told((read(1),))} == await store.load(0.0)


async def test_what_is_old_is_forgotten(database: Database):
    """The table does not grow for ever."""
    store = QuotaStore(database)
    await keep(store, Kept(1, read(1)), Kept(1, read(9)))
    await keep(store, Kept(2, read(9)), before=NOW + 5)
    assert {1: Told((read(9),)), 2: Told((read(9),))} == await store.load(0.0)


async def test_many_are_kept_at_once(database: Database):
    """A database takes so many conditions in one statement, and no more."""
    store, many = QuotaStore(database), 2 * AT_ONCE + 1
    await keep(store, *(Kept(number, read(1)) for number in range(many)))
    await keep(store, *(Kept(number, read(2), NOW + 1) for number in range(many)))
    assert dict.fromkeys(range(many), Told((read(2),))) == await store.load(0.0)


async def test_what_was_spent_since_is_known_from_the_books(database: Database):
    """Requests of before the last reading are part of it."""
    store = QuotaStore(database)
    await keep(store, Kept(1, read(1)), Kept(1, read(10)), Kept(2, read(10)))
    told = [(1, 5, 100.0), (1, 11, 0.5), (1, 12, 0.25), (1, 13, None), (3, 11, 7.0)]
    async with database.writing() as connection:
        await connection.execute(insert(REQUESTS), [row(*each) for each in told])
    found = await store.load(0.0)
    assert (0.75, 0.0) == (found[1].spent, found[2].spent)


async def test_a_database_that_fails_is_told(place: Place, database: Database):
    """Somebody has taken the table away."""
    store = QuotaStore(database)
    async with database.writing() as connection:
        await connection.execute(DropTable(QUOTA_READINGS))
    with pytest.raises(StoreUnwritable, match=place.missing("quota_readings")):
        await store.load(0.0)
    with pytest.raises(StoreUnwritable, match=place.missing("quota_readings")):
        await keep(store, Kept(1, read(1)))


def row(credential_id: int, at: float, credits_used: float | None) -> dict[str, object]:
    return {
        "request_id": f"req_{credential_id}_{at}",
        "at": NOW + at,
        "credential_id": credential_id,
        "model": "sonnet",
        "upstream_model": "claude-sonnet-4.5",
        "path": "/v1/messages",
        "is_streamed": True,
        "input_tokens": 1,
        "output_tokens": 1,
        "cache_read_tokens": 0,
        "cache_write_tokens": 0,
        "credits": credits_used,
        "seconds": 1.0,
        "status": 200,
        "is_failed": False,
        "attempts": 1,
        "outcome": "end_turn",
        "message": "",
        "host": "q.example.com",
    }
