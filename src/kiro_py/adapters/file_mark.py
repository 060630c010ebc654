"""How to tell, without reading it, that somebody has changed a file, or put it aside."""

from pathlib import Path
from typing import Final

Mark = tuple[int, int, int, int]
"""Device, inode, size in bytes, time of the last change in nanoseconds."""

MOVED: Final = ".moved"
"""What is put behind the name of a file whose content is elsewhere now."""


def mark_of(path: Path) -> Mark | None:
    """Return what changes whenever the file does, `None` when there is no file to be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def aside(path: Path) -> Path:
    """Return what a file is called that has been put aside."""
    return path.with_name(path.name + MOVED)


def is_moved(path: Path) -> bool:
    """Whether a file has been put aside, and nobody has made another one since."""
    return aside(path).exists() and not path.exists()
