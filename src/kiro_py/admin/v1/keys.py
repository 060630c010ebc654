"""The keys of clients, and passes for the playground."""

from litestar import Response, Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from kiro_py.admin.door import AnyRequest, Group, Number, Routes, note_detail, refusals
from kiro_py.admin.key_desk import KeyDesk, PassDesk
from kiro_py.admin.tags import IfMatch, tagged
from kiro_py.wire.admin.keys import (
    KeyChange,
    KeyMade,
    KeyPage,
    KeyView,
    NewKey,
    PassWanted,
    PlaygroundPass,
    RotateKey,
)


def routes(desk: KeyDesk) -> Router:
    """Return the routes below `/keys`."""
    every = [*_list_routes(desk), *_key_routes(desk)]
    return Group(path="/keys", route_handlers=every, tags=["keys"])


def pass_routes(desk: PassDesk) -> Router:
    """Return the routes below `/playground`."""

    @post("/passes", operation_id="makePass", responses=refusals(404, 413))
    async def make_pass(data: JSONBody[PassWanted]) -> PlaygroundPass:
        """Make a key for one request of the page, which asks `/v1/messages` itself."""
        return desk.issue(data)

    return Group(path="/playground", route_handlers=[make_pass], tags=["playground"])


def _list_routes(desk: KeyDesk) -> Routes:
    @get("/", operation_id="keys", responses=refusals())
    async def keys() -> KeyPage:
        """Return all keys, without their texts."""
        return desk.page()

    @post("/", operation_id="makeKey", responses=refusals(413))
    async def make(data: JSONBody[NewKey], request: AnyRequest) -> KeyMade:
        """Make a key; its text is in this answer and nowhere else."""
        made = await desk.make(data)
        note_detail(request, f"key {made.view.id}, {made.view.name}")
        return made

    return [keys, make]


def _key_routes(desk: KeyDesk) -> Routes:
    @get("/{number:str}", operation_id="key", responses=refusals(404))
    async def one(number: FromPath[Number]) -> Response[KeyView]:
        """Return one key."""
        return _tagged(desk.one(number))

    @patch("/{number:str}", operation_id="changeKey", responses=refusals(404, 409, 412, 413))
    async def change(
        number: FromPath[Number], data: JSONBody[KeyChange], if_match: IfMatch = None
    ) -> Response[KeyView]:
        """Change a key, from the next request on; with `If-Match`, only as it was shown."""
        return _tagged(await desk.change(number, data, if_match))

    @delete("/{number:str}", status_code=200, operation_id="removeKey", responses=refusals(404))
    async def remove(number: FromPath[Number]) -> KeyView:
        """Take a key back for good; return it as it was."""
        return await desk.remove(number)

    @post(
        "/{number:str}/rotate",
        status_code=200,
        operation_id="rotateKey",
        responses=refusals(404, 409, 413),
    )
    async def rotate(number: FromPath[Number], data: JSONBody[RotateKey]) -> KeyMade:
        """Give a key another text; the one before works a while longer, if that is wanted."""
        return await desk.rotate(number, data)

    return [one, change, remove, rotate]


def _tagged(found: KeyView) -> Response[KeyView]:
    return Response(found, headers=tagged(found.version) if found.version else {})
