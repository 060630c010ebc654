"""The keys of the gateway whose settings are named."""

import json

from cli.keys.conftest import Keys
from kiro_py.adapters.database.engine import in_file
from kiro_py.cli.keys.opening import Silent
from kiro_py.ports.journal import KeeperActed


def test_the_database_is_that_of_the_settings(keys: Keys):
    """Or the one beside the credentials."""
    keys("add", "Ada")
    assert (keys.directory / "kiro-py.db").exists()
    elsewhere = in_file(keys.directory / "other.db")
    settings = {"apiKey": "main-key", "databaseUrl": elsewhere}
    (keys.directory / "config.json").write_text(json.dumps(settings))
    assert [] == keys.listed


def test_settings_that_cannot_be_used_are_told(keys: Keys):
    """And nothing is begun."""
    (keys.directory / "config.json").write_text("{")
    said = keys("list")
    assert (2, "") == (said.code, said.out)
    assert "config.json" in said.err


def test_a_database_that_is_none_is_told(keys: Keys):
    """It is not overwritten."""
    (keys.directory / "kiro-py.db").write_text("not a database, but a text of some length\n" * 9)
    said = keys("list")
    assert (2, True) == (said.code, "databaseUrl" in said.err)


def test_commands_say_themselves_what_they_did():
    """There is no log beside."""
    assert None is Silent().note(KeeperActed("key 1 is made"))
