"""Whether the files are safe from others, and can keep what has to be kept."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from kiro_py.adapters.durable_file import BACKUP_SUFFIX, can_write
from kiro_py.adapters.file_lock import FileLock
from kiro_py.adapters.standings_file import state_path
from kiro_py.cli.doctor.finding import Finding, failure, ok, warning
from kiro_py.config.document import parse, read_file
from kiro_py.errors import ConfigInvalid

CHECK: Final = "files"

_WRITING: Final = 0
"""The place in the lock file that every writer takes for milliseconds."""

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What can be seen of a file from outside; `mode` is `None` where there is none.

    `can_replace` tells that the directory can be written, `can_write` that it or the file can.
    `lock_problem` and `state_problem` say why other processes cannot be kept out, and why what is
    remembered of the credentials cannot be read.
    """

    path: Path
    mode: int | None = None
    can_replace: bool = True
    can_write: bool = True
    has_copy: bool = False
    lock_problem: str | None = None
    state_problem: str | None = None


def look_at(path: Path) -> FileFacts:
    """Return what can be seen of a credentials file.  It may leave a lock file beside it."""
    mode = mode_of(path)
    if mode is None:
        return FileFacts(path)
    target = path.resolve()
    can_replace = can_write(target.with_name(f".{target.name}.new"))
    return FileFacts(
        path,
        mode=mode,
        can_replace=can_replace,
        can_write=can_replace or can_write(target),
        has_copy=target.with_name(target.name + BACKUP_SUFFIX).is_file(),
        lock_problem=_lock_problem(path) if can_replace else None,
        state_problem=_state_problem(state_path(path)),
    )


def check_secrecy(path: Path, mode: int | None) -> Iterator[Finding]:
    """Yield whether others can read what only the owner should."""
    if mode is None:
        return
    if mode & _OTHERS:
        told = f"its mode is {mode:04o}: it holds secrets, and others can use it, too"
        yield warning(CHECK, str(path), told, f"run `chmod 600 {path}`")
    else:
        yield ok(CHECK, str(path), f"only its owner can use it (mode {mode:04o})")


def check_keeping(facts: FileFacts, *, rotates: bool) -> Iterator[Finding]:
    """Yield whether renewed tokens can be kept; with `rotates` there are some that will be."""
    path, directory = facts.path, facts.path.parent
    if facts.mode is None:
        return
    if not facts.can_write:
        mend = f"let the user that runs kiro-py write to {directory}, and mount it without `ro`"
        told = "neither it nor its directory can be written"
        if rotates:
            yield failure(CHECK, str(path), f"{told}: renewed tokens would be lost", mend)
        else:
            yield warning(CHECK, str(path), f"{told}: nothing is remembered", mend)
    elif not facts.can_replace:
        told = "it can be written, its directory cannot: no lock, no copy, nothing remembered"
        yield warning(CHECK, str(path), told, f"mount {directory} itself, writable")
    else:
        yield ok(CHECK, str(path), "renewed tokens can be kept")
    if facts.lock_problem is not None:
        told = f"other processes cannot be kept out: {facts.lock_problem}"
        mend = "run one gateway only, or keep the file on a disk of this machine"
        yield warning(CHECK, str(path), told, mend)
    if facts.state_problem is not None:
        state = state_path(path)
        told = f"how credentials stand is forgotten at each start: {facts.state_problem}"
        yield warning(CHECK, str(state), told, f"remove {state}; it is written anew")


def mode_of(path: Path) -> int | None:
    """Return who may do what with a file, `None` where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else None


def _lock_problem(path: Path) -> str | None:
    lock = FileLock(path)
    if lock.take(_WRITING):
        lock.give_back(_WRITING)
    lock.close()
    return lock.problem


def _state_problem(path: Path) -> str | None:
    try:
        data = read_file(path)
        found = None if data is None else parse(data, str(path))
    except ConfigInvalid as invalid:
        return invalid.problem
    if data is None:
        return None
    members = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    return None if members.get("version") == 1 else "it is in a form that this version cannot read"
