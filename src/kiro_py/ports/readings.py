"""The need to keep what accounts have told of their credits, longer than a process lives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiro_py.pool.forecast import Reading


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading to be kept, in the place of the one that was told at `replaces`, if any."""

    credential_id: int
    reading: Reading
    replaces: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of an account: its readings in the order of their times.

    `spent` is what was spent through the gateway since the last one.
    """

    readings: Sequence[Reading] = ()
    spent: float = 0.0


class ReadingStore(Protocol):
    """Where readings are kept."""

    async def load(self, since: float) -> Mapping[int, Told]:
        """Return what was told since then, by credential.

        Raises `StoreUnwritable` when that cannot be read.
        """
        ...

    async def save(self, kept: Sequence[Kept], before: float) -> None:
        """Keep readings, and forget those that were told before that time.

        Raises `StoreUnwritable` when that is not possible; nothing is changed then.
        """
        ...
