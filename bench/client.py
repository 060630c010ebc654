"""I ask, count what comes back, and notice what is lost or out of order.

A process of its own (`python -m bench.client`) that takes one command a line and answers each with
one line.
"""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Final, cast

import msgspec

from bench import child
from bench.orders import Ask, Order, Probed, Tally
from bench.wire import MARK, MARK_BYTES, MARKS, PERIOD, ask_gateway, ask_kiro

_GOOD: Final = b"HTTP/1.1 200"
_END: Final = b"\r\n0\r\n\r\n"
_ERROR: Final = b"event: error"
_KEPT_BYTES: Final = 16
"""More than a mark or an end that was cut in two."""


class Stream(asyncio.Protocol):
    """A connection with one request at a time."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._expected = 0
        self._wanted = 0
        self._is_sound = True
        self.first: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # uvloop's is none by name
        self._transport = transport

    def ask(self, ask: Ask) -> None:
        """Send a request; `first` and `end` tell when its answer begins and that it ends."""
        loop = asyncio.get_running_loop()
        self.first, self.end = loop.create_future(), loop.create_future()
        self._rest, self._expected, self._wanted = b"", 0, ask.plan.events
        self._tally.asked += 1
        assert self._transport is not None
        request = ask_gateway if ask.is_gateway else ask_kiro
        self._transport.write(request(ask.plan, ask.port))

    def data_received(self, data: bytes) -> None:
        if not self.first.done() and not self._rest:
            self._is_sound = data.startswith(_GOOD)
        self._is_sound = self._is_sound and _ERROR not in data
        data = self._rest + data
        found: list[bytes] = MARK.findall(data)
        if found:
            self._count(found)
            data = data[data.rindex(found[-1]) + MARK_BYTES :]
        self._rest = data[-_KEPT_BYTES:]
        if data.endswith(_END) or not self._is_sound:
            self._finish(is_whole=self._is_sound)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- so it is called
        self._finish(is_whole=False)

    def close(self) -> None:
        """Leave."""
        if self._transport is not None:
            self._transport.close()

    def _count(self, found: list[bytes]) -> None:
        if not self.first.done():
            self.first.set_result(time.perf_counter())
            self._tally.begun += 1
        if found != MARKS[self._expected : self._expected + len(found)]:
            self._tally.disordered += 1
        self._expected = (int(found[-1][1:-1]) + 1) % PERIOD
        self._wanted -= len(found)
        self._tally.events += len(found)

    def _finish(self, *, is_whole: bool) -> None:
        if self.end.done():
            return
        self._tally.ended += 1
        self._tally.failed += not is_whole
        self._tally.lost += abs(self._wanted)
        if not self.first.done():
            self.first.set_result(float("inf"))
        self.end.set_result(None)


class Client:
    """Carries out orders; streams of an earlier order run on meanwhile."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._tally = Tally()
        self._running: set[asyncio.Task[None]] = set()
        self._kept: dict[int, Stream] = {}
        self._is_churning = False

    async def obey(self, order: Order) -> Tally | Probed:
        """Return what the order asks for, when it is there."""
        match order.do:
            case "open":
                await self._open(order.asks[0], order.count)
            case "churn":
                self._churn(order.asks[0], order.count)
            case "tell":
                pass
            case "wait":
                self._is_churning = False
                await asyncio.gather(*self._running)
            case "probe":
                return Probed([await self._probe(order.asks) for _ in range(order.count)])
        return self._tally

    def leave(self) -> None:
        """Let go of everything."""
        for task in self._running:
            task.cancel()

    async def _open(self, ask: Ask, count: int) -> None:
        """Begin `count` streams and wait until each has brought its first event."""
        self._tally = Tally()
        firsts: list[asyncio.Future[float]] = []
        for _ in range(count):
            stream = await self._connect(ask.port)
            stream.ask(ask)
            firsts.append(stream.first)
            self._run(self._see_out(stream))
        await asyncio.gather(*firsts)

    def _churn(self, ask: Ask, count: int) -> None:
        """Keep `count` streams going, which begin one after the other."""
        self._tally = Tally()
        self._is_churning = True
        for index in range(count):
            self._run(self._one_after_another(ask, ask.plan.seconds * index / count))

    async def _one_after_another(self, ask: Ask, pause: float) -> None:
        await asyncio.sleep(pause)
        while self._is_churning:
            stream = await self._connect(ask.port)
            stream.ask(ask)
            await self._see_out(stream)

    async def _see_out(self, stream: Stream) -> None:
        await stream.end
        stream.close()

    async def _probe(self, asks: list[Ask]) -> list[float]:
        """Ask each in turn; return how many seconds the first event of each took."""
        return [await self._first_event(ask) for ask in asks]

    async def _first_event(self, ask: Ask) -> float:
        stream = self._kept.get(ask.port)
        if stream is None:
            stream = self._kept[ask.port] = await self._connect(ask.port)
        started = time.perf_counter()
        stream.ask(ask)
        seconds = await stream.first - started
        await stream.end
        return seconds

    async def _connect(self, port: int) -> Stream:
        _, stream = await asyncio.get_running_loop().create_connection(
            lambda: Stream(self._tally), "127.0.0.1", port
        )
        return stream

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._group.create_task(coroutine)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def main() -> None:
    """Obey until there are no more orders."""
    orders = await child.standard_input()
    async with asyncio.TaskGroup() as group:
        client = Client(group)
        while line := await orders.readline():
            child.say(await client.obey(msgspec.json.decode(line, type=Order)))
        client.leave()


if __name__ == "__main__":
    child.run(main)
