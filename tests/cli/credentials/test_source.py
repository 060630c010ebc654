"""What an import reads."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiro_py.cli.credentials.places import Machine, databases, profile_file, token_file
from kiro_py.cli.credentials.source import read_source
from kiro_py.errors import ConfigInvalid

ARN = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/EXAMPLE"
HASH = "0123456789abcdef"
TOKEN = {
    "accessToken": "access",
    "refreshToken": "refresh-token-of-an-organisation",
    "expiresAt": "2027-01-15T08:00:00.000Z",
    "authMethod": "IdC",
    "provider": "Enterprise",
    "region": "eu-central-1",
    "clientIdHash": HASH,
}
CLIENT = {"clientId": "client", "clientSecret": "secret", "expiresAt": "2027-04-15T08:00:00.000Z"}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, {}, "linux")


def put(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
    return path


def test_kiro_s_sign_in_is_put_together(machine: Machine):
    """Token, client and profile lie in three files, and Kiro goes on using them."""
    token = put(token_file(machine), TOKEN)
    put(token.with_name(f"{HASH}.json"), CLIENT)
    put(profile_file(machine), {"arn": ARN})
    source = read_source("kiro", machine)
    (row,) = source.rows
    assert ((), True) == (row.problems, source.is_shared)
    assert ("client", "secret", ARN) == tuple(
        row.members[name] for name in ("clientId", "clientSecret", "profileArn")
    )


def test_a_copy_of_the_token_file_is_as_good(machine: Machine, tmp_path: Path):
    """The client is looked for beside the file that was named."""
    token = put(tmp_path / "copy" / "token.json", TOKEN)
    put(token.with_name(f"{HASH}.json"), CLIENT)
    (row,) = read_source(str(token), machine).rows
    assert "client" == row.members["clientId"]


@pytest.mark.parametrize("client_hash", ["../secret", "0123456789abcdeg", "/etc/passwd"])
def test_nothing_but_a_hash_names_a_client(machine: Machine, tmp_path: Path, client_hash: str):
    """A token file of somebody's making cannot read another directory."""
    put(tmp_path / "secret.json", CLIENT)
    put(tmp_path / "copy" / "0123456789abcdeg.json", CLIENT)
    token = put(tmp_path / "copy" / "token.json", TOKEN | {"clientIdHash": client_hash})
    (row,) = read_source(str(token), machine).rows
    assert "clientId" not in row.members


def test_a_spoilt_client_is_as_good_as_none(machine: Machine):
    """The row says what lacks; the import of others goes on."""
    token = put(token_file(machine), TOKEN)
    token.with_name(f"{HASH}.json").write_text("{")
    (row,) = read_source("kiro", machine).rows
    assert any(HASH in problem for problem in row.problems)


def fill(path: Path, secrets: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE auth_kv (key TEXT PRIMARY KEY, value TEXT)")
        rows = [(key, json.dumps(value)) for key, value in secrets.items()]
        database.executemany("INSERT INTO auth_kv VALUES (?, ?)", rows)
        database.commit()


@pytest.mark.parametrize("place", [0, 1], ids=["kiro-cli", "amazon-q"])
def test_the_command_line_s_sign_in_is_read(machine: Machine, place: int):
    """Its database is found under both names, and it goes on using the sign-in."""
    fill(databases(machine)[place], {"kirocli:social:token": {"refresh_token": "refresh-token"}})
    source = read_source("kiro-cli", machine)
    assert (["refresh-token"], True) == (
        [row.members["refreshToken"] for row in source.rows],
        source.is_shared,
    )


def test_a_database_without_a_sign_in_is_one_refused_row(machine: Machine):
    """Nothing found is not the same as nothing wrong."""
    fill(databases(machine)[0], {})
    (row,) = read_source("kiro-cli", machine).rows
    assert "nobody is signed in" in row.problems[0]


def test_a_database_is_known_by_its_content(machine: Machine, tmp_path: Path):
    """A copy may have any name."""
    copy = tmp_path / "copies" / "credentials.json"
    fill(copy, {"kirocli:social:token": {"refresh_token": "refresh-token"}})
    assert 1 == len(read_source(str(copy), machine).rows)


@pytest.mark.parametrize(
    ("where", "named"),
    [("kiro", "kiro-auth-token"), ("kiro-cli", "data.sqlite3"), ("mine.csv", "mine.csv")],
)
def test_what_is_not_there_is_named(machine: Machine, where: str, named: str):
    """The path that was looked at is told."""
    with pytest.raises(ConfigInvalid, match=named):
        read_source(where, machine)


def test_an_export_is_nobody_s(machine: Machine, tmp_path: Path):
    """A file that no program goes on using is not shared."""
    path = put(tmp_path / "accounts.json", [{"refreshToken": "one"}, {"refreshToken": "two"}])
    source = read_source(str(path), machine)
    assert (2, False) == (len(source.rows), source.is_shared)
