"""What was warned of, in the database."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, tuple_

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import WARNINGS
from kiro_py.ports.warnings import Episode

_COLUMNS = WARNINGS.c


class WarningTable:
    """Implements the `WarningStore` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> Sequence[Episode]:
        """Return what is remembered; see the port."""
        with failures_told():
            async with self._database.reading() as connection:
                rows = (await connection.execute(select(WARNINGS))).mappings()
                return [Episode(**row) for row in rows]

    async def save(self, episodes: Sequence[Episode], before: float) -> None:
        """Remember `episodes`; see the port.

        It writes even when there is nothing to remember, so that one finds out whether it can.
        """
        keys = [each.key for each in episodes]
        with failures_told():
            async with self._database.writing() as connection:
                await connection.execute(delete(WARNINGS).where(_COLUMNS.ended_at < before))
                if not episodes:
                    return
                named = tuple_(_COLUMNS.kind, _COLUMNS.subject).in_(keys)
                await connection.execute(delete(WARNINGS).where(named))
                await connection.execute(insert(WARNINGS), list(map(_row, episodes)))


def _row(episode: Episode) -> dict[str, object]:
    return {
        "kind": episode.kind,
        "subject": episode.subject,
        "since": episode.since,
        "ended_at": episode.ended_at,
        "told_at": episode.told_at,
    }
