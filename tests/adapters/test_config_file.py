"""What is meant changes, and nothing else does."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kiro_py.adapters.config_file import ConfigFile
from kiro_py.errors import StoreUnwritable
from kiro_py.ports.settings import Written

NAME = "loadBalancingMode"


def balanced(written: Written) -> Mapping[str, Any]:
    return {**(written.document or {}), NAME: "balanced"}


def save(path: Path) -> Written:
    return asyncio.run(ConfigFile(path).change(balanced))


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
    assert Written(None, "none") == save(path) == asyncio.run(ConfigFile(path).read())
    assert not path.exists()


def test_the_version_is_that_of_the_bytes(path: Path):
    """It is another one after a change, and after somebody else's."""
    path.write_text('{"apiKey": "key"}')
    before = asyncio.run(ConfigFile(path).read())
    after = save(path)
    assert after == asyncio.run(ConfigFile(path).read())
    path.write_text('{"apiKey": "key"} ')
    theirs = asyncio.run(ConfigFile(path).read())
    assert 3 == len({before.version, after.version, theirs.version})
    assert before.document == theirs.document


def test_a_change_that_is_refused_changes_nothing(path: Path):
    """Whoever makes the change sees what is written, and may say no."""
    path.write_text('{"apiKey": "key"}')

    def refuse(written: Written) -> Mapping[str, Any]:
        raise LookupError(written.document)

    with pytest.raises(LookupError, match="apiKey"):
        asyncio.run(ConfigFile(path).change(refuse))
    assert '{"apiKey": "key"}' == path.read_text()


def test_a_change_meanwhile_is_not_lost(path: Path):
    """The change is made anew on what somebody else has written."""
    path.write_text("{}")

    def change(written: Written) -> Mapping[str, Any]:
        if "theirs" not in (written.document or {}):
            path.write_text('{"theirs": 1}')
        return balanced(written)

    asyncio.run(ConfigFile(path).change(change))
    assert {"theirs": 1, NAME: "balanced"} == json.loads(path.read_text())


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
