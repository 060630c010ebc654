"""Signing in at the page, and out again."""

from datetime import UTC, datetime
from typing import Final

from litestar import Response, Router, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from kiro_py import __version__
from kiro_py.admin.address import is_secure
from kiro_py.admin.door import PATH, AnyRequest, Group, Routes, note_visitor, refusals, visitor_of
from kiro_py.admin.feed import Feed
from kiro_py.admin.gate import COOKIE, Gate
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.sessions import LONGEST_SECONDS, Session, Sessions
from kiro_py.wire.admin.session import SessionView, SignOn

MAX_SIGN_ON_BYTES: Final = 16_384
"""Anybody may send it, and it is read before it is known who does."""


def routes(gate: Gate, sessions: Sessions, feed: Feed) -> Router:
    """Return the routes of `/session`."""
    return Group(path="/session", route_handlers=_routes(gate, sessions, feed), tags=["session"])


def _routes(gate: Gate, sessions: Sessions, feed: Feed) -> Routes:
    @post(
        "/",
        status_code=200,
        operation_id="signOn",
        responses=refusals(413),
        security=[{}],
        request_max_body_size=MAX_SIGN_ON_BYTES,
    )
    async def sign_on(request: AnyRequest, data: JSONBody[SignOn]) -> Response[SessionView]:
        """Open a session with the admin key; the answer sets its cookie."""
        token, visitor = await gate.sign_on(request.scope, data.key)
        note_visitor(request, visitor)
        session = _open(visitor.session)
        return Response(_view(session), cookies=[_cookie(token, request)])

    @get("/", operation_id="session", responses=refusals(404))
    async def session(request: AnyRequest) -> SessionView:
        """Return the open session, with its token; 404 for whoever came with the key itself."""
        return _view(_open(visitor_of(request).session))

    @delete("/", status_code=200, operation_id="signOff", responses=refusals(404))
    async def sign_off(request: AnyRequest) -> Response[SessionView]:
        """End the session, and return it as it was."""
        ending = _open(visitor_of(request).session)
        await sessions.end(ending)
        feed.end(ending.name)
        return Response(_view(ending), cookies=[_cookie("", request)])

    return [sign_on, session, sign_off]


def _open(session: Session | None) -> Session:
    if session is None:
        raise KeeperRefused(404, "there is no session: the key itself was shown")
    return session


def _view(session: Session) -> SessionView:
    return SessionView(
        csrf_token=session.csrf_token,
        expires_at=datetime.fromtimestamp(int(session.expires_at), UTC),
        version=__version__,
    )


def _cookie(token: str, request: AnyRequest) -> Cookie:
    """Return the cookie of a session, or what takes it away."""
    return Cookie(
        key=COOKIE,
        value=token,
        path=PATH,
        max_age=LONGEST_SECONDS if token else 0,
        httponly=True,
        samesite="strict",
        secure=is_secure(request.scope),
    )
