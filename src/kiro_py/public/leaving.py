"""I notice that a client has left, and end what was being done for it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from litestar.types import Receive

from kiro_py.exchange.pending import Pending


@asynccontextmanager
async def until_client_leaves(receive: Receive) -> AsyncGenerator[None]:
    """Run the block; when the client closes its connection, cancel it and go on after it.

    The request's body must have been read: whatever `receive` still brings is taken for noise
    until it says that the client has gone.
    """
    leaving = asyncio.timeout(None)
    try:
        async with leaving, Pending(_watch(receive, leaving)):
            yield
    except TimeoutError:
        if not leaving.expired():
            raise


async def _watch(receive: Receive, leaving: asyncio.Timeout) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    leaving.reschedule(asyncio.get_running_loop().time())
