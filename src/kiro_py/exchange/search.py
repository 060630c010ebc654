"""I carry a web search, from the query to its pages.

The rules of every request hold: whose turn it is, what is tried again, what a failure does to a
credential, and that nothing is tried again once something has left.  What the search itself says
is part of the answer; what the account or the network says is told as it always is.
"""

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from kiro_py.errors import GatewayError, UpstreamRefused
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.again import Tries
from kiro_py.exchange.approach import Approach, Doors
from kiro_py.exchange.ask import Ask, ExchangeLimits
from kiro_py.exchange.lease import Errand
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.permission import reach_of
from kiro_py.exchange.seats import Seats
from kiro_py.kiro.search import find_failure, read_search, web_search
from kiro_py.pool.credential import Credential
from kiro_py.pool.reach import EVERYWHERE, Reach
from kiro_py.ports.journal import RequestEnded
from kiro_py.ports.upstream import HttpCall
from kiro_py.translate.search import Failed, Found, Outcome, Wanted
from kiro_py.translate.search_reply import SearchReply
from kiro_py.translate.whole import Whole
from kiro_py.wire.anthropic.message import ReplyMessage, Usage
from kiro_py.wire.anthropic.stream import MessageDelta, Ping, StreamEvent

_PING: Final = Ping()

_UPSTREAM_MODEL: Final = "web_search"
"""What the journal names in the place of a model."""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """A search, ready to be made as often as it takes; `now` is in epoch seconds.

    Any credential in reach will do, since no model is asked.
    """

    query: str
    now: float
    reach: Reach = EVERYWHERE

    def errand(self, excluded: frozenset[int]) -> Errand:
        """Return what a credential is wanted for."""
        return Errand(excluded=excluded, reach=self.reach)

    def call(
        self, addressing: Addressing, credential: Credential, *, host: int, tries: Tries
    ) -> HttpCall:
        """Return the call that has `host` search."""
        route = addressing.route(credential, host, tries.on_this)
        return web_search(route, self.query, now=self.now)

    def told(self, failure: GatewayError) -> GatewayError:
        """Return `failure` as it is: it says nothing about a model or a prompt."""
        return failure

    def forgotten(self) -> "SearchPlan":
        """Return the same: a query weighs nothing."""
        return self


class Search:
    """A search from its first attempt to its end; use it once, and by one task."""

    def __init__(self, ask: Ask, wanted: Wanted, doors: Doors, limits: ExchangeLimits) -> None:
        self._ask = ask
        self._wanted = wanted
        self._doors = doors
        self._limits = limits
        plan = SearchPlan(wanted.query, doors.clock.now(), reach_of(ask.client))
        self._approach = Approach(ask.request_id, plan, doors, limits.idle_timeout)
        self._reply = SearchReply(ask.request, ask.message_id, wanted)
        self._started = doors.clock.monotonic()
        self._sent_at: float | None = None
        self._first_at: float | None = None
        self._usage = self._reply.start().message.usage
        self._ending = "end_turn"

    async def events(
        self, seats: Seats, *, is_buffered: bool
    ) -> AsyncGenerator[Sequence[StreamEvent]]:
        """Yield the answer in batches; see `Exchange.stream`."""
        start = [self._reply.start()]
        waiting: list[StreamEvent] = [] if is_buffered else [*start]
        with seats.one(is_streamed=True), self._noted():
            async with Pending(self._told()) as searching:
                while not await searching.is_done_by(self._wake_at()):
                    self._sent_at = self._doors.clock.monotonic()
                    yield waiting or [_PING]
                    waiting = []
                events = searching.result()
            self._first_at = self._doors.clock.monotonic()
            has_begun = self._sent_at is not None and not is_buffered
            yield events if has_begun else [*start, *events]

    async def whole(self, seats: Seats) -> ReplyMessage:
        """Return the whole answer; see `Exchange.whole`."""
        gathered = Whole()
        with seats.one(), self._noted():
            gathered.receive((self._reply.start(), *await self._told()))
        return gathered.message()

    def _wake_at(self) -> float:
        """Return the second at which the client must hear something."""
        if self._sent_at is None:
            return self._started + self._limits.hold_before_headers
        return self._sent_at + self._limits.ping_interval

    async def _told(self) -> list[StreamEvent]:
        """Search, and return what is told of it."""
        outcome = self._wanted.failure
        while outcome is None:
            outcome = await self._tried()
        if isinstance(outcome, Failed):
            self._ending = outcome.code
        events = self._reply.tell(outcome)
        self._usage = next(event.usage for event in events if isinstance(event, MessageDelta))
        return events

    async def _tried(self) -> Outcome | None:
        """Return what came of the next attempt, `None` when there shall be another one."""
        try:
            outcome = read_search(await self._approach.fetch())
        except GatewayError as failure:
            return self._failed(failure)
        if isinstance(outcome, Found):
            self._approach.succeed()
        else:
            self._approach.note_failed(outcome.code, outcome.detail, 200)
        return outcome

    def _failed(self, failure: GatewayError) -> Failed | None:
        """Take a failed attempt in; return what it says about the search itself."""
        try:
            self._approach.fail(failure, may_try_again=self._sent_at is None)
        except UpstreamRefused as refused:
            about_search = find_failure(refused.refusal)
            if about_search is None:
                raise
            return about_search
        return None

    @contextmanager
    def _noted(self) -> Generator[None]:
        """Give the credential back and tell the journal, whichever way the search ends."""
        outcome = "client left"
        try:
            yield
            outcome = self._ending
        except GatewayError as failure:
            outcome = type(failure).__name__
            self._usage = Usage(0, 0)
            raise
        finally:
            self._approach.close()
            self._note_end(outcome)

    def _note_end(self, outcome: str) -> None:
        first = None if self._first_at is None else self._first_at - self._started
        self._doors.journal.note(
            RequestEnded(
                request_id=self._ask.request_id,
                model=self._ask.request.model,
                upstream_model=_UPSTREAM_MODEL,
                credential_id=self._approach.credential_id,
                outcome=outcome,
                attempts=self._approach.tries.attempts,
                seconds=self._doors.clock.monotonic() - self._started,
                first_event_seconds=first,
                input_tokens=self._usage.input_tokens,
                output_tokens=self._usage.output_tokens,
                host=self._approach.host,
            )
        )
