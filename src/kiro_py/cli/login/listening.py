"""The place on this machine that Kiro's page sends a browser back to."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Final, TypeAlias

from kiro_py.kiro.browser import CALLBACK_PORT, REDIRECT_URI

READ_SECONDS: Final = 10.0
"""How long a browser may take to say what it wants."""

MAX_HEAD_BYTES: Final = 16_384

_HOSTS: Final = ("127.0.0.1", "::1")
"""What `localhost` means to browsers: they try one after the other."""

Bring: TypeAlias = Callable[[str], None]
"""Takes the address of a page; raises `ValueError` for one of somebody else's."""


@asynccontextmanager
async def listening(bring: Bring, port: int = CALLBACK_PORT) -> AsyncGenerator[int | None]:
    """Bring what browsers come back with as long as the context lasts.

    Yields the port, `None` when somebody else listens there.
    """
    place = _Place(bring)
    servers: list[asyncio.Server] = []
    for host in _HOSTS:
        # Some machines have no IPv6, and then there is nobody to listen to.
        with suppress(OSError):
            server = await asyncio.start_server(place.serve, host, port, limit=MAX_HEAD_BYTES)
            servers.append(server)
            port = server.sockets[0].getsockname()[1]
    try:
        yield port if servers else None
    finally:
        for server in servers:
            server.close()
            await server.wait_closed()


class _Place:
    """Answers one request after the other, in words that hold nothing of theirs."""

    def __init__(self, bring: Bring) -> None:
        self._bring = bring

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            async with asyncio.timeout(READ_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(head))
                await writer.drain()
        writer.close()

    def _answer(self, head: bytes) -> bytes:
        method, _, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        target = rest.partition(" ")[0]
        if method != "GET" or not target.startswith("/"):
            return _page(HTTPStatus.NOT_FOUND, "There is nothing here.")
        try:
            self._bring(f"{REDIRECT_URI}{target}")
        except ValueError:
            return _page(HTTPStatus.NOT_FOUND, "This is not the sign-in that is waited for.")
        return _page(HTTPStatus.OK, "You can close this page; the terminal says how it ended.")


def _page(status: HTTPStatus, text: str) -> bytes:
    body = f"{text}\n".encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "content-type: text/plain; charset=utf-8",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "connection: close",
    )
    return "\r\n".join([*head, "", ""]).encode() + body
