"""I know when the gateway closes: what is still let in then, and what must come to its end.

Rule 1: once it is announced, nobody new should be sent here; whoever comes is served.
Rule 2: once the door is shut, nobody new is served; who is being served goes on.
Rule 3: when time is up, whatever still runs ends with an error that may be tried again elsewhere.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from kiro_py.errors import RequestRefused

_OVERLOADED = 529


class ClosingTime:
    """How far the end has come; each step may be taken twice, and none is taken back."""

    def __init__(self) -> None:
        self.is_announced = False
        self.is_shut = False
        self._is_over = False
        self._running: set[asyncio.Timeout] = set()

    def announce(self) -> None:
        """Tell whoever asks that nobody should be sent here any more."""
        self.is_announced = True

    def shut(self) -> None:
        """Let nobody in any more."""
        self.is_announced = self.is_shut = True

    def end(self) -> None:
        """Let whatever runs end now; to be called in the loop in which it runs."""
        self.shut()
        if self._is_over:
            return
        self._is_over = True
        now = asyncio.get_running_loop().time()
        for running in self._running:
            running.reschedule(now)

    def admit(self) -> None:
        """Raise `RequestRefused` (529) when the door is shut."""
        if self.is_shut:
            raise _closing()

    @asynccontextmanager
    async def open_hours(self) -> AsyncGenerator[None]:
        """Run the block; when time is up, cancel it and raise `RequestRefused` (529) instead."""
        running = asyncio.timeout(0.0 if self._is_over else None)
        try:
            async with running:
                self._running.add(running)
                yield
        except TimeoutError:
            if not running.expired():
                raise
            raise _closing() from None
        finally:
            self._running.discard(running)


def _closing() -> RequestRefused:
    return RequestRefused(
        "the gateway is shutting down: try again",
        status=_OVERLOADED,
        error_type="overloaded_error",
        should_retry=True,
        retry_after_seconds=1,
    )
