"""I bring the tables up to date, one process at a time, and know which version they have.

Alembic is loaded when there is something to do: it would cost each start time and memory.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiro_py.adapters.database.address import wrong
from kiro_py.adapters.database.postgres import ServerRefused
from kiro_py.errors import ConfigInvalid

MIGRATIONS: Final = Path(__file__).parent / "migrations"

START_SECONDS: Final = 30.0
"""How long a start waits for a database that is not up yet: as long as one needs after a crash."""

START_PAUSE_SECONDS: Final = 0.5

OTHERS_SECONDS: Final = 120.0
"""How long a start waits for another process that is changing the tables."""

_KIND: Final = 0xFF
"""The bits of an error of SQLite that say of which kind it is."""

_VERSION_TABLE: Final = "alembic_version"

_LOCK: Final = 0x6B69726F  # nobody else's: "kiro"

_NOT_YET: Final = frozenset({"57P01", "57P02", "57P03", "53300", "08001", "08006", "08004", None})
"""What a server says that starts, ends, or has no place: later it may be there."""


def newest() -> str:
    """Return the version that this program knows: each step's file begins with its version."""
    return max(step.name[:4] for step in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def version(connection: Connection) -> str | None:
    """Return the version of the tables; `None` when there are none."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}"))  # noqa: S608 -- its name
    return found.scalar()


async def bring_up_to_date(engine: AsyncEngine, warn: Callable[[str], None] | None) -> None:
    """Make the tables what this program knows; wait for a server that is not up yet.

    `warn` is told once that it waits.  Raises `ConfigInvalid` (`databaseUrl`).
    """
    loop = asyncio.get_running_loop()
    until, is_told = loop.time() + START_SECONDS, warn is None
    while True:
        try:
            return await _migrate(engine)
        except (SQLAlchemyError, OSError) as error:
            if loop.time() >= until or not _is_not_up_yet(error):
                raise unusable(error) from error
            if warn is not None and not is_told:
                is_told = True
                warn(f"the database is not there yet, and is waited for: {_reason(error)}")
            await asyncio.sleep(START_PAUSE_SECONDS)


async def _migrate(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        if await connection.run_sync(version) == newest():
            return
        await connection.rollback()
        if engine.dialect.name != "sqlite":
            await connection.execute(
                text("SELECT set_config('lock_timeout', :longest, true)"),
                {"longest": f"{OTHERS_SECONDS:.0f}s"},
            )
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        else:
            # Its driver begins no transaction for DDL: whoever is killed would leave half of
            # the tables behind, and two who start at once would both make them.
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(_upgrade)
        await connection.commit()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    found, known = version(connection), newest()
    if found is not None and found > known:
        raise wrong(
            f"its tables are of a newer kiro-py (version {found}, and this one knows {known}): "
            "use that one, or a copy of the database from before"
        )
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise unusable(error) from error


def unusable(error: Exception) -> ConfigInvalid:
    """Say what is wrong without the URL, which may hold a password."""
    return wrong(_reason(error))


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error) or type(error).__name__


def _is_not_up_yet(error: Exception) -> bool:
    """Whether a server may be there later that is not there now; a file of SQLite never is.

    It may be locked, though: whoever changes how SQLite keeps its journal is refused at once while
    another one does, however long it would wait for a lock.
    """
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    if isinstance(code, int) and code & _KIND == sqlite3.SQLITE_BUSY:
        return True
    if isinstance(error, ServerRefused):
        return error.state in _NOT_YET
    return isinstance(error, OSError)
