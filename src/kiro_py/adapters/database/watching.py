"""I look whether PostgreSQL still answers, so that nobody waits to find out that it does not."""

import asyncio
from typing import Final

from kiro_py.adapters.database.address import Address
from kiro_py.adapters.database.failures import FAILURES
from kiro_py.adapters.database.health import Health
from kiro_py.adapters.database.postgres import Wire, connect

LOOK_SECONDS: Final = 1.0
"""How long it is between two looks."""

LOOK_ANSWER_SECONDS: Final = 2.0
"""How long the answer may take: from then on nobody asks any more, until there is one."""

AGAIN_SECONDS: Final = 0.5
"""How long it is between two looks while there is no answer."""

_QUESTION: Final = "SELECT current_setting('transaction_read_only')"


async def watch(where: Address, health: Health) -> None:
    """Tell `health` how the database at `where` is, until cancelled; by a connection of its own."""
    own: Wire | None = None
    try:
        while True:
            try:
                async with asyncio.timeout(LOOK_ANSWER_SECONDS):
                    if own is None or own.is_closed():
                        own = await connect(where, LOOK_ANSWER_SECONDS)
                    is_read_only = await own.fetchval(_QUESTION) == "on"
            except FAILURES as error:
                health.ill(str(error) or "no answer")
                own = _ended(own)
            else:
                if is_read_only:
                    # The one before a failover: the next connection may be to the one after it.
                    health.ill("it takes no changes")
                    own = _ended(own)
                else:
                    health.well()
            await asyncio.sleep(LOOK_SECONDS if health.is_well else AGAIN_SECONDS)
    finally:
        _ended(own)


def _ended(connection: Wire | None) -> None:
    if connection is not None:
        connection.terminate()
