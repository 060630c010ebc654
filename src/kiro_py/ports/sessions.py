"""The need to remember who is signed in at the page."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session; `digest` stands for the token that only the browser has, times are epoch seconds.

    `address` is where it began.
    """

    digest: bytes
    began_at: float
    seen_at: float
    address: str


class SessionStore(Protocol):
    """Where sessions are kept; each method raises `StoreUnwritable` when that fails."""

    async def begin(self, session: OpenSession) -> None:
        """Keep a new one."""
        ...

    async def find(self, digest: bytes) -> OpenSession | None:
        """Return one that was not ended, however old."""
        ...

    async def touch(self, digest: bytes, seen_at: float) -> None:
        """Write down that somebody was there; does nothing for one that has ended."""
        ...

    async def end(self, digest: bytes) -> None:
        """Forget one."""
        ...

    async def clean(self, *, began_before: float, seen_before: float) -> None:
        """Forget those that began, or were seen last, before these times."""
        ...
