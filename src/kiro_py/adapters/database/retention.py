"""I take away what has been kept long enough, a little at a time, and give its space back."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, cast

import aiosqlite
from sqlalchemy import (
    ColumnElement,
    Table,
    delete,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from kiro_py.adapters.database.engine import BUSY_MILLISECONDS, Database
from kiro_py.adapters.database.failures import FAILURES, told
from kiro_py.adapters.database.tables import ATTEMPTS, REQUESTS, USAGE_DAYS, USAGE_HOURS
from kiro_py.clients.calendar import month_of
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.ports.clock import Clock

ROUND_SECONDS: Final = 3600.0

STEP: Final = 500
"""How many requests go at once, so that those who write need not wait for longer than a moment."""

STEP_PAGES: Final = 500

LAST_STEP_SECONDS: Final = 10.0

SPARE_SHARE: Final = 0.9
"""How full the file is after it was too large: else it would be too large again in an hour."""

SAMPLE: Final = 1000
"""Of how many rows, the last ones, the size is looked at to know that of all."""

ROW_BYTES: Final = 128
"""What a row needs in PostgreSQL besides its values, with its entries in the indexes."""

_TIDYING: Final = 0x6B69726F7469  # nobody else's: "kiroti"

HOUR: Final = 3600
DAY: Final = 86_400
MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How long requests, sums and the details of attempts are kept, and how large the file is."""

    request_days: int
    sums_days: int
    detail_hours: int
    megabytes: int


class Retention:
    """Keeps `database` within `limits`, which are asked for each time; use it inside `kept`.

    `warn` is told once when that is not possible.  The size of SQLite's file is known, and it
    becomes smaller.  PostgreSQL uses space again by itself and keeps it, so what counts there is
    what requests and attempts need that are there, by the size of the last ones.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        limits: Callable[[], Limits],
        warn: Callable[[str], None],
    ) -> None:
        self._limits = limits
        self._database = database
        self._clock = clock
        self._warn = warn
        self._is_failing = False
        self._ending = asyncio.Event()

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Tidy up now and every hour during the context; its end waits for a step, not for all."""
        self._ending.clear()
        async with Ongoing(self._keep) as keeping:
            try:
                yield
            finally:
                # Not cancelled: a driver whose question is broken off ends badly.
                self._ending.set()
                await keeping.is_done_by(asyncio.get_running_loop().time() + LAST_STEP_SECONDS)

    async def _keep(self) -> None:
        while not self._ending.is_set():
            try:
                await self.tidy()
            except FAILURES as failure:
                self._fail(f"what was used cannot be tidied up: {told(failure)}")
            with suppress(TimeoutError):
                async with asyncio.timeout(ROUND_SECONDS):
                    await self._ending.wait()

    async def tidy(self) -> None:
        """Take away what is too old, and then the oldest as long as the file is too large."""
        now, limits = self._clock.now(), self._limits()
        await self._forget_details(now - limits.detail_hours * HOUR)
        oldest = REQUESTS.c.at < now - limits.request_days * DAY
        while not self._ending.is_set() and await self._remove_requests(oldest):
            pass
        await self._remove_sums(now - limits.sums_days * DAY, now)
        is_fit = await self._fit(limits.megabytes * MEGABYTE)
        await self._give_back()
        if is_fit:
            self._is_failing = False

    @asynccontextmanager
    async def _step(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection to take something away, to one process at a time."""
        async with self._database.writing() as connection:
            if self._database.is_postgresql:
                await connection.execute(select(func.pg_advisory_xact_lock(_TIDYING)))
            else:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    async def _forget_details(self, before: float) -> None:
        is_told = ATTEMPTS.c.detail.is_not(None)
        oldest = (
            select(ATTEMPTS.c.at).where(ATTEMPTS.c.at < before, is_told).order_by(ATTEMPTS.c.at)
        )
        step = select(func.max(oldest.limit(STEP).subquery().c.at)).scalar_subquery()
        forgetting = update(ATTEMPTS).where(ATTEMPTS.c.at <= step, is_told).values(detail=None)
        while not self._ending.is_set():
            async with self._step() as connection:
                if not (await connection.execute(forgetting)).rowcount:
                    return

    async def _remove_requests(self, condition: ColumnElement[bool]) -> bool:
        """Remove the oldest that `condition` means, and tell whether there was any."""
        async with self._step() as connection:
            seq, number, at = REQUESTS.c.seq, REQUESTS.c.request_id, REQUESTS.c.at
            oldest = select(seq, number).where(condition).order_by(at).limit(STEP)
            found = (await connection.execute(oldest)).all()
            for column, ids in ((ATTEMPTS.c.request_id, 1), (seq, 0)):
                gone = column.in_([row[ids] for row in found])
                await connection.execute(delete(column.table).where(gone))
            return bool(found)

    async def _remove_sums(self, before: float, now: float) -> None:
        """Remove old sums, but not the days of this month: limits of keys begin with them."""
        whole = before - DAY
        await self._remove_before(USAGE_HOURS, "hour", whole)
        await self._remove_before(USAGE_DAYS, "day", min(whole, month_of(now).begins_at))

    async def _remove_before(self, table: Table, step: str, before: float) -> None:
        async with self._step() as connection:
            await connection.execute(delete(table).where(table.c[step] < before))

    async def _fit(self, limit: int) -> bool:
        """Remove the oldest requests until the file can be as small as it may be."""
        size = await self._used_bytes()
        if size <= limit:
            return True
        while size > limit * SPARE_SHARE and not self._ending.is_set():
            if not await self._remove_requests(true()):
                self._fail(
                    f"the database is larger than `usageMaxMegabytes` ({limit // MEGABYTE}) "
                    "without a single request in it"
                )
                return False
            size = await self._used_bytes()
        return True

    async def _used_bytes(self) -> int:
        """Return how large the file is without what it could give back."""
        async with self._database.alone() as connection:
            if self._database.is_postgresql:
                return sum([await _estimate(connection, table) for table in (REQUESTS, ATTEMPTS)])
            pages = await _pragma(connection, "page_count")
            free = await _pragma(connection, "freelist_count")
            return (pages - free) * await _pragma(connection, "page_size")

    async def _give_back(self) -> None:
        if self._database.path is None:
            return
        async with self._database.alone() as connection:
            free = await _pragma(connection, "freelist_count")
            while free and not self._ending.is_set():
                await _run(connection, f"PRAGMA incremental_vacuum({STEP_PAGES})")
                left = await _pragma(connection, "freelist_count")
                if left >= free:
                    break  # a file that was made by somebody else, without this ability
                free = left
            # It would keep all who write out while it waits for one who reads.
            await _run(connection, "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)")
            await _run(connection, f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")

    def _fail(self, why: str) -> None:
        if not self._is_failing:
            self._warn(why)
        self._is_failing = True


async def _pragma(connection: AsyncConnection, name: str) -> int:
    return int((await connection.execute(text(f"PRAGMA {name}"))).scalar_one())


async def _estimate(connection: AsyncConnection, table: Table) -> int:
    """Return what the rows of a table of PostgreSQL need, by the size of the last ones."""
    last = select(table).order_by(table.c.at.desc()).limit(SAMPLE).subquery("last")
    size = select(func.coalesce(func.avg(func.pg_column_size(text("last.*"))), 0)).select_from(last)
    rows = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
    return int(rows * (float((await connection.execute(size)).scalar_one()) + ROW_BYTES))


async def _run(connection: AsyncConnection, script: str) -> None:
    """Run what does a little each time that it is asked for its next row, which has no columns.

    As a statement it would be asked once, and give back a single page.
    """
    raw = await connection.get_raw_connection()
    await cast("aiosqlite.Connection", raw.driver_connection).executescript(script)
