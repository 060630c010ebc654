"""What is kept of the keeper's door without a database: in memory, until the gateway ends."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from kiro_py.ports.audit import Change, Entry
from kiro_py.ports.sessions import OpenSession


class PassingSessions:
    """Implements the `SessionStore` port; the oldest one makes room for the thousandth."""

    MAX: Final = 1000

    def __init__(self) -> None:
        self._sessions: dict[bytes, OpenSession] = {}

    async def begin(self, session: OpenSession) -> None:
        """Keep a new one."""
        while len(self._sessions) >= self.MAX:
            del self._sessions[next(iter(self._sessions))]
        self._sessions[session.digest] = session

    async def find(self, digest: bytes) -> OpenSession | None:
        """Return one that was not ended."""
        return self._sessions.get(digest)

    async def touch(self, digest: bytes, seen_at: float) -> None:
        """Write down that somebody was there."""
        if digest in self._sessions:
            self._sessions[digest] = replace(self._sessions[digest], seen_at=seen_at)

    async def end(self, digest: bytes) -> None:
        """Forget one."""
        self._sessions.pop(digest, None)

    async def clean(self, *, began_before: float, seen_before: float) -> None:
        """Forget those that are over."""
        self._sessions = {
            session.digest: session
            for session in self._sessions.values()
            if session.began_at >= began_before and session.seen_at >= seen_before
        }


class PassingAudit:
    """Implements the `AuditLog` port; the oldest change makes room."""

    MAX: Final = 1000

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=self.MAX)
        self._last = 0

    async def write(self, change: Change) -> None:
        """Write one down."""
        self._last += 1
        self._entries.appendleft(Entry(self._last, change))

    async def read(self, limit: int, before: int | None) -> Sequence[Entry]:
        """Return the newest ones."""
        found = (each for each in self._entries if before is None or each.id < before)
        return tuple(islice(found, limit))

    async def clean(self, before: float) -> None:
        """Forget what was done before that time."""
        while self._entries and self._entries[-1].change.at < before:
            self._entries.pop()
