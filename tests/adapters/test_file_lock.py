"""Two processes never hold one place."""

from pathlib import Path

import pytest

from adapters.another_process import another
from adapters.somebody import being_nobody, file_of_nobody
from kiro_py.adapters.file_lock import FileLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "credentials.json"
    path.touch()
    return path


def test_a_place_is_held_by_one(path: Path):
    """The other places are free."""
    with another(path, 1) as (_, has_taken):
        assert has_taken
        lock = FileLock(path)
        assert (False, True) == (lock.take(1), lock.take(2))


def test_what_is_given_back_can_be_taken(path: Path):
    """It need not be the end of the process."""
    lock = FileLock(path)
    assert lock.take(1)
    with another(path, 1) as (_, has_taken):
        assert not has_taken
    lock.give_back(1)
    with another(path, 1) as (_, has_taken):
        assert has_taken


def test_the_dead_hold_nothing(path: Path):
    """A process that was killed is in nobody's way."""
    lock = FileLock(path)
    with another(path, 1) as (process, _):
        assert not lock.take(1)
        process.kill()
        process.wait()
        assert lock.take(1)


def test_waiting_has_an_end(path: Path):
    """A process that hangs does not hang the others."""
    with (
        another(path, 0),
        pytest.raises(TimeoutError, match="another process holds its lock file"),
        FileLock(path).holding(0, wait_seconds=0.02),
    ):
        pass


def test_a_context_gives_its_place_back(path: Path):
    """Whatever happened in it."""
    lock = FileLock(path)
    with pytest.raises(KeyError), lock.holding(0, wait_seconds=1):
        raise KeyError
    with another(path, 0) as (_, has_taken):
        assert has_taken


def test_a_lock_file_that_was_removed_is_made_again(path: Path):
    """Otherwise those who come later would lock another file than those who were there."""
    lock = FileLock(path)
    lock.take(1)
    lock.give_back(1)
    path.with_name("credentials.json.lock").unlink()
    assert lock.take(1)
    with another(path, 1) as (_, has_taken):
        assert not has_taken


def test_a_link_is_locked_where_it_leads(path: Path, tmp_path: Path):
    """Both names are of one file."""
    link = tmp_path / "link.json"
    link.symlink_to(path)
    lock = FileLock(link)
    assert lock.take(1)
    with another(path, 1) as (_, has_taken):
        assert not has_taken


def test_only_the_owner_may_read_it(path: Path):
    """As it is with the file that it guards."""
    FileLock(path).take(1)
    assert 0o600 == path.with_name("credentials.json.lock").stat().st_mode & 0o777


def test_where_there_can_be_no_lock_everybody_goes_ahead():
    """A single gateway needs none, and the reason is told."""
    with file_of_nobody(b"[]") as path:
        path.parent.chmod(0o500)
        with being_nobody():
            lock = FileLock(path)
            with lock.holding(1, wait_seconds=0):
                assert "Permission denied" == lock.problem
            lock.leave_note(b"5")
            assert b"" == lock.read_note()


def test_a_note_is_for_all(path: Path):
    """The last one counts, whatever its length."""
    FileLock(path).leave_note(b"100")
    FileLock(path).leave_note(b"7")
    assert b"7" == FileLock(path).read_note()
