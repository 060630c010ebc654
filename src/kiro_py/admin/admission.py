"""I stand before the routes of the keeper's door: I see who comes, and write down what they change.

Rule 1: nobody unknown learns what is behind the door, not even which paths there are.
Rule 2: what was changed is written down before it is told; that it could not be is reported.
Rule 3: a route has to do nothing for that, so none can forget it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from kiro_py.admin.feed import Feed
from kiro_py.admin.gate import CHANGING, COOKIE, NOBODY, Gate, Visitor, WrongKey
from kiro_py.admin.headers import API_HEADERS
from kiro_py.admin.refusals import KeeperRefused, answer, is_unforeseen
from kiro_py.ports.audit import AuditLog, Change
from kiro_py.ports.clock import Clock
from kiro_py.wire.admin.settings import Topic

_KEY: Final = "keeper_s_note"
_FIRST_BAD_STATUS: Final = 400

_TOPICS: Final[dict[str, Topic]] = {
    "config": "settings",
    "credentials": "credentials",
    "jobs": "jobs",
    "keys": "keys",
    "settings": "settings",
    "sign-ins": "sign-ins",
}
"""What open pages ask for anew after a change below a path."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Who helps at the door.

    `request_id` returns the id of a request; `report` hears of it, and of what nobody foresaw.
    """

    gate: Gate
    audit: AuditLog
    feed: Feed
    clock: Clock
    request_id: Callable[[ASGIConnection[Any, Any, Any, Any]], str]
    report: Callable[[str, Exception], None]


@dataclass(slots=True)
class Note:
    """What is known of a request that has come to the door."""

    request_id: str
    address: str
    visitor: Visitor = NOBODY
    detail: str = ""
    is_guess: bool = False

    @staticmethod
    def of(scope: Scope) -> "Note | None":
        """Return the note of a request."""
        found: object = scope["state"].get(_KEY)
        return found if isinstance(found, Note) else None


@dataclass(frozen=True, slots=True)
class Admission:
    """An ASGI application: `behind` for the keeper, a refusal for everybody else."""

    guard: Guard
    behind: ASGIApp
    open_to_all: frozenset[tuple[str, str]] = field(default_factory=frozenset[tuple[str, str]])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = cast("HTTPScope", scope)
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(asked)
        address = self.guard.gate.proxies.origin_of(asked)
        note = Note(self.guard.request_id(connection), address)
        asked["state"][_KEY] = note
        send = self._written_down(asked, note, send)
        try:
            if (asked["method"], asked["path"]) not in self.open_to_all:
                cookie = connection.cookies.get(COOKIE, "")
                note.visitor = await self.guard.gate.admit(asked, connection.headers, cookie)
        except Exception as failure:  # noqa: BLE001 -- the outermost edge of a request
            note.is_guess = isinstance(failure, WrongKey) and failure.is_guess
            if is_unforeseen(failure):
                self.guard.report(note.request_id, failure)
            await _refuse(failure, send)
        else:
            await self.behind(asked, receive, send)

    def _written_down(self, scope: HTTPScope, note: Note, send: Send) -> Send:
        stamps = [*API_HEADERS, (b"request-id", note.request_id.encode())]

        async def send_stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                if scope["method"] in CHANGING:
                    await self._write_down(scope, note, message["status"])
                message["headers"] = [*message["headers"], *stamps]
            await send(message)

        return send_stamped

    async def _write_down(self, scope: HTTPScope, note: Note, status: int) -> None:
        is_done = status < _FIRST_BAD_STATUS
        if not is_done and not note.is_guess:
            return
        change = Change(
            at=self.guard.clock.now(),
            who=note.visitor.who,
            address=note.address,
            action=_action(scope) if is_done else "refused",
            target=_target(scope) if is_done else scope["path"],
            detail=note.detail,
        )
        try:
            await self.guard.audit.write(change)
        except Exception as failure:  # noqa: BLE001 -- what is done is done, and must be told
            self.guard.report(note.request_id, failure)
        topic = _TOPICS.get(_area(scope["path"]))
        if is_done and topic is not None:
            self.guard.feed.tell(topic)


async def _refuse(failure: Exception, send: Send) -> None:
    status, body = answer(failure)
    told = failure.headers if isinstance(failure, KeeperRefused) else {}
    encoded = msgspec.json.encode(body)
    headers = {
        "content-type": "application/json",
        "content-length": str(len(encoded)),
        **told,
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": encoded, "more_body": False})


def _action(scope: HTTPScope) -> str:
    """Return what the route is called where it is documented."""
    handler = scope["route_handler"]
    name = handler.operation_id if isinstance(handler, HTTPRouteHandler) else None
    return name if isinstance(name, str) else scope["method"]


def _target(scope: HTTPScope) -> str:
    """Return what the path says that it is done to."""
    return "/".join(map(str, scope["path_params"].values()))


def _area(path: str) -> str:
    """Return the first word of a path below the door's own."""
    words = [word for word in path.split("/") if word][2:]
    return next((word for word in words if word != "v1"), "")
