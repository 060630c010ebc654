"""The need to know the time."""

from typing import Protocol


class Clock(Protocol):
    """Time, as wall clock and as a ruler."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, the event loop's own."""
        ...
