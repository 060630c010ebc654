"""Rows of credentials, opened and sealed: what is in one is an entry of a credentials file."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import LargeBinary, bindparam, cast, delete, false, insert, select, text, update
from sqlalchemy import Row as Found
from sqlalchemy.ext.asyncio import AsyncConnection

from kiro_py.adapters.database.tables import CREDENTIALS
from kiro_py.adapters.roster_patch import encoded, patch
from kiro_py.adapters.sealing import SealBroken, Sealer
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.roster import Entry, Roster
from kiro_py.secret import Secret

SOURCE: Final = "the database"
"""What problems of entries name in the place of a file."""

MANY: Final = 500
"""From how many rows on all are read: a statement has no room for any number of ids."""

Read: TypeAlias = Callable[[bytes], Roster]
"""How the bytes of a credentials file are understood; raises `ConfigInvalid` when they are not."""

_COLUMN: Final = CREDENTIALS.c
_CONTENT: Final = (
    _COLUMN.id,
    _COLUMN.place,
    _COLUMN.revision,
    cast(_COLUMN.sealed, LargeBinary).label("sealed"),  # SQLite would hold text as well
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row, opened; `broken` says why it could not be, and then its entry holds nothing."""

    id: int
    place: int
    revision: int
    entry: Entry
    problems: tuple[ConfigInvalid, ...] = ()
    warnings: tuple[str, ...] = ()
    broken: SealBroken | None = None

    @property
    def alone(self) -> Roster:
        """What a file would say that held nothing else."""
        return Roster(document=self.entry.members, entries=(self.entry,))

    def check(self) -> None:
        """Raise `StoreUnwritable` when nobody knows what is in it."""
        if self.broken is not None:
            told = f"credential {self.id} cannot be opened: {self.broken.why}"
            raise StoreUnwritable(SOURCE, why=told)


def bound_to(credential_id: int) -> str:
    """Return what the content of a row is sealed for."""
    return f"credential {credential_id}"


def roster_of(rows: Collection[Row]) -> Roster:
    """Return what a file would say that held all entries."""
    return Roster(
        document=[row.entry.members for row in rows],
        entries=tuple(row.entry for row in rows),
        problems=tuple(problem for row in rows for problem in row.problems),
        warnings=tuple(warning for row in rows for warning in row.warnings),
    )


@dataclass(frozen=True, slots=True)
class CredentialRows:
    """Reads and writes rows within somebody's transaction; `read` is how an entry is understood."""

    sealer: Sealer
    read: Read

    async def revisions(self, connection: AsyncConnection) -> Mapping[int, int]:
        """Return the revision of each row, in the order of the rows."""
        wanted = select(_COLUMN.id, _COLUMN.revision).order_by(_COLUMN.place, _COLUMN.id)
        found = await connection.execute(wanted)
        return {row.id: row.revision for row in found}

    async def some(
        self, connection: AsyncConnection, ids: Collection[int], *, for_change: bool = False
    ) -> Mapping[int, Row]:
        """Return the rows of these ids; `for_change` nobody else changes them meanwhile."""
        wanted = select(*_CONTENT).order_by(_COLUMN.id)
        if len(ids) < MANY:
            wanted = wanted.where(_COLUMN.id.in_(ids))
        if for_change:
            wanted = wanted.with_for_update()
            if connection.dialect.name == "sqlite":
                await connection.execute(_TO_WRITE)
        found, meant = await connection.execute(wanted), frozenset(ids)
        return {row.id: self._opened(row) for row in found if row.id in meant}

    async def keep_others_out(self, connection: AsyncConnection) -> None:
        """Let nobody else add, change or remove a row until the end of the transaction."""
        if connection.dialect.name == "postgresql":
            await connection.execute(_ALONE)
        else:
            await connection.execute(_TO_WRITE)

    async def add(
        self, connection: AsyncConnection, place: int, entries: Sequence[Mapping[str, Any]]
    ) -> list[int]:
        """Put new rows there, from `place` on; return their ids, which were never given before."""
        nothing = [
            {"place": place + each, "revision": 0, "sealed": b""} for each in range(len(entries))
        ]
        ids = list((await connection.execute(_NEW, nothing)).scalars())
        rows = [
            Row(number, place + each, 0, Entry(number, {"id": 0, **members} | {"id": number}, None))
            for each, (number, members) in enumerate(zip(ids, entries, strict=True))
        ]
        await self.put(connection, rows)
        return ids

    async def put(self, connection: AsyncConnection, rows: Sequence[Row]) -> list[Row]:
        """Write the members of the rows' entries as their next revisions, and return them.

        An entry that lacks its machine id gets it.
        """
        written = [self._completed(row) for row in rows]
        values = [
            {
                "number": row.id,
                "revision": row.revision,
                "sealed": self.sealer.seal(encoded(row.entry.members), bound_to(row.id)),
                "refresh_mark": _mark(row.entry.members),
            }
            for row in written
        ]
        if values:
            await connection.execute(_CHANGE, values)
        return written

    async def resolve(
        self, connection: AsyncConnection, credential_id: int, marks: Collection[str]
    ) -> None:
        """Take back the marks of refresh tokens of which it is known what has become of them."""
        known = (_COLUMN.id == credential_id) & _COLUMN.spending.in_(marks)
        told = update(CREDENTIALS).where(known).values(spending=None, spending_by=None)
        await connection.execute(told)

    async def remove(self, connection: AsyncConnection, ids: Sequence[int]) -> None:
        """Take rows out; nothing is left of them."""
        await connection.execute(delete(CREDENTIALS).where(_COLUMN.id.in_(ids)))

    def _completed(self, row: Row) -> Row:
        """Return the row as it is to be written, with its next revision."""
        roster = self.read(encoded(row.entry.members))
        if patch(roster, {}):
            roster = self.read(encoded(roster.document))
        return self._row(row.id, row.place, row.revision + 1, roster)

    def _opened(self, found: Found[int, int, int, bytes]) -> Row:
        try:
            plain = self.sealer.open(found.sealed, bound_to(found.id))
        except SealBroken as broken:
            nothing = Entry(found.id, {}, None)
            problem = ConfigInvalid(SOURCE, f"credential {found.id}", broken.why)
            return Row(found.id, found.place, found.revision, nothing, (problem,), (), broken)
        return self._row(found.id, found.place, found.revision, self.read(plain))

    def _row(self, number: int, place: int, revision: int, roster: Roster) -> Row:
        (entry,) = roster.entries
        problems = tuple(
            ConfigInvalid(SOURCE, f"credential {number}.{each.key}", each.problem)
            for each in roster.problems
        )
        return Row(number, place, revision, entry, problems, roster.warnings)


_NEW: Final = insert(CREDENTIALS).returning(_COLUMN.id, sort_by_parameter_order=True)

_CHANGE: Final = update(CREDENTIALS).where(_COLUMN.id == bindparam("number"))

_TO_WRITE: Final = update(CREDENTIALS).where(false()).values(place=_COLUMN.place)
"""Changes nothing, but makes a transaction of SQLite one that writes, so that nobody else does."""

_ALONE: Final = text("LOCK TABLE credentials IN SHARE ROW EXCLUSIVE MODE")


def _mark(members: Mapping[str, Any]) -> str | None:
    token: object = members.get("refreshToken")
    return Secret(token.strip()).fingerprint() if isinstance(token, str) and token.strip() else None
