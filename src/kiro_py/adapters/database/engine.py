"""I open the database and bring it up to date; where it is, SQLite or PostgreSQL, ends with me."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Self

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from kiro_py.errors import ConfigInvalid

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_PRAGMAS: Final = (
    "PRAGMA auto_vacuum = INCREMENTAL",  # a file gives space back only if it began like this
    "PRAGMA journal_mode = WAL",  # readers and a writer do not wait for each other
    "PRAGMA synchronous = NORMAL",  # a killed process loses nothing, a power cut the last commits
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
)


class Database:
    """The database at `url`; use it inside `opened`.

    `path` is the file, `None` when there is none.  Raises `ConfigInvalid` (`databaseUrl`) for an
    address that means nothing.
    """

    __slots__ = ("_engine", "path")

    def __init__(self, url: str) -> None:
        self._engine, self.path = _engine(url)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Self]:
        """Bring the tables up to date, and close the database at the end of the context.

        Raises `ConfigInvalid` (`databaseUrl`) when it cannot be used.
        """
        try:
            await _bring_up_to_date(self._engine)
            yield self
        finally:
            await self._engine.dispose()

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


def _engine(url: str) -> tuple[AsyncEngine, Path | None]:
    try:
        where = make_url(url)
        engine = create_async_engine(where)
    except (ArgumentError, ImportError, InvalidRequestError) as error:
        raise _unusable(error) from error
    if where.get_backend_name() != "sqlite":
        return engine, None
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine, Path(where.database) if where.database else None


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    try:
        async with engine.begin() as connection:
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
