"""What all routes of the keeper's door have in common: who may, what is told, how it is told."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Self, TypeAlias

from litestar import Litestar, Request, Response, Router
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.types import ASGIApp

from kiro_py.admin.admission import Admission, Guard, Note
from kiro_py.admin.gate import NOBODY, Visitor, WrongKey
from kiro_py.admin.refusals import KeeperRefused, answer, is_unforeseen
from kiro_py.wire.admin.faults import FaultEnvelope

AnyRequest: TypeAlias = Request[Any, Any, Any]  # Litestar's user, auth and state: not used
Routes: TypeAlias = Sequence[Any]
"""Route handlers of Litestar, whose types differ by what they return."""

PATH: Final = "/api/admin"

SIGN_ON: Final = f"{PATH}/v1/session"
"""Where whoever has the key gets a session: its `POST` alone is open to everybody."""

_TOLD: Final = 20
"""How many numbers a line of the log of changes holds."""

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
    429: "Too many wrong keys came from there: `retry-after` says when to try again.",
    500: "The gateway has failed, or could not write.",
    502: "A service of Kiro's has refused, or does not answer.",
    503: "A service of Kiro's wants to be left alone for a while.",
}


class Group(Router):
    """Routes that have a path or a tag in common; it is registered in one place.

    Litestar would copy it, with all that hangs on it, at each level that it is part of, which is
    half of what a start takes for this door.
    """

    def __deepcopy__(self, memo: object) -> Self:
        return self


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """Return what a route documents of its refusals, besides those that every route has."""
    return {status: _refusal(status) for status in sorted({400, 401, 403, 429, 500, *statuses})}


def build(guard: Guard, routes: Routes) -> ASGIApp:
    """Return the door with `routes` behind it, each of which wants the keeper."""
    behind = Litestar(
        [Group(path=PATH, route_handlers=routes)],
        exception_handlers={Exception: _exception_handler(guard.report)},
        openapi_config=None,
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
    )
    return Admission(guard, behind, open_to_all=frozenset({("POST", SIGN_ON)}))


def visitor_of(request: AnyRequest) -> Visitor:
    """Return who asks."""
    note = Note.of(request.scope)
    return NOBODY if note is None else note.visitor


def note_visitor(request: AnyRequest, visitor: Visitor) -> None:
    """Tell the log of changes who it turned out to be."""
    note = Note.of(request.scope)
    if note is not None:
        note.visitor = visitor


def note_detail(request: AnyRequest, detail: str) -> None:
    """Tell the log of changes what was done, beyond the route and what it was done to.

    No secret may be in it.
    """
    note = Note.of(request.scope)
    if note is not None:
        note.detail = detail


def numbered(ids: Sequence[int]) -> str:
    """Return some numbers for the log of changes: as many as fit a line, and how many there are."""
    told = ", ".join(map(str, ids[:_TOLD]))
    return told if len(ids) <= _TOLD else f"{told} … ({len(ids)})"


def _refusal(status: int) -> ResponseSpec:
    return ResponseSpec(FaultEnvelope, description=_WORDS[status], generate_examples=False)


def _exception_handler(
    report: Callable[[str, Exception], None],
) -> Callable[[AnyRequest, Exception], Response[FaultEnvelope]]:
    def handle(request: AnyRequest, thrown: Exception) -> Response[FaultEnvelope]:
        failure = _told(request, thrown)
        note = Note.of(request.scope)
        wrong = failure if isinstance(failure, WrongKey) else failure.__cause__
        if note is not None and isinstance(wrong, WrongKey):
            note.is_guess = wrong.is_guess
        if note is not None and is_unforeseen(failure):
            report(note.request_id, failure)
        status, body = answer(failure)
        headers = failure.headers if isinstance(failure, KeeperRefused) else {}
        return Response(body, status_code=status, headers=headers, media_type="application/json")

    return handle


def _told(request: AnyRequest, thrown: Exception) -> Exception:
    """Say which route there is not, or what it does not take."""
    asked = f"{request.method} {request.url.path}"
    match thrown:
        case NotFoundException():
            return KeeperRefused(404, f"no such route: {asked}")
        case MethodNotAllowedException():
            return KeeperRefused(405, f"no such method: {asked}", thrown.headers or {})
        case _:
            return thrown
