"""The same tests for both engines: an address for each test, and a way past the gateway."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast

import asyncpg
import pytest

from kiro_py.adapters.database.engine import Database, in_file
from postgres import Cluster

TEMPLATE: Final = "kiro_template"
"""A database with all tables in it; tests get copies, so that none waits for the steps."""


class Raw(Protocol):
    """What is used of the driver's connection."""

    async def fetch(self, query: str) -> list[Any]: ...

    async def close(self) -> None: ...


_connect: Final = cast("Callable[[str], Awaitable[Raw]]", asyncpg.connect)


@dataclass(frozen=True)
class Place:
    """Where the database of a test is; it has a `file` with SQLite only."""

    url: str
    file: Path | None = None

    @property
    def is_postgresql(self) -> bool:
        return self.file is None

    def database(self) -> Database:
        """Return the database, which is not opened."""
        return Database(self.url)

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Execute a statement by another way than the gateway's, and return its rows."""
        if self.file is None:
            connection = await _connect(self.url)
            try:
                return [tuple(row) for row in await connection.fetch(statement)]
            finally:
                await connection.close()
        file = sqlite3.connect(self.file, isolation_level=None)
        try:
            return file.execute(statement).fetchall()
        finally:
            file.close()

    async def one(self, question: str) -> Any:
        """Return the only column of the only row."""
        ((found,),) = await self.rows(question)
        return found

    def missing(self, table: str) -> str:
        """Return what the engine says of a table that is not there."""
        if self.is_postgresql:
            return f'relation "{table}" does not exist'
        return f"no such table: {table}"


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of a database with all tables."""
    cluster.execute("postgres", f"CREATE DATABASE {TEMPLATE}")
    asyncio.run(Database(cluster.url(TEMPLATE)).prepare())
    return TEMPLATE


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def places(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Place]:
    """Makes databases with nothing in them, each of the same engine."""
    if request.param == "sqlite":
        tables = tmp_path_factory.mktemp("template") / "kiro-py.db"
        asyncio.run(Database(in_file(tables)).prepare())

        def make() -> Place:
            file = tmp_path_factory.mktemp("database") / "kiro-py.db"
            shutil.copy(tables, file)
            return Place(in_file(file), file)

        return make
    cluster: Cluster = request.getfixturevalue("cluster")
    template: str = request.getfixturevalue("template")
    return lambda: Place(cluster.copy(template))


@pytest.fixture
def place(places: Callable[[], Place]) -> Place:
    """A database with nothing in it, of either engine."""
    return places()


@pytest.fixture
def bare_place(place: Place, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database without any table, of either engine."""
    if place.is_postgresql:
        return Place(request.getfixturevalue("postgres_url"))
    file = tmp_path / "kiro-py.db"
    return Place(in_file(file), file)


@pytest.fixture
async def database(place: Place) -> AsyncGenerator[Database]:
    """An open database of either engine."""
    async with place.database().opened() as opened:
        yield opened
