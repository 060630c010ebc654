"""What was warned of, in the database."""

from collections.abc import Sequence

from sqlalchemy import case, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

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

        It writes even when there is nothing to remember, so that one finds out whether it can; in
        the order of the keys, so that no two processes wait for each other.
        """
        with failures_told():
            async with self._database.writing() as connection:
                await connection.execute(delete(WARNINGS).where(_COLUMNS.ended_at < before))
                if not episodes:
                    return
                dialect = postgresql if self._database.is_postgresql else sqlite
                adding = dialect.insert(WARNINGS)
                told = adding.excluded
                is_known = or_(told.told_at.is_(None), told.told_at < _COLUMNS.told_at)
                adding = adding.on_conflict_do_update(
                    index_elements=["kind", "subject"],
                    set_={
                        "since": told.since,
                        "ended_at": told.ended_at,
                        "told_at": case((is_known, _COLUMNS.told_at), else_=told.told_at),
                    },
                )
                rows = sorted(episodes, key=lambda each: each.key)
                await connection.execute(adding, list(map(_row, rows)))


def _row(episode: Episode) -> dict[str, object]:
    return {
        "kind": episode.kind,
        "subject": episode.subject,
        "since": episode.since,
        "ended_at": episode.ended_at,
        "told_at": episode.told_at,
    }
