"""The need to know who else serves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Replica:
    """A process that serves; `address` is where the others reach it, empty when they do not.

    `began_at` is in epoch seconds, by one clock for all.
    """

    id: str
    address: str
    began_at: float


class Presence(Protocol):
    """Who serves, as it was known last: nothing here waits."""

    @property
    def me(self) -> Replica:
        """This process."""
        ...

    @property
    def count(self) -> int:
        """How many serve, this process among them."""
        ...

    @property
    def alive(self) -> Collection[str]:
        """The ids of those who serve, this process's among them."""
        ...

    def others(self) -> Sequence[Replica]:
        """Return those who serve besides this process, the oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """Implements the port for a process that shares nothing."""

    me: Replica = Replica("alone", "", 0.0)

    @property
    def count(self) -> int:
        """One."""
        return 1

    @property
    def alive(self) -> Collection[str]:
        """This process."""
        return (self.me.id,)

    def others(self) -> Sequence[Replica]:
        """Return nobody."""
        return ()
