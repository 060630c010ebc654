"""The log of changes in the database."""

from dataclasses import replace

import pytest

from kiro_py.adapters.database.audit_store import DatabaseAudit
from kiro_py.adapters.database.engine import Database
from kiro_py.ports.audit import Change, Entry

CHANGE = Change(10.0, "key", "192.0.2.1", "seedReset", "3", "what was done")


@pytest.fixture
def subject(database: Database) -> DatabaseAudit:
    return DatabaseAudit(database)


async def test_what_was_written_is_read(subject: DatabaseAudit):
    """With a number."""
    await subject.write(CHANGE)
    assert (Entry(1, CHANGE),) == await subject.read(10, None)


async def test_pages_follow_each_other(subject: DatabaseAudit):
    """The newest come first, and a page begins where the one before has ended."""
    for _ in range(3):
        await subject.write(CHANGE)
    assert [3, 2] == [entry.id for entry in await subject.read(2, None)]
    assert [1] == [entry.id for entry in await subject.read(2, 2)]


async def test_old_ones_are_forgotten(subject: DatabaseAudit):
    """Younger ones stay."""
    for at in (10.0, 20.0):
        await subject.write(replace(CHANGE, at=at))
    await subject.clean(15.0)
    assert [20.0] == [entry.change.at for entry in await subject.read(10, None)]


async def test_what_is_too_long_is_cut(subject: DatabaseAudit):
    """A change is written down whatever somebody has put into a path."""
    await subject.write(replace(CHANGE, target="x" * 500, detail="y" * 500))
    (entry,) = await subject.read(1, None)
    assert ("x" * 200, "y" * 500) == (entry.change.target, entry.change.detail)
