"""What accounts have told of their credits, in the database."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import and_, delete, func, insert, or_, select

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import QUOTA_READINGS, REQUESTS
from kiro_py.pool.forecast import Reading
from kiro_py.ports.readings import Kept, Told

AT_ONCE: Final = 100
"""How many rows one statement names: databases have a limit."""

_ROWS = QUOTA_READINGS.c


class QuotaStore:
    """Implements the `ReadingStore` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, since: float) -> Mapping[int, Told]:
        """Return what was told since then, by credential; see the port."""
        readings: dict[int, list[Reading]] = {}
        asked = select(QUOTA_READINGS).where(_ROWS.at >= since).order_by(_ROWS.at)
        last = (
            select(_ROWS.credential_id, func.max(_ROWS.at).label("at"))
            .where(_ROWS.at >= since)
            .group_by(_ROWS.credential_id)
            .subquery()
        )
        later = and_(REQUESTS.c.credential_id == last.c.credential_id, REQUESTS.c.at > last.c.at)
        spending = (
            select(last.c.credential_id, func.sum(REQUESTS.c.credits))
            .join_from(last, REQUESTS, later)
            .group_by(last.c.credential_id)
        )
        with failures_told():
            async with self._database.reading() as connection:
                for row in (await connection.execute(asked)).mappings():
                    reading = Reading(
                        at=row["at"],
                        used=row["used"],
                        limit=row["credit_limit"],
                        remaining=row["remaining"],
                        resets_at=row["resets_at"],
                    )
                    readings.setdefault(row["credential_id"], []).append(reading)
                spent = {row[0]: row[1] or 0.0 for row in await connection.execute(spending)}
        return {
            number: Told(tuple(told), spent.get(number, 0.0)) for number, told in readings.items()
        }

    async def save(self, kept: Sequence[Kept], before: float) -> None:
        """Keep readings in the place of others; see the port."""
        replaced = [
            and_(
                _ROWS.credential_id == each.credential_id,
                _ROWS.at.in_([each.reading.at, each.replaces])
                if each.replaces is not None
                else _ROWS.at == each.reading.at,
            )
            for each in kept
        ]
        with failures_told():
            async with self._database.writing() as connection:
                await connection.execute(delete(QUOTA_READINGS).where(_ROWS.at < before))
                for place in range(0, len(kept), AT_ONCE):
                    some = slice(place, place + AT_ONCE)
                    await connection.execute(delete(QUOTA_READINGS).where(or_(*replaced[some])))
                    await connection.execute(insert(QUOTA_READINGS), list(map(_row, kept[some])))


def _row(kept: Kept) -> dict[str, object]:
    reading = kept.reading
    return {
        "credential_id": kept.credential_id,
        "at": reading.at,
        "used": reading.used,
        "credit_limit": reading.limit,
        "remaining": reading.remaining,
        "resets_at": reading.resets_at,
    }
