"""The database of Kiro's command line, opened so that it cannot be changed."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from kiro_py.errors import ConfigInvalid

BUSY_SECONDS: Final = 5.0
"""How long a writer is waited for: Kiro's transactions take milliseconds."""

_PRIMARY: Final = 0xFF
"""The bits of an error's code that are the error, and not its details."""

# A database with a journal of its own needs a directory that can be written, or to be told that
# nobody writes.
_NO_JOURNAL: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


@dataclass(frozen=True, slots=True)
class Vault:
    """The two tables that matter."""

    secrets: dict[str, str]
    states: dict[str, str]


def read_vault(path: Path) -> Vault:
    """Return what the database at `path` holds; raises `ConfigInvalid` when it cannot be read."""
    try:
        try:
            return _read(path, "mode=ro")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY not in _NO_JOURNAL:
                raise
            return _read(path, "mode=ro&immutable=1")
    except sqlite3.Error as error:
        problem = f"cannot be read as Kiro's database: {error}"
        raise ConfigInvalid(str(path), "", problem) from error


def _read(path: Path, how: str) -> Vault:
    address = f"file:{quote(str(path.resolve()))}?{how}"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as database:
        database.text_factory = bytes
        tables = {_text(name) for (name,) in database.execute("SELECT name FROM sqlite_master")}
        secrets = _pairs(database, "SELECT key, value FROM auth_kv")
        has_states = "state" in tables
        states = _pairs(database, "SELECT key, value FROM state") if has_states else {}
    return Vault(secrets, states)


def _pairs(database: sqlite3.Connection, query: str) -> dict[str, str]:
    return {_text(key): _text(value) for key, value in database.execute(query)}


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
