"""Files of somebody who is not root, seen with that somebody's eyes."""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65_534


@contextmanager
def file_of_nobody(content: bytes) -> Generator[Path]:
    """Yield a file in a directory of its own; both belong to somebody unprivileged."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "credentials.json"
    path.write_bytes(content)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, -1)
        os.chown(path, NOBODY, -1)
    try:
        yield path
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)


@contextmanager
def being_nobody() -> Generator[None]:
    """Be that somebody, who may not even be allowed to import a module."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)
