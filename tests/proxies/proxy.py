"""Proxies on loopback sockets, which remember whom they were asked for."""

import asyncio
import ssl
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

LONGEST_SECONDS = 30
"""How long one connection may last."""

Address = tuple[str, int]


class RefusedError(Exception):
    """The proxy does not do what it is asked for, and has said so."""


@dataclass(frozen=True)
class Meeting:
    """What a client wants, what it hears once it is connected, and what is said there for it."""

    asked: Address
    welcome: bytes = b""
    first: bytes = b""


class Proxy(ABC):
    """A proxy for `async with`.

    With `wants`, a name and a password, it serves nobody else.  `knows` are addresses of names
    that nobody else can resolve.  `tls` is how it shows who it is.  One that `is_silent` takes
    connections and says nothing.
    """

    scheme = ""

    def __init__(
        self,
        *,
        wants: tuple[str, str] | None = None,
        knows: Mapping[str, Address] | None = None,
        tls: ssl.SSLContext | None = None,
        is_silent: bool = False,
    ) -> None:
        self.asked: list[Address] = []
        self.connections = 0
        self.wants = wants
        self._knows = knows or {}
        self._tls = tls
        self._is_silent = is_silent
        self._server: asyncio.Server | None = None
        self._serving = set[asyncio.Task[None]]()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"{self.scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def hosts(self) -> set[str]:
        """Whom it was asked for."""
        return {host for host, _ in self.asked}

    @abstractmethod
    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Meeting:
        """Read what a client wants.  Raises `RefusedError` when it does not get it."""

    def admits(self, username: str, password: str) -> bool:
        return self.wants in {None, (username, password)}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        if self._serving:
            await asyncio.wait(self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.connections += 1
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                if self._is_silent:
                    await reader.read()
                    return
                meeting = await self.meet(reader, writer)
                self.asked.append(meeting.asked)
                await self._relay(meeting, reader, writer)
        except (
            RefusedError,
            TimeoutError,
            OSError,
            asyncio.IncompleteReadError,
            asyncio.CancelledError,
        ):
            return
        finally:
            self._serving.discard(task)
            writer.close()

    async def _relay(
        self, meeting: Meeting, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        host, port = meeting.asked
        far_reader, far_writer = await asyncio.open_connection(*self._knows.get(host, (host, port)))
        try:
            writer.write(meeting.welcome)
            far_writer.write(meeting.first)
            async with asyncio.TaskGroup() as both:
                both.create_task(_pump(reader, far_writer))
                both.create_task(_pump(far_reader, writer))
        except* OSError:
            pass
        finally:
            far_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what comes; the end of one direction is the end of both."""
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    raise ConnectionAbortedError
