"""I open the database and bring it up to date; where it is, SQLite or PostgreSQL, ends with me."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Final, Self, TypeVar
from weakref import WeakSet

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from kiro_py.errors import ConfigInvalid

Result = TypeVar("Result")

MIGRATIONS: Final = Path(__file__).parent / "migrations"

LONGEST_ANSWER_SECONDS: Final = 10.0
"""How long the end waits for an answer that nobody wants any more."""

_PRAGMAS: Final = (
    "PRAGMA auto_vacuum = INCREMENTAL",  # a file gives space back only if it began like this
    "PRAGMA journal_mode = WAL",  # readers and a writer do not wait for each other
    "PRAGMA synchronous = NORMAL",  # a killed process loses nothing, a power cut the last commits
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
)

_DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
"""Whom we ask where an address names no driver: those that wait without blocking."""


class Database:
    """The database at `url`; use it inside `opened`.

    `path` is the file, `None` when there is none.  Raises `ConfigInvalid` (`databaseUrl`) for an
    address that means nothing.
    """

    __slots__ = ("_direct", "_engine", "_threads", "path")

    def __init__(self, url: str) -> None:
        self._engine, self.path = _engine(url)
        self._direct = None if self.path is None else _direct(self.path)
        self._threads = WeakSet[Thread]()
        event.listen(self._engine.sync_engine, "connect", self._remember)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Self]:
        """Bring the tables up to date, and close the database at the end of the context.

        Raises `ConfigInvalid` (`databaseUrl`) when it cannot be used.
        """
        try:
            _create(self.path)
            await _bring_up_to_date(self._engine)
            yield self
        finally:
            await self._engine.dispose()
            if self._direct is not None:
                self._direct.dispose()
            # Who was cancelled did not wait for his answer; it must not find the loop closed.
            await asyncio.to_thread(self._wait_for_threads)

    async def prepare(self) -> None:
        """Bring the tables up to date; raises as `opened` does."""
        async with self.opened():
            pass

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection for questions."""
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection whose changes are kept together, or not at all."""
        async with self._engine.begin() as connection:
            yield connection

    async def at_once(self, work: Callable[[Connection], Result]) -> Result:
        """Do `work` in one transaction, and return what it returns.

        With SQLite it goes to another thread as a whole: while the loop is busy, each answer that
        has to come back to it would take a moment, and a lock is held meanwhile.
        """
        if self._direct is not None:
            return await asyncio.to_thread(_done, self._direct, work)
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection for what no transaction may do: each change is kept at once."""
        async with self._engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    def _remember(self, connection: DBAPIConnection, _: object) -> None:
        """Remember the thread in which SQLite works for a connection."""
        thread = getattr(getattr(connection, "driver_connection", None), "_thread", None)
        if isinstance(thread, Thread):
            self._threads.add(thread)

    def _wait_for_threads(self) -> None:
        for thread in tuple(self._threads):
            thread.join(LONGEST_ANSWER_SECONDS)


def in_file(path: Path) -> str:
    """Return the address of the SQLite database at `path`."""
    return URL.create(_DRIVERS["sqlite"], database=str(path)).render_as_string()


def _engine(url: str) -> tuple[AsyncEngine, Path | None]:
    try:
        where = make_url(url)
        where = where.set(drivername=_DRIVERS.get(where.drivername, where.drivername))
        engine = create_async_engine(where)
    except (ArgumentError, ImportError, InvalidRequestError) as error:
        raise _unusable(error) from error
    if where.get_backend_name() != "sqlite":
        return engine, None
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine, Path(where.database) if where.database else None


def _direct(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _set_up)
    return engine


def _done(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return work(connection)


def _create(path: Path | None) -> None:
    """Make the file, so that only its owner may read it and what SQLite lays beside it."""
    if path is not None:
        with suppress(OSError):  # SQLite tells what is wrong with the place
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                # Its driver begins no transaction for DDL: whoever is killed would leave half of
                # the tables behind, and two who start at once would both make them.
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            await connection.run_sync(_migrate)
    except (SQLAlchemyError, CommandError, OSError) as error:
        raise _unusable(error) from error


def _set_up(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _unusable(error: Exception) -> ConfigInvalid:
    """Say what is wrong without the URL, which may hold a password."""
    origin = getattr(error, "orig", None) or error
    return ConfigInvalid("config", "databaseUrl", f"the database cannot be used: {origin}")
