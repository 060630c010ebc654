"""The need to know what has happened to a credential, also before the last start."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

EventKind: TypeAlias = Literal["state", "renewal", "quota", "change"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened; `at` is in epoch seconds, `text` is for people."""

    at: float
    kind: EventKind
    text: str


class History(Protocol):
    """Where the past of credentials is kept."""

    async def of(self, credential_id: int, limit: int) -> Sequence[Event]:
        """Return what has happened to a credential, the newest first."""
        ...

    async def owners(self, marks: Collection[str]) -> Mapping[str, int]:
        """Return who has had the refresh tokens of these fingerprints, as far as that is known."""
        ...


class NoHistory:
    """A past that nobody keeps."""

    async def of(self, credential_id: int, limit: int) -> Sequence[Event]:  # noqa: ARG002 -- the port
        """Return nothing."""
        return ()

    async def owners(self, marks: Collection[str]) -> Mapping[str, int]:  # noqa: ARG002 -- the port
        """Return nobody."""
        return {}
