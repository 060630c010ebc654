"""I open the database and bring it up to date; where it is, SQLite or PostgreSQL, ends with me."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Final, Self, TypeVar
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from kiro_py.adapters.database import postgres
from kiro_py.adapters.database.address import SCHEMES, Address, address, wrong
from kiro_py.adapters.database.health import Health
from kiro_py.adapters.database.migrating import bring_up_to_date, unusable
from kiro_py.adapters.database.watching import watch
from kiro_py.exchange.ongoing import Ongoing

Result = TypeVar("Result")

LONGEST_ANSWER_SECONDS: Final = 10.0
"""How long the end waits for an answer that nobody wants any more."""

BUSY_MILLISECONDS: Final = 15_000
"""How long a process waits for others that write to SQLite's file: on a busy machine each of them
holds it longer, and they come in no order."""

AT_ONCE_MILLISECONDS: Final = 5000
"""How long whoever tries again by himself waits for them."""

_PRAGMAS: Final = (
    "PRAGMA auto_vacuum = INCREMENTAL",  # a file gives space back only if it began like this
    "PRAGMA journal_mode = WAL",  # readers and a writer do not wait for each other
    "PRAGMA synchronous = NORMAL",  # a killed process loses nothing, a power cut the last commits
    "PRAGMA foreign_keys = ON",
)

_SQLITE: Final = "sqlite+aiosqlite"


class DatabaseAway(ConnectionError):  # noqa: N818 -- what it is, not what it does
    """The database did not answer when it was looked at last: nobody is let wait for it."""


class Database:
    """The database at `url`; use it inside `opened`.

    `path` is the file of SQLite, `None` when there is none.  With PostgreSQL it is watched while
    it is open: as long as it does not answer, whoever asks it fails at once, with an `OSError`;
    `health` knows why, and `warn` is told.  Raises `ConfigInvalid` (`databaseUrl`) for an address
    that means nothing.
    """

    __slots__ = ("_direct", "_engine", "_reading", "_threads", "_warn", "address", "health", "path")

    def __init__(self, url: str, warn: Callable[[str], None] | None = None) -> None:
        self.address: Address | None = None
        self.path: Path | None = None
        self._direct: Engine | None = None
        if url.partition(":")[0] in SCHEMES:
            self.address = address(url)
            self._engine = postgres.engine(self.address)
            # One transaction for each statement is what a reader has anyway, two trips less.
            self._reading = (
                self._engine
                if self.address.is_pooled
                else self._engine.execution_options(isolation_level="AUTOCOMMIT")
            )
        else:
            self._engine, self.path = _sqlite(url)
            self._reading = self._engine
            self._direct = None if self.path is None else _threaded(self.path)
        self._warn = warn
        self.health = Health(warn)
        self._threads = WeakSet[Thread]()
        event.listen(self._engine.sync_engine, "connect", self._remember)

    @property
    def is_postgresql(self) -> bool:
        """Whether other processes on other machines may share it."""
        return self.address is not None

    @property
    def problem(self) -> str:
        """What is wrong with it now; empty while it is well."""
        return self.health.problem

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Self]:
        """Bring the tables up to date, and close the database at the end of the context.

        Raises `ConfigInvalid` (`databaseUrl`) when it cannot be used.
        """
        try:
            async with AsyncExitStack() as stack:
                await self._bring_up_to_date()
                if self.address is not None:
                    watching = Ongoing(partial(watch, self.address, self.health))
                    await stack.enter_async_context(watching)
                yield self
        finally:
            await self._engine.dispose()
            if self._direct is not None:
                self._direct.dispose()
            # Who was cancelled did not wait for his answer; it must not find the loop closed.
            await asyncio.to_thread(self._wait_for_threads)

    @asynccontextmanager
    async def as_it_is(self) -> AsyncGenerator[Self]:
        """Use the database without bringing its tables up to date; it is not watched."""
        try:
            yield self
        finally:
            await self._engine.dispose()

    async def prepare(self) -> None:
        """Bring the tables up to date; raises as `opened` does."""
        async with self.opened():
            pass

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection for questions, each of which sees what is there at its moment."""
        self._refuse_if_away()
        async with self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection whose changes are kept together, or not at all."""
        self._refuse_if_away()
        async with self._engine.begin() as connection:
            yield connection

    async def at_once(self, work: Callable[[Connection], Result]) -> Result:
        """Do `work` in one transaction, and return what it returns.

        With SQLite it goes to another thread as a whole: while the loop is busy, each answer that
        has to come back to it would take a moment, and a lock is held meanwhile.
        """
        if self._direct is not None:
            return await asyncio.to_thread(_done, self._direct, work)
        async with self.writing() as connection:
            return await connection.run_sync(work)

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection for what no transaction may do: each change is kept at once."""
        self._refuse_if_away()
        async with self._engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    async def _bring_up_to_date(self) -> None:
        if self.address is None:
            _create(self.path)
            await bring_up_to_date(self._engine, None)
            return
        unhurried = postgres.unhurried(self.address)
        try:
            await bring_up_to_date(unhurried, self._warn)
        finally:
            await unhurried.dispose()

    def _refuse_if_away(self) -> None:
        if not self.health.is_well:
            raise DatabaseAway(self.health.problem)

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
    return URL.create(_SQLITE, database=str(path)).render_as_string()


def _sqlite(url: str) -> tuple[AsyncEngine, Path | None]:
    try:
        where = make_url(url)
        if where.get_backend_name() != "sqlite":
            told = "write `postgresql://…` or `sqlite:///…`"
            raise wrong(f"{where.drivername!r} is not spoken here: {told}")
        if where.drivername == "sqlite":
            where = where.set(drivername=_SQLITE)
        engine = create_async_engine(where)
    except (ArgumentError, ImportError, InvalidRequestError) as error:
        raise unusable(error) from error
    event.listen(engine.sync_engine, "connect", partial(_set_up, BUSY_MILLISECONDS))
    return engine, Path(where.database) if where.database else None


def _threaded(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", partial(_set_up, AT_ONCE_MILLISECONDS))
    return engine


def _done(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return work(connection)


def _create(path: Path | None) -> None:
    """Make the file, so that only its owner may read it and what SQLite lays beside it."""
    if path is not None:
        with suppress(OSError):  # SQLite tells what is wrong with the place
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))


def _set_up(busy_milliseconds: int, connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    for pragma in (f"PRAGMA busy_timeout = {busy_milliseconds}", *_PRAGMAS):
        cursor.execute(pragma)
    cursor.close()
