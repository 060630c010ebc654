"""One piece of work for all who want it done while it waits for its turn."""

import asyncio
from collections.abc import Awaitable, Callable


class Together:
    """Does `work` once for everybody who has asked before it began, one after the other.

    Whoever asks while it is being done waits for the next time, which is later than what they did.
    """

    __slots__ = ("_asked", "_done", "_turn", "_work")

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work = work
        self._asked = 0
        self._done = 0
        self._turn = asyncio.Lock()

    async def do(self) -> None:
        """Return once the work has been done after this call; raises what it raises."""
        self._asked += 1
        mine = self._asked
        async with self._turn:
            if self._done >= mine:
                return
            covered = self._asked
            await self._work()
            self._done = covered
