"""The need to write down who has changed what through the keeper's door."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done; `at` is in epoch seconds, and no member holds a secret."""

    at: float
    who: str
    address: str
    action: str
    target: str
    detail: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as it was written down, with its number."""

    id: int
    change: Change


class AuditLog(Protocol):
    """Where changes are written down."""

    async def write(self, change: Change) -> None:
        """Write one down."""
        ...

    async def read(self, limit: int, before: int | None) -> Sequence[Entry]:
        """Return the newest ones with numbers below `before`, the newest first."""
        ...

    async def clean(self, before: float) -> None:
        """Forget what was done before that time."""
        ...
