"""What leaves through the front door: JSON at once, or events as they come."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

import msgspec
from litestar import Response
from litestar.types import Receive, Scope, Send

from kiro_py.public.answering import answering_of
from kiro_py.public.closing import ClosingTime
from kiro_py.public.leaving import until_client_leaves
from kiro_py.public.refusals import Answer, answer, error_event, is_unforeseen
from kiro_py.sse.encode import encode, encode_all
from kiro_py.wire.anthropic.stream import StreamEvent

Batches = AsyncGenerator[Sequence[StreamEvent]]
Headers = tuple[tuple[bytes, bytes], ...]

_ENCODER: Final = msgspec.json.Encoder()
_JSON: Final = (b"content-type", b"application/json")
_STREAM: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
)


@dataclass(frozen=True, slots=True)
class JsonResponse:
    """An ASGI application that answers with one JSON value."""

    value: object
    request_id: str
    status: int = 200
    headers: Headers = ()

    def for_litestar(self) -> Response[bytes]:
        """Return the same as a response of the framework, which its error handlers must give."""
        headers = {name.decode(): value.decode() for name, value in self.headers}
        return Response(
            _ENCODER.encode(self.value),
            status_code=self.status,
            headers={"request-id": self.request_id, **headers},
            media_type="application/json",
        )

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Send it; `HEAD` gets headers only."""
        body = _ENCODER.encode(self.value)
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [
                    _JSON,
                    (b"content-length", str(len(body)).encode()),
                    (b"request-id", self.request_id.encode()),
                    *self.headers,
                ],
            }
        )
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await send(
            {
                "type": "http.response.body",
                "body": b"" if is_head else body,
                "more_body": False,
            }
        )


def refusal(failure: Exception, request_id: str) -> JsonResponse:
    """Return the answer that tells `failure` as an HTTP status."""
    told: Answer = answer(failure, request_id)
    headers = tuple(
        (name.encode(), value.encode())
        for name, value in told.headers.items()
        if name not in {"content-type", "request-id"}  # every JsonResponse has these
    )
    return JsonResponse(told.envelope, request_id, told.status, headers)


@dataclass(frozen=True, slots=True)
class Later:
    """An ASGI application that answers with what `make` returns, unless the client leaves first.

    `report` hears of failures that nobody foresaw; `closing` says when time is up.
    """

    make: Callable[[], Awaitable[JsonResponse]]
    request_id: str
    report: Callable[[Exception], None]
    closing: ClosingTime = field(default_factory=ClosingTime)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the answer and send it."""
        async with until_client_leaves(receive):
            try:
                async with self.closing.open_hours():
                    response = await self.make()
            except Exception as failure:  # noqa: BLE001 -- the outermost edge of a request
                if is_unforeseen(failure):
                    self.report(failure)
                answering_of(scope).fails(failure)
                response = refusal(failure, self.request_id)
            await response(scope, receive, send)
            answering_of(scope).over()


@dataclass(frozen=True, slots=True)
class EventStream:
    """An ASGI application that answers with server-sent events.

    Nothing is sent before the first batch, so that a failure before it is an HTTP status; a
    failure after it is an `error` event and the end.  That time is up (`closing`) is one, too.
    """

    batches: Batches
    request_id: str
    report: Callable[[Exception], None]
    closing: ClosingTime = field(default_factory=ClosingTime)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events as they come, until they end or the client leaves."""
        async with until_client_leaves(receive), aclosing(self.batches) as batches:
            try:
                async with self.closing.open_hours():
                    first = await anext(batches)
            except Exception as failure:  # noqa: BLE001 -- the outermost edge of a request
                self._hear(failure, scope)
                await refusal(failure, self.request_id)(scope, receive, send)
            else:
                await self._stream(first, batches, scope, send)

    def _hear(self, failure: Exception, scope: Scope) -> None:
        if is_unforeseen(failure):
            self.report(failure)
        answering_of(scope).fails(failure)

    async def _stream(
        self, first: Sequence[StreamEvent], batches: Batches, scope: Scope, send: Send
    ) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [*_STREAM, (b"request-id", self.request_id.encode())],
            }
        )
        await _send_body(send, encode_all(first))
        try:
            async with self.closing.open_hours():
                async for batch in batches:  # not by way of _send_body: this is the hot path
                    await send(
                        {"type": "http.response.body", "body": encode_all(batch), "more_body": True}
                    )
        except Exception as failure:  # noqa: BLE001 -- the outermost edge of a request
            self._hear(failure, scope)
            await _send_body(send, encode(error_event(failure, self.request_id)))
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        answering_of(scope).over()


async def _send_body(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})
