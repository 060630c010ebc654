"""A file has its new content whole, or its old content."""

import os
import resource
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Generator
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.somebody import NOBODY, being_nobody, file_of_nobody
from kiro_py.adapters.durable_file import (
    WRITE_TRIES,
    OvertakenError,
    anew,
    can_write,
    create_durably,
    write_durably,
)

OLD, NEW = b"old content, and some more of it\n", b"new content\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "credentials.json"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def as_nobody() -> Generator[Path]:
    with file_of_nobody(OLD) as path, being_nobody():
        yield path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_new_content_takes_the_place_of_the_old(path: Path):
    """The old content stays beside it, and nothing else does."""
    write_durably(path, NEW, previous=OLD)
    assert {"credentials.json": NEW, "credentials.json.bak": OLD} == {
        found.name: found.read_bytes() for found in path.parent.iterdir()
    }


def test_only_the_owner_may_read_it(path: Path):
    """Tokens are in both files."""
    path.chmod(0o644)
    write_durably(path, NEW, previous=OLD)
    assert (0o600, 0o600) == (mode(path), mode(path.with_name("credentials.json.bak")))


def test_a_link_stays_a_link(path: Path, tmp_path: Path):
    """What it points to is replaced, where it is."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link = folder / "credentials.json"
    link.symlink_to(path)
    write_durably(link, NEW, previous=OLD)
    assert (True, NEW) == (link.is_symlink(), path.read_bytes())
    assert [link] == list(folder.iterdir())


def test_the_owner_stays_the_owner(as_nobody: Path):
    """A gateway that runs as root does not take a person's file away."""
    if os.getuid() != 0:
        pytest.skip("only root can write as somebody else")
    os.seteuid(0)
    write_durably(as_nobody, NEW, previous=OLD)
    assert (NOBODY, NEW) == (as_nobody.stat().st_uid, as_nobody.read_bytes())


def test_a_reader_never_sees_half_a_file(path: Path):
    """Whoever opens it meanwhile finds the old content or the new."""
    contents = [bytes([65 + count]) * 100_000 for count in range(20)]
    path.write_bytes(contents[0])
    seen: set[bytes] = set()
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.is_set():
            seen.add(path.read_bytes())

    watching = threading.Thread(target=watch)
    watching.start()
    for before, after in pairwise(contents):
        write_durably(path, after, previous=before)
    is_over.set()
    watching.join()
    assert seen <= set(contents)


def test_a_directory_of_somebody_else_s_is_written_in_place(as_nobody: Path):
    """The file itself is ours, though nothing can be put beside it."""
    as_nobody.parent.chmod(0o500)
    write_durably(as_nobody, NEW, previous=OLD)
    assert NEW == as_nobody.read_bytes()


def test_a_file_that_is_read_only_in_a_directory_of_ours_is_replaced(as_nobody: Path):
    """To replace a file is to write its directory."""
    as_nobody.chmod(0o400)
    assert can_write(as_nobody)
    write_durably(as_nobody, NEW, previous=OLD)
    assert NEW == as_nobody.read_bytes()


def test_what_is_read_only_throughout_is_told_and_left(as_nobody: Path):
    """Nothing is written, and that could be known before."""
    as_nobody.chmod(0o400)
    as_nobody.parent.chmod(0o500)
    assert not can_write(as_nobody)
    with pytest.raises(PermissionError):
        write_durably(as_nobody, NEW, previous=OLD)
    assert OLD == as_nobody.read_bytes()


def test_a_disk_that_is_full_leaves_the_old_content(path: Path):
    """What does not fit into the new file does not damage the old one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_durably(path, b"x" * 10_000, previous=OLD)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {"credentials.json": OLD} == {
        one.name: one.read_bytes() for one in path.parent.iterdir()
    }


def test_a_missing_file_is_not_made(tmp_path: Path):
    """Somebody has taken it away, and may be putting it back."""
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "credentials.json", NEW, previous=OLD)
    assert [] == list(tmp_path.iterdir())


IN_A_CONTAINER = """
import pathlib, subprocess, sys
from kiro_py.adapters.durable_file import write_durably
path = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "--bind", path, path], check=True)
write_durably(path, b"new\\n", previous=path.read_bytes())
"""


def test_a_mounted_file_is_written_in_place(path: Path):
    """A container that mounts the file itself does not let its name be taken."""
    space = ["unshare", "--user", "--map-root-user", "--mount"]
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([*space, "true"], check=False).returncode:
        pytest.skip("this system has no user namespaces to mount in")
    subprocess.run([*space, sys.executable, "-c", IN_A_CONTAINER, path], check=True)
    assert b"new\n" == path.read_bytes()
    assert OLD == path.with_name("credentials.json.bak").read_bytes()


def test_a_new_file_is_made_whole(tmp_path: Path):
    """Only its owner may read it, and nothing is left beside it."""
    path = tmp_path / "credentials.json"
    create_durably(path, NEW)
    assert (NEW, 0o600, [path]) == (path.read_bytes(), mode(path), list(tmp_path.iterdir()))


def test_a_file_that_has_changed_is_not_overwritten(path: Path):
    """What somebody else has written since stays, and nothing is left behind."""
    path.write_bytes(b"of somebody else")
    with pytest.raises(OvertakenError):
        write_durably(path, NEW, previous=OLD)
    assert {path.name: b"of somebody else"} == {
        found.name: found.read_bytes() for found in path.parent.iterdir()
    }


def test_the_copy_is_made_last(path: Path):
    """The new content may be known nowhere else: it does not wait for a copy of the old one."""
    copy = path.with_name("credentials.json.bak")
    copy.write_bytes(b"older")
    with pytest.raises(OvertakenError):
        write_durably(path, NEW, previous=b"not this")
    assert b"older" == copy.read_bytes()


def test_what_a_killed_write_has_left_is_removed(path: Path):
    """A process that dies in the middle leaves a file with secrets; the next write clears it up."""
    names = {
        ".credentials.json.abc.unfinished": 120,
        ".credentials.json.bak.abc.unfinished": 120,
        ".credentials.json.now.unfinished": 0,
        ".credentials.json.swp": 120,
        ".standings.json.abc.unfinished": 120,
    }
    for name, age in names.items():
        left = path.with_name(name)
        left.write_bytes(b"secret")
        changed = left.stat().st_mtime - age
        os.utime(left, (changed, changed))
    write_durably(path, NEW, previous=OLD)
    assert {
        "credentials.json",
        "credentials.json.bak",
        ".credentials.json.now.unfinished",
        ".credentials.json.swp",
        ".standings.json.abc.unfinished",
    } == {found.name for found in path.parent.iterdir()}


def test_an_overtaken_change_is_made_anew(path: Path):
    """What somebody else has written meanwhile is read, and is not lost."""
    reads: list[bytes] = []

    def attempt() -> int:
        reads.append(previous := path.read_bytes())
        if len(reads) == 1:
            path.write_bytes(b"their content\n")
        write_durably(path, previous + NEW, previous=previous)
        return len(reads)

    assert 2 == anew(attempt)
    assert ([OLD, b"their content\n"], b"their content\n" + NEW) == (reads, path.read_bytes())


def test_a_file_that_somebody_writes_all_the_time_is_left_to_them():
    """It ends, after a bounded number of tries."""
    tries: list[int] = []

    def attempt() -> None:
        tries.append(1)
        raise OvertakenError

    with pytest.raises(OSError, match="writes it all the time"):
        anew(attempt)
    assert WRITE_TRIES == len(tries)
