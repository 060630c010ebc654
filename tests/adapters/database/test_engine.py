"""The database opens, brings itself up to date, and says what is wrong with its address."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select, text

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.tables import AUDIT, METADATA
from kiro_py.errors import ConfigInvalid

ENTRY = {"at": 1.0, "who": "key", "address": "", "action": "a", "target": "", "detail": ""}


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def modes_in(directory: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in directory.iterdir()}


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), METADATA))


async def test_the_steps_lead_to_the_tables(place: Place):
    """After all migrations the database has the tables that the code speaks of, and no others."""
    async with place.database().opened() as database, database.reading() as connection:
        assert [] == await connection.run_sync(differences)


async def test_what_was_written_is_there_after_a_restart(place: Place):
    """Opening an existing database changes nothing that is in it."""
    async with place.database().opened() as database, database.writing() as connection:
        await connection.execute(insert(AUDIT), [ENTRY])
    async with place.database().opened() as database, database.reading() as connection:
        found = [tuple(row) for row in await connection.execute(select(AUDIT.c.id, AUDIT.c.who))]
    assert [(1, "key")] == found


async def test_a_change_that_fails_leaves_nothing_behind(database: Database):
    """What is written in one context is kept as a whole or not at all."""

    async def fail() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(AUDIT), [ENTRY])
            raise RuntimeError("half way")

    async with database.reading() as connection:
        with pytest.raises(RuntimeError, match="half way"):
            await fail()
        assert [] == list(await connection.execute(select(AUDIT)))


async def test_work_at_once_is_kept_as_a_whole_or_not_at_all(database: Database):
    """It returns what it finds; what it has done before it fails is undone."""

    def work(connection: Connection) -> int:
        connection.execute(insert(AUDIT), [ENTRY])
        return len(connection.execute(select(AUDIT)).all())

    def fail(connection: Connection) -> None:
        work(connection)
        raise RuntimeError("half way")

    assert 1 == await database.at_once(work)
    with pytest.raises(RuntimeError, match="half way"):
        await database.at_once(fail)
    assert 2 == await database.at_once(work)


async def test_the_file_can_give_space_back_and_lets_readers_in(tmp_path: Path):
    """A new file vacuums by increments and keeps a write-ahead log."""
    path = tmp_path / "kiro-py.db"
    async with Database(url(path)).opened() as database:
        assert path == database.path
    file = sqlite3.connect(path)
    found = [file.execute(f"PRAGMA {name}").fetchone() for name in ("auto_vacuum", "journal_mode")]
    file.close()
    assert [(2,), ("wal",)] == found


async def test_only_its_owner_may_read_the_file(tmp_path: Path):
    """A new file, and what SQLite lays beside it, is for its owner."""
    path = tmp_path / "what? is 100 % ours.db"
    async with Database(in_file(path)).opened() as database, database.writing() as connection:
        await connection.execute(insert(AUDIT), [ENTRY])
        modes = modes_in(tmp_path)
    assert dict.fromkeys((path.name + end for end in ("", "-wal", "-shm")), 0o600) == modes


async def test_steps_that_break_off_leave_no_table_behind(tmp_path: Path):
    """What is in the way of a later table is found again as it was, without the earlier ones."""
    path = tmp_path / "kiro-py.db"
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE audit (a)")
    with pytest.raises(ConfigInvalid, match="audit already exists"):
        await Database(url(path)).prepare()
    found = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    file.close()
    assert [("audit",)] == found


async def test_an_address_need_not_name_a_driver(tmp_path: Path):
    """`sqlite:///…` is enough."""
    path = tmp_path / "kiro-py.db"
    await Database(f"sqlite:///{path}").prepare()
    assert path.exists()


async def test_the_end_waits_for_an_answer_that_nobody_wants_any_more(tmp_path: Path):
    """However often somebody is cancelled over a question, no thread is still at it in the end."""
    database, asking = Database(in_file(tmp_path / "kiro-py.db")), asyncio.Event()
    loop, enough = asyncio.get_running_loop(), threading.Event()

    def think() -> bool:
        loop.call_soon_threadsafe(asking.set)
        return enough.wait(10)

    async def ask() -> None:
        async with database.reading() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.create_function("think", 0, think)
            await connection.execute(text("SELECT think()"))

    async with database.opened(), asyncio.TaskGroup() as tasks:
        asker = tasks.create_task(ask())
        await asking.wait()
        threading.Timer(0.5, enough.set).start()
        while not asker.done():
            asker.cancel()
            await asyncio.sleep(0)
    assert [] == [thread for thread in database._threads if thread.is_alive()]


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("no address at all", "Could not parse"),
        ("nothing://here", "is not spoken here"),
        ("postgresql+nodriver://ada:s3cret@db.example.com/kiro", "write `postgresql://…`"),
        ("mysql://ada:s3cret@db.example.com/kiro", "is not spoken here"),
    ],
)
def test_a_wrong_address_is_refused_by_name(where: str, told: str):
    """An address that means nothing is a fault of `databaseUrl`; a password in it is not told."""
    with pytest.raises(ConfigInvalid, match=told) as refused:
        Database(where)
    assert ("databaseUrl", False) == (refused.value.key, "s3cret" in str(refused.value))


async def test_a_place_that_cannot_be_written_is_refused_by_name():
    """A database that cannot be opened is a fault of `databaseUrl` too."""
    with pytest.raises(ConfigInvalid, match="unable to open database file"):
        async with Database("sqlite+aiosqlite:////proc/nowhere/kiro-py.db").opened():
            pass
