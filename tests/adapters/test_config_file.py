"""One setting changes, and nothing else does."""

import asyncio
import json
from pathlib import Path

import pytest

from kiro_py.adapters.config_file import ConfigFile
from kiro_py.errors import StoreUnwritable

NAME = "loadBalancingMode"


def save(path: Path) -> None:
    asyncio.run(ConfigFile(path).save(NAME, "balanced"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.json"


def test_other_members_stay_as_they_are(path: Path):
    """Unknown ones too, in their order."""
    path.write_text('{"zebra": {"deep": [1, null]}, "loadBalancingMode": "priority", "a": "é"}')
    save(path)
    assert {"zebra": {"deep": [1, None]}, NAME: "balanced", "a": "é"} == json.loads(
        path.read_text("utf-8")
    )
    assert ["zebra", NAME, "a"] == list(json.loads(path.read_text("utf-8")))


def test_a_new_member_goes_to_the_end(path: Path):
    """A file that has a byte order mark is read as its owner's editor wrote it."""
    path.write_bytes(b'\xef\xbb\xbf{"apiKey": "key"}')
    save(path)
    assert [("apiKey", "key"), (NAME, "balanced")] == list(
        json.loads(path.read_text("utf-8")).items()
    )


def test_the_previous_file_stays_beside_it(path: Path):
    """A change that was not meant can be taken back."""
    path.write_text('{"apiKey": "key"}')
    save(path)
    assert '{"apiKey": "key"}' == path.with_name("config.json.bak").read_text()


def test_what_is_so_already_is_not_written(path: Path):
    """The owner's own spacing stays."""
    text = '{"loadBalancingMode":"balanced"}'
    path.write_text(text)
    save(path)
    assert text == path.read_text()


def test_no_file_is_made(path: Path):
    """Settings that come from the environment alone stay there."""
    save(path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("expected", "content"),
    [
        pytest.param("it is no longer JSON", b'{"apiKey":', id="broken off"),
        pytest.param("it is no longer JSON", b"\xff{}", id="not UTF-8"),
        pytest.param("it is no longer an object", b"[]", id="a list"),
    ],
)
def test_a_broken_file_is_left_alone(path: Path, expected: str, content: bytes):
    """Somebody is in the middle of an edit."""
    path.write_bytes(content)
    with pytest.raises(StoreUnwritable) as refused:
        save(path)
    assert (expected, content) == (refused.value.why, path.read_bytes())


def test_a_file_that_cannot_be_read_is_told(path: Path):
    """A directory in its place is no file."""
    path.mkdir()
    with pytest.raises(StoreUnwritable, match="Is a directory"):
        save(path)
