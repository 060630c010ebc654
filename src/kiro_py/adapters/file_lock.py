"""Locks between processes: each number is a place in one lock file, which is never removed.

Rule 1.  The system takes a place back when its holder dies, however it dies.

Rule 2.  Places belong to the process: two objects of one process on one file share them.

Rule 3.  Where there can be no lock, everybody goes ahead, and `problem` says why.
"""

import contextlib
import errno
import fcntl
import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LOCK_SUFFIX: Final = ".lock"
"""What the lock file is called, after the name of the file that it guards."""

_PAUSE_SECONDS: Final = 0.005
"""How often a thread looks whether a place is free: a write takes about as long."""

_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN})
_LONGEST_NOTE_BYTES: Final = 32


class FileLock:
    """The lock file beside `guarded`; its places are numbers from 0 up.  For threads."""

    def __init__(self, guarded: Path) -> None:
        self._guarded = guarded
        self._inside = threading.Lock()
        self._descriptor: int | None = None
        self._held: set[int] = set()
        self.problem: str | None = None

    def __del__(self) -> None:
        self.close()

    def take(self, place: int) -> bool:
        """Take a place and return true, or return false when another process has it."""
        with self._inside:
            descriptor = self._open()
            if descriptor is not None:
                try:
                    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
                except OSError as error:
                    if error.errno in _TAKEN:
                        return False
                    self.problem = error.strerror
            self._held.add(place)
            return True

    def give_back(self, place: int) -> None:
        """Let somebody else have a place."""
        with self._inside:
            self._held.discard(place)
            if self._descriptor is not None:
                with contextlib.suppress(OSError):
                    fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, place)

    def wait_for(self, place: int, *, wait_seconds: float) -> None:
        """Take a place; raises `TimeoutError` when it is not free in time.  It blocks."""
        until = time.monotonic() + wait_seconds
        while not self.take(place):
            if time.monotonic() > until:
                raise TimeoutError(errno.ETIMEDOUT, "another process holds its lock file")
            time.sleep(_PAUSE_SECONDS)

    @contextmanager
    def holding(self, place: int, *, wait_seconds: float) -> Generator[None]:
        """Hold a place; raises as `wait_for` does."""
        self.wait_for(place, wait_seconds=wait_seconds)
        try:
            yield
        finally:
            self.give_back(place)

    def read_note(self) -> bytes:
        """Return the note that was left last; empty when there is none."""
        with self._inside, contextlib.suppress(OSError):
            if (descriptor := self._open()) is not None:
                return os.pread(descriptor, _LONGEST_NOTE_BYTES, 0)
        return b""

    def leave_note(self, note: bytes) -> None:
        """Leave a few bytes in the lock file, if there can be one."""
        with self._inside, contextlib.suppress(OSError):
            if (descriptor := self._open()) is not None:
                os.pwrite(descriptor, note, 0)
                os.ftruncate(descriptor, len(note))

    def close(self) -> None:
        """Give everything back."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _open(self) -> int | None:
        """Return the lock file, made if it must be; `None` when it cannot be had."""
        if self._descriptor is not None and (self._held or self._is_current(self._descriptor)):
            return self._descriptor
        self.close()
        try:
            self._descriptor = self._made()
        except OSError as error:
            self.problem = error.strerror
            return None
        self.problem = None
        return self._descriptor

    def _made(self) -> int:
        target = self._guarded.resolve()
        path = target.with_name(target.name + LOCK_SUFFIX)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        # The owner of the guarded file must be able to take part after root has begun.
        with contextlib.suppress(OSError):
            status = target.stat()
            os.fchown(descriptor, status.st_uid, status.st_gid)
        return descriptor

    def _is_current(self, descriptor: int) -> bool:
        """Tell whether those who come now open the same lock file."""
        target = self._guarded.resolve()
        with contextlib.suppress(OSError):
            now = target.with_name(target.name + LOCK_SUFFIX).stat()
            return os.path.samestat(os.fstat(descriptor), now)
        return False
