"""What keys have used, from the sums by day."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import USAGE_DAYS, total
from kiro_py.clients.calendar import day_of, month_of
from kiro_py.clients.limits import Sums
from kiro_py.ports.keys import DaySums, Used

_DAY: Final = USAGE_DAYS.c
_TOKENS: Final = (
    _DAY.input_tokens + _DAY.output_tokens + _DAY.cache_read_tokens + _DAY.cache_write_tokens
)
_SUMMED: Final = (
    _DAY.requests,
    _DAY.failures,
    _DAY.input_tokens,
    _DAY.output_tokens,
    _DAY.cache_read_tokens,
    _DAY.cache_write_tokens,
    _DAY.credits,
    _DAY.first_token_seconds,
    _DAY.first_tokens,
    _DAY.seconds,
)
_SUMS: Final = func.sum(_DAY.requests), func.sum(_TOKENS), func.sum(_DAY.credits)
_MAIN: Final = 0
"""The number under which the settings' own key stands in the sums."""


@dataclass(frozen=True, slots=True)
class DatabaseKeyUsage:
    """Implements the `KeyUsage` port."""

    database: Database

    async def used(self, now: float) -> Mapping[int | None, Used]:
        """Return what each key has used in the day and the month of `now`."""
        month = await self._since(month_of(now).begins_at)
        day = await self._since(day_of(now).begins_at)
        return {
            number or None: Used(day.get(number, Sums()), sums) for number, sums in month.items()
        }

    async def days(self, key_id: int | None, since: float) -> Sequence[DaySums]:
        """Return what one key has used, day by day; see the port."""
        wanted = (
            select(_DAY.day, *(total(column).label(column.name) for column in _SUMMED))
            .where(_DAY.key_id == (_MAIN if key_id is None else key_id))
            .where(_DAY.day >= int(day_of(since).begins_at))
            .group_by(_DAY.day)
            .order_by(_DAY.day)
        )
        with failures_told():
            async with self.database.reading() as connection:
                return [_sums(row) for row in await connection.execute(wanted)]

    async def _since(self, day: float) -> dict[int, Sums]:
        wanted = select(_DAY.key_id, *_SUMS).where(_DAY.day >= int(day)).group_by(_DAY.key_id)
        with failures_told():
            async with self.database.reading() as connection:
                rows = await connection.execute(wanted)
                return {
                    number: Sums(int(count), int(tokens), credit)
                    for number, count, tokens, credit in rows
                }


def used_by(connection: Connection, numbers: Collection[int], now: float) -> Mapping[int, Used]:
    """Return what each key of these numbers in the sums has used in the day and month of `now`."""
    day, month = (
        dict(_found(connection, numbers, span(now).begins_at)) for span in (day_of, month_of)
    )
    return {number: Used(day.get(number, Sums()), month.get(number, Sums())) for number in numbers}


def _found(
    connection: Connection, numbers: Collection[int], since: float
) -> Iterator[tuple[int, Sums]]:
    wanted = (
        select(_DAY.key_id, *_SUMS)
        .where(_DAY.key_id.in_(numbers), _DAY.day >= int(since))
        .group_by(_DAY.key_id)
    )
    for number, requests, tokens, credit in connection.execute(wanted):
        yield number, Sums(int(requests), int(tokens), credit)


def _sums(row: Row[Any]) -> DaySums:
    found = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name
    return DaySums(at=found.pop("day"), **found)
