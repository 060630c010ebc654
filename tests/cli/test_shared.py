"""What a process needs that shares credentials."""

from pathlib import Path

import pytest

from kiro_py.cli.shared import process_name, reading_of, sealer_of
from kiro_py.config.load import load
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid


def settings(**environ: str) -> Settings:
    named = {f"KIRO_PY_{name.upper()}": value for name, value in environ.items()}
    return load(Path("/nonexistent/config.json"), {"KIRO_PY_API_KEY": "key"} | named).settings


def test_no_process_has_the_name_of_another():
    """Not even one that was started again with the same number."""
    names = {process_name() for _ in range(100)}
    assert 100 == len(names)
    assert 64 >= max(map(len, names))


def test_the_environment_s_key_is_there_besides():
    """It is never written into the database."""
    loaded = reading_of(settings(), {"KIRO_API_KEY": "ksk_example"})
    assert [0] == [guest.id for guest in loaded.guests]
    assert () == reading_of(settings(), {}).guests


def test_problems_of_entries_name_the_database():
    """There is no file that one could look into."""
    roster = reading_of(settings(), {}).read(b'[{"authMethod": "social"}]')
    assert str(roster.problems[0]).startswith("the database: [0].refreshToken")


def test_without_a_key_nothing_is_sealed():
    """The setting is named."""
    with pytest.raises(ConfigInvalid, match="secretKey"):
        sealer_of(settings())
    sealer = sealer_of(settings(secret_key="k" * 32))
    assert b"x" == sealer.open(sealer.seal(b"x", "here"), "here")
