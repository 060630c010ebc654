"""I answer `count_tokens`: by an external counter where there is one, else by our own estimate."""

from dataclasses import dataclass

from kiro_py.errors import RequestRefused
from kiro_py.exchange.plan import Planner
from kiro_py.ports.counter import Counter
from kiro_py.translate.tokens import estimate
from kiro_py.wire.anthropic.request import MessagesRequest


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts what a client asks about.

    The service's own prompt is left out: clients count the parts of a request one by one and add
    them up, and with each part the prompt would come again.
    """

    planner: Planner
    counter: Counter | None = None

    async def count(self, request: MessagesRequest, body: bytes) -> int:
        """Return how many tokens `request` has, which came as `body`; there is always an answer."""
        counted = None if self.counter is None else await self.counter.count(body)
        return self._own(request) if counted is None else counted

    def _own(self, request: MessagesRequest) -> int:
        weight = estimate(request)
        try:
            model = self.planner.resolved(request.model).model
        except RequestRefused:
            return weight  # a name that means no model is no reason to count nothing
        return self.planner.counting.of(model.id).content(weight)
