"""The machine's clocks."""

import time


class SystemClock:
    """The clock of the machine and that of the running event loop."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time()  # noqa: TID251 -- the one place where the clock is read

    def monotonic(self) -> float:
        """Return the event loop's own seconds, which never go back."""
        return time.monotonic()  # what asyncio's loops and uvloop count by
