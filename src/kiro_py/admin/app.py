"""The routes of the keeper's door."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec
from litestar import Request, Response, Router, delete, get, post, put
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from kiro_py.admin.keeper import Keeper
from kiro_py.admin.refusals import KeeperRefused, answer, is_unforeseen
from kiro_py.wire.admin.pool import LoadBalancing, NewCredential, SetDisabled, SetPriority

AnyRequest = Request[Any, Any, Any]  # Litestar's user, auth and state, none of which is used
AnyConnection = ASGIConnection[Any, Any, Any, Any]
Body = TypeVar("Body")

PATH: Final = "/api/admin"

MAX_BODY_BYTES: Final = 2_097_152

_HIGHEST_ID: Final = 2**63


@dataclass(frozen=True, slots=True)
class KeeperDoor:
    """What the keeper's door opens to.

    `admits` says whether headers show the keeper's key; `request_id` returns the id of a request;
    `report` hears of it, and of an exception that nobody foresaw.
    """

    keeper: Keeper
    admits: Callable[[Mapping[str, str]], bool]
    request_id: Callable[[AnyConnection], str]
    report: Callable[[str, Exception], None]


def build(door: KeeperDoor) -> Router:
    """Return the routes, each of which wants the keeper's key."""
    return Router(
        path=PATH,
        guards=[_guard(door)],
        exception_handlers={Exception: _exception_handler(door)},
        request_max_body_size=MAX_BODY_BYTES,
        route_handlers=[*_pool_routes(door), *_credential_routes(door), *_setting_routes(door)],
    )


def _pool_routes(door: KeeperDoor) -> list[Any]:
    keeper = door.keeper

    @get("/credentials")
    async def credentials(request: AnyRequest) -> Response[bytes]:
        return _response(keeper.credentials(), door.request_id(request))

    @post("/credentials", status_code=200)
    async def add(request: AnyRequest) -> Response[bytes]:
        new = await _read(request, NewCredential)
        return _response(await keeper.add(new), door.request_id(request))

    @delete("/credentials/{number:str}", status_code=200)
    async def remove(request: AnyRequest, number: FromPath[str]) -> Response[bytes]:
        return _response(await keeper.remove(_id(number)), door.request_id(request))

    return [credentials, add, remove]


def _credential_routes(door: KeeperDoor) -> list[Any]:
    keeper = door.keeper

    @post("/credentials/{number:str}/disabled", status_code=200)
    async def disabled(request: AnyRequest, number: FromPath[str]) -> Response[bytes]:
        wanted = await _read(request, SetDisabled)
        done = await keeper.set_disabled(_id(number), is_disabled=wanted.disabled)
        return _response(done, door.request_id(request))

    @post("/credentials/{number:str}/priority", status_code=200)
    async def priority(request: AnyRequest, number: FromPath[str]) -> Response[bytes]:
        wanted = await _read(request, SetPriority)
        done = await keeper.set_priority(_id(number), wanted.priority)
        return _response(done, door.request_id(request))

    @post("/credentials/{number:str}/reset", status_code=200)
    async def reset(request: AnyRequest, number: FromPath[str]) -> Response[bytes]:
        return _response(await keeper.reset(_id(number)), door.request_id(request))

    @post("/credentials/{number:str}/refresh", status_code=200)
    async def refresh(request: AnyRequest, number: FromPath[str]) -> Response[bytes]:
        return _response(await keeper.refresh(_id(number)), door.request_id(request))

    @get("/credentials/{number:str}/balance")
    async def balance(request: AnyRequest, number: FromPath[str]) -> Response[bytes]:
        return _response(await keeper.balance(_id(number)), door.request_id(request))

    return [disabled, priority, reset, refresh, balance]


def _setting_routes(door: KeeperDoor) -> list[Any]:
    keeper = door.keeper

    @get("/config/load-balancing")
    async def load_balancing(request: AnyRequest) -> Response[bytes]:
        return _response(keeper.load_balancing(), door.request_id(request))

    @put("/config/load-balancing")
    async def set_load_balancing(request: AnyRequest) -> Response[bytes]:
        wanted = await _read(request, LoadBalancing)
        return _response(await keeper.set_load_balancing(wanted), door.request_id(request))

    return [load_balancing, set_load_balancing]


def _guard(door: KeeperDoor) -> Callable[[AnyConnection, BaseRouteHandler], Awaitable[None]]:
    async def require_key(connection: AnyConnection, _: BaseRouteHandler) -> None:
        if not door.admits(connection.headers):
            raise KeeperRefused(401, "Invalid or missing admin API key")

    return require_key


def _exception_handler(door: KeeperDoor) -> Callable[[AnyRequest, Exception], Response[bytes]]:
    def handle(request: AnyRequest, failure: Exception) -> Response[bytes]:
        request_id = door.request_id(request)
        if is_unforeseen(failure):
            door.report(request_id, failure)
        status, body = answer(failure)
        return _response(body, request_id, status)

    return handle


async def _read(request: AnyRequest, kind: type[Body]) -> Body:
    """Return the body, whatever its content type says.  Raises `KeeperRefused` (400)."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.DecodeError as error:
        raise KeeperRefused(400, f"the body is not what is wanted: {error}") from None
    except UnicodeDecodeError:
        raise KeeperRefused(400, "the body is not what is wanted: it is not UTF-8") from None


def _id(number: str) -> int:
    if number.isascii() and number.isdigit() and int(number) < _HIGHEST_ID:
        return int(number)
    raise KeeperRefused(400, "the id of a credential is a whole number")


def _response(body: object, request_id: str, status: int = 200) -> Response[bytes]:
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        headers={"request-id": request_id, "cache-control": "no-store"},
        media_type="application/json",
    )
