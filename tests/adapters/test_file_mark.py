"""Whether somebody has changed a file."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiro_py.adapters.file_mark import aside, is_moved, mark_of


def appended(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("more")


def touched(path: Path) -> None:
    """Change nothing but the time, as a write of as many bytes does."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def replaced(path: Path) -> None:
    """Put another file with the same size and time in its place."""
    status = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("content", "utf-8")
    return path


@pytest.mark.parametrize("change", [appended, touched, replaced, Path.unlink])
def test_a_change_changes_the_mark(path: Path, change: Callable[[Path], None]):
    """Whatever has been done to the file can be seen without reading it."""
    before = mark_of(path)
    change(path)
    assert before != mark_of(path)


def test_the_mark_stays_while_nobody_writes(path: Path):
    """To read is not to change."""
    before = mark_of(path)
    path.read_bytes()
    assert before == mark_of(path)


def test_a_link_has_the_mark_of_what_it_leads_to(path: Path, tmp_path: Path):
    """A change behind a link is seen."""
    link = tmp_path / "link"
    link.symlink_to(path)
    assert mark_of(path) == mark_of(link)


def test_where_there_is_no_file_there_is_no_mark(tmp_path: Path):
    """A file that appears is a change, too."""
    assert None is mark_of(tmp_path / "missing")


def test_a_file_has_moved_that_was_put_aside_and_is_not_there(path: Path):
    """One that was only copied, or is not there at all, has not."""
    found = [is_moved(path)]
    path.rename(aside(path))
    found.append(is_moved(path))
    path.write_text("anew", "utf-8")
    found.append(is_moved(path))
    path.unlink()
    aside(path).unlink()
    found.append(is_moved(path))
    assert [False, True, False, False] == found
