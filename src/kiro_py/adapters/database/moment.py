"""What time it is for the database: what replicas compare is told by one clock."""

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Moment(FunctionElement[float]):
    """The seconds since the epoch as an expression: PostgreSQL's own clock, with SQLite ours.

    It goes on within a transaction, which `now()` of PostgreSQL does not.
    """

    type = Float()
    name = "moment"
    inherit_cache = True


@compiles(Moment, "postgresql")
def _of_postgres(*_: object, **__: object) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)"


@compiles(Moment, "sqlite")
def _of_sqlite(*_: object, **__: object) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"
