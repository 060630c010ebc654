"""Where workers are among themselves."""

import fcntl
import os
from pathlib import Path

import pytest

from kiro_py.cli.workplace import LONGEST_PATH, metrics_of, workplace
from kiro_py.errors import StoreUnwritable


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a short path."""
    return tmp_path_factory.mktemp("t")


def test_it_is_private_and_gone_at_the_end(place: Path):
    """With room to count for each worker."""
    with workplace(2, place) as directory:
        assert (place, 0o700) == (directory.parent, directory.stat().st_mode & 0o777)
        assert 6 == len(list(metrics_of(directory).iterdir()))
    assert [] == list(place.iterdir())


def test_whoever_tidies_up_leaves_it_alone(place: Path):
    """They take a lock of their own first, and pass over what somebody holds."""
    with workplace(1, place) as directory:
        descriptor = os.open(directory, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)


def test_a_path_too_long_for_a_socket_is_named(place: Path):
    """Before a worker fails at it, again and again."""
    deep = place / ("x" * LONGEST_PATH)
    deep.mkdir()
    with pytest.raises(StoreUnwritable, match="TMPDIR"), workplace(1, deep):
        pass
    assert [] == list(deep.iterdir())


def test_a_place_that_is_not_there_is_told(place: Path):
    """As everything else that keeps a gateway from starting."""
    nowhere = place / "nowhere"
    with pytest.raises(StoreUnwritable, match="temporary files"), workplace(1, nowhere):
        pass
