"""I am the floor: two protocols and a byte copy, on the gateway's kind of loop.

A process of its own: `python -m bench.relay PORT` relays to that port of the loopback.
"""

import asyncio
import sys
from typing import cast

from bench import child


class Side(asyncio.Protocol):
    """One of the two connections: what comes in goes out on the other."""

    def __init__(self) -> None:
        self.other: Side | None = None
        self.transport: asyncio.Transport | None = None
        self._early = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # uvloop's is none by name
        self.transport = transport
        if self.other is not None and self.other.transport is not None:
            transport.write(self.other._early)  # noqa: SLF001 -- the same class

    def data_received(self, data: bytes) -> None:
        other = self.other
        if other is not None and other.transport is not None:
            other.transport.write(data)
        else:
            self._early += data

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- so it is called
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()


class Accepted(Side):
    """The client's side, which opens the other."""

    def __init__(self, port: int, group: asyncio.TaskGroup) -> None:
        super().__init__()
        self._port = port
        self._group = group

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._group.create_task(self._connect())

    async def _connect(self) -> None:
        upstream = Side()
        upstream.other = self
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: upstream, "127.0.0.1", self._port)
        self.other = upstream


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        await child.serve(lambda: Accepted(int(sys.argv[1]), group))


if __name__ == "__main__":
    child.run(main)
