"""One try: the upstream's bytes on one side, the reply's events on the other."""

from math import inf
from typing import Self

from kiro_py.errors import (
    GatewayError,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.eventstream.decoder import Decoder
from kiro_py.exchange.alarm import Alarm
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.kiro.refusals import classify_exception
from kiro_py.ports.clock import Clock
from kiro_py.ports.upstream import ByteStream
from kiro_py.translate.incoming import read
from kiro_py.translate.reply import Reply
from kiro_py.wire.anthropic.stream import StreamEvent
from kiro_py.wire.kiro.events import KiroEvent, UnknownEvent, UpstreamException


class Attempt:
    """A reply that is being read; `is_over` once it has ended well."""

    __slots__ = (
        "_alarm",
        "_clock",
        "_decoder",
        "_failure",
        "_heard_at",
        "_limits",
        "_stream",
        "is_over",
        "reply",
        "unknown",
    )

    def __init__(
        self, stream: ByteStream, reply: Reply, clock: Clock, limits: ExchangeLimits
    ) -> None:
        self._stream = stream
        self._decoder = Decoder()
        self._alarm = Alarm()
        self._clock = clock
        self._limits = limits
        self._failure: GatewayError | None = None
        self._heard_at = clock.monotonic()
        self.reply = reply
        self.is_over = False
        self.unknown: list[str] = []

    async def receive(self, until: float = inf) -> list[StreamEvent]:
        """Return what the next bytes add to the answer, which may be nothing.

        Nothing is also what comes when the monotonic second `until` comes first.  Raises
        `UpstreamRefused` on an exception frame, `UpstreamBroken` when the answer is not whole,
        `UpstreamUnreachable` when the upstream has been silent for too long.
        """
        if self._failure is not None:
            raise self._failure
        limits = self._limits
        patience = limits.finish_grace if self.reply.has_tail else limits.idle_timeout
        gives_up_at = self._heard_at + patience
        try:
            with self._alarm.at(min(until, gives_up_at)):
                data = await self._stream.receive()
        except TimeoutError:
            return self._expire(gives_up_at)
        except UpstreamUnreachable as failure:
            if self.reply.has_tail:
                return self._finish()
            raise UpstreamBroken(f"the connection broke ({failure.what})") from failure
        self._heard_at = self._clock.monotonic()
        if not data:
            self._decoder.receive_eof()
            return self._finish()
        return self._take_all(data)

    async def close(self) -> None:
        """Give the connection back, or cut it when the service has more to say."""
        self._alarm.close()
        await self._stream.close(is_over=self.is_over and not self.reply.is_cut)

    def _expire(self, gives_up_at: float) -> list[StreamEvent]:
        """Return the end of the answer when its tail is here; else raise: silent for too long."""
        if self._clock.monotonic() < gives_up_at:
            return []
        if self.reply.has_tail:
            return self._finish()
        raise UpstreamUnreachable("silence", host="upstream")

    def _take_all(self, data: bytes) -> list[StreamEvent]:
        """Return what `data` says, up to the first failure, which is raised by the next call.

        What came before a failure in the same bytes is delivered first, so that the answer does
        not depend on how the bytes were cut.
        """
        out: list[StreamEvent] = []
        try:
            self._take(data, out)
        except GatewayError as failure:
            if not out:
                raise
            self._failure = failure
        return out

    def _take(self, data: bytes, out: list[StreamEvent]) -> None:
        for frame in self._decoder.receive_data(data):
            self._hear(read(frame), out)
            if self.reply.is_cut:
                out += self._finish()
                return
        self._decoder.receive_data(b"")  # a fault behind good frames is told now, not later
        if self.reply.is_complete:
            out += self._finish()

    def _hear(self, event: KiroEvent, out: list[StreamEvent]) -> None:
        if isinstance(event, UpstreamException):
            raise UpstreamRefused(
                classify_exception(event),
                upstream_status=200,
                detail=f"{event.kind}: {event.message}",
            )
        if isinstance(event, UnknownEvent):
            self.unknown.append(event.name)
        out += self.reply.receive(event)

    def _finish(self) -> list[StreamEvent]:
        out = self.reply.finish()
        self.is_over = True
        return out

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
