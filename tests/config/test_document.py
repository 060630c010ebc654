"""A JSON file is read whole or refused by name, and never touched."""

from pathlib import Path

import pytest

from kiro_py.config.document import parse, read_file
from kiro_py.errors import ConfigInvalid

BROKEN = {
    "empty": (b"", "the file is empty: restore it, or delete it"),
    "blank": (b" \n\t\n", "the file is empty: restore it, or delete it"),
    "truncated": (
        b'{\n  "port": 8080,\n  "host',
        "the text that begins at line 3, column 3 has no end: the file is truncated",
    ),
    "truncated between members": (
        b'[{"port": 8080}',
        "the JSON breaks off at line 1, column 16: the file is truncated",
    ),
    "truncated after a colon": (
        b'{"port":\n',
        "the JSON breaks off at line 2, column 1: the file is truncated",
    ),
    "no quotes": (
        b"{port: 8080}",
        "this is not JSON at line 1, column 2: expecting property name enclosed in double quotes",
    ),
    "two documents": (b"{} {}", "this is not JSON at line 1, column 4: extra data"),
    "not UTF-8": (b'{"host": "\xe9"}', "byte 10 is not UTF-8: save the file as UTF-8"),
    "a number without end": (b"9" * 5000, "a number in it has thousands of digits"),
    "nested without end": (b"[" * 200_000, "the JSON is nested too deeply"),
}


@pytest.mark.parametrize(("data", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_json_is_refused_with_its_place(data: bytes, expected: str):
    """The message says where to look."""
    with pytest.raises(ConfigInvalid) as caught:
        parse(data, "config.json")
    assert ("config.json", "", expected) == (
        caught.value.source,
        caught.value.key,
        caught.value.problem,
    )


def test_a_byte_order_mark_is_harmless():
    """Some editors write one."""
    assert {"port": 8080} == parse(b'\xef\xbb\xbf{"port": 8080}', "config.json")


def test_a_missing_file_is_not_an_error(tmp_path: Path):
    """Whether a file may be missing is for its reader to say."""
    assert read_file(tmp_path / "config.json") is None


def test_a_directory_is_refused(tmp_path: Path):
    """A container makes a directory where the file that it mounts is missing."""
    with pytest.raises(ConfigInvalid, match="found a directory"):
        read_file(tmp_path)


def test_an_unreadable_file_is_refused(tmp_path: Path):
    """A name that leads in a circle stands for every file that the system will not open."""
    path = tmp_path / "config.json"
    path.symlink_to(path)
    with pytest.raises(ConfigInvalid, match=r"config\.json: cannot be read: Too many levels"):
        read_file(path)
