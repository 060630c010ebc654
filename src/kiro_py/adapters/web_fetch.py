"""The public web over HTTP, for what a client names by URL.

Rule 1: every address is judged when its socket is made, and the socket goes there and nowhere
else, so that no spelling, no redirect and no second answer of a name server gets around it.
Rule 2: redirects are followed by hand.  Rule 3: nothing of ours is sent, neither key nor cookie,
and no proxy is used: it would look names up itself.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final, Literal, Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from kiro_py.adapters.http_upstream import tls_context
from kiro_py.adapters.public_address import Address, is_public, read_address
from kiro_py.ports.web import Resource, Unfetched

_HEADERS: Final = {"User-Agent": "kiro-py", "Accept-Encoding": "identity"}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_UNTOLD: Final = ("", "application/octet-stream", "binary/octet-stream")
"""Media types that say nothing: the bytes will tell."""


@dataclass(frozen=True, slots=True)
class WebLimits:
    """What one URL may cost: bytes, seconds from first to last, and redirects.

    20 MiB are more than a document may have upstream; Claude Code warns its user after 20 seconds
    of silence.  `at_once` is for all requests together.
    """

    max_bytes: int = 20 * 1024 * 1024
    seconds: float = 15.0
    redirects: int = 5
    at_once: int = 8


class _NotPublicError(OSError):
    """An address is not everybody's; the words are the same for all, as aiohttp compares them."""

    def __init__(self) -> None:
        super().__init__("it leads to an address that is not public")


class _StopError(Exception):
    """There is a reason not to go on."""


class WebFetch:
    """Implements the `Web` port; use it as an async context manager.

    `is_allowed` judges addresses, `resolver` finds them; both are for tests.
    """

    def __init__(
        self,
        tls_backend: Literal["rustls", "native-tls"] = "rustls",
        limits: WebLimits | None = None,
        *,
        is_allowed: Callable[[Address], bool] = is_public,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._tls_backend: Literal["rustls", "native-tls"] = tls_backend
        self._limits = limits or WebLimits()
        self._is_allowed = is_allowed
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._closing = AsyncExitStack()

    async def fetch(self, url: str, kinds: Sequence[str]) -> Resource | Unfetched:
        """Return what stands at `url`; see the port."""
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, kinds)
        except TimeoutError:
            return Unfetched(f"it took more than {self._limits.seconds:g} seconds")
        except aiohttp.ClientConnectorCertificateError:
            return Unfetched("its server's certificate is not trusted")
        except aiohttp.ClientConnectorError as error:
            cause = error.os_error
            is_told = isinstance(cause, _NotPublicError)
            return Unfetched(str(cause) if is_told else "its server cannot be reached")
        except ValueError:  # aiohttp's own, and those of URLs and names that cannot be written out
            return Unfetched("it is no URL")
        except (aiohttp.ClientError, OSError):
            return Unfetched("its server broke off")
        except _StopError as reason:
            return Unfetched(str(reason))

    async def _follow(self, url: str, kinds: Sequence[str]) -> Resource:
        for _ in range(self._limits.redirects + 1):
            async with self._opened().get(_checked(url), allow_redirects=False) as response:
                location = response.headers.get("location")
                if response.status not in _REDIRECTS or location is None:
                    return await self._read(response, kinds)
                url = urljoin(url, location)
        raise _StopError(f"it redirects more than {self._limits.redirects} times")

    async def _read(self, response: aiohttp.ClientResponse, kinds: Sequence[str]) -> Resource:
        if response.status != 200:  # noqa: PLR2004 -- the only status that comes with the whole
            raise _StopError(f"its server answers HTTP {response.status}")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in _UNTOLD and not media_type.startswith(tuple(kinds)):
            raise _StopError(f"its media type is {media_type!r}, expected {', '.join(kinds)}")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise _StopError("its server compresses what it was asked to send as it is")
        limit = self._limits.max_bytes
        data = bytearray()
        if (response.content_length or 0) <= limit:
            async for piece in response.content.iter_any():
                data += piece
                if len(data) > limit:
                    break
            else:
                return Resource("" if media_type in _UNTOLD else media_type, bytes(data))
        raise _StopError(f"it is larger than {limit} bytes")

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, which is made only when somebody needs it."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=tls_context(self._tls_backend),
                    resolver=self._resolver,
                    use_dns_cache=False,
                    force_close=True,
                    limit=self._limits.at_once,
                    socket_factory=self._socket,
                ),
                timeout=aiohttp.ClientTimeout(total=None),
                headers=_HEADERS,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
            self._closing.push_async_callback(self._session.close)
        return self._session

    def _socket(self, found: tuple[int, int, int, str, tuple[Any, ...]]) -> socket.socket:
        """Return a socket for an address that is about to be connected to."""
        family, kind, protocol, _, place = found
        if not self._is_allowed(read_address(place[0])):
            raise _NotPublicError
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)  # noqa: FBT003 -- the name of the standard library's method says it
        return made

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()
        self._session = None


def _checked(url: str) -> str:
    """Return `url` if it is one to be asked for.  Raises `ValueError` if it is none at all."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _StopError("it does not begin with http:// or https://")
    if "@" in parts.netloc:
        raise _StopError("it holds a sign-in")
    return url
