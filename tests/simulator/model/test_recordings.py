"""Recorded streams by name."""

from pathlib import Path

import pytest

from kiro_py.simulator.model.recordings import Recordings


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    (tmp_path / "one.bin").write_bytes(b"one")
    (tmp_path.parent / "secret.bin").write_bytes(b"secret")
    return Recordings(tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("one", b"one"), ("one.bin", b"one"), ("two", None), ("../secret", None)],
)
def test_recordings_are_found_by_name(recordings: Recordings, name: str, expected: bytes | None):
    """A recording is found with or without its ending, and only in its folder."""
    assert expected == recordings.find(name)


def test_without_a_folder_there_is_nothing():
    """Without a folder only what was added is there."""
    recordings = Recordings(None)
    recordings.add("mine.bin", b"mine")

    assert (None, b"mine") == (recordings.find("one"), recordings.find("mine"))
