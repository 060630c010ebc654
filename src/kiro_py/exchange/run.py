"""The loop: choose, translate, open, and pull the answer through, chunk by chunk.

Rule 1: until the first event leaves for the client, a failure may be tried again or told as an
HTTP status; afterwards it is told as an error and the stream ends.  Rule 2: the client's headers
wait for the first frame or the refusal of the upstream, but not for ever (`ExchangeLimits`).
Rule 3: nobody is asked for more than the client has taken, so that a slow client slows the
upstream.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace

from kiro_py.exchange.approach import Doors
from kiro_py.exchange.ask import Ask, ExchangeLimits
from kiro_py.exchange.ending import OneEnding
from kiro_py.exchange.fitting import Fitting
from kiro_py.exchange.journey import Journey
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.search import Search
from kiro_py.exchange.seats import Seats
from kiro_py.translate.attached import has_attachments
from kiro_py.translate.search import find_search
from kiro_py.wire.anthropic.message import ReplyMessage
from kiro_py.wire.anthropic.stream import StreamEvent


@dataclass(slots=True)
class Exchange:
    """Answers requests: a search if it is one, else one journey.

    `limits` may change: a request keeps those that it began with.  `fitting` makes attachments fit;
    without it they go as they are.
    """

    planner: Planner
    doors: Doors
    limits: ExchangeLimits
    seats: Seats
    fitting: Fitting | None = None

    def stream(
        self, ask: Ask, *, is_buffered: bool = False
    ) -> AsyncGenerator[Sequence[StreamEvent]]:
        """Return the answer in batches of events, never an empty one.

        The first batch comes with the upstream's first word, or earlier when patience ends; what
        is raised before it can be an HTTP status, what is raised after it must be an `error`
        event.  A buffered answer sends pings until it is whole and then all at once, with the
        final input figure in `message_start`.  Close the iterator (`aclosing`) to let go of the
        upstream.  Raises `RequestRefused` when the request cannot be said in Kiro: at once, or
        with the first batch when something is attached.
        """
        fitting = self._fitting_for(ask)
        if fitting is None:
            return self._journey(ask, self.doors).events(self.seats, is_buffered=is_buffered)
        ending = OneEnding(self.doors.journal)
        doors = replace(self.doors, journal=ending)

        def answer(ready: Ask) -> AsyncGenerator[Sequence[StreamEvent]]:
            return self._journey(ready, doors).events(self.seats, is_buffered=is_buffered)

        return fitting.events(ask, answer, ending)

    async def whole(self, ask: Ask) -> ReplyMessage:
        """Return the whole answer; nothing leaves before it is whole, so all may be tried again."""
        fitting = self._fitting_for(ask)
        if fitting is None:
            return await self._journey(ask, self.doors).whole(self.seats)
        ending = OneEnding(self.doors.journal)
        doors = replace(self.doors, journal=ending)

        async def answer(ready: Ask) -> ReplyMessage:
            return await self._journey(ready, doors).whole(self.seats)

        return await fitting.whole(ask, answer, ending)

    def _fitting_for(self, ask: Ask) -> Fitting | None:
        """Return what makes the request fit; nobody sees what is attached to a search."""
        if self.fitting is None or not has_attachments(ask.request):
            return None
        return self.fitting if find_search(ask.request) is None else None

    def _journey(self, ask: Ask, doors: Doors) -> Journey | Search:
        wanted = find_search(ask.request)
        if wanted is not None:
            if ask.client.models:  # no model is asked, but the one that is named must be granted
                self.planner.granted(ask)
            return Search(ask, wanted, doors, self.limits)
        return Journey(ask.request_id, self.planner.plan(ask), doors, self.limits)
