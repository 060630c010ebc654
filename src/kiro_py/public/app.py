"""The routes of the front door."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from litestar import Litestar, Request, Response, Router, get, head, post
from litestar.config.cors import CORSConfig
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive

from kiro_py.clients.client import Client
from kiro_py.errors import ErrorType, RequestRefused
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.ask import Ask
from kiro_py.exchange.run import Exchange
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal
from kiro_py.public.admitted import Admitted
from kiro_py.public.answering import answering_of, followed
from kiro_py.public.closing import ClosingTime
from kiro_py.public.intake import read_count, read_messages
from kiro_py.public.keys import Porter, client_of, let_in
from kiro_py.public.metrics import Gauge, metrics_route
from kiro_py.public.models import page
from kiro_py.public.ratelimits import stamped
from kiro_py.public.readiness import Readiness
from kiro_py.public.refusals import is_unforeseen
from kiro_py.public.responses import EventStream, JsonResponse, Later, refusal
from kiro_py.wire.admin.usage import OwnUsage
from kiro_py.wire.anthropic.models import ModelInfo, TokenCount
from kiro_py.wire.anthropic.request import MessagesRequest

AnyRequest = Request[Any, Any, Any]  # Litestar's user, auth and state, none of which is used
AnyConnection = ASGIConnection[Any, Any, Any, Any]

MESSAGES: Final = ("/v1/messages", "/messages", "/v1/v1/messages")
"""The path, and where clients land whose base URL lacks `/v1` or has it twice."""

BUFFERED: Final = ("/cc/v1/messages",)

_HTTP_ERRORS: Final[dict[int, ErrorType]] = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
}


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """What the front door opens to.

    `count` returns the tokens of a request that came as these bytes, and always does;
    `porter` tells who asks, `admission` lets requests in as far as their limits go;
    `models` is a client's list as it is now, `model` finds one by any of its names;
    `own_use` is what a client has used;
    `readiness` says whether anybody can be served;
    `journal` hears how each request was answered;
    `closing` says whether anybody is let in still;
    `report` hears of a request id and an exception that nobody foresaw;
    `metrics` are told at a route of their own, if they are told at all.
    """

    exchange: Exchange
    count: Callable[[MessagesRequest, bytes], Awaitable[int]]
    porter: Porter
    admission: Admission
    models: Callable[[Client], Sequence[ModelInfo]]
    model: Callable[[Client, str], ModelInfo]
    own_use: Callable[[Client], Awaitable[OwnUsage]]
    readiness: Callable[[], Readiness]
    clock: Clock
    journal: Journal
    report: Callable[[str, Exception], None]
    max_body_bytes: int = 52_428_800
    cors_origins: tuple[str, ...] = ()
    closing: ClosingTime = field(default_factory=ClosingTime)
    metrics: Gauge | None = None


Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def build(door: FrontDoor, *, lifespan: Lifespan) -> Litestar:
    """Return the ASGI application of the front door."""
    guard = _guard(door.porter, door.closing)
    metrics = [] if door.metrics is None else [metrics_route(door.metrics, guard)]
    guarded = Router(
        path="/",
        guards=[guard],
        middleware=[stamped(door.admission.use_of)],
        route_handlers=[*_message_routes(door), *_model_routes(door), _own_use_route(door)],
    )
    cors = CORSConfig(allow_origins=list(door.cors_origins)) if door.cors_origins else None
    return Litestar(
        route_handlers=[guarded, *metrics, *_health_routes(door)],
        exception_handlers={Exception: _exception_handler(door.report)},
        cors_config=cors,
        openapi_config=None,
        request_max_body_size=None,  # read_body refuses by its own limit, in Anthropic's shape
        lifespan=[lifespan],
        logging_config=None,
    )


def request_id(connection: AnyConnection) -> str:
    """Return the id of the request, the same each time."""
    state: dict[str, object] = connection.scope.setdefault("state", {})  # type: ignore[assignment]
    return str(state.setdefault("request_id", f"req_{uuid.uuid4().hex}"))


async def read_body(request: AnyRequest, limit: int) -> bytes:
    """Return the body.  Raises `RequestRefused` (413) as soon as it is over `limit` bytes."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    receive: Receive = request.receive
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise RequestRefused("the client left before its request was whole")
        parts.append(message["body"])
        size += len(message["body"])
        if size > limit:
            raise _too_large(limit)
        if not message["more_body"]:
            return b"".join(parts)


def _message_routes(door: FrontDoor) -> list[Any]:
    async def respond(request: AnyRequest, *, is_buffered: bool) -> ASGIApp:
        ask = Ask(
            request=read_messages(await read_body(request, door.max_body_bytes)),
            request_id=request_id(request),
            message_id=f"msg_{uuid.uuid4().hex}",
            client=client_of(request.scope),
        )
        answering_of(request.scope).reads(ask.request.model, is_streamed=ask.request.stream)
        make = partial(answer, is_buffered=is_buffered)
        return Admitted(door.admission, ask, make, door.closing)

    def answer(ask: Ask, *, is_buffered: bool) -> ASGIApp:
        report = partial(door.report, ask.request_id)
        if ask.request.stream:
            batches = door.exchange.stream(ask, is_buffered=is_buffered)
            return EventStream(batches, ask.request_id, report, door.closing)

        async def whole() -> JsonResponse:
            return JsonResponse(await door.exchange.whole(ask), ask.request_id)

        return Later(whole, ask.request_id, report, door.closing)

    follow = followed(
        door.journal,
        door.clock,
        lambda scope: request_id(ASGIConnection[Any, Any, Any, Any](scope)),
    )

    @post(list(MESSAGES), status_code=200, middleware=[follow])
    async def messages(request: AnyRequest) -> ASGIApp:
        return await respond(request, is_buffered=False)

    @post(list(BUFFERED), status_code=200, middleware=[follow])
    async def buffered(request: AnyRequest) -> ASGIApp:
        return await respond(request, is_buffered=True)

    @post([f"{path}/count_tokens" for path in (*MESSAGES, *BUFFERED)], status_code=200)
    async def count_tokens(request: AnyRequest) -> ASGIApp:
        body = await read_body(request, door.max_body_bytes)
        tokens = await door.count(read_count(body), body)
        return JsonResponse(TokenCount(tokens), request_id(request))

    return [messages, buffered, count_tokens]


def _model_routes(door: FrontDoor) -> list[Any]:
    @get(["/v1/models", "/cc/v1/models"])
    async def models(request: AnyRequest) -> ASGIApp:
        query = request.query_params
        lifecycles = query.getall("lifecycle[]", [])
        listed = door.models(client_of(request.scope))
        return JsonResponse(page(listed, query, lifecycles), request_id(request))

    @get(["/v1/models/{model_id:str}", "/cc/v1/models/{model_id:str}"])
    async def model(request: AnyRequest, model_id: FromPath[str]) -> ASGIApp:
        found = door.model(client_of(request.scope), model_id)
        return JsonResponse(found, request_id(request))

    return [models, model]


def _own_use_route(door: FrontDoor) -> Any:  # noqa: ANN401 -- Litestar's handlers differ by type
    @get("/api/usage")
    async def own_use(request: AnyRequest) -> ASGIApp:
        """Tell a client what it has used."""
        found = await door.own_use(client_of(request.scope))
        return JsonResponse(found, request_id(request))

    return own_use


def _health_routes(door: FrontDoor) -> list[Any]:
    @get("/healthz")
    async def healthz(request: AnyRequest) -> ASGIApp:
        return JsonResponse({"status": "ok"}, request_id(request))

    @get("/readyz")
    async def readyz(request: AnyRequest) -> ASGIApp:
        found = door.readiness()
        return JsonResponse(found, request_id(request), status=200 if found.is_ready else 503)

    @head(["/", "/api/hello"])
    async def hello(request: AnyRequest) -> Response[None]:
        """Answer Claude Code, which asks whether somebody is there before its first request."""
        return Response(None, headers={"request-id": request_id(request)})

    return [healthz, readyz, hello]


def _guard(
    porter: Porter, closing: ClosingTime
) -> Callable[[AnyConnection, BaseRouteHandler], Awaitable[None]]:
    async def require_key(connection: AnyConnection, _: BaseRouteHandler) -> None:
        client = porter.find(connection.headers)
        if client is None:
            raise RequestRefused(
                "invalid API key: send a key of the gateway as `x-api-key` or as a bearer token",
                status=401,
                error_type="authentication_error",
                should_retry=False,
            )
        let_in(connection.scope, client)
        answering_of(connection.scope).key_id = client.id
        closing.admit()

    return require_key


def _exception_handler(
    report: Callable[[str, Exception], None],
) -> Callable[[AnyRequest, Exception], Response[bytes]]:
    def handle(request: AnyRequest, failure: Exception) -> Response[bytes]:
        told = failure
        if isinstance(failure, HTTPException):
            told = _http_error(failure, request)
        elif is_unforeseen(failure):
            report(request_id(request), failure)
        answering_of(request.scope).fails(told)
        return refusal(told, request_id(request)).for_litestar()

    return handle


def _http_error(failure: HTTPException, request: AnyRequest) -> RequestRefused:
    status = failure.status_code
    match status:
        case 404:
            message = f"no such route: {request.method} {request.url.path}"
        case 405:
            message = f"{request.url.path} does not take {request.method}"
        case _:
            message = failure.detail
    return RequestRefused(
        message, status=status, error_type=_HTTP_ERRORS.get(status, "invalid_request_error")
    )


def _too_large(limit: int) -> RequestRefused:
    return RequestRefused(
        f"the request body is larger than {limit} bytes: shorten the conversation",
        status=413,
        error_type="request_too_large",
    )
