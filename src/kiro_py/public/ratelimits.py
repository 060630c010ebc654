"""I tell clients in headers how much of their limits is left, as Anthropic does.

Only those limits are told that a key has; of two limits of tokens the one with less left.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from kiro_py.clients.client import Client, Limits
from kiro_py.clients.limits import Use
from kiro_py.public.keys import find_client

Headers = list[tuple[bytes, bytes]]


def limit_headers(limits: Limits, use: Use) -> Headers:
    """Return the headers that tell `limits` to whoever uses so much of them."""
    headers: Headers = []
    rate = limits.requests_per_minute
    if rate is not None:
        headers += _three("requests", rate, rate - use.this_minute, use.minute_ends_at)
    tokens = [
        (limit - used, limit, ends_at)
        for limit, used, ends_at in (
            (limits.tokens_per_day, use.day.tokens, use.day_ends_at),
            (limits.tokens_per_month, use.month.tokens, use.month_ends_at),
        )
        if limit is not None
    ]
    if tokens:
        left, limit, ends_at = min(tokens)
        headers += _three("tokens", limit, left, ends_at)
    return headers


def stamped(use_of: Callable[[int | None], Use]) -> Callable[[ASGIApp], ASGIApp]:
    """Return a middleware that puts the headers on every answer of a key that has limits.

    It stands around the guard, which says who asks.
    """

    def wrap(app: ASGIApp) -> ASGIApp:
        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_stamped(message: Message) -> None:
                if message["type"] == "http.response.start":
                    client: Client | None = find_client(scope)
                    if client is not None and client.limits != _NONE:
                        told = limit_headers(client.limits, use_of(client.id))
                        message["headers"] = [*message["headers"], *told]
                await send(message)

            await app(scope, receive, send_stamped)

        return run

    return wrap


_NONE = Limits()


def _three(what: str, limit: int, left: int, resets_at: float) -> Headers:
    """Return limit, rest and reset; a rest is never negative, and a reset is in whole seconds."""
    reset = datetime.fromtimestamp(resets_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {"limit": str(limit), "remaining": str(max(0, left)), "reset": reset}
    return [
        (f"anthropic-ratelimit-{what}-{name}".encode(), value.encode())
        for name, value in told.items()
    ]
