"""The gateway that a client is to use."""

import json
from pathlib import Path

import pytest

from kiro_py.cli.setup.target import Target, find_target
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.secret import Secret

KEY = Secret("sk-example")


def nobody() -> str:
    raise AssertionError("nobody is asked")


def target(
    directory: Path, url: str | None = None, key_file: str | None = None, **settings: object
) -> Target:
    config = directory / "config.json"
    config.write_text(json.dumps({"apiKey": "sk-example", **settings}))
    return find_target(config, {}, url, key_file, nobody)


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"host": "0.0.0.0", "port": 9000}, "http://127.0.0.1:9000"),
        ({"host": "::"}, "http://127.0.0.1:8080"),
        ({"host": "::1"}, "http://[::1]:8080"),
        ({"host": "192.0.2.7"}, "http://192.0.2.7:8080"),
    ],
)
def test_the_settings_tell_where_it_is(tmp_path: Path, settings: dict[str, object], url: str):
    """As this machine reaches it."""
    assert Target(url, KEY) == target(tmp_path, None, None, **settings)


@pytest.mark.parametrize(
    "url", ["https://kiro.example.com", "https://kiro.example.com/", "https://kiro.example.com/v1/"]
)
def test_another_address_may_be_said(tmp_path: Path, url: str):
    """Clients add the rest themselves."""
    assert Target("https://kiro.example.com", KEY) == target(tmp_path, url)


def test_a_base_path_is_kept(tmp_path: Path):
    """The other one, for example."""
    assert "http://127.0.0.1:8080/cc" == target(tmp_path, "http://127.0.0.1:8080/cc").url


def test_a_key_comes_from_a_file(tmp_path: Path):
    """Without what surrounds it; the settings need not be there then."""
    path = tmp_path / "key.txt"
    path.write_text(" sk-another \n")
    found = find_target(tmp_path / "none", {}, "http://127.0.0.1:1", str(path), nobody)
    assert Target("http://127.0.0.1:1", Secret("sk-another")) == found


def test_a_key_may_be_asked_for(tmp_path: Path):
    """Instead of the one of the settings."""
    (tmp_path / "config.json").write_text('{"apiKey": "sk-example"}')
    found = find_target(tmp_path / "config.json", {}, None, "-", lambda: "sk-asked")
    assert Secret("sk-asked") == found.key


@pytest.mark.parametrize(
    "url",
    [
        "kiro",
        "ftp://kiro.example.com",
        "https://",
        "https://[kiro",
        "https://a:b@kiro.example.com",
        "https://kiro.example.com?a=1",
        "https://kiro.example.com:no",
    ],
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str):
    """It is told how to write one."""
    with pytest.raises(ConfigInvalid, match="--url"):
        target(tmp_path, url)


@pytest.mark.parametrize("text", ["", "two words"])
def test_a_key_that_is_none_is_refused(tmp_path: Path, text: str):
    """And not repeated."""
    path = tmp_path / "key.txt"
    path.write_text(text)
    with pytest.raises(ConfigInvalid, match="--key-file") as refused:
        target(tmp_path, key_file=str(path))
    assert "two words" not in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    """By its name."""
    with pytest.raises(ConfigInvalid, match="there is no such file"):
        target(tmp_path, key_file=str(tmp_path / "none"))


def test_without_settings_it_is_told_what_to_say(tmp_path: Path):
    """There are two ways."""
    with pytest.raises(ConfigRefused, match="say --url and --key-file"):
        find_target(tmp_path / "none.json", {}, None, None, nobody)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080", False),
        ("http://localhost:8080", False),
        ("https://kiro.example.com", False),
        ("http://kiro.example.com", True),
    ],
)
def test_a_key_in_the_clear_is_noticed(url: str, *, expected: bool):
    """Nobody listens on this machine's own wire."""
    assert expected is Target(url, KEY).is_exposed
