"""One process answers for the admin side of all: the others hand on to it what they are asked.

Rule 1.  Those who began before this process are asked in their order; who cannot be reached has
begun nothing, so that the next one is.  When none is left, this process answers for itself.

Rule 2.  Who was reached and does not answer may have done it, and the keeper is told so.

Rule 3.  A request is handed on once; by the socket of a worker on the same machine once more,
since a URL leads to any of them.  One that comes back is a loop.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

import msgspec
from litestar.types import (
    ASGIApp,
    HTTPReceiveMessage,
    HTTPScope,
    Receive,
    Scope,
    Send,
    WebSocketReceiveMessage,
)

from kiro_py.adapters.peer import Found, PeerLost, Peers, PeerUnreached, Wanted, Way, way_to
from kiro_py.admin.headers import API_HEADERS
from kiro_py.admin.introduction import HEADER, Introduced, Introductions, target
from kiro_py.admin.refusals import KeeperRefused, answer
from kiro_py.errors import RequestRefused
from kiro_py.exchange.pending import Pending
from kiro_py.ports.presence import Presence, Replica
from kiro_py.public.closing import ClosingTime
from kiro_py.public.leaving import until_client_leaves

LOOK_SECONDS: Final = 1.0
"""How often it is looked whether the one that was asked is still there."""

LOOP: Final = 508
AWAY: Final = 503

_LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})
_READ: Final = frozenset({"GET", "HEAD"})


def elders_of(presence: Presence) -> Callable[[], Sequence[str]]:
    """Return what tells where those are who began before this process, the eldest first.

    All processes agree about that, also on who is next while one that died is not missed yet.  Who
    has taken the place of another one has its address, so that the other one is dead.
    """

    def find() -> Sequence[str]:
        me = presence.me
        began = {each.address: each for each in (*presence.others(), me) if each.address}
        elders = sorted(began.values(), key=_age)
        return [each.address for each in elders if _age(each) < _age(me)]

    return find


class HandingOn:
    """Hands requests on to the first of the addresses that `elders` gives, if anybody is there.

    `directory` is where workers of this machine have their sockets.  `warn` hears once of each
    address that leads nowhere.
    """

    def __init__(
        self,
        elders: Callable[[], Sequence[str]],
        introductions: Introductions,
        peers: Peers,
        *,
        directory: Path | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._elders, self._introductions, self._peers = elders, introductions, peers
        self._directory, self._warn = directory, warn
        self._unreached: set[str] = set()
        self._feeds = ClosingTime()

    def receive(self, scope: HTTPScope) -> bool:
        """Tell whether another process has sent the visitor, who comes from where he did then."""
        found = self._introductions.read(scope)
        return found is not None and found.is_believed

    def before(self, own: ASGIApp) -> ASGIApp:
        """Return an application that hands a request on, or lets `own` answer it."""

        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            asked, introduced = cast("HTTPScope", scope), Introduced.of(scope)
            for address in self._elders():
                way = self._way(address)
                if way is None:
                    continue
                if await self._is_loop(introduced, way):
                    told = "the replicas do not agree yet who answers for the admin side: try again"
                    await _refuse(KeeperRefused(LOOP, told, {"retry-after": "2"}), send)
                    return
                if await self._hand_on(address, way, _Visit(asked, receive, send)):
                    return
            await own(scope, receive, send)

        return run

    def stop(self) -> None:
        """End what would never end by itself."""
        self._feeds.end()

    def _way(self, address: str) -> Way | None:
        way = way_to(address, self._directory)
        is_far = way is not None and way.path is None
        return None if is_far and not self._introductions.can_sign else way

    async def _is_loop(self, introduced: Introduced | None, way: Way) -> bool:
        """Whether a visitor who was sent here is not to be sent on; the dead are passed over."""
        if introduced is None:
            return False
        if not introduced.is_believed:
            return True
        is_last_step = way.path is not None and not introduced.is_near
        return not is_last_step and await self._peers.is_there(way)

    async def _hand_on(self, address: str, way: Way, visit: "_Visit") -> bool:
        """Hand it on, and return whether that was possible."""
        wanted = visit.wanted((HEADER, self._introductions.write(visit.scope)))
        try:
            async with until_client_leaves(visit.leaves):
                await self._answer(address, way, wanted, visit)
        except PeerUnreached as unreached:
            self._unreached.intersection_update(self._elders())
            if address not in self._unreached:
                self._unreached.add(address)
                told = f"{address} answers for the admin side, and cannot be reached: {unreached}"
                self._warn(f"{told}; the next one is asked")
            return False
        except PeerLost as lost:
            if visit.has_begun:
                raise  # an answer that breaks off must not look whole
            told = "the replica that answers for the admin side went away while it was asked"
            failure = KeeperRefused(AWAY, f"{told}: it may have done it", {"retry-after": "2"})
            failure.__cause__ = lost
            await _refuse(failure, visit.send)
        self._unreached.discard(address)
        return True

    async def _answer(self, address: str, way: Way, wanted: Wanted, visit: "_Visit") -> None:
        answering = self._peers.asked(way, wanted)
        async with Pending(answering.__aenter__()) as asking:
            loop = asyncio.get_running_loop()
            while not await asking.is_done_by(loop.time() + LOOK_SECONDS):
                if address not in self._elders():
                    raise PeerLost("it answers for all no longer")
            found = asking.result()
        try:
            visit.is_sent.set()
            await self._relay(found, visit)
        finally:
            await answering.__aexit__(None, None, None)

    async def _relay(self, found: Found, visit: "_Visit") -> None:
        await visit.begin(found)
        if not found.is_endless:
            async for piece in found.pieces():
                await visit.tell(piece)
            await visit.end()
            return
        try:
            async with self._feeds.open_hours():
                async for piece in found.pieces():
                    await visit.tell(piece)
        except (PeerLost, RequestRefused):
            pass  # whoever listens to a feed begins anew when it ends
        await visit.end()


@dataclass(slots=True)
class _Visit:
    """A request that is handed on; it `is_sent` when nothing of it is to be read any more."""

    scope: HTTPScope
    receive: Receive
    send: Send
    is_sent: asyncio.Event = field(default_factory=asyncio.Event)
    has_begun: bool = False

    def wanted(self, introduction: tuple[bytes, bytes]) -> Wanted:
        """Return what is asked of the other one."""
        headers = self.scope["headers"]
        has_body = self.scope["method"] not in _READ or any(n in _LENGTHS for n, _ in headers)
        return Wanted(
            method=self.scope["method"],
            target=target(self.scope),
            headers=[*headers, introduction],
            body=self._body() if has_body else None,
        )

    async def _body(self) -> AsyncGenerator[bytes]:
        while True:
            message = await self.receive()
            if message["type"] != "http.request":
                raise ConnectionResetError("the client left before its request was whole")
            if message["body"]:
                yield message["body"]
            if not message["more_body"]:
                self.is_sent.set()
                return

    async def leaves(self) -> HTTPReceiveMessage | WebSocketReceiveMessage:
        """Receive what comes after the request: that the client leaves."""
        await self.is_sent.wait()
        return await self.receive()

    async def begin(self, found: Found) -> None:
        """Begin to answer."""
        self.has_begun = True
        await self.send(
            {
                "type": "http.response.start",
                "status": found.status,
                "headers": found.headers,
            }
        )

    async def tell(self, piece: bytes) -> None:
        """Hand on a piece of the answer."""
        await self.send({"type": "http.response.body", "body": piece, "more_body": True})

    async def end(self) -> None:
        """End the answer."""
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})


def _age(replica: Replica) -> tuple[float, str]:
    return replica.began_at, replica.id


async def _refuse(failure: KeeperRefused, send: Send) -> None:
    status, body = answer(failure)
    encoded = msgspec.json.encode(body)
    told = {"content-type": "application/json", "content-length": str(len(encoded))}
    raw = [(name.encode(), value.encode()) for name, value in (told | failure.headers).items()]
    headers = [*raw, *API_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": encoded, "more_body": False})
