"""The need to fetch what a client only names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Resource:
    """What stood at a URL; `media_type` is bare and in lower case, empty when nobody said."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Unfetched:
    """Why nothing came, in words that go on from "this URL cannot be used: "."""

    why: str


class Web(Protocol):
    """The public web, and nothing that only this machine can reach."""

    async def fetch(self, url: str, kinds: Sequence[str]) -> Resource | Unfetched:
        """Return what stands at `url`, whose media type begins with one of `kinds` or is untold."""
        ...
