"""I look at a database as it is, and change nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, LargeBinary, cast, func, inspect, select, text

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.migrating import newest, version
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import CREDENTIALS, METADATA, REPLICAS


@dataclass(frozen=True, slots=True)
class Seen:
    """A process that has said that it is there, and for how long it has been silent since."""

    id: str
    address: str
    silent_seconds: float


@dataclass(frozen=True, slots=True)
class Survey:
    """What a database is like; `version` is that of its tables, `None` when there are none.

    `sealed` are credentials as they lie there, by their numbers.
    """

    version: str | None
    newest: str
    megabytes: float
    rows: Mapping[str, int] = field(default_factory=dict[str, int])
    replicas: Sequence[Seen] = ()
    sealed: Mapping[int, bytes] = field(default_factory=dict[int, bytes])

    @property
    def is_up_to_date(self) -> bool:
        """Whether there is nothing to do."""
        return self.version == self.newest


async def survey(database: Database) -> Survey:
    """Return what `database` is like, which must be in `Database.as_it_is`.

    Raises what its driver does.
    """
    async with database.reading() as connection:
        return await connection.run_sync(_survey)


def _survey(connection: Connection) -> Survey:
    there = {*inspect(connection).get_table_names()}
    tables = [table for table in METADATA.sorted_tables if table.name in there]
    count = func.count()
    return Survey(
        version=version(connection),
        newest=newest(),
        megabytes=_bytes(connection) / (1024 * 1024),
        rows={
            table.name: connection.execute(select(count).select_from(table)).scalar_one()
            for table in tables
        },
        replicas=replicas_of(connection) if REPLICAS in tables else (),
        sealed=_sealed(connection) if CREDENTIALS in tables else {},
    )


def _bytes(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        asked = "SELECT pg_database_size(current_database())"
    else:
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int(connection.execute(text(asked)).scalar_one())


def replicas_of(connection: Connection) -> Sequence[Seen]:
    """Return who has said that it is there, the eldest first."""
    silence = (Moment() - REPLICAS.c.seen_at).label("silence")
    asked = select(REPLICAS.c.id, REPLICAS.c.address, silence).order_by(REPLICAS.c.began_at)
    return [Seen(row.id, row.address, row.silence) for row in connection.execute(asked)]


def _sealed(connection: Connection) -> Mapping[int, bytes]:
    sealed = cast(CREDENTIALS.c.sealed, LargeBinary)
    return {row[0]: row[1] for row in connection.execute(select(CREDENTIALS.c.id, sealed))}
