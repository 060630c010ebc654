"""The database of Kiro's command line, opened so that it cannot be changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.somebody import being_nobody, file_of_nobody
from kiro_py.cli.credentials.vault import Vault, read_vault
from kiro_py.errors import ConfigInvalid


def make(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


SECRETS = "CREATE TABLE auth_kv (key TEXT PRIMARY KEY, value TEXT)"
STATE = "CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB)"
TOKEN = "INSERT INTO auth_kv VALUES ('kirocli:social:token', '{}')"
CHOSEN = "INSERT INTO state VALUES ('profile', X'7B7D')"


def test_both_tables_are_read(tmp_path: Path):
    """Values may be text or bytes."""
    path = make(tmp_path / "data.sqlite3", SECRETS, STATE, TOKEN, CHOSEN)
    assert Vault({"kirocli:social:token": "{}"}, {"profile": "{}"}) == read_vault(path)


def test_states_may_be_missing(tmp_path: Path):
    """An old database has no table for them."""
    path = make(tmp_path / "data.sqlite3", SECRETS, TOKEN)
    assert Vault({"kirocli:social:token": "{}"}, {}) == read_vault(path)


def test_reading_changes_nothing(tmp_path: Path):
    """Neither the database nor what lies beside it is another afterwards."""
    path = make(tmp_path / "a ? # name.sqlite3", SECRETS, TOKEN)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    read_vault(path)
    assert before == {file: file.read_bytes() for file in tmp_path.iterdir()}


def test_what_a_running_program_has_written_is_read(tmp_path: Path):
    """Rows that are still in the journal of a database in use are there, too."""
    path = make(tmp_path / "data.sqlite3", "PRAGMA journal_mode=WAL", SECRETS)
    with closing(sqlite3.connect(path)) as writer:
        writer.execute(TOKEN)
        writer.commit()
        assert {"kirocli:social:token": "{}"} == read_vault(path).secrets


def test_a_directory_that_cannot_be_written_is_no_obstacle(tmp_path: Path):
    """Where the journal cannot be made, the database is read as one that nobody writes."""
    made = make(tmp_path / "data.sqlite3", "PRAGMA journal_mode=WAL", SECRETS, TOKEN)
    with file_of_nobody(made.read_bytes()) as path:
        path.parent.chmod(0o500)
        with being_nobody():
            assert {"kirocli:social:token": "{}"} == read_vault(path).secrets


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\x00 and then nonsense", b""], ids=["spoilt", "empty"]
)
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes):
    """The file is named."""
    path = tmp_path / "data.sqlite3"
    path.write_bytes(content)
    with pytest.raises(ConfigInvalid, match=r"data\.sqlite3"):
        read_vault(path)


def test_a_database_of_somebody_else_is_refused(tmp_path: Path):
    """The table that it lacks is named."""
    with pytest.raises(ConfigInvalid, match="auth_kv"):
        read_vault(make(tmp_path / "data.sqlite3", STATE))
