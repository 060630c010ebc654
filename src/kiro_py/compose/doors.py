"""The gateway as one ASGI application: each request goes to the door that it is meant for."""

from dataclasses import dataclass, field
from typing import Final

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from kiro_py.adapters.log_journal import about
from kiro_py.admin.door import PATH
from kiro_py.admin.feed import Feed
from kiro_py.admin.page import Page
from kiro_py.compose.handing_on import HandingOn
from kiro_py.public.app import request_id
from kiro_py.public.closing import ClosingTime

PAGE: Final = "/admin"
USE_PAGE: Final = "/usage"


def _page() -> Page:
    return Page(PAGE, "index.html", has_screens=True)


def _use_page() -> Page:
    return Page(USE_PAGE, "usage.html", has_screens=False)


@dataclass(frozen=True, slots=True)
class Doors:
    """The front door, and the keeper's beside it if there is one.

    With an `admin_port` the keeper's door and the page answer there only, and everywhere else are
    as if they were not there; whom another process has sent comes to the keeper's door anywhere.
    `closing` tells all of them how far the end has come, `handing` is who takes in and sends on.
    """

    public: Litestar
    feed: Feed
    keeper: ASGIApp | None
    admin_port: int | None
    shows_use: bool
    closing: ClosingTime = field(default_factory=ClosingTime)
    handing: HandingOn | None = None
    page: ASGIApp = field(default_factory=_page)
    use_page: ASGIApp = field(default_factory=_use_page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or open and close the house."""
        # Litestar's own types leave a lifespan's scope out, which it takes nevertheless.
        if scope["type"] != "http":
            await self.public(scope, receive, send)
            return
        with about(request_id(ASGIConnection(scope))):
            await self._door(scope)(scope, receive, send)

    def stop(self) -> None:
        """End what would never end by itself; to be called before connections are waited for."""
        self.feed.close()
        if self.handing is not None:
            self.handing.stop()

    def _door(self, scope: HTTPScope) -> ASGIApp:
        path = scope["path"]
        is_sent = self.handing is not None and self.handing.receive(scope)
        if self.shows_use and _is_below(USE_PAGE, path):
            return self.use_page
        if self.keeper is None or not (is_sent or self._is_keeper_s(scope)):
            return self.public
        if _is_below(PATH, path):
            return self.keeper if self.handing is None else self.handing.before(self.keeper)
        return self.page if _is_below(PAGE, path) else self.public

    def _is_keeper_s(self, scope: HTTPScope) -> bool:
        """Whether the keeper's side is served where the request has come in."""
        server = scope["server"]
        return self.admin_port is None or (server is not None and server[1] == self.admin_port)


def _is_below(path: str, asked: str) -> bool:
    return asked == path or asked.startswith(f"{path}/")
