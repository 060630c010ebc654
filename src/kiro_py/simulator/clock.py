"""I tell the simulated world's time, and jump ahead when I am told to."""

import time
from datetime import UTC, datetime


class Clock:
    """The time of one simulator: the machine's, plus every jump so far.

    A jump makes tokens, codes and registrations expire without waiting for them.
    """

    __slots__ = ("_ahead_seconds",)

    def __init__(self) -> None:
        self._ahead_seconds = 0.0

    def now(self) -> float:
        """Return the time in epoch seconds."""
        real = time.time()  # noqa: TID251 -- the simulator is the outside world and has its own clock
        return real + self._ahead_seconds

    def advance(self, seconds: float) -> None:
        """Jump ahead by `seconds`."""
        self._ahead_seconds += seconds

    def stamp(self, at: float) -> str:
        """Return `at` as RFC 3339 in UTC with milliseconds, as token files write it."""
        moment = datetime.fromtimestamp(at, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
