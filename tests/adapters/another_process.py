"""Another process, which holds a place in the lock file."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ANOTHER = """
import pathlib, sys
from kiro_py.adapters.file_lock import FileLock
lock = FileLock(pathlib.Path(sys.argv[1]))
print(lock.take(int(sys.argv[2])), flush=True)
sys.stdin.read()
"""


@contextmanager
def another(path: Path, place: int) -> Generator[tuple[subprocess.Popen[str], bool]]:
    """Run a process that tries to take a place, and keeps it until the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER, path, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline() == "True\n"
        process.kill()
