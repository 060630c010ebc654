"""The log of changes in the database."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import AUDIT
from kiro_py.ports.audit import Change, Entry


@dataclass(frozen=True, slots=True)
class DatabaseAudit:
    """Implements the `AuditLog` port; what is too long for a column is cut."""

    database: Database

    async def write(self, change: Change) -> None:
        """Write one down."""
        row = {name: _cut(name, value) for name, value in asdict(change).items()}
        with failures_told():
            async with self.database.writing() as connection:
                await connection.execute(insert(AUDIT), [row])

    async def read(self, limit: int, before: int | None) -> Sequence[Entry]:
        """Return the newest ones."""
        wanted = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(AUDIT.c.id < before)
        with failures_told():
            async with self.database.reading() as connection:
                rows = (await connection.execute(wanted)).mappings().all()
        return tuple(
            Entry(
                row["id"],
                Change(**{name: value for name, value in row.items() if name != "id"}),
            )
            for row in rows
        )

    async def clean(self, before: float) -> None:
        """Forget what was done before that time."""
        with failures_told():
            async with self.database.writing() as connection:
                await connection.execute(delete(AUDIT).where(AUDIT.c.at < before))


def _cut(name: str, value: object) -> object:
    longest = getattr(AUDIT.c[name].type, "length", None)
    return value[:longest] if isinstance(value, str) else value
