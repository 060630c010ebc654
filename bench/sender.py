"""I send what Kiro sends, made beforehand, at the pace that a request asks for.

A process of its own (`python -m bench.sender`), so that its cost is nobody else's.  `GET /count`
tells how many connections and requests there have been.
"""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import msgspec

from bench import child
from bench.wire import PERIOD, Plan, find_plan, frames, tail

_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
_PHASES = 37
"""Streams step at so many different moments of their period."""


@dataclass(slots=True)
class Stock:
    """Everything that can be sent, with HTTP's chunk framing around it, and what was counted."""

    connections: int = 0
    requests: int = 0
    end: bytes = field(default_factory=lambda: _chunk(tail()) + b"0\r\n\r\n")
    _frames: list[bytes] = field(default_factory=frames)
    _writes: dict[int, list[bytes]] = field(default_factory=dict[int, list[bytes]])

    def writes(self, frames_each: int) -> list[bytes]:
        """Return a period of writes with `frames_each` in each."""
        if frames_each not in self._writes:
            self._writes[frames_each] = [
                _chunk(b"".join(self._frames[begin : begin + frames_each]))
                for begin in range(0, PERIOD, frames_each)
            ]
        return self._writes[frames_each]


class Answer:
    """One streamed answer."""

    __slots__ = ("_end", "_left", "_next", "_period", "_transport", "_when", "_writes", "is_paused")

    def __init__(self, transport: asyncio.Transport, plan: Plan, stock: Stock) -> None:
        self._transport = transport
        self._writes = stock.writes(plan.frames)
        self._end = stock.end
        self._left = -(-plan.events // plan.frames)
        self._next = 0
        self._period = 1.0 / plan.rate if plan.rate else 0.0
        self._when = 0.0
        self.is_paused = False

    def start(self, phase: float) -> None:
        """Send the head and the first write; the second follows after a part of the period."""
        self._transport.write(_STREAM_HEAD)
        self._when = asyncio.get_running_loop().time() - phase * self._period
        self._step()

    def pour(self) -> None:
        """Send on while the other side reads, if the answer has no pace of its own."""
        while not (self._period or self.is_over or self.is_paused):
            self._write()

    @property
    def is_over(self) -> bool:
        """Whether all was sent."""
        return self._left < 0

    def _step(self) -> None:
        if self._transport.is_closing():
            return
        self._write()
        if self._period and not self.is_over:
            self._when += self._period
            asyncio.get_running_loop().call_at(self._when, self._step)

    def _write(self) -> None:
        self._transport.write(self._writes[self._next] if self._left else self._end)
        self._next = (self._next + 1) % len(self._writes)
        self._left -= 1


class Kiro(asyncio.Protocol):
    """One connection."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._held = b""
        self._answer: Answer | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # uvloop's is none by name
        self._transport = transport
        self._stock.connections += 1

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, separator, body = self._held.partition(b"\r\n\r\n")
        if not separator or len(body) < _content_length(head):
            return
        self._held = b""
        plan = find_plan(body)
        if plan is None:
            self._tell(head)
            return
        self._stock.requests += 1
        self._answer = Answer(self._transport, plan, self._stock)
        self._answer.start(self._stock.requests % _PHASES / _PHASES)
        self._answer.pour()

    def pause_writing(self) -> None:
        if self._answer is not None:
            self._answer.is_paused = True

    def resume_writing(self) -> None:
        if self._answer is not None:
            self._answer.is_paused = False
            self._answer.pour()

    def _tell(self, head: bytes) -> None:
        """Answer what is no request for an answer: the counts, or a list without models."""
        counts = {"connections": self._stock.connections, "requests": self._stock.requests}
        body = msgspec.json.encode(counts if b"/count " in head else {"models": []})
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
            % (len(body), body)
        )


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _content_length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


async def main() -> None:
    stock = Stock()
    await child.serve(lambda: Kiro(stock))


if __name__ == "__main__":
    child.run(main)
