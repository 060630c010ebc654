"""What leaves through the front door only when its key's limits let it in."""

from collections.abc import Callable
from dataclasses import dataclass, field

from litestar.types import ASGIApp, Receive, Scope, Send

from kiro_py.exchange.admission import Admission, Stay, is_weighed
from kiro_py.exchange.ask import Ask
from kiro_py.public.closing import ClosingTime
from kiro_py.public.leaving import until_client_leaves
from kiro_py.translate.tokens import estimate


@dataclass(frozen=True, slots=True)
class Admitted:
    """An ASGI application that answers `ask` with what `make` returns, once it is let in.

    Until then nothing is made of the request; what is raised, by `make` as well, is raised before
    anything has been sent.
    """

    admission: Admission
    ask: Ask
    make: Callable[[Ask], ASGIApp]
    closing: ClosingTime = field(default_factory=ClosingTime)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless the client leaves before that."""
        stay = await self._enter(receive)
        if stay is None:
            return
        try:
            await self.make(self.ask)(scope, receive, send)
        finally:
            stay.leave()

    async def _enter(self, receive: Receive) -> Stay | None:
        client, number = self.ask.client, self.ask.request_id
        tokens = estimate(self.ask.request) if is_weighed(client) else 0
        stay = self.admission.enter_now(client, number, tokens)
        if stay is None:
            async with until_client_leaves(receive), self.closing.open_hours():
                stay = await self.admission.enter(client, number, tokens)
        return stay
