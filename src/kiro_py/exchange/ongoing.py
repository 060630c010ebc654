"""I see to it that what goes on as long as the gateway runs does go on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias

from kiro_py.exchange.pending import Pending

PAUSE_SECONDS: Final = 5.0
"""Between a failure and the next beginning: what fails at once shall not fill the log."""

Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""Begins something; it may be begun anew after a failure."""


class Ongoing(Pending[None]):
    """Work under way as long as the `async with` block; if it fails, it begins anew.

    What can go wrong is its own business, so a failure is a fault of the program: the event loop's
    exception handler is told, whose word goes to the log.
    """

    __slots__ = ()

    def __init__(self, work: Work) -> None:
        super().__init__(_go_on(work))


async def _go_on(work: Work) -> None:
    while True:
        begun = work()
        try:
            await begun
        except Exception as failure:  # noqa: BLE001 -- whatever it is, without the work no day ends well
            name = getattr(begun, "__qualname__", "a coroutine")  # a repr might tell secrets
            told = f"{name} has failed, and begins anew in {PAUSE_SECONDS:g} s"
            context = {"message": told, "exception": failure}
            asyncio.get_running_loop().call_exception_handler(context)
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return
