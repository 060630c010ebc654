"""What has changed, as it happens: server-sent events that keep the page live."""

from collections.abc import AsyncGenerator
from typing import Final

import msgspec
from litestar import Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream

from kiro_py.admin.door import AnyRequest, Group, refusals, visitor_of
from kiro_py.admin.feed import Feed, Listener
from kiro_py.admin.gate import Visitor
from kiro_py.admin.sessions import Sessions
from kiro_py.wire.admin.settings import FeedEvent

KEEP_ALIVE_SECONDS: Final = 15.0
"""How often a silent feed says that it is still there, and looks whether its session is."""

MEDIA_TYPE: Final = "text/event-stream"


def routes(feed: Feed, sessions: Sessions) -> Router:
    """Return the route of `/events`."""

    @get(
        "/",
        operation_id="events",
        media_type=MEDIA_TYPE,
        responses={200: _EVENTS, **refusals()},
    )
    async def events(request: AnyRequest) -> Stream:
        """Return events that each name a topic to ask for anew, until the session ends."""
        visitor = visitor_of(request)
        return Stream(
            _events(feed, sessions, visitor),
            media_type=MEDIA_TYPE,
            headers={"x-accel-buffering": "no"},  # nginx would hold events back
        )

    return Group(path="/events", route_handlers=[events], tags=["events"])


_EVENTS: Final = ResponseSpec(
    FeedEvent,
    generate_examples=False,
    media_type=MEDIA_TYPE,
    description="Unnamed events; the data of each is one `FeedEvent`.",
)


async def _events(feed: Feed, sessions: Sessions, visitor: Visitor) -> AsyncGenerator[bytes]:
    name = visitor.who if visitor.session is None else visitor.session.name
    with feed.listening(name) as listener:
        yield b": the gateway tells what changes\n\n"
        async for told in _news(listener, sessions, visitor):
            yield told


async def _news(listener: Listener, sessions: Sessions, visitor: Visitor) -> AsyncGenerator[bytes]:
    while (news := await listener.receive(KEEP_ALIVE_SECONDS)) is not None:
        if visitor.session is not None and not await sessions.is_open(visitor.session):
            return
        yield b"".join(map(encode, news)) if news else b":\n\n"


def encode(event: FeedEvent) -> bytes:
    """Return an event as it goes over the wire."""
    return b"data: " + msgspec.json.encode(event) + b"\n\n"
