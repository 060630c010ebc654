"""Sessions of the page in the database, so that a restart signs nobody out."""

from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, or_, select, update

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import SESSIONS
from kiro_py.ports.sessions import OpenSession


@dataclass(frozen=True, slots=True)
class DatabaseSessions:
    """Implements the `SessionStore` port."""

    database: Database

    async def begin(self, session: OpenSession) -> None:
        """Keep a new one."""
        with failures_told():
            async with self.database.writing() as connection:
                await connection.execute(insert(SESSIONS), [asdict(session)])

    async def find(self, digest: bytes) -> OpenSession | None:
        """Return one that was not ended."""
        wanted = select(SESSIONS).where(SESSIONS.c.digest == digest)
        with failures_told():
            async with self.database.reading() as connection:
                row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else OpenSession(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name

    async def touch(self, digest: bytes, seen_at: float) -> None:
        """Write down that somebody was there."""
        seen = update(SESSIONS).where(SESSIONS.c.digest == digest).values(seen_at=seen_at)
        with failures_told():
            async with self.database.writing() as connection:
                await connection.execute(seen)

    async def end(self, digest: bytes) -> None:
        """Forget one."""
        with failures_told():
            async with self.database.writing() as connection:
                await connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    async def clean(self, *, began_before: float, seen_before: float) -> None:
        """Forget those that are over."""
        is_over = or_(SESSIONS.c.began_at < began_before, SESSIONS.c.seen_at < seen_before)
        with failures_told():
            async with self.database.writing() as connection:
                await connection.execute(delete(SESSIONS).where(is_over))
