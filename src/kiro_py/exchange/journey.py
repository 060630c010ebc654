"""One request under way: what has been tried, what has left, how long everybody has waited."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from kiro_py.errors import (
    GatewayError,
    RenewalFailed,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.again import Next, Tries, after
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.attempt import Attempt
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.plan import Plan, told
from kiro_py.exchange.seats import Seats
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import Credential
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import AttemptFailed, Journal, RequestEnded, UnknownEventSeen
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall, Upstream
from kiro_py.translate.reply import Reply
from kiro_py.translate.usage import Spending
from kiro_py.translate.whole import Whole
from kiro_py.wire.anthropic.message import ReplyMessage
from kiro_py.wire.anthropic.stream import MessageDelta, MessageStart, Ping, StreamEvent

_PING: Final = Ping()
_EVENT_STREAM: Final = "application/vnd.amazon.eventstream"


@dataclass(frozen=True, slots=True)
class Doors:
    """The outside, as far as a request needs it."""

    upstream: Upstream
    leases: Leases
    addressing: Addressing
    clock: Clock
    journal: Journal


class Journey:
    """A request from its first attempt to its end; use it once, and by one task."""

    def __init__(self, request_id: str, plan: Plan, doors: Doors, limits: ExchangeLimits) -> None:
        self._request_id = request_id
        self._plan = plan
        self._doors = doors
        self._limits = limits
        self._tries = Tries()
        self._credential: Credential | None = None
        self._failure: GatewayError | None = None
        self._reply = self._new_reply()
        self._started = doors.clock.monotonic()
        self._headers_at: float | None = None
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
        step = Next(self._tries)
        with seats.one(), self._noted():
            while not self._is_over:
                try:
                    async with Pending(self._open(step)) as opening:
                        while not await opening.is_done_by(self._wake_at()):
                            if batch := self._silence():
                                yield batch
                    async with opening.result() as attempt:
                        while not attempt.is_over:
                            events = await attempt.receive(self._wake_at())
                            if batch := self._outgoing(events, attempt):
                                yield batch
                except GatewayError as failure:
                    step = self._after(failure)

    async def whole(self, seats: Seats) -> ReplyMessage:
        """Return the whole answer; see `Exchange.whole`."""
        step = Next(self._tries)
        with seats.one(), self._noted():
            while True:
                try:
                    gathered = Whole()
                    async with await self._open(step) as attempt:
                        gathered.receive((self._reply.start(),))
                        while not attempt.is_over:
                            gathered.receive(await attempt.receive())
                    return gathered.message()
                except GatewayError as failure:
                    step = self._after(failure)

    async def _open(self, step: Next) -> Attempt:
        """Make the next attempt, up to the upstream's headers."""
        await asyncio.sleep(step.pause_seconds)
        self._tries = replace(step.tries, attempts=step.tries.attempts + 1)
        self._headers_at = None
        doors = self._doors
        self._credential = await self._lease(must_renew=step.must_renew)
        body = self._plan.body(self._tries)
        call = doors.addressing.generate(
            body, self._credential, host=self._tries.host, attempt=self._tries.attempts
        )
        answer = await self._ask(call)
        if isinstance(answer, HttpAnswer):
            raise UpstreamRefused(
                classify(answer.status, answer.headers, answer.body),
                upstream_status=answer.status,
                detail=answer.body[:2000].decode(errors="replace"),
            )
        self._headers_at = doors.clock.monotonic()
        kind = answer.headers.get("content-type", "")
        if not kind.startswith(_EVENT_STREAM):
            await answer.close(is_over=False)
            raise UpstreamBroken(f"an answer of content type {kind!r}", is_empty=True)
        self._reply = self._new_reply()
        return Attempt(answer, self._reply, doors.clock, self._limits)

    async def _lease(self, *, must_renew: bool) -> Credential:
        if self._credential is None or not must_renew:
            return await self._doors.leases.take()
        try:
            return await self._doors.leases.renewed(self._credential)
        except RenewalFailed as failed:
            if failed.is_final or self._failure is None:
                raise
            # No newer token can be had now: what the service said of this one is the answer.
            raise self._failure from failed

    async def _ask(self, call: HttpCall) -> ByteStream | HttpAnswer:
        try:
            async with asyncio.timeout(self._limits.idle_timeout):
                return await self._doors.upstream.open(call)
        except TimeoutError as error:
            raise UpstreamUnreachable("silence", host=call.url) from error

    @contextmanager
    def _noted(self) -> Generator[None]:
        """Tell the journal how the journey ended, whichever way it did."""
        outcome = "client left"
        try:
            yield
            outcome = self._reply.stop_reason
        except GatewayError as failure:
            outcome = type(failure).__name__
            raise
        finally:
            self._note_end(outcome)

    def _note_end(self, outcome: str) -> None:
        usage = self._reply.spending.usage()
        first = None if self._first_at is None else self._first_at - self._started
        self._doors.journal.note(
            RequestEnded(
                request_id=self._request_id,
                model=self._plan.terms.model,
                upstream_model=self._plan.model.id,
                credential_id=None if self._credential is None else self._credential.id,
                outcome=outcome,
                attempts=self._tries.attempts,
                seconds=self._doors.clock.monotonic() - self._started,
                first_event_seconds=first,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                credits=self._reply.spending.credits,
            )
        )

    def _after(self, failure: GatewayError) -> Next:
        """Return the next step after `failure`, or raise what the client shall be told."""
        self._failure = failure
        self._doors.journal.note(self._failed(failure))
        hosts = self._doors.addressing.hosts
        step = None if self._has_sent else after(failure, self._tries, hosts)
        if step is None:
            raise told(failure, self._plan)
        return step

    def _wake_at(self) -> float:
        """Return the second at which the client must hear something."""
        if self._has_sent:
            return self._sent_at + self._limits.ping_interval
        if self._headers_at is None:
            return self._started + self._limits.hold_before_headers
        return self._headers_at + self._limits.hold_after_headers

    def _silence(self) -> list[StreamEvent]:
        """Return what is said when there is nothing to say, if it is time for it."""
        now = self._doors.clock.monotonic()
        if now < self._wake_at():
            return []
        is_first = not self._has_sent
        self._send_first()
        self._sent_at = now
        return [self._reply.start()] if is_first and self._held is None else [_PING]

    def _outgoing(self, events: list[StreamEvent], attempt: Attempt) -> list[StreamEvent]:
        """Return what leaves now: the events themselves, or nothing while they are held."""
        while attempt.unknown:
            self._doors.journal.note(UnknownEventSeen(attempt.unknown.pop()))
        self._is_over = attempt.is_over
        if self._held is not None:
            self._held += events
            return self._buffered(self._held) if attempt.is_over else self._silence()
        if not events:
            return self._silence()
        now = self._sent_at = self._doors.clock.monotonic()
        if self._first_at is None:
            self._first_at = now
        if not self._has_sent:
            self._send_first()
            events.insert(0, self._reply.start())
        return events

    def _send_first(self) -> None:
        """From now on nothing is tried again, so that the request need not be kept."""
        self._has_sent = True
        self._plan = self._plan.forgotten()

    def _buffered(self, held: list[StreamEvent]) -> list[StreamEvent]:
        """Return the whole answer with its final input figure in `message_start`."""
        start = self._reply.start()
        final = next(event.usage for event in held if isinstance(event, MessageDelta))
        usage = msgspec.structs.replace(final, output_tokens=start.message.usage.output_tokens)
        return [MessageStart(msgspec.structs.replace(start.message, usage=usage)), *held]

    def _new_reply(self) -> Reply:
        plan = self._plan
        return Reply(plan.terms, Spending(plan.input_tokens, plan.model.window_tokens))

    def _failed(self, failure: GatewayError) -> AttemptFailed:
        refused = isinstance(failure, UpstreamRefused)
        return AttemptFailed(
            request_id=self._request_id,
            credential_id=None if self._credential is None else self._credential.id,
            host=str(self._tries.host),
            attempt=self._tries.attempts,
            verdict=failure.refusal.name if refused else type(failure).__name__,
            detail=failure.detail if refused else str(failure),
        )
