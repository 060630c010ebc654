"""What all routes of the keeper's door have in common: who may, what is told, how it is told."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from litestar import Request, Response, Router
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from kiro_py.admin.refusals import KeeperRefused, answer, is_unforeseen
from kiro_py.wire.admin.faults import FaultEnvelope

AnyRequest: TypeAlias = Request[Any, Any, Any]  # Litestar's user, auth and state: not used
AnyConnection: TypeAlias = ASGIConnection[Any, Any, Any, Any]
Routes: TypeAlias = Sequence[Any]
"""Route handlers of Litestar, whose types differ by what they return."""

PATH: Final = "/api/admin"

MAX_BODY_BYTES: Final = 52_428_800
"""Thousands of sign-ins are imported at once; a limit of 2 MB was too low for kiro-rs."""

Number: TypeAlias = Annotated[int, Parameter(ge=0, le=2**53 - 1, description="The number it has.")]
"""The id of a credential or of a key, in a path."""

_WORDS: Final = {
    400: "What was sent cannot be meant, or cannot be done to this.",
    401: "The admin key, or an open session, is missing.",
    403: "The session's `x-csrf-token` is missing.",
    404: "What was named is not there.",
    409: "That is being done, or has just been done.",
    412: "Somebody else has changed it: read it again.",
    413: "The body is too large.",
    429: "Too many tries: `retry-after` says when.",
    500: "The gateway has failed, or could not write.",
    502: "A service of Kiro's has refused, or does not answer.",
    503: "A service of Kiro's wants to be left alone for a while.",
}


@dataclass(frozen=True, slots=True)
class KeeperDoor:
    """What the keeper's door opens to.

    `admits` raises `KeeperRefused` unless the keeper is there; `request_id` returns the id of a
    request; `report` hears of it, and of an exception that nobody foresaw.
    """

    admits: Callable[[AnyConnection], Awaitable[None]]
    request_id: Callable[[AnyConnection], str]
    report: Callable[[str, Exception], None]


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """Return what a route documents of its refusals, besides those that every route has."""
    return {status: _refusal(status) for status in sorted({400, 401, 403, 500, *statuses})}


def build(door: KeeperDoor, routes: Routes) -> Router:
    """Return the door with `routes` behind it, each of which wants the keeper."""
    return Router(
        path=PATH,
        guards=[_guard(door)],
        exception_handlers={Exception: _exception_handler(door)},
        middleware=[_stamped(door)],
        request_max_body_size=MAX_BODY_BYTES,
        route_handlers=routes,
    )


def _refusal(status: int) -> ResponseSpec:
    return ResponseSpec(FaultEnvelope, description=_WORDS[status], generate_examples=False)


def _guard(door: KeeperDoor) -> Callable[[AnyConnection, BaseRouteHandler], Awaitable[None]]:
    async def require_keeper(connection: AnyConnection, _: BaseRouteHandler) -> None:
        await door.admits(connection)

    return require_keeper


def _exception_handler(
    door: KeeperDoor,
) -> Callable[[AnyRequest, Exception], Response[FaultEnvelope]]:
    def handle(request: AnyRequest, failure: Exception) -> Response[FaultEnvelope]:
        if is_unforeseen(failure):
            door.report(door.request_id(request), failure)
        status, body = answer(failure)
        headers = failure.headers if isinstance(failure, KeeperRefused) else {}
        return Response(body, status_code=status, headers=headers, media_type="application/json")

    return handle


def _stamped(door: KeeperDoor) -> Callable[[ASGIApp], ASGIApp]:
    """Give every answer its request's id, and keep it out of caches."""

    def wrap(app: ASGIApp) -> ASGIApp:
        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            number = door.request_id(ASGIConnection(scope)).encode()

            async def send_stamped(message: Message) -> None:
                if message["type"] == "http.response.start":
                    stamps = [(b"request-id", number), (b"cache-control", b"no-store")]
                    message["headers"] = [*message["headers"], *stamps]
                await send(message)

            await app(scope, receive, send_stamped)

        return run

    return wrap
