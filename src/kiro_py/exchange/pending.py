"""I wait for something a while at a time, without losing it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Generic, Self, TypeVar

Result = TypeVar("Result")


class Pending(Generic[Result]):
    """A coroutine under way, owned by the `async with` block that made it.

    A task group would wrap what the coroutine raises and would not let the block look again and
    again; leaving the block cancels the coroutine and waits for it, as a task group would.
    """

    __slots__ = ("_task",)

    def __init__(self, coroutine: Coroutine[Any, Any, Result]) -> None:
        self._task = asyncio.get_running_loop().create_task(coroutine)

    async def is_done_by(self, when: float) -> bool:
        """Return whether the result is there, waiting until loop time `when` at the most."""
        delay = when - asyncio.get_running_loop().time()
        if not self._task.done() and delay > 0:
            await asyncio.wait((self._task,), timeout=delay)
        return self._task.done()

    def result(self) -> Result:
        """Return the result, or raise what the coroutine raised; only once it is done."""
        return self._task.result()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait((self._task,))
        if not self._task.cancelled():
            self._task.exception()
