"""How to tell, without reading it, that somebody has changed a file."""

from pathlib import Path

Mark = tuple[int, int, int, int]
"""Device, inode, size in bytes, time of the last change in nanoseconds."""


def mark_of(path: Path) -> Mark | None:
    """Return what changes whenever the file does, `None` when there is no file to be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
