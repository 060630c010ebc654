"""One request under way: what has been tried, what has left, how long everybody has waited."""

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec

from kiro_py.errors import GatewayError
from kiro_py.exchange.approach import Approach, Doors
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.attempt import Attempt
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.plan import Plan
from kiro_py.exchange.seats import Seats
from kiro_py.ports.journal import RequestEnded, UnknownEventSeen
from kiro_py.translate.reply import Reply
from kiro_py.translate.usage import Spending
from kiro_py.translate.whole import Whole
from kiro_py.wire.anthropic.message import ReplyMessage, Usage
from kiro_py.wire.anthropic.stream import MessageDelta, MessageStart, Ping, StreamEvent

_PING: Final = Ping()


class Journey:
    """A request from its first attempt to its end; use it once, and by one task."""

    def __init__(self, request_id: str, plan: Plan, doors: Doors, limits: ExchangeLimits) -> None:
        self._request_id = request_id
        self._plan = plan.forgotten()
        self._doors = doors
        self._limits = limits
        self._approach = Approach(request_id, plan, doors, limits.idle_timeout)
        self._reply = self._new_reply()
        self._started = doors.clock.monotonic()
        self._first_at: float | None = None
        self._sent_at = self._started
        self._held: list[StreamEvent] | None = None
        self._has_sent = False
        self._is_over = False

    async def events(
        self, seats: Seats, *, is_buffered: bool
    ) -> AsyncGenerator[Sequence[StreamEvent]]:
        """Yield the answer in batches; see `Exchange.stream`."""
        self._held = [] if is_buffered else None
        with seats.one(is_streamed=True), self._noted():
            if self._reply.is_cut:
                yield self._nothing()
            while not self._is_over:
                try:
                    async with Pending(self._open()) as opening:
                        while not await opening.is_done_by(self._wake_at()):
                            if batch := self._silence(is_asked=False):
                                yield batch
                    async with opening.result() as attempt:
                        while not attempt.is_over:
                            events = await attempt.receive(self._wake_at())
                            if batch := self._outgoing(events, attempt):
                                yield batch
                except GatewayError as failure:
                    self._approach.fail(failure, may_try_again=not self._has_sent)

    async def whole(self, seats: Seats) -> ReplyMessage:
        """Return the whole answer; see `Exchange.whole`."""
        with seats.one(), self._noted():
            gathered = Whole()
            if self._reply.is_cut:
                gathered.receive(self._nothing())
                return gathered.message()
            while True:
                try:
                    gathered = Whole()
                    async with await self._open() as attempt:
                        gathered.receive((self._reply.start(),))
                        while not attempt.is_over:
                            gathered.receive(await attempt.receive())
                    self._is_over = True
                    return gathered.message()
                except GatewayError as failure:
                    self._approach.fail(failure, may_try_again=True)

    def _nothing(self) -> list[StreamEvent]:
        """Return the answer to a client that allows none: nobody is asked for it."""
        self._is_over = True
        return [self._reply.start(), *self._reply.finish()]

    async def _open(self) -> Attempt:
        stream = await self._approach.open()
        if self._has_sent:
            self._approach.forget_request()
        self._reply = self._new_reply()
        if self._held is not None:
            self._held = []  # what an attempt that broke had said is not part of the answer
        return Attempt(stream, self._reply, self._doors.clock, self._limits)

    @contextmanager
    def _noted(self) -> Generator[None]:
        """Settle the credential and tell the journal, whichever way the journey ends."""
        outcome = "client left"
        try:
            yield
            outcome = self._reply.stop_reason
        except GatewayError as failure:
            outcome = type(failure).__name__
            raise
        finally:
            if self._is_over:
                self._approach.succeed()
                self._learn()
            self._approach.close()
            self._note_end(outcome)

    def _note_end(self, outcome: str) -> None:
        spending = self._reply.spending
        usage = spending.usage() if self._is_over or spending.has_begun else Usage(0, 0)
        first = None if self._first_at is None else self._first_at - self._started
        self._doors.journal.note(
            RequestEnded(
                request_id=self._request_id,
                model=self._plan.terms.model,
                upstream_model=self._plan.model.id,
                credential_id=self._approach.credential_id,
                outcome=outcome,
                attempts=self._approach.tries.attempts,
                seconds=self._doors.clock.monotonic() - self._started,
                first_event_seconds=first,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                host=self._approach.host,
                credits=spending.credits,
                cache_read_tokens=usage.cache_read_input_tokens,
                cache_write_tokens=usage.cache_creation_input_tokens,
            )
        )

    def _learn(self) -> None:
        """Compare our estimate with what the upstream has reported for the same request."""
        plan, spending = self._plan, self._reply.spending
        self._doors.counting.learn(plan.model.id, plan.estimate, spending.reported_input())

    def _wake_at(self) -> float:
        """Return the second at which the client must hear something."""
        if self._has_sent:
            return self._sent_at + self._limits.ping_interval
        headers_at = self._approach.headers_at
        if headers_at is None:
            return self._started + self._limits.hold_before_headers
        return headers_at + self._limits.hold_after_headers

    def _silence(self, *, is_asked: bool) -> list[StreamEvent]:
        """Return what is said when there is nothing to say, if it is time for it."""
        now = self._doors.clock.monotonic()
        if now < self._wake_at():
            return []
        is_first = not self._has_sent
        self._send_first(is_asked=is_asked)
        self._sent_at = now
        return [self._reply.start()] if is_first and self._held is None else [_PING]

    def _outgoing(self, events: list[StreamEvent], attempt: Attempt) -> list[StreamEvent]:
        """Return what leaves now: the events themselves, or nothing while they are held."""
        while attempt.unknown:
            self._doors.journal.note(UnknownEventSeen(attempt.unknown.pop()))
        self._is_over = attempt.is_over
        if self._held is not None:
            self._held += events
            return self._buffered(self._held) if attempt.is_over else self._silence(is_asked=True)
        if not events:
            return self._silence(is_asked=True)
        now = self._sent_at = self._doors.clock.monotonic()
        if self._first_at is None:
            self._first_at = now
        if not self._has_sent:
            self._send_first(is_asked=True)
            events.insert(0, self._reply.start())
        return events

    def _send_first(self, *, is_asked: bool) -> None:
        """From now on nothing is tried again: what has been asked need not be kept.

        It may still wait to be asked, for a seat or for a token.
        """
        self._has_sent = True
        if is_asked:
            self._approach.forget_request()

    def _buffered(self, held: list[StreamEvent]) -> list[StreamEvent]:
        """Return the whole answer with its final input figure in `message_start`."""
        start = self._reply.start()
        final = next(event.usage for event in held if isinstance(event, MessageDelta))
        usage = msgspec.structs.replace(final, output_tokens=start.message.usage.output_tokens)
        return [MessageStart(msgspec.structs.replace(start.message, usage=usage)), *held]

    def _new_reply(self) -> Reply:
        plan = self._plan
        return Reply(plan.terms, Spending(plan.input_tokens, plan.model.window_tokens))
