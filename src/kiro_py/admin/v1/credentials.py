"""The pool: listed, looked at, edited and put in order."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

import msgspec
from litestar import Response, Router, delete, get, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from kiro_py.admin.changes import Changes
from kiro_py.admin.details import Details, moment
from kiro_py.admin.door import AnyRequest, Group, Number, Routes, note_detail, refusals
from kiro_py.admin.edit import Editor
from kiro_py.admin.keeper import Keeper
from kiro_py.admin.listing import Wanted, page
from kiro_py.admin.questions import Questions
from kiro_py.admin.tags import IfMatch, is_meant, tagged
from kiro_py.admin.unchanged import unless_seen
from kiro_py.pool.credential import Credential
from kiro_py.ports.history import History
from kiro_py.wire.admin.credentials import (
    CredentialChange,
    CredentialDetail,
    CredentialHappening,
    CredentialHistory,
    CredentialModel,
    CredentialModels,
    CredentialOrder,
    CredentialPage,
    NewEntry,
    SortKey,
    StateName,
)
from kiro_py.wire.admin.view import Direction

MOST_LISTED: Final = 1000
"""The longest page: a pool of this size is shown whole."""

HISTORY_LENGTH: Final = 200
"""How much of a credential's past is told."""

ModelsOf: TypeAlias = Callable[[Credential], Awaitable[tuple[CredentialModel, ...] | None]]
"""Returns the models of a credential's plan, `None` when they are not known."""

_Search = Annotated[
    str, QueryParameter(description="Words in its label, note, id, plan, groups or machine id.")
]
_States = Annotated[
    list[StateName] | None,
    QueryParameter(name="state", description="One or more states; may be given several times."),
]
_Limit = Annotated[int, QueryParameter(ge=1, le=MOST_LISTED)]
_Offset = Annotated[int, QueryParameter(ge=0, le=1_000_000)]
_Force = Annotated[bool, QueryParameter(description="Ask unless that has just been done.")]
_Method = Annotated[str | None, QueryParameter(name="authMethod")]

_SEEN: Final = {304: ResponseSpec(None, description="It is as `If-None-Match` has it.")}


@dataclass(frozen=True, slots=True)
class PoolDesk:
    """Who does the work behind the routes."""

    keeper: Keeper
    details: Details
    changes: Changes
    editor: Editor
    questions: Questions
    history: History
    models_of: ModelsOf


def routes(desk: PoolDesk) -> Router:
    """Return the routes below `/credentials`."""
    listing = Group(path="/", route_handlers=_list_routes(desk), middleware=[unless_seen])
    handlers = [listing, *_change_routes(desk), *_about_routes(desk)]
    return Group(path="/credentials", route_handlers=handlers, tags=["credentials"])


def _list_routes(desk: PoolDesk) -> Routes:
    @get("/", operation_id="credentials", responses=_SEEN | refusals())
    async def credentials(  # noqa: PLR0913 -- each is a query parameter
        *,
        search: _Search = "",
        states: _States = None,
        auth_method: _Method = None,
        group: FromQuery[str | None] = None,
        sort: FromQuery[SortKey] = "priority",
        direction: FromQuery[Direction] = "asc",
        limit: _Limit = 50,
        offset: _Offset = 0,
    ) -> CredentialPage:
        """Return credentials, and what the pool is like as a whole."""
        wanted = Wanted(
            search=search,
            states=states or (),
            auth_method=auth_method,
            group=group,
            sort=sort,
            direction=direction,
            limit=limit,
            offset=offset,
        )
        return page(desk.details, wanted)

    return [credentials]


def _change_routes(desk: PoolDesk) -> Routes:
    @post("/", operation_id="addCredential", responses=refusals(413, 502, 503))
    async def add(data: JSONBody[NewEntry]) -> Response[CredentialDetail]:
        """Add a credential and prove its sign-in."""
        added = await desk.keeper.add(data)
        return _tagged(desk.details.of(added.credential_id))

    @patch("/{number:str}", operation_id="changeCredential", responses=refusals(404, 412, 413))
    async def change(
        request: AnyRequest,
        number: FromPath[Number],
        data: JSONBody[CredentialChange],
        if_match: IfMatch = None,
    ) -> Response[CredentialDetail]:
        """Change fields of a credential; with `If-Match`, only of the version that is named."""
        note_detail(request, ", ".join(sorted(msgspec.to_builtins(data))))
        await desk.editor.edit(number, data, lambda version: is_meant(if_match, version))
        return _tagged(desk.details.of(number))

    @delete("/{number:str}", operation_id="removeCredential", responses=refusals(404, 409))
    async def remove(number: FromPath[Number]) -> None:
        """Take a disabled credential out."""
        if refused := (await desk.changes.remove([number])).get(number):
            raise refused

    @post("/order", status_code=200, operation_id="orderCredentials", responses=refusals(404, 413))
    async def order(data: JSONBody[CredentialOrder]) -> CredentialPage:
        """Let credentials be used in this order; those that are not named come after them."""
        await desk.editor.order(data.ids)
        return page(desk.details, Wanted(limit=MOST_LISTED))

    return [add, change, remove, order]


def _about_routes(desk: PoolDesk) -> Routes:
    @get("/{number:str}", operation_id="credential", responses=refusals(404))
    async def credential(number: FromPath[Number]) -> Response[CredentialDetail]:
        """Return one credential."""
        return _tagged(desk.details.of(number))

    @get("/{number:str}/history", operation_id="credentialHistory", responses=refusals(404))
    async def history(number: FromPath[Number]) -> CredentialHistory:
        """Return what has happened to a credential, the newest first."""
        desk.details.register.find(number)
        events = await desk.history.of(number, HISTORY_LENGTH)
        items = (
            CredentialHappening(at=at, kind=event.kind, text=event.text)
            for event in events
            if (at := moment(event.at)) is not None
        )
        return CredentialHistory(items=tuple(items))

    @get("/{number:str}/models", operation_id="credentialModels", responses=refusals(404))
    async def models(number: FromPath[Number]) -> CredentialModels:
        """Return the models of a credential's plan, asked for if they are not known yet."""
        found = desk.details.register.find(number)
        return CredentialModels(models=await desk.models_of(found))

    @post(
        "/{number:str}/quota",
        status_code=200,
        operation_id="readQuota",
        responses=refusals(404, 502, 503),
    )
    async def quota(
        number: FromPath[Number],
        *,
        force: _Force = False,
    ) -> Response[CredentialDetail]:
        """Ask what an account has left, if what is known of it is old."""
        await desk.questions.quota(number, force=force)
        return _tagged(desk.details.of(number))

    return [credential, history, models, quota]


def _tagged(found: CredentialDetail) -> Response[CredentialDetail]:
    return Response(found, headers=tagged(found.version))
