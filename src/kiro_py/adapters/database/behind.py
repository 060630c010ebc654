"""What is done behind the work: a moment later, again and again until the database takes it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final

from kiro_py.adapters.database.failures import told
from kiro_py.exchange.ongoing import Ongoing

LONGEST_SECONDS: Final = 6.0
"""How long one try may last: a little longer than SQLite waits for its lock."""

FIRST_PAUSE_SECONDS: Final = 0.25
LONGEST_PAUSE_SECONDS: Final = 2.0
"""How long the last pauses are between tries while the database is away."""

LAST_SECONDS: Final = 3.0
"""How long the end of the house may wait for what was not written."""


class Behind:
    """Calls `settle` a moment (`gather_seconds`) after `stir`, and each `look_seconds` without.

    `settle` may fail, and is called again then.  `warn` is told once that `what` is so; `problem`
    says why meanwhile.  It can be `kept` again, by another loop as well.
    """

    def __init__(
        self,
        settle: Callable[[], Awaitable[None]],
        what: str,
        warn: Callable[[str], None],
        *,
        gather_seconds: float,
        look_seconds: float,
        last_seconds: float = LAST_SECONDS,
    ) -> None:
        self._settle = settle
        self._what = what
        self._warn = warn
        self._gather_seconds = gather_seconds
        self._look_seconds = look_seconds
        self._last_seconds = last_seconds
        self._stirred = asyncio.Event()
        self._closing = asyncio.Event()
        self.problem = ""

    def stir(self) -> None:
        """Have `settle` called soon."""
        self._stirred.set()

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Do it during the context: once before its body begins, and once more at its end."""
        self._stirred, self._closing = asyncio.Event(), asyncio.Event()  # of this loop
        is_well = await self.settle()
        async with Ongoing(partial(self._keep, is_well=is_well)) as keeping:
            try:
                yield
            finally:
                # Not cancelled: what is under way could not be told from what has failed.
                self._closing.set()
                self._stirred.set()
                await keeping.is_done_by(_now() + self._last_seconds)

    async def settle(self) -> bool:
        """Do it now, and tell whether that was possible."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await self._settle()
        except Exception as failure:  # noqa: BLE001 -- nobody is above it, and all the rest would wait
            if not self.problem:
                self._warn(f"{self._what}: {told(failure)}")
            self.problem = told(failure)
            return False
        self.problem = ""
        return True

    async def _keep(self, *, is_well: bool) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            if is_well:
                await _passed(self._stirred, self._look_seconds)
                await _passed(self._closing, self._gather_seconds)
                pause = FIRST_PAUSE_SECONDS
            elif self._closing.is_set():
                await asyncio.sleep(FIRST_PAUSE_SECONDS)
            else:
                await _passed(self._closing, pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            is_last = self._closing.is_set()
            self._stirred.clear()
            is_well = await self.settle()
            if is_last and is_well:
                return


async def _passed(event: asyncio.Event, seconds: float) -> None:
    """Wait for `event`, and for so long at the most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _now() -> float:
    return asyncio.get_running_loop().time()
