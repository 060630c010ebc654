"""The need to ask Kiro something over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from kiro_py.pool.credential import Proxy


@dataclass(frozen=True, slots=True)
class HttpCall:
    """One request, complete: nothing is added to its headers but `host` and lengths.

    `proxy` is `None` for a direct connection, which then ignores the environment's proxies.
    """

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    proxy: Proxy | None = None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


class ByteStream(Protocol):
    """The body of an answer while it arrives."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The answer's headers, names in lower case."""
        ...

    async def receive(self) -> bytes:
        """Return the next bytes as soon as there are any, or `b""` at the end.

        Cancelling a call loses nothing: the next call gets the same bytes.  Not calling slows the
        sender.  Raises `UpstreamUnreachable` when the connection breaks before the end.
        """
        ...

    async def close(self, *, is_over: bool) -> None:
        """Cut the connection, or give it back when the answer `is_over` and its end comes at once.

        May be called twice.
        """
        ...


class Upstream(Protocol):
    """Kiro, seen through HTTP.  Redirects are never followed."""

    async def open(self, call: HttpCall) -> ByteStream | HttpAnswer:
        """Send `call`; return its body as it arrives on 2xx, else the whole (refusing) answer.

        Raises `UpstreamUnreachable` when there is no answer at all.
        """
        ...

    async def fetch(self, call: HttpCall) -> HttpAnswer:
        """Send `call` and return the whole answer, whatever its status.

        Raises `UpstreamUnreachable` when there is no answer, or none within a minute.
        """
        ...
