"""I let requests in as far as their keys' limits go, and take in what they have used.

Whoever is told to wait for another request of the same key waits a little, in the order of
arrival, so that a client that asks several things at once need not know how many it may.

The accounts are this process's own, unless there is a ledger that several share: whatever has a
limit is let in by that (see `sharing`), whatever has none by nobody's leave.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from kiro_py.clients.calendar import to_the_minute
from kiro_py.clients.client import Client, Limits
from kiro_py.clients.ledger import Outcome, Wanted
from kiro_py.clients.limits import Account, Busy, Cost, Entered, SpentUp, TooSoon, Use
from kiro_py.errors import RequestRefused
from kiro_py.exchange.sharing import Sharing
from kiro_py.exchange.till import MOST_WAITING, Unsure
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Happening, RequestEnded
from kiro_py.ports.keys import Used
from kiro_py.ports.ledger import Ledger

PATIENCE_SECONDS: Final = 15.0
"""How long a request waits for another one: Claude Code warns its user after 20 s of silence."""

RETRY_SECONDS: Final = 5
"""What a client is told that has waited in vain."""

_NONE: Final = Limits()


def is_weighed(client: Client) -> bool:
    """Tell whether it matters how many tokens a client's request has."""
    limits = client.limits
    return limits.tokens_per_day is not None or limits.tokens_per_month is not None


@dataclass(slots=True)
class _Desk:
    """One key's account, and those who wait at it."""

    account: Account
    waiting: int = 0
    freed: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        self.waiting += 1
        try:
            await self.freed.wait()
        finally:
            self.waiting -= 1

    def free(self) -> None:
        """Let all look who wait, whoever has waited longest first."""
        if not self.waiting:
            return
        freed, self.freed = self.freed, asyncio.Event()
        freed.set()


class Admission:
    """The accounts of all keys; it is a journal, too, that hears what requests have used.

    With `shared`, a ledger of so many `sharers`, use it inside `kept`.
    """

    def __init__(
        self,
        clock: Clock,
        shared: Ledger | None = None,
        sharers: Callable[[], int] = lambda: 1,
    ) -> None:
        self._clock = clock
        self._sharing = None if shared is None else Sharing(shared, sharers, clock)
        self._desks: dict[int | None, _Desk] = {}
        self._under_way: dict[str, Stay] = {}

    @property
    def waiting(self) -> int:
        """How many requests wait for another one of their key."""
        there = 0 if self._sharing is None else self._sharing.waiting
        return there + sum(desk.waiting for desk in self._desks.values())

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Share the accounts during the context, if they are shared; requests end before it does.

        Do not forget `begin` ahead of it.
        """
        if self._sharing is None:
            yield
            return
        async with self._sharing.kept():
            yield

    def begin(self, used: Mapping[int | None, Used]) -> None:
        """Begin with what was used before, ahead of the first request."""
        now = self._clock.now()
        for number, sums in used.items():
            self._desks[number] = _Desk(Account(now, sums.day, sums.month))

    def enter_now(self, client: Client, request_id: str, tokens: int) -> "Stay | None":
        """Return the stay of a request that is let in, or nothing when that takes a while.

        `leave` it, whatever comes of it.  `tokens` is what it takes at least, where that matters
        (`is_weighed`).  Raises `RequestRefused` (429) when a limit is reached.
        """
        desk = self._desk(client.id)
        if desk.waiting or self._shared_by(client) is not None:
            return None  # a place that was freed just now is for those who wait
        entered = self._entered(desk, client, tokens)
        return None if entered is None else self._stay(desk, client.id, entered, request_id)

    async def enter(self, client: Client, request_id: str, tokens: int) -> "Stay":
        """Return the stay of a request, once there is room for it; see `enter_now`."""
        desk, sharing = self._desk(client.id), self._shared_by(client)
        if sharing is not None:
            return await self._stay_among_all(sharing, desk, client, request_id, tokens)
        if desk.waiting:
            await asyncio.sleep(0)
        entered = self._entered(desk, client, tokens)
        if entered is None:
            entered = await self._waited(desk, client, tokens)
        return self._stay(desk, client.id, entered, request_id)

    def note(self, happening: Happening) -> None:
        """Take in what a request has used; see the `Journal` port."""
        if isinstance(happening, RequestEnded):
            stay = self._under_way.get(happening.request_id)
            if stay is not None:
                stay.used = _cost(happening)

    def use_of(self, key_id: int | None) -> Use:
        """Return what a key uses just now, as far as that is known here."""
        account = self._desk(key_id).account
        if self._sharing is not None:
            return self._sharing.use_of(key_id, account)
        return account.use(self._clock.now(), self._clock.monotonic())

    def _shared_by(self, client: Client) -> Sharing | None:
        """Return who has to agree: nobody where nothing is limited."""
        return None if client.limits == _NONE else self._sharing

    def _entered(self, desk: _Desk, client: Client, tokens: int) -> Entered | None:
        """Let a request in, or return nothing when it must wait."""
        now, ruler = self._clock.now(), self._clock.monotonic()
        outcome = desk.account.enter(client.limits, tokens, now, ruler)
        return None if isinstance(outcome, Busy) else _entered(outcome, client, now)

    async def _stay_among_all(
        self, sharing: Sharing, desk: _Desk, client: Client, request_id: str, tokens: int
    ) -> "Stay":
        wanted = Wanted(client.limits, tokens)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                outcome = await sharing.enter(client.id, desk.account, wanted)
        except TimeoutError:
            raise _busy() from None
        entered = _entered(outcome, client, self._clock.now())

        def leave(used: Cost | None) -> None:
            self._under_way.pop(request_id, None)
            sharing.leave(client.id, entered, used)

        stay = self._under_way[request_id] = Stay(leave)
        return stay

    async def _waited(self, desk: _Desk, client: Client, tokens: int) -> Entered:
        if desk.waiting >= MOST_WAITING:
            raise _busy()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                entered = None
                while entered is None:
                    await desk.wait()
                    entered = self._entered(desk, client, tokens)
                return entered
        except TimeoutError:
            raise _busy() from None

    def _desk(self, key_id: int | None) -> _Desk:
        desk = self._desks.get(key_id)
        if desk is None:
            desk = self._desks[key_id] = _Desk(Account(self._clock.now()))
        return desk

    def _stay(self, desk: _Desk, key_id: int | None, entered: Entered, request_id: str) -> "Stay":
        def leave(used: Cost | None) -> None:
            self._under_way.pop(request_id, None)
            desk.account.leave(entered, used, self._clock.now())
            if self._sharing is not None:
                self._sharing.miss(key_id, used)
            desk.free()

        stay = self._under_way[request_id] = Stay(leave)
        return stay


class Stay:
    """A request that was let in; `used` is what it has used, as far as that is known."""

    __slots__ = ("_leave", "used")

    def __init__(self, leave: Callable[[Cost | None], None]) -> None:
        self._leave: Callable[[Cost | None], None] | None = leave
        self.used: Cost | None = None

    def leave(self) -> None:
        """Say that it is over; may be said twice."""
        if self._leave is not None:
            leave, self._leave = self._leave, None
            leave(self.used)


def _cost(ended: RequestEnded) -> Cost:
    tokens = ended.input_tokens + ended.output_tokens
    cached = ended.cache_read_tokens + ended.cache_write_tokens
    return Cost(tokens + cached, ended.credits or 0.0)


def _entered(outcome: Outcome | Unsure, client: Client, now: float) -> Entered:
    """Return what was let in.  Raises `RequestRefused` for what was not."""
    match outcome:
        case Entered():
            return outcome
        case TooSoon(seconds):
            raise _too_soon(client, seconds)
        case SpentUp():
            raise _spent_up(outcome, now)
        case Busy():
            raise _busy()
        case Unsure():
            raise _unsure()


def _too_soon(client: Client, seconds: float) -> RequestRefused:
    wait, rate = max(1, math.ceil(seconds)), client.limits.requests_per_minute
    told = "no requests" if client.limits.parallel_requests == 0 else f"{rate} requests per minute"
    return RequestRefused(
        f"this key may make {told}: try again in {wait} s",
        status=429,
        error_type="rate_limit_error",
        retry_after_seconds=wait,
    )


def _busy() -> RequestRefused:
    return RequestRefused(
        f"this key has as many requests under way as it may: try again in {RETRY_SECONDS} s",
        status=429,
        error_type="rate_limit_error",
        retry_after_seconds=RETRY_SECONDS,
    )


def _unsure() -> RequestRefused:
    return RequestRefused(
        "how much of its limits this key has left cannot be known just now:"
        f" try again in {RETRY_SECONDS} s",
        status=429,
        error_type="rate_limit_error",
        retry_after_seconds=RETRY_SECONDS,
    )


def _spent_up(spent: SpentUp, now: float) -> RequestRefused:
    resets = to_the_minute(spent.resets_at)
    return RequestRefused(
        f"spend limit reached (resets {resets}): this key has used its {spent.limit}",
        status=429,
        error_type="billing_error",
        should_retry=False,
        retry_after_seconds=max(1, math.ceil(spent.resets_at - now)),
    )
