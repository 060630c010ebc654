"""The keys of clients in the database, as digests."""

from collections.abc import Generator, Hashable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

import msgspec
from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from kiro_py.adapters.database.bulletin import Announce, say_nothing
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import failures_told
from kiro_py.adapters.database.tables import CLIENT_KEYS, LEDGERS
from kiro_py.clients.client import Key, Limits, Minted
from kiro_py.ports.keys import Draft, KeysUnreadable

_LIMITS: Final = tuple(one.name for one in fields(Limits))
_DECODER: Final = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class DatabaseKeys:
    """Implements the `KeyStore` port."""

    database: Database
    announce: Announce = say_nothing

    async def mark(self) -> Hashable:
        """Return how many keys there are, the last number, and the sum of their versions.

        A new key has a new number, a key that is removed is one less, and no version goes back.
        """
        column = CLIENT_KEYS.c
        wanted = select(func.count(), func.max(column.id), func.sum(column.version))
        with _reading():
            async with self.database.reading() as connection:
                return tuple((await connection.execute(wanted)).one())

    async def keys(self) -> Sequence[Key]:
        """Return all keys, the oldest first."""
        with _reading():
            async with self.database.reading() as connection:
                rows = await connection.execute(select(CLIENT_KEYS).order_by(CLIENT_KEYS.c.id))
                return [_key(row) for row in rows]

    async def add(self, draft: Draft, minted: Minted, now: float) -> Key:
        """Keep a new key."""
        key = Key(
            id=0,
            version=1,
            name=draft.name,
            note=draft.note,
            prefix=minted.prefix,
            digest=minted.digest,
            old_digest=None,
            old_until=None,
            group=draft.group,
            models=draft.models,
            limits=draft.limits,
            expires_at=draft.expires_at,
            disabled=False,
            created_at=now,
            last_used_at=None,
        )
        row = {name: value for name, value in _row(key).items() if name != "id"}
        with failures_told():
            async with self.database.writing() as connection:
                made = await connection.execute(insert(CLIENT_KEYS).values(row))
                (number,) = made.inserted_primary_key or (0,)
                await self.announce(connection)
        return replace(key, id=number)

    async def change(self, key: Key) -> Key | None:
        """Keep `key` in the place of its last version; see the port."""
        column = CLIENT_KEYS.c
        meant = (column.id == key.id) & (column.version == key.version)
        changed = replace(key, version=key.version + 1)
        kept = {name: value for name, value in _row(changed).items() if name != "last_used_at"}
        with failures_told():
            async with self.database.writing() as connection:
                done = await connection.execute(update(CLIENT_KEYS).where(meant).values(kept))
                await self.announce(connection)
        return changed if done.rowcount else None

    async def remove(self, key_id: int) -> bool:
        """Forget a key and its ledger, and tell whether it was there; its usage stays."""
        gone = delete(CLIENT_KEYS).where(CLIENT_KEYS.c.id == key_id)
        closed = delete(LEDGERS).where(LEDGERS.c.key_id == key_id)
        with failures_told():
            async with self.database.writing() as connection:
                done = await connection.execute(gone)
                await connection.execute(closed)
                await self.announce(connection)
        return bool(done.rowcount)

    async def touch(self, used_at: Mapping[int, float]) -> None:
        """Write down when keys were used last, as far as nobody knows of a later use.

        It is done in the order of the keys, so that no two processes wait for each other.
        """
        if not used_at:
            return
        column = CLIENT_KEYS.c
        is_later = or_(column.last_used_at.is_(None), column.last_used_at < bindparam("at"))
        seen = (
            update(CLIENT_KEYS)
            .where(column.id == bindparam("number"), is_later)
            .values(last_used_at=bindparam("at"))
        )
        rows = [{"number": number, "at": at} for number, at in sorted(used_at.items())]
        with _reading():
            async with self.database.writing() as connection:
                await connection.execute(seen, rows)


@contextmanager
def _reading() -> Generator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise KeysUnreadable(str(getattr(error, "orig", None) or error)) from error


def _row(key: Key) -> dict[str, Any]:
    """Return the columns of a key."""
    row = asdict(key)
    row |= {"credential_group": row.pop("group"), **row.pop("limits")}
    return row | {"models": msgspec.json.encode(key.models).decode()}


def _key(row: Row[Any]) -> Key:
    """Return the key that a row holds."""
    found = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name
    limits = Limits(**{name: found.pop(name) for name in _LIMITS})
    models = _DECODER.decode(found.pop("models"))
    return Key(group=found.pop("credential_group"), limits=limits, models=models, **found)
