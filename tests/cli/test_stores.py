"""What a process keeps things in is chosen by the settings."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.stores import Start, Stores, open_stores
from kiro_py.config.load import load
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.standing import Standing, State

ENTRY = {"kiroApiKey": "ksk_example"}


class Process:
    """A start in a directory that has a credentials file."""

    def __init__(self, directory: Path, **environ: str) -> None:
        named = {f"KIRO_PY_{name.upper()}": value for name, value in environ.items()}
        self.environ = {"KIRO_PY_API_KEY": "key"} | named
        config, path = directory / "config.json", directory / "credentials.json"
        path.write_text(json.dumps([ENTRY]))
        self.start = Start(config, path, self.environ, None)
        self.warned: list[str] = []

    def open(self, near: Path | None = None) -> Stores:
        def warn(warnings: Iterable[str]) -> None:
            self.warned += warnings

        return open_stores(self.start, load(self.start.config, self.environ).settings, warn, near)


def test_a_process_alone_shares_nothing(tmp_path: Path):
    """Everything is in files beside the credentials."""
    stores = Process(tmp_path).open()
    assert isinstance(stores.credentials, CredentialsFile)
    assert None is stores.sharing
    assert (tmp_path / "kiro-py.db").exists()


def test_workers_share_the_file_and_know_each_other(tmp_path: Path):
    """Credentials stay in their file; the rest is shared in the database beside it."""
    stores = Process(tmp_path).open(Path("/private/1.sock"))
    assert isinstance(stores.credentials, CredentialsFile)
    assert stores.sharing is not None
    assert "unix:/private/1.sock" == stores.sharing.presence.me.address
    assert None is stores.sharing.place


def test_replicas_share_all_and_say_what_is_left_behind(tmp_path: Path, postgres_url: str):
    """A file that is there as well is not used, and the command that moves it is named."""
    subject = Process(
        tmp_path,
        database_url=postgres_url,
        secret_key="k" * 32,
        replica_url="http://one.example.com:8080",
    )
    stores = subject.open()
    assert isinstance(stores.credentials, CredentialTable)
    assert () == stores.credentials.credentials()
    assert stores.sharing is not None
    assert "http://one.example.com:8080" == stores.sharing.presence.me.address
    assert ["credentials import --from" in told for told in subject.warned] == [True]
    assert not (tmp_path / "kiro-py.db").exists()


def test_replicas_need_a_key(tmp_path: Path, postgres_url: str):
    """Without one nothing is kept anywhere."""
    with pytest.raises(ConfigInvalid, match="secretKey"):
        Process(tmp_path, database_url=postgres_url).open()


def test_what_goes_wrong_later_is_in_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Also of a worker, whose parent has told what was odd at the start."""
    stores = Process(tmp_path).open()
    assert isinstance(stores.memory, StandingsFile)
    stores.memory.path = tmp_path / "missing" / "state.json"
    stores.memory.save(1, Standing(state=State.SUSPENDED))
    stores.memory.settle()
    assert "how credentials stand is not kept" in "".join(capsys.readouterr())
