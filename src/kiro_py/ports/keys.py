"""The need to keep the keys of clients, and to know what they have used."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiro_py.clients.client import Key, Limits, Minted
from kiro_py.clients.limits import Sums
from kiro_py.errors import GatewayError


class KeysUnreadable(GatewayError):  # noqa: N818 -- what they are
    """The keys could not be read; those that were known go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A key to be made."""

    name: str
    note: str = ""
    group: str | None = None
    models: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    expires_at: float | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What a key has used this day and this month."""

    day: Sums = field(default_factory=Sums)
    month: Sums = field(default_factory=Sums)


@dataclass(frozen=True, slots=True)
class DaySums:
    """What a key has used on the day that begins at `at`."""

    at: float
    requests: int
    failures: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    credits: float
    first_token_seconds: float
    first_tokens: int
    seconds: float


class KeyStore(Protocol):
    """Where keys are kept.

    Every reading raises `KeysUnreadable` when it cannot be, every change `StoreUnwritable`.
    """

    async def mark(self) -> Hashable:
        """Return what differs as soon as any key has been made, changed or removed."""
        ...

    async def keys(self) -> Sequence[Key]:
        """Return all keys, the oldest first."""
        ...

    async def add(self, draft: Draft, minted: Minted, now: float) -> Key:
        """Keep a new key."""
        ...

    async def change(self, key: Key) -> Key | None:
        """Keep `key` in the place of what has its number and its version, with the next version.

        Returns it as it is then, `None` when that is not there any more.
        """
        ...

    async def remove(self, key_id: int) -> bool:
        """Forget a key, and tell whether it was there."""
        ...

    async def touch(self, used_at: Mapping[int, float]) -> None:
        """Write down when keys were used last, which is no change of them."""
        ...


class KeyUsage(Protocol):
    """What keys have used; `None` stands for the settings' own."""

    async def used(self, now: float) -> Mapping[int | None, Used]:
        """Return what each key has used in the day and the month of `now`."""
        ...

    async def days(self, key_id: int | None, since: float) -> Sequence[DaySums]:
        """Return what one key has used, day by day from that of `since` on, without empty days."""
        ...
