"""The loop: choose, translate, open, and pull the answer through, chunk by chunk.

Rule 1: until the first event leaves for the client, a failure may be tried again or told as an
HTTP status; afterwards it is told as an error and the stream ends.  Rule 2: the client's headers
wait for the first frame or the refusal of the upstream, but not for ever (`ExchangeLimits`).
Rule 3: nobody is asked for more than the client has taken, so that a slow client slows the
upstream.
"""

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

from kiro_py.errors import GatewayError
from kiro_py.exchange.ask import Ask, ExchangeLimits
from kiro_py.exchange.journey import Doors, Journey
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.seats import Seats
from kiro_py.wire.anthropic.message import ReplyMessage
from kiro_py.wire.anthropic.stream import StreamEvent


@dataclass(frozen=True, slots=True)
class Exchange:
    """Answers requests, one journey each."""

    planner: Planner
    doors: Doors
    limits: ExchangeLimits
    seats: Seats

    async def stream(
        self, ask: Ask, *, is_buffered: bool = False
    ) -> AsyncGenerator[Sequence[StreamEvent]]:
        """Yield the answer in batches of events, never an empty one.

        The first batch comes with the upstream's first word, or earlier when patience ends; what
        is raised before it can be an HTTP status, what is raised after it must be an `error`
        event.  A buffered answer sends pings until it is whole and then all at once, with the
        final input figure in `message_start`.  Close the iterator (`aclosing`) to let go of the
        upstream.
        """
        with self.seats.one():
            journey = self._journey(ask)
            del ask  # a long conversation need not be kept while its answer streams
            with _noted(journey):
                async with aclosing(journey.events(is_buffered=is_buffered)) as batches:
                    async for batch in batches:
                        yield batch

    async def whole(self, ask: Ask) -> ReplyMessage:
        """Return the whole answer; nothing leaves before it is whole, so all may be tried again."""
        with self.seats.one():
            journey = self._journey(ask)
            with _noted(journey):
                return await journey.whole()

    def _journey(self, ask: Ask) -> Journey:
        return Journey(ask.request_id, self.planner.plan(ask), self.doors, self.limits)


@contextmanager
def _noted(journey: Journey) -> Generator[None]:
    """Tell the journal how the journey ended, whichever way it did."""
    outcome = "client left"
    try:
        yield
        outcome = journey.stop_reason
    except GatewayError as failure:
        outcome = type(failure).__name__
        raise
    finally:
        journey.note_end(outcome)
