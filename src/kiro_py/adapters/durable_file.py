"""A file whose new content is all there after a crash, or else its old content is.

The content goes into a temporary file beside it, reaches the disk, and takes the name of the old
one.  Where the name cannot be taken, because a container mounts the file itself or the directory
belongs to somebody else, the old bytes are overwritten in place: a crash in that moment can leave
a mixture, and then the copy beside it, if there could be one, has the previous content.
"""

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

BACKUP_SUFFIX: Final = ".bak"
"""What the previous content's file is called, after the file's own name."""

_UNREPLACEABLE: Final = frozenset(
    {errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS}
)
"""What the system says of a file that cannot be replaced and may yet be written."""

_OWNER_ONLY: Final = 0o600

_UNFINISHED: Final = ".unfinished"
"""What the temporary file's name ends with."""

_LONGEST_WRITE_SECONDS: Final = 60.0
"""When a temporary file is nobody's any more: where there are no locks, somebody may be writing."""


WRITE_TRIES: Final = 10
"""How often a change is made anew because somebody without a lock has written meanwhile."""

Done = TypeVar("Done")


class OvertakenError(Exception):
    """Somebody else has changed the file since it was read."""


def anew(attempt: Callable[[], Done]) -> Done:
    """Return what `attempt` returns, which reads a file and writes it, made anew when overtaken.

    Raises `OSError` when somebody else writes the file each time.
    """
    for _ in range(WRITE_TRIES):
        with contextlib.suppress(OvertakenError):
            return attempt()
    raise OSError(errno.EBUSY, "somebody else writes it all the time")


def can_write(path: Path) -> bool:
    """Tell whether `write_durably` has a way to write `path`, without trying it."""
    target = path.resolve()
    return _may(target.parent, os.W_OK | os.X_OK) or _may(target, os.W_OK)


def write_durably(path: Path, data: bytes, *, previous: bytes) -> None:
    """Make `data` the content of `path`, which must exist, and keep `previous` beside it.

    Only the owner may read either file.  Raises `OSError` when nothing could be written, and
    `OvertakenError` when the file, looked at in the last moment, no longer holds `previous`.
    """
    target = path.resolve(strict=True)  # a link stays a link

    def check() -> None:
        # An editor takes no lock; what is left to it is the time of a rename.
        if target.read_bytes() != previous:
            raise OvertakenError

    try:
        # First of all: it may hold a token that exists nowhere else yet.
        _replace(target, data, like=target, check=check)
    except OSError as error:
        if error.errno not in _UNREPLACEABLE:
            raise
        check()
        _back_up(target, previous)
        _overwrite(target, data)
    else:
        _back_up(target, previous)
    _sweep(target)


def create_durably(path: Path, data: bytes) -> None:
    """Make a file at `path`, where there is none, that only its owner may read.

    Raises `OSError` when it could not be made.
    """
    _replace(path.resolve(), data, like=path.parent)


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def _back_up(target: Path, previous: bytes) -> None:
    # The new content matters more than the copy of the old one.
    with contextlib.suppress(OSError):
        _replace(target.with_name(target.name + BACKUP_SUFFIX), previous, like=target)


def _sweep(target: Path) -> None:
    """Remove what writes that were killed have left: there are secrets in it."""
    with contextlib.suppress(OSError):
        long_ago = target.stat().st_mtime - _LONGEST_WRITE_SECONDS
        for left in target.parent.iterdir():
            is_ours = left.name.startswith(f".{target.name}.") and left.name.endswith(_UNFINISHED)
            if is_ours and left.stat().st_mtime < long_ago:
                left.unlink()


def _replace(
    target: Path, data: bytes, *, like: Path, check: Callable[[], None] = lambda: None
) -> None:
    descriptor, name = tempfile.mkstemp(_UNFINISHED, f".{target.name}.", target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _keep_owner(file.fileno(), like)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        check()
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_directory(target.parent)


def _keep_owner(descriptor: int, like: Path) -> None:
    """Give the file to the owner of the old one, as far as this process may."""
    status = like.stat()
    with contextlib.suppress(OSError):
        os.fchown(descriptor, status.st_uid, status.st_gid)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _overwrite(target: Path, data: bytes) -> None:
    with target.open("r+b") as file:
        with contextlib.suppress(OSError):
            os.fchmod(file.fileno(), _OWNER_ONLY)
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
