"""I look at a server of PostgreSQL with the eyes of one of its users, and change nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from kiro_py.adapters.database.credential_rows import bound_to
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.migrating import newest, version
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.survey import Seen, replicas_of
from kiro_py.adapters.database.tables import CREDENTIALS, METADATA, SETTINGS
from kiro_py.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen; `version` is that of the tables, `None` when there are none.

    `skew_seconds` is how far the server's clock is ahead of ours; `denied` is what the user may not
    do who shall serve with these tables, or bring them up to date if they are not.  `sealed` is
    what lies there sealed, by what it is sealed for; with `replicas` it is known only where tables
    are `is_readable`: of this program's version, and for this user.
    """

    server: str
    server_number: int
    skew_seconds: float
    is_encrypted: bool
    is_read_only: bool
    version: str | None
    newest: str
    is_readable: bool
    denied: Sequence[str] = ()
    sealed: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    replicas: Sequence[Seen] = ()

    @property
    def is_up_to_date(self) -> bool:
        """Whether the tables are those that this program knows."""
        return self.version == self.newest

    @property
    def may_write(self) -> bool:
        """Whether what is to be kept can be kept there."""
        return not self.is_read_only and not self.denied


async def sight_of(database: Database, clock: Clock) -> Sight:
    """Return what there is to be seen of `database`, which must be in `Database.as_it_is`.

    Raises what its driver does.
    """

    def seen(connection: Connection) -> Sight:
        return _seen(connection, clock)

    async with database.reading() as connection:
        return await connection.run_sync(seen)


def _seen(connection: Connection, clock: Clock) -> Sight:
    server = connection.execute(_SERVER).one()
    before = clock.now()
    there = connection.execute(select(Moment())).scalar_one()
    skew = there - (before + clock.now()) / 2
    found = version(connection)
    denied = _denied(connection, found)
    is_readable = found == newest() and not any(each.startswith("SELECT ") for each in denied)
    return Sight(
        server=server.version,
        server_number=server.number,
        skew_seconds=skew,
        is_encrypted=bool(server.is_encrypted),
        is_read_only=server.is_read_only,
        version=found,
        newest=newest(),
        is_readable=is_readable,
        denied=denied,
        sealed=_sealed(connection) if is_readable else {},
        replicas=replicas_of(connection) if is_readable else (),
    )


def _denied(connection: Connection, found: str | None) -> Sequence[str]:
    asked = [_CREATING, _OWNING] if found != newest() else [_USING, _COUNTING]
    tables = [table.name for table in METADATA.sorted_tables]
    return [row[0] for each in asked for row in connection.execute(each, {"tables": tables})]


def _sealed(connection: Connection) -> Mapping[str, bytes]:
    rows = select(CREDENTIALS.c.id, CREDENTIALS.c.sealed).order_by(CREDENTIALS.c.id)
    found = {bound_to(row[0]): row[1] for row in connection.execute(rows)}
    rest = connection.execute(select(SETTINGS.c.name, SETTINGS.c.sealed))
    return found | {row[0]: row[1] for row in rest}


_SERVER: Final = text("""
SELECT current_setting('server_version') AS version,
    CAST(current_setting('server_version_num') AS int) AS number,
    current_setting('transaction_read_only') = 'on' AS is_read_only,
    (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS is_encrypted
""")

_TABLES: Final = bindparam("tables", type_=ARRAY(Text))

_USING: Final = text("""
SELECT what || ' on the table ' || name
FROM unnest(CAST(:tables AS text[])) AS name,
    unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS what
WHERE NOT has_table_privilege(to_regclass(quote_ident(name)), what)
""").bindparams(_TABLES)

_COUNTING: Final = text("""
SELECT 'USAGE on the sequence ' || counter.relname
FROM pg_class AS counter
JOIN pg_depend AS tie ON tie.classid = CAST('pg_class' AS regclass)
    AND tie.objid = counter.oid AND tie.deptype = 'a'
JOIN unnest(CAST(:tables AS text[])) AS name ON tie.refobjid = to_regclass(quote_ident(name))
WHERE CASE counter.relkind WHEN 'S' THEN NOT has_sequence_privilege(counter.oid, 'USAGE') END
""").bindparams(_TABLES)
"""A column that counts by itself needs none, one with a sequence beside it does."""

_CREATING: Final = text("""
SELECT 'CREATE in the schema ' || coalesce(current_schema(), 'public')
WHERE NOT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
""")

_OWNING: Final = text("""
SELECT 'ALTER on the table ' || name
FROM unnest(CAST(:tables AS text[])) AS name
JOIN pg_class AS there ON there.oid = to_regclass(quote_ident(name))
WHERE NOT pg_has_role(there.relowner, 'USAGE')
""").bindparams(_TABLES)
