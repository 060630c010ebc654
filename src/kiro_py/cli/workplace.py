"""The directory that the workers of one gateway have for themselves: sockets, and what they count.

It is in the place for temporary files, and held by a lock: whoever tidies up there leaves it alone,
however long the gateway runs.
"""

import fcntl
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiro_py.adapters.metric_files import prepare
from kiro_py.errors import StoreUnwritable

LONGEST_PATH: Final = 100
"""How long the path of a socket may be everywhere, in bytes; Linux takes 107, others less."""

_LONGEST_NAME: Final = len("/4194304.sock")


def metrics_of(directory: Path) -> Path:
    """Return where the workers that have `directory` count."""
    return directory / "metrics"


@contextmanager
def workplace(count: int, place: Path | None = None) -> Generator[Path]:
    """Give so many workers a directory during the context: in `place`, or with temporary files.

    Raises `StoreUnwritable`, which names the place, when there is none or no room in it.
    """
    try:
        private = tempfile.TemporaryDirectory(
            prefix="kiro-py-", dir=place, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise StoreUnwritable("the directory for temporary files", why=str(error)) from error
    with private as name, _held(Path(name)):
        if len(os.fsencode(name)) + _LONGEST_NAME > LONGEST_PATH:
            why = "its path is too long for a socket in it: name a shorter one as TMPDIR"
            raise StoreUnwritable(name, why=why)
        try:
            prepare(metrics_of(Path(name)), count)
        except OSError as error:
            raise StoreUnwritable(name, why=error.strerror or str(error)) from error
        yield Path(name)


@contextmanager
def _held(directory: Path) -> Generator[None]:
    """Hold the directory as systemd-tmpfiles asks of those who use one for long."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)
