"""I find what was used: sums where they will do, the requests themselves where they must."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass
from math import ceil, floor
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    RowMapping,
    Select,
    Table,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import (
    ATTEMPTS,
    IS_UNWELL,
    REQUESTS,
    USAGE_DAYS,
    USAGE_HOURS,
    total,
)
from kiro_py.ports.usage import (
    NOBODY,
    By,
    Durations,
    Ending,
    Entry,
    Listed,
    Request,
    Span,
    Sums,
    Try,
    Wanted,
)

HOUR: Final = 3600
DAY: Final = 86_400

MOST_DURATIONS: Final = 10_000
"""Of how many requests durations are looked at, the newest of a time: enough for a hundredth."""

MOST_ENDINGS: Final = 50

_ALL: Final = 0
_OK: Final = 200
_SUMMED: Final = Sums.__slots__
_REQUEST: Final = Request.__slots__
_TRY: Final = Try.__slots__


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a time, and the table whose steps fill it exactly."""

    table: Table
    step: str
    since: int
    until: int


class UsageReader:
    """Answers questions from `database`; a `UsageLibrary`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def _asking(self) -> AsyncGenerator[AsyncConnection]:
        with failures_told():
            async with self._database.reading() as connection:
                yield connection

    async def sums(self, span: Span, by: By | None, wanted: Wanted) -> dict[int | str, Sums]:
        """Return the sums by what is asked for; see the port."""
        found = defaultdict[int | str, Sums](Sums)
        async with self._asking() as connection:
            for piece in _pieces(span, with_days=by != "hour"):
                for name, *sums in await connection.execute(_summed(piece, by, wanted)):
                    found[name] = added(found[name], Sums(*sums))
        return dict(found)

    async def moments(self, span: Span, step: int) -> dict[int, Sums]:
        """Return the sums of the requests themselves by steps; see the port."""
        async with self._asking() as connection:
            steps = REQUESTS.c.at / step
            whole = (
                func.floor(steps)
                if connection.dialect.name == "postgresql"
                else cast(steps, Integer)  # which cuts, in SQLite; PostgreSQL would round
            )
            moment = (cast(whole, BigInteger) * step).label("moment")
            asked = select(moment, *_of_requests()).where(_within(span)).group_by(moment)
            found = await connection.execute(asked)
            return {int(at): Sums(*sums) for at, *sums in found}

    async def endings(self, span: Span) -> Sequence[Ending]:
        """Return how requests ended that did not end well; see the port."""
        outcome, status, count = REQUESTS.c.outcome, REQUESTS.c.status, func.count()
        asked = (
            select(outcome, status, count)
            .where(IS_UNWELL, _within(span))
            .group_by(outcome, status)
            .order_by(count.desc(), outcome, status)
            .limit(MOST_ENDINGS)
        )
        async with self._asking() as connection:
            return [Ending(*row) for row in await connection.execute(asked)]

    async def durations(self, span: Span) -> Durations:
        """Return how long requests took that ended well; see the port."""
        at, first, whole = REQUESTS.c.at, REQUESTS.c.first_token_seconds, REQUESTS.c.seconds
        asked = (
            select(first, whole)
            .where(_within(span), REQUESTS.c.status == _OK)
            .order_by(at.desc())
            .limit(MOST_DURATIONS)
        )
        async with self._asking() as connection:
            rows = (await connection.execute(asked)).all()
        return Durations(
            sorted(row[0] for row in rows if row[0] is not None), sorted(row[1] for row in rows)
        )

    async def page(self, listed: Listed) -> tuple[Sequence[Request], int | None]:
        """Return requests, the last that ended first; see the port."""
        seq = REQUESTS.c.seq
        asked = select(REQUESTS).where(*_listed(listed)).order_by(seq.desc())
        async with self._asking() as connection:
            found = (await connection.execute(asked.limit(listed.limit + 1))).mappings().all()
        shown = found[: listed.limit]
        is_last = len(found) <= listed.limit
        return [_request(row) for row in shown], None if is_last else int(shown[-1]["seq"])

    async def trace(self, request_id: str) -> Entry | None:
        """Return one request and its attempts; see the port."""
        of_it = ATTEMPTS.c.request_id == request_id
        async with self._asking() as connection:
            asked = select(REQUESTS).where(REQUESTS.c.request_id == request_id)
            row = (await connection.execute(asked)).mappings().first()
            if row is None:
                return None
            tried = select(ATTEMPTS).where(of_it).order_by(ATTEMPTS.c.number)
            tries = (await connection.execute(tried)).mappings().all()
        return Entry(
            _request(row), tuple(Try(**{name: each[name] for name in _TRY}) for each in tries)
        )


def added(one: Sums, other: Sums) -> Sums:
    """Return both together."""
    return Sums(*(a + b for a, b in zip(astuple(one), astuple(other), strict=True)))


def _pieces(span: Span, *, with_days: bool) -> Iterator[_Piece]:
    """Yield the parts of a time: its whole days, and the hours before and after them."""
    since, until = floor(span.since / HOUR) * HOUR, ceil(span.until / HOUR) * HOUR
    first, last = ceil(since / DAY) * DAY, until // DAY * DAY
    if not with_days or first >= last:
        yield _Piece(USAGE_HOURS, "hour", since, until)
        return
    yield _Piece(USAGE_DAYS, "day", first, last)
    if since < first:
        yield _Piece(USAGE_HOURS, "hour", since, first)
    if last < until:
        yield _Piece(USAGE_HOURS, "hour", last, until)


def _summed(piece: _Piece, by: By | None, wanted: Wanted) -> Select[Any]:
    columns = piece.table.c
    step = columns[piece.step]
    names: dict[By, ColumnElement[Any]] = {
        "key": columns.key_id,
        "model": columns.model,
        "credential": columns.credential_id,
        "day": step - step % DAY,
        "hour": step,
    }
    name = literal(_ALL) if by is None else names[by]
    sums = [total(columns[each]) for each in _SUMMED]
    conditions = [step >= piece.since, step < piece.until]
    for column, value in (
        (columns.key_id, wanted.key_id),
        (columns.credential_id, wanted.credential_id),
        (columns.model, wanted.model),
    ):
        if value is not None:
            conditions.append(column == value)
    named = name.label("name")
    return select(named, *sums).where(*conditions).group_by(named)


def _of_requests() -> list[ColumnElement[Any]]:
    """Return the sums of requests, in the order of `Sums`."""
    columns = REQUESTS.c
    spoken = columns.first_token_seconds
    special: dict[str, ColumnElement[Any]] = {
        "requests": func.count(),
        "failures": func.sum(cast(columns.is_failed, Integer)),
        "credits": func.coalesce(func.sum(columns.credits), 0.0),
        "first_token_seconds": func.coalesce(func.sum(spoken), 0.0),
        "first_tokens": func.count(spoken),
    }
    return [special[name] if name in special else total(columns[name]) for name in _SUMMED]


def _within(span: Span) -> ColumnElement[bool]:
    return and_(REQUESTS.c.at >= span.since, REQUESTS.c.at < span.until)


def _listed(listed: Listed) -> Iterator[ColumnElement[bool]]:
    columns, wanted = REQUESTS.c, listed.wanted
    if listed.before is not None:
        yield columns.seq < listed.before
    for column, value in (
        (columns.key_id, wanted.key_id),
        (columns.credential_id, wanted.credential_id),
    ):
        if value is not None:
            yield column.is_(None) if value == NOBODY else column == value
    if wanted.model is not None:
        yield columns.model == wanted.model
    if listed.outcome is not None:
        yield columns.outcome == listed.outcome
    if listed.is_failed is not None:
        yield columns.is_failed.is_(listed.is_failed)
    if listed.search is not None:
        yield or_(
            *(
                column.icontains(listed.search, autoescape=True)
                for column in (
                    columns.request_id,
                    columns.model,
                    columns.upstream_model,
                    columns.outcome,
                    columns.message,
                )
            )
        )


def _request(row: RowMapping) -> Request:
    return Request(**{name: row[name] for name in _REQUEST})
