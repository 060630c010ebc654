"""Sessions in the database."""

from dataclasses import replace

import pytest

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.session_store import DatabaseSessions
from kiro_py.adapters.database.tables import SESSIONS
from kiro_py.errors import StoreUnwritable
from kiro_py.ports.sessions import OpenSession

ADA = OpenSession(b"a" * 32, 10.0, 20.0, "192.0.2.1")
BOB = OpenSession(b"b" * 32, 30.0, 40.0, "192.0.2.2")


@pytest.fixture
async def subject(database: Database) -> DatabaseSessions:
    found = DatabaseSessions(database)
    for session in (ADA, BOB):
        await found.begin(session)
    return found


async def test_a_session_is_found(subject: DatabaseSessions):
    """As it began; one that never did is not."""
    assert ADA == await subject.find(ADA.digest)
    assert await subject.find(b"c" * 32) is None


async def test_one_is_seen(subject: DatabaseSessions):
    """The other one is as it was."""
    await subject.touch(ADA.digest, 25.0)
    assert replace(ADA, seen_at=25.0) == await subject.find(ADA.digest)
    assert BOB == await subject.find(BOB.digest)


async def test_one_ends(subject: DatabaseSessions):
    """The other one goes on."""
    await subject.end(ADA.digest)
    assert await subject.find(ADA.digest) is None
    assert BOB == await subject.find(BOB.digest)


@pytest.mark.parametrize(("began", "seen"), [(11.0, 0.0), (0.0, 21.0)])
async def test_old_ones_are_forgotten(subject: DatabaseSessions, began: float, seen: float):
    """Those that began, or were seen last, before a time."""
    await subject.clean(began_before=began, seen_before=seen)
    assert await subject.find(ADA.digest) is None
    assert BOB == await subject.find(BOB.digest)


async def test_a_database_that_fails_is_told(place: Place, database: Database):
    """In the words of the house, whatever the driver says."""
    async with database.writing() as connection:
        await connection.run_sync(SESSIONS.drop)
    subject = DatabaseSessions(database)
    for asked in (subject.begin(ADA), subject.find(ADA.digest), subject.touch(ADA.digest, 1.0)):
        with pytest.raises(StoreUnwritable, match=place.missing("sessions")):
            await asked
