"""What one machine has kept in its files moves into the database that replicas share.

All of it or nothing: it is one transaction, into a database that has no credentials yet.  Numbers
stay what they are, since what was used is written down under them.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import Integer, String, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kiro_py.adapters.database.credential_rows import CredentialRows, Row
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES, failures_told, told
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import (
    ATTEMPTS,
    AUDIT,
    CLIENT_KEYS,
    CREDENTIAL_EVENTS,
    CREDENTIALS,
    QUOTA_READINGS,
    REQUESTS,
    STANDINGS,
    USAGE_DAYS,
    USAGE_HOURS,
)
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.roster import Roster
from kiro_py.pool.standing import Standing

TABLES: Final = (
    CLIENT_KEYS,
    REQUESTS,
    ATTEMPTS,
    USAGE_HOURS,
    USAGE_DAYS,
    AUDIT,
    CREDENTIAL_EVENTS,
    QUOTA_READINGS,
)
"""What is taken over from the database of one machine; sessions and warnings begin anew."""

ROWS: Final = 1_000
"""How many rows are carried at once."""


@dataclass(frozen=True, slots=True)
class Luggage:
    """What moves; `highest_id` is the highest number that a credential has ever had."""

    roster: Roster
    standings: Mapping[int, Standing] = field(default_factory=dict[int, Standing])
    database: Database | None = None
    highest_id: int = 0


async def move_in(database: Database, rows: CredentialRows, luggage: Luggage) -> Mapping[str, int]:
    """Put everything into the database; return how many rows each table has got.

    Raises `StoreUnwritable` when it has credentials or keys already, or cannot be written; nothing
    is changed then.  Raises `ConfigInvalid` when the other database cannot be read.  Both are open.
    """
    with failures_told():
        async with database.writing() as connection:
            await rows.keep_others_out(connection)
            await _check(connection)
            moved = {CREDENTIALS.name: await _credentials(connection, rows, luggage)}
            moved[STANDINGS.name] = await _standings(connection, luggage)
            if luggage.database is not None:
                for table in TABLES:
                    moved[table.name] = await _copied(connection, luggage.database, table)
            for table in (CREDENTIALS, *TABLES):
                await _count_on(connection, table, luggage.highest_id)
    return moved


async def _check(connection: AsyncConnection) -> None:
    for table in (CREDENTIALS, CLIENT_KEYS, REQUESTS):
        count = await connection.scalar(select(func.count()).select_from(table))
        if count:
            why = (
                f"its table {table.name!r} is not empty: a machine moves into an empty database; "
                "import its credentials one by one instead"
            )
            raise StoreUnwritable("the database", why=why)


async def _credentials(connection: AsyncConnection, rows: CredentialRows, luggage: Luggage) -> int:
    entries = luggage.roster.entries
    nothing = [
        {"id": entry.id, "place": place, "revision": 0, "sealed": b""}
        for place, entry in enumerate(entries, 1)
    ]
    if nothing:
        await connection.execute(insert(CREDENTIALS), nothing)
    await rows.put(connection, [Row(entry.id, 0, 0, entry) for entry in entries])
    return len(entries)


async def _standings(connection: AsyncConnection, luggage: Luggage) -> int:
    there = {entry.id for entry in luggage.roster.entries}
    now = await connection.scalar(select(Moment()))
    rows = [
        {
            "credential_id": number,
            "revision": 1,
            "learned_at": now,
            "body": msgspec.json.encode(standing).decode(),
        }
        for number, standing in luggage.standings.items()
        if number in there
    ]
    if rows:
        await connection.execute(insert(STANDINGS), rows)
    return len(rows)


async def _copied(connection: AsyncConnection, source: Database, table: Table) -> int:
    copied = 0
    async for rows in _read(source, table):
        await connection.execute(insert(table), rows)
        copied += len(rows)
    return copied


async def _read(source: Database, table: Table) -> AsyncIterator[Sequence[dict[str, Any]]]:
    lengths = {each.name: each.type.length for each in table.c if isinstance(each.type, String)}
    try:
        async with source.reading() as asked:
            found = await asked.stream(select(table))
            async for rows in found.mappings().partitions(ROWS):
                yield [
                    {name: _fit(value, lengths.get(name)) for name, value in row.items()}
                    for row in rows
                ]
    except FAILURES as failure:
        raise ConfigInvalid(str(source.path), table.name, told(failure)) from failure


def _fit(value: object, length: int | None) -> object:
    """Return `value` as PostgreSQL takes it: SQLite has taken any text."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode()[:length]


async def _count_on(connection: AsyncConnection, table: Table, highest_id: int) -> None:
    """Let the next number be one that nobody has had: PostgreSQL has not counted these rows."""
    column = table.autoincrement_column
    if column is None or not isinstance(column.type, Integer):
        return
    highest = (await connection.scalar(select(func.max(column)))) or 0
    if table is CREDENTIALS:
        highest = max(highest, highest_id)
    if not highest:
        return
    if connection.dialect.name == "postgresql":
        named = {"table": table.name, "column": column.name, "last": highest}
        counter = "SELECT setval(pg_get_serial_sequence(:table, :column), :last)"
        await connection.execute(text(counter), named)
