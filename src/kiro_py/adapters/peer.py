"""Another process of this gateway, over HTTP: by its URL, or by its socket on the same machine."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
from yarl import URL

CONNECT_SECONDS: Final = 2.0
"""How long it may take until it is there; after that it is not."""

SILENT_SECONDS: Final = 60.0
"""How long an answer may stop; one without an end says every few seconds that it is there."""

NEAR: Final = "unix:"
"""What an address begins with that is a socket's path."""

_ADDED_BY_AIOHTTP: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")

_NOT_HANDED_ON: Final = frozenset(
    {
        b"connection",
        b"date",
        b"expect",
        b"host",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""What is about one connection, or added to every answer anyway."""

Headers = Sequence[tuple[bytes, bytes]]


class PeerUnreached(Exception):  # noqa: N818 -- what it is
    """No connection came about: the other one knows nothing of it."""


class PeerLost(Exception):  # noqa: N818 -- what it is
    """The other one may have done what it was asked, and does not say so."""


@dataclass(frozen=True, slots=True)
class Way:
    """How another process is reached: at a URL, or by the socket at `path`."""

    url: str
    path: Path | None = None


def way_to(address: str, directory: Path | None) -> Way | None:
    """Return the best way to `address`, a URL and a socket (`unix:PATH`), or one of them.

    A socket is of use only to those who have the same `directory`; `None` when there is no way.
    """
    words = address.split()
    for word in words:
        path = Path(word.removeprefix(NEAR))
        if word.startswith(NEAR) and directory is not None and path.parent == directory:
            return Way("http://worker", path)
    return next((Way(word) for word in words if not word.startswith(NEAR)), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: `target` is a path with its query, as it was sent."""

    method: str
    target: str
    headers: Headers
    body: AsyncIterator[bytes] | None


@dataclass(frozen=True, slots=True)
class Found:
    """The beginning of an answer; `pieces` is the rest of it, as it comes."""

    status: int
    headers: Headers
    response: aiohttp.ClientResponse
    silent_seconds: float = SILENT_SECONDS

    @property
    def is_endless(self) -> bool:
        """Whether it is a stream of events, which nobody waits to the end of."""
        return self.response.content_type == "text/event-stream"

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Yield the body.  Raises `PeerLost` when it breaks off, or stops for too long."""
        try:
            while piece := await self._piece():
                yield piece
        except TimeoutError as silence:
            raise PeerLost(f"nothing has come for {self.silent_seconds:g} s") from silence
        except (aiohttp.ClientError, OSError) as error:
            raise PeerLost(str(error)) from error

    async def _piece(self) -> bytes:
        async with asyncio.timeout(self.silent_seconds):
            return await self.response.content.readany()


class Peers:
    """Asks them; `tls` is whom an `https` URL is trusted by."""

    def __init__(
        self, tls: ssl.SSLContext | None = None, silent_seconds: float = SILENT_SECONDS
    ) -> None:
        self._tls, self._silent_seconds = tls, silent_seconds

    async def is_there(self, way: Way) -> bool:
        """Whether somebody listens there; nothing is asked."""
        url = URL(way.url)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, writer = (
                    await asyncio.open_connection(url.host, url.port)
                    if way.path is None
                    else await asyncio.open_unix_connection(way.path)
                )
                writer.close()
                await writer.wait_closed()
        except OSError:  # a timeout is one, too
            return False
        return True

    @asynccontextmanager
    async def asked(self, way: Way, wanted: Wanted) -> AsyncGenerator[Found]:
        """Ask, and give the answer once it begins.

        Raises `PeerUnreached` when nothing was begun, and `PeerLost` when something may have been.
        """
        # A connection each: one that was kept could have been closed, which looks like a loss.
        connector = (
            aiohttp.TCPConnector(ssl=self._tls or True, force_close=True)
            if way.path is None
            else aiohttp.UnixConnector(str(way.path), force_close=True)
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
            auto_decompress=False,
            skip_auto_headers=_ADDED_BY_AIOHTTP,
        ) as session:
            response = await _sent(session, way, wanted)
            try:
                headers = [
                    (name.lower(), value)
                    for name, value in response.raw_headers
                    if name.lower() not in _NOT_HANDED_ON
                ]
                yield Found(response.status, headers, response, self._silent_seconds)
            finally:
                response.close()


async def _sent(session: aiohttp.ClientSession, way: Way, wanted: Wanted) -> aiohttp.ClientResponse:
    try:
        return await session.request(
            wanted.method,
            URL(way.url.rstrip("/") + wanted.target, encoded=True),
            headers=_headers(wanted.headers),
            data=wanted.body,
            allow_redirects=False,
        )
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise PeerUnreached(str(error) or "no connection") from error
    except (aiohttp.ClientError, OSError) as error:
        raise PeerLost(str(error)) from error


def _headers(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), _text(value))
        for name, value in headers
        if name not in _NOT_HANDED_ON
    ]


def _text(value: bytes) -> str:
    """Return what is sent as these bytes, if they are UTF-8, which keys and names are."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
