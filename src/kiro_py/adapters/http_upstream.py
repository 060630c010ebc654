"""Kiro over HTTP, with connections that are kept warm."""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final, Literal, Self
from urllib.parse import urlsplit

import aiohttp
import certifi
import truststore
from aiohttp_socks import (
    ProxyConnectionError,
    ProxyConnector,
    ProxyError,
    ProxyTimeoutError,
)

from kiro_py.errors import UpstreamUnreachable
from kiro_py.pool.credential import Proxy
from kiro_py.ports.upstream import ByteStream, HttpAnswer, HttpCall

KEEP_ALIVE_SECONDS: Final = 60.0
"""How long an idle connection is kept: a person's pause between two turns, most of the time."""

FETCH_SECONDS: Final = 60.0
"""How long a whole small answer (a renewal, a list) may take."""

REFUSAL_SECONDS: Final = 15.0
"""How long the body of a refusal may take once its headers are here."""

END_SECONDS: Final = 0.2
"""How long the end of a body is waited for, once all of its meaning is here, to keep the line."""

SOCKS_PORT: Final = 1080
LONGEST_SOCKS_WORD: Final = 255

_FAILURES: Final = (
    aiohttp.ClientError,
    OSError,
    EOFError,  # a SOCKS proxy that hangs up while it is being asked
    TimeoutError,
    ProxyError,
    ProxyConnectionError,
    ProxyTimeoutError,
)
"""What aiohttp and its SOCKS connector raise when the network is at fault."""

_ADDED_BY_AIOHTTP: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How connections are made; `connect_timeout` is in seconds."""

    connect_timeout: float = 10.0
    tls_backend: Literal["rustls", "native-tls"] = "rustls"


class HttpUpstream:
    """Implements the `Upstream` port; use it as an async context manager.

    There is one pool of connections per proxy and one for direct connections, none of which
    looks at the environment.
    """

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._tls = tls_context(settings.tls_backend)
        self._sessions: dict[Proxy | None, aiohttp.ClientSession] = {}
        self._closing = AsyncExitStack()

    async def open(self, call: HttpCall) -> ByteStream | HttpAnswer:
        """Send `call`; see the port."""
        response = await self._send(call)
        if response.status // 100 == 2:  # noqa: PLR2004 -- the class of successes
            return _Body(response)
        try:
            async with asyncio.timeout(REFUSAL_SECONDS):
                return await _whole(response)
        except TimeoutError:
            return HttpAnswer(response.status, _headers(response))
        except (aiohttp.ClientError, OSError):
            return HttpAnswer(response.status, _headers(response))
        finally:
            response.close()

    async def fetch(self, call: HttpCall) -> HttpAnswer:
        """Send `call` and return the whole answer; see the port."""
        host = _host(call)
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                response = await self._send(call)
                try:
                    return await _whole(response)
                finally:
                    response.release()
        except TimeoutError as error:
            raise UpstreamUnreachable("silence", host=host) from error
        except (aiohttp.ClientError, OSError) as error:
            raise UpstreamUnreachable(_said(error), host=host) from error

    async def _send(self, call: HttpCall) -> aiohttp.ClientResponse:
        if _is_unspeakable(call.proxy):
            why = "a sign-in for a SOCKS proxy has at most 255 ASCII characters"
            raise UpstreamUnreachable(why, host=_host(call))
        try:
            return await self._session(call.proxy).request(
                call.method,
                call.url,
                data=BytesIO(call.body) if call.body else None,  # leaves in pieces, however large
                headers=dict(call.headers),
                proxy=_http_proxy(call.proxy),
                proxy_headers=_http_proxy_headers(call.proxy),
                allow_redirects=False,
            )
        except _FAILURES as error:
            raise UpstreamUnreachable(_said(error), host=_host(call)) from error

    def _session(self, proxy: Proxy | None) -> aiohttp.ClientSession:
        session = self._sessions.get(proxy)
        if session is None:
            session = self._sessions[proxy] = self._new_session(proxy)
            self._closing.push_async_callback(session.close)
        return session

    def _new_session(self, proxy: Proxy | None) -> aiohttp.ClientSession:
        connector: aiohttp.TCPConnector
        if proxy is not None and proxy.url.startswith("socks"):
            address = urlsplit(proxy.url)
            connector = ProxyConnector(
                host=address.hostname or "",
                port=address.port or SOCKS_PORT,
                username=proxy.username,
                password=None if proxy.password is None else proxy.password.reveal(),
                rdns=address.scheme == "socks5h",
                ssl=self._tls,
                limit=0,
                keepalive_timeout=KEEP_ALIVE_SECONDS,
            )
        else:
            connector = aiohttp.TCPConnector(
                ssl=self._tls, limit=0, keepalive_timeout=KEEP_ALIVE_SECONDS
            )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(
                total=None,
                connect=self._settings.connect_timeout,  # the talk with a proxy included
                sock_connect=self._settings.connect_timeout,
                sock_read=None,
            ),
            skip_auto_headers=_ADDED_BY_AIOHTTP,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()
        self._sessions.clear()


class _Body:
    """The body of a successful answer while it arrives."""

    __slots__ = ("_content", "_response", "headers")

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self._content = response.content
        self.headers: Mapping[str, str] = _headers(response)

    async def receive(self) -> bytes:
        try:
            return await self._content.readany()
        except (aiohttp.ClientError, OSError) as error:
            raise UpstreamUnreachable(_said(error), host=self._response.url.host or "") from error

    async def close(self, *, is_over: bool) -> None:
        if not is_over:
            self._response.close()
            return
        if not self._content.at_eof():
            try:
                async with asyncio.timeout(END_SECONDS):
                    while await self._content.readany():
                        pass
            except (TimeoutError, aiohttp.ClientError, OSError):
                self._response.close()
                return
        self._response.release()


@cache
def tls_context(backend: Literal["rustls", "native-tls"]) -> ssl.SSLContext:
    """Return the trust of `tlsBackend`, the same for all of a process: reading it takes a while.

    `rustls`: the bundled roots and the system's together; `native-tls`: the verifier of the
    operating system.
    """
    if backend == "native-tls":
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


async def _whole(response: aiohttp.ClientResponse) -> HttpAnswer:
    return HttpAnswer(response.status, _headers(response), await response.read())


def _headers(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _http_proxy(proxy: Proxy | None) -> str | None:
    return None if proxy is None or proxy.url.startswith("socks") else proxy.url


def _http_proxy_headers(proxy: Proxy | None) -> dict[str, str] | None:
    if proxy is None or proxy.username is None or _http_proxy(proxy) is None:
        return None
    password = "" if proxy.password is None else proxy.password.reveal()
    # aiohttp renames it to `Proxy-Authorization`, on the request or on its CONNECT.
    return {"Authorization": aiohttp.encode_basic_auth(proxy.username, password)}


def _is_unspeakable(proxy: Proxy | None) -> bool:
    """Tell whether a sign-in cannot be said to its SOCKS proxy (RFC 1929 counts in bytes)."""
    if proxy is None or proxy.username is None or not proxy.url.startswith("socks"):
        return False
    words = (proxy.username, "" if proxy.password is None else proxy.password.reveal())
    return not all(word.isascii() and len(word) <= LONGEST_SOCKS_WORD for word in words)


def _host(call: HttpCall) -> str:
    return call.url.split("/", 3)[2]


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
