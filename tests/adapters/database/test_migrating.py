"""The tables are brought up to date by one process at a time, and a start waits for its server."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from adapters.database.engines import Place
from kiro_py.adapters.database import migrating
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.migrating import MIGRATIONS, newest
from kiro_py.adapters.database.tables import METADATA
from kiro_py.errors import ConfigInvalid
from postgres import Cluster


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), METADATA))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return in_file(tmp_path / "kiro-py.db")
    return request.getfixturevalue("postgres_url")


async def test_eight_may_start_at_once_on_an_empty_database(empty: str):
    """They make the tables once, and none of them fails."""
    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(Database(empty).prepare())
    async with Database(empty).opened() as database, database.reading() as connection:
        assert [] == await connection.run_sync(differences)


def test_the_newest_version_is_the_head():
    """And each step's file begins with its version."""
    steps = [*ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert newest() == steps[0].revision
    assert [True] * len(steps) == [Path(each.path).name[:4] == each.revision for each in steps]


async def test_nothing_to_do_takes_no_lock(place: Place):
    """A start does not wait for whoever writes."""
    await place.database().prepare()
    async with place.database().opened() as database, database.writing(), asyncio.timeout(5):
        await place.database().prepare()


@pytest.mark.parametrize(
    ("statement", "is_waited_for"), [("BEGIN IMMEDIATE", True), ("SELECT * FROM nothing", False)]
)
def test_a_locked_file_is_waited_for(tmp_path: Path, statement: str, *, is_waited_for: bool):
    """What is wrong with it otherwise is refused at once."""
    file = tmp_path / "kiro-py.db"
    with closing(sqlite3.connect(file)) as holder, closing(sqlite3.connect(file, 0)) as asking:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as failed:
            asking.execute(statement)
    error = OperationalError(statement, {}, failed.value)
    assert is_waited_for is migrating._is_not_up_yet(error)


def test_nothing_to_do_loads_nothing(place: Place):
    """Alembic would cost each start time and memory."""
    asyncio.run(place.database().prepare())
    code = """if True:
        import asyncio, sys
        from kiro_py.adapters.database.engine import Database
        asyncio.run(Database(sys.argv[1]).prepare())
        print(*sys.modules)
    """
    run = [sys.executable, "-c", code, str(place.url)]
    told = subprocess.run(run, check=True, capture_output=True, text=True)
    assert not any(name.startswith("alembic") for name in told.stdout.split())


async def test_tables_of_a_newer_program_are_left_alone(place: Place):
    """Both versions are named, and what to do."""
    await place.database().prepare()
    await place.rows("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigInvalid, match=f"newer kiro-py .version 9999, .* knows {newest()}"):
        await place.database().prepare()


async def test_what_is_in_the_way_is_refused_and_nothing_is_half_done(postgres_url: str):
    """The steps are kept together or not at all."""
    place = Place(postgres_url)
    await place.rows("CREATE TABLE sessions (a int)")
    with pytest.raises(ConfigInvalid, match='"sessions" already exists'):
        await place.database().prepare()
    tables = await place.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert [("sessions",)] == tables


async def test_a_server_that_starts_is_waited_for(cluster: Cluster, template: str):
    """It is told once, without a password."""
    url = cluster.copy(template).replace("postgres@", "postgres:s3cret@")
    told, heard = list[str](), asyncio.Event()

    def warn(warning: str) -> None:
        told.append(warning)
        heard.set()

    cluster.stop()
    try:
        async with asyncio.TaskGroup() as tasks:
            opening = tasks.create_task(Database(url, warn).prepare())
            async with asyncio.timeout(10):
                await heard.wait()
            assert not opening.done()
            cluster.start()
    finally:
        if cluster.process is None:
            cluster.start()
    (warning,) = told
    assert ("is waited for" in warning, "s3cret" in warning) == (True, False)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("/kiro_", "/nowhere_"), 'database "nowhere_.*" does not exist'),
        (("postgres@", "nobody:s3cret@"), 'role "nobody" does not exist'),
    ],
    ids=["database", "user"],
)
async def test_what_no_waiting_mends_is_refused_at_once(
    postgres_url: str, change: tuple[str, str], told: str
):
    """By name, and without a password."""
    with pytest.raises(ConfigInvalid, match=told) as refused:
        await Database(postgres_url.replace(*change)).prepare()
    assert ("databaseUrl", False) == (refused.value.key, "s3cret" in str(refused.value))
