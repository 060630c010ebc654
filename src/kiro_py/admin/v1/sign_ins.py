"""Signing in to Kiro from the page."""

from typing import Annotated, TypeAlias

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody, Parameter

from kiro_py.admin.door import Group, Routes, refusals
from kiro_py.admin.welcome import Welcome
from kiro_py.wire.admin.sign_ins import CallbackAddress, NewSignIn, SignInView

SignIn: TypeAlias = Annotated[str, Parameter(max_length=64, description="The id of a sign-in.")]


def routes(welcome: Welcome) -> Router:
    """Return the routes below `/sign-ins`."""
    return Group(path="/sign-ins", route_handlers=_routes(welcome), tags=["sign-ins"])


def _routes(welcome: Welcome) -> Routes:
    @post("/", operation_id="beginSignIn", responses=refusals(404, 413, 429, 502))
    async def begin(data: JSONBody[NewSignIn]) -> SignInView:
        """Begin a sign-in, which goes on by itself; the answer says what the person does."""
        return await welcome.begin(data)

    @get("/{sign_in:str}", operation_id="signIn", responses=refusals(404))
    async def show(sign_in: FromPath[SignIn]) -> SignInView:
        """Return how far a sign-in has come, also for a while after its end."""
        return welcome.find(sign_in)

    @post(
        "/{sign_in:str}/callback",
        status_code=200,
        operation_id="bringCallback",
        responses=refusals(404, 409, 413),
    )
    async def bring(sign_in: FromPath[SignIn], data: JSONBody[CallbackAddress]) -> SignInView:
        """Take the address that the browser ended at; the answer says what came of it."""
        return await welcome.bring(sign_in, data.url)

    @delete("/{sign_in:str}", status_code=200, operation_id="cancelSignIn", responses=refusals(404))
    async def cancel(sign_in: FromPath[SignIn]) -> SignInView:
        """End a sign-in, unless the person has agreed already."""
        return welcome.cancel(sign_in)

    return [begin, show, bring, cancel]
