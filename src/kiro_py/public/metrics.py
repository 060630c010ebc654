"""The route at which monitoring reads metrics."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from litestar import Request, Response, get
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

PATH: Final = "/metrics"

Guard: TypeAlias = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


class Told(Protocol):
    """Metrics as text."""

    @property
    def body(self) -> bytes:
        """The text itself."""
        ...

    @property
    def content_type(self) -> str:
        """Its format."""
        ...


Tell: TypeAlias = Callable[[str], Awaitable[Told]]
"""Tells metrics in the format that an `accept` header prefers."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """Who tells metrics, and whether only a client with a key is told."""

    tell: Tell
    needs_key: bool = False


def metrics_route(gauge: Gauge, guard: Guard) -> HTTPRouteHandler:
    """Return the route; `guard` lets those in who show a key."""

    @get(PATH, guards=[guard] if gauge.needs_key else [])
    async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
        told = await gauge.tell(request.headers.get("accept", ""))
        return Response(told.body, headers={"content-type": told.content_type})

    return metrics
