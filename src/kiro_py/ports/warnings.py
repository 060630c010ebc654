"""The needs of somebody who warns: to remember what of, and to tell it where it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Level: TypeAlias = Literal["notice", "warning", "critical"]

Key: TypeAlias = tuple[str, int]
"""What makes a warning the same one: its kind, and whom it concerns (0 for the whole pool)."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that an owner should see to, and how; no secret is among it."""

    kind: str
    level: Level
    credential_id: int | None
    text: str
    mend: str

    @property
    def key(self) -> Key:
        """What makes it the same one."""
        return self.kind, self.credential_id or 0


@dataclass(frozen=True, slots=True)
class Warned:
    """A concern, and since when (epoch seconds) there is one."""

    concern: Concern
    since: float


@dataclass(frozen=True, slots=True)
class Episode:
    """What is remembered of a concern: when it began, ended and was told last, if it was."""

    kind: str
    subject: int
    since: float
    ended_at: float | None = None
    told_at: float | None = None

    @property
    def key(self) -> Key:
        """What makes it the same one."""
        return self.kind, self.subject


class WarningStore(Protocol):
    """Where episodes are remembered when the gateway starts again."""

    async def load(self) -> Sequence[Episode]:
        """Return what is remembered.  Raises `StoreUnwritable` when that cannot be read."""
        ...

    async def save(self, episodes: Sequence[Episode], before: float) -> None:
        """Remember `episodes`, and forget those that have ended before that time.

        When one was told last according to another process is not forgotten.
        Raises `StoreUnwritable` when that is not possible.
        """
        ...


class Messenger(Protocol):
    """Somebody who tells the owner, wherever they are."""

    @property
    def is_on(self) -> bool:
        """Whether there is somebody to tell it to."""
        ...

    async def tell(self, warnings: Sequence[Warned]) -> str | None:
        """Tell it in one message; return why that was not possible, `None` when it was."""
        ...
