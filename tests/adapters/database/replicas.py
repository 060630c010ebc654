"""Replicas on one database, as the tests see them."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from kiro_py.adapters.database.engine import Database

PATIENCE_SECONDS = 20.0
"""How long a test waits for what takes a moment: machines may be busy."""


def opened(url: str) -> AbstractAsyncContextManager[Database]:
    """Open the database of one replica."""
    return Database(url).opened()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes to pass behind the work."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 -- what others have written sets no event here
            await asyncio.sleep(0.005)
