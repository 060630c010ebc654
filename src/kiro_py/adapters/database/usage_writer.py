"""I write requests down behind their answers, in batches; rows and sums in one transaction."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache, partial
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Executable, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import is_of_a_row, told
from kiro_py.adapters.database.tables import ATTEMPTS, REQUESTS, USAGE_DAYS, USAGE_HOURS
from kiro_py.adapters.scrubbing import scrub_text
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.ports.journal import Journal, UsageKept
from kiro_py.ports.usage import NOBODY, Entry, Request, Sums, Try

WRITE_SECONDS: Final = 0.25
"""How long a request waits at the most before it is written: what a kill may lose."""

BATCH: Final = 500
"""How many requests are written at once, at the most; so many do not wait."""

MOST_WAITING: Final = 20_000
"""How many requests wait in memory for a database that cannot be written."""

LONGEST_PAUSE_SECONDS: Final = 30.0
"""How long the last pauses are between tries to write to a database that is full or locked."""

LAST_TRY_SECONDS: Final = 10.0
"""How long the end of the house may wait for the last requests to be written."""

LONGEST_DETAIL: Final = 2000

HOUR: Final = 3600
DAY: Final = 86_400

STEPS: Final = ((USAGE_HOURS, "hour", HOUR), (USAGE_DAYS, "day", DAY))
"""The tables of sums, each with its step of time."""

MOST: Final = 10**12
"""A figure that is larger is no figure; sums of it would not fit into a column."""

_REQUESTS_KEPT: Final = insert(REQUESTS)
_ATTEMPTS_KEPT: Final = insert(ATTEMPTS)

_ADDED: Final = Sums.__slots__
_COLUMNS: Final = Request.__slots__


class UsageWriter:
    """Keeps requests in `database`; a `UsageBook`.

    Use it inside `kept`.  `warn` is told when nothing can be written any more, and what that has
    cost.
    """

    def __init__(
        self,
        database: Database,
        journal: Journal,
        warn: Callable[[str], None],
        *,
        most_waiting: int = MOST_WAITING,
        announce: Callable[[Connection], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._journal = journal
        self._warn = warn
        self._most_waiting = most_waiting
        self._announce = announce
        self._waiting = deque[Entry]()
        self._stirred = asyncio.Event()
        self._is_closing = False
        self._is_failing = False
        self._lost = 0

    def keep(self, entry: Entry) -> None:
        """Write `entry` down a moment later; see the port."""
        if len(self._waiting) >= self._most_waiting:
            self._lost += 1
            return
        self._waiting.append(entry)
        if len(self._waiting) == BATCH:
            self._stirred.set()

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Write during the context; at its end all is written that can be."""
        self._is_closing = False
        async with Ongoing(self._keep) as keeping:
            try:
                yield
            finally:
                # Not cancelled: a write that is under way could not be told from one that failed.
                self._is_closing = True
                self._stirred.set()
                if not await keeping.is_done_by(_now() + LAST_TRY_SECONDS):
                    self._lost += len(self._waiting)
                    self._tell_lost()

    async def _keep(self) -> None:
        pause = WRITE_SECONDS
        while True:
            await self._pause(pause)
            is_written = await self._settle()
            if self._is_closing and (is_written or not self._waiting):
                return
            pause = WRITE_SECONDS if is_written else min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _pause(self, seconds: float) -> None:
        if self._is_closing:
            await asyncio.sleep(WRITE_SECONDS if self._is_failing else 0.0)
            return
        self._stirred.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()

    async def _settle(self) -> bool:
        """Write all that waits, and tell whether that was possible."""
        size = BATCH
        while self._waiting:
            batch = tuple(islice(self._waiting, size))
            try:
                # Only after trouble: the last word of a database that broke off may have been yes.
                doubted = self._is_failing
                await self._database.at_once(partial(self._write, batch, is_doubted=doubted))
            except Exception as error:  # noqa: BLE001 -- one that cannot be written stops no other
                if not is_of_a_row(error):
                    self._fail(error)
                    return False
                if size == 1:
                    self._waiting.popleft()
                    self._fail(error)
                    self._lost += 1
                size = 1
                continue
            for _ in batch:
                self._waiting.popleft()
            self._is_failing = False
            self._journal.note(UsageKept(len(batch)))
        if self._lost:
            self._tell_lost()
        return True

    def _write(self, batch: Sequence[Entry], connection: Connection, *, is_doubted: bool) -> None:
        _write(batch, connection, is_doubted=is_doubted)
        self._announce(connection)

    def _fail(self, error: Exception) -> None:
        if not self._is_failing:
            self._warn(f"what is used cannot be written down: {told(error)}")
        self._is_failing = True

    def _tell_lost(self) -> None:
        lost, self._lost = self._lost, 0
        self._warn(f"the use of {lost} requests was not written down, and is lost")


def _now() -> float:
    return asyncio.get_running_loop().time()


def _write(batch: Sequence[Entry], connection: Connection, *, is_doubted: bool) -> None:
    if is_doubted:
        batch = _unwritten(connection, batch)
        if not batch:
            return
    connection.execute(_REQUESTS_KEPT, [_row(entry.request) for entry in batch])
    tries = [_try(each, entry) for entry in batch for each in entry.tries]
    if tries:
        connection.execute(_ATTEMPTS_KEPT, tries)
    for table, step, seconds in STEPS:
        _add(connection, table, step, _sums(batch, step, seconds))


def _unwritten(connection: Connection, batch: Sequence[Entry]) -> Sequence[Entry]:
    ids = [entry.request.request_id for entry in batch]
    asked = select(REQUESTS.c.request_id).where(REQUESTS.c.request_id.in_(ids))
    there = {row[0] for row in connection.execute(asked)}
    return [entry for entry in batch if entry.request.request_id not in there]


def _row(request: Request) -> dict[str, Any]:
    row = {name: _fit(getattr(request, name)) for name in _COLUMNS}
    row["message"] = scrub_text(str(row["message"]))
    return row


def _try(each: Try, entry: Entry) -> dict[str, Any]:
    row = {name: _fit(getattr(each, name)) for name in Try.__slots__}
    detail = None if each.detail is None else scrub_text(str(row["detail"]))[:LONGEST_DETAIL]
    return row | {"request_id": entry.request.request_id, "detail": detail}


def _fit(value: object) -> object:
    """Return `value` as every database takes it."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode().replace("\0", "")
        case int() if value > MOST:
            return MOST
        case _:
            return value


def _sums(batch: Iterable[Entry], step: str, seconds: int) -> list[dict[str, Any]]:
    """Return the rows that add `batch` to a table of sums, in the order of their keys.

    In that order several processes that write the same rows do not wait for each other in a ring.
    """
    sums = defaultdict[tuple[int, int, int, str], Sums](Sums)
    for entry in batch:
        request = entry.request
        key = (
            int(request.at // seconds) * seconds,
            request.key_id or NOBODY,
            request.credential_id or NOBODY,
            summed_model(request),
        )
        sums[key] = plus(sums[key], request)
    return [
        {step: key[0], "key_id": key[1], "credential_id": key[2], "model": key[3]}
        | {name: getattr(each, name) for name in _ADDED}
        for key, each in sorted(sums.items(), key=lambda item: item[0])
    ]


def summed_model(request: Request) -> str:
    """Return the model under which `request` is summed: only names that mean one have a sum."""
    return str(_fit(request.model)) if request.upstream_model else ""


def plus(sums: Sums, request: Request) -> Sums:
    """Return `sums` with one more request."""
    has_spoken = request.first_token_seconds is not None
    return Sums(
        requests=sums.requests + 1,
        failures=sums.failures + request.is_failed,
        input_tokens=sums.input_tokens + min(request.input_tokens, MOST),
        output_tokens=sums.output_tokens + min(request.output_tokens, MOST),
        cache_read_tokens=sums.cache_read_tokens + min(request.cache_read_tokens, MOST),
        cache_write_tokens=sums.cache_write_tokens + min(request.cache_write_tokens, MOST),
        credits=sums.credits + (request.credits or 0.0),
        first_token_seconds=sums.first_token_seconds + (request.first_token_seconds or 0.0),
        first_tokens=sums.first_tokens + has_spoken,
        seconds=sums.seconds + request.seconds,
    )


def _add(connection: Connection, table: Table, step: str, rows: list[dict[str, Any]]) -> None:
    """Add `rows` to those of the same key."""
    connection.execute(_adding(connection.dialect.name, table, step), rows)


@cache
def _adding(dialect: str, table: Table, step: str) -> Executable:
    """Return the statement that adds; to make it anew takes longer than to execute it."""
    adding = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    return adding.on_conflict_do_update(
        index_elements=[step, "key_id", "credential_id", "model"],
        set_={name: table.c[name] + adding.excluded[name] for name in _ADDED},
    )
