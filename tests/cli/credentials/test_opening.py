"""The credentials file, opened for a look or for a change."""

import json
from pathlib import Path

import pytest

from hand import Hand
from kiro_py.cli.credentials.opening import look, open_file
from kiro_py.errors import ConfigInvalid


def test_a_look_changes_nothing(hand: Hand):
    """No file is made, and an entry gets neither an id nor a machine id."""
    hand.write({"refreshToken": "token"})
    before = hand.path.read_bytes()
    (credential,) = look(hand.path).roster.credentials
    assert (1, None) == (credential.id, credential.machine_id)
    assert before == hand.path.read_bytes()


def test_a_missing_file_is_empty(hand: Hand):
    """It can still be changed, which makes it."""
    assert () == look(hand.path).roster.entries
    assert () == open_file(hand.path).credentials()
    assert not hand.path.exists()


def test_the_environment_s_key_is_there(hand: Hand, monkeypatch: pytest.MonkeyPatch):
    """It comes first, and with the number 0."""
    monkeypatch.setenv("KIRO_API_KEY", "ksk_example")
    hand.write({"id": 4, "refreshToken": "token"})
    assert [0, 4] == [credential.id for credential in open_file(hand.path).credentials()]


async def test_a_change_is_written(hand: Hand):
    """What is opened can be changed, and keeps what it does not know."""
    hand.write({"refreshToken": "token", "note": "mine"})
    await open_file(hand.path).edit(1, {"disabled": True})
    assert [{"id": 1, "refreshToken": "token", "note": "mine", "disabled": True}] == hand.entries


@pytest.mark.parametrize("content", ["", "7", "[{"], ids=["empty", "a number", "cut"])
def test_a_spoilt_file_is_named(tmp_path: Path, content: str):
    """It is neither read nor changed."""
    path = tmp_path / "spoilt.json"
    path.write_text(content)
    with pytest.raises(ConfigInvalid, match=r"spoilt\.json"):
        look(path)
    with pytest.raises(ConfigInvalid, match=r"spoilt\.json"):
        open_file(path)
    assert content == path.read_text()


def test_the_settings_allow_identity_providers(hand: Hand, tmp_path: Path):
    """Without settings only the usual ones may be asked for tokens."""
    endpoint = "https://login.example.com/token"
    hand.write({"refreshToken": "token", "clientId": "client", "tokenEndpoint": endpoint})
    config = tmp_path / "mine.json"
    settings = {"apiKey": "key-for-tests", "identityProviders": ["login.example.com"]}
    config.write_text(json.dumps(settings))
    found = [look(hand.path, each).roster for each in (config, tmp_path / "missing.json")]
    assert [1, 0] == [len(roster.credentials) for roster in found]
