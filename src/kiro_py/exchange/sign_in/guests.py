"""I keep the sign-ins that are under way at the admin door, and how the last ones ended.

Rule 1.  A sign-in belongs to the house: it goes on when the page that began it is closed, and ends
with the house.

Rule 2.  Once a person has agreed, nothing cuts the sign-in short before its tokens are in the file.

Rule 3.  There are never more than `MAX_WAITING` at once; how one ended can be asked for a while.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Literal, Self, TypeAlias

from kiro_py.errors import GatewayError, SignInFailed
from kiro_py.exchange.sign_in.reception import Arrived, Reception
from kiro_py.exchange.sign_in.visits import Invitation, Visit
from kiro_py.exchange.sign_in.wanted import Method, Wanted
from kiro_py.ports.clock import Clock

MAX_WAITING: Final = 16
"""How many people may be waited for at once: each costs a poll every few seconds."""

REMEMBERED_SECONDS: Final = 900.0
"""How long it can be asked how a sign-in has ended."""

State: TypeAlias = Literal["waiting", "done", "denied", "expired", "failed", "cancelled"]
"""How a sign-in stands: all but the first are ends."""

Changed: TypeAlias = Callable[[str], None]
Acted: TypeAlias = Callable[[Arrived], None]


class TooManyError(Exception):
    """There are `MAX_WAITING` sign-ins under way."""


@dataclass(slots=True, eq=False)
class Guest:
    """Somebody who signs in; `message` is for people."""

    id: str
    method: Method
    invitation: Invitation
    credential_id: int | None
    state: State = "waiting"
    message: str = ""
    ended_at: float = 0.0
    is_settling: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Waiting:
    visit: Visit
    task: asyncio.Task[None]


class Guests:
    """Everybody who signs in; an async context manager, or run `keep` in the background.

    `changed` hears the id of a sign-in that stands elsewhere, `acted` who has arrived in the pool.
    """

    def __init__(self, reception: Reception, clock: Clock, changed: Changed, acted: Acted) -> None:
        self._reception = reception
        self._clock = clock
        self._changed = changed
        self._acted = acted
        self._owner = asyncio.TaskGroup()
        self._guests: dict[str, Guest] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._coming = 0

    async def __aenter__(self) -> Self:
        await self._owner.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for guest in tuple(self._guests.values()):
            self.cancel(guest)
        await self._owner.__aexit__(None, None, None)

    async def keep(self) -> None:
        """Be there for guests, for ever."""
        async with self:
            await asyncio.Event().wait()

    async def receive(self, wanted: Wanted) -> Guest:
        """Begin a sign-in; it goes on by itself.

        Raises `TooManyError`, and what `Reception.receive` raises.
        """
        self._forget()
        if len(self._waiting) + self._coming >= MAX_WAITING:
            raise TooManyError
        self._coming += 1
        try:
            visit = await self._reception.receive(wanted)
        finally:
            self._coming -= 1
        guest = Guest(
            secrets.token_urlsafe(12), wanted.method, visit.invitation, wanted.credential_id
        )
        self._guests[guest.id] = guest
        task = self._owner.create_task(self._accompany(guest, visit))
        self._waiting[guest.id] = _Waiting(visit, task)
        self._changed(guest.id)
        return guest

    def find(self, guest_id: str) -> Guest | None:
        """Return a sign-in that is under way or has ended lately."""
        self._forget()
        return self._guests.get(guest_id)

    async def bring(self, guest: Guest, url: str, *, patience: float) -> None:
        """Hand over the address that a person ended at, and wait a while for what comes of it.

        Raises `ValueError` when it is not this sign-in's.
        """
        if (waiting := self._waiting.get(guest.id)) is not None:
            waiting.visit.bring(url)
            try:
                async with asyncio.timeout(patience):
                    await guest.ended.wait()
            except TimeoutError:
                return

    def cancel(self, guest: Guest) -> bool:
        """End a sign-in, and tell whether it has not come further than that."""
        waiting = self._waiting.get(guest.id)
        if waiting is None or guest.is_settling:
            return False
        self._end(guest, "cancelled", "it was cancelled")
        waiting.task.cancel()
        return True

    async def _accompany(self, guest: Guest, visit: Visit) -> None:
        try:
            registration = await visit.finish()
            guest.is_settling = True
            arrived = await self._reception.settle_in(registration)
        except SignInFailed as failed:
            self._end(guest, failed.how, failed.why)
        except GatewayError as failure:
            self._end(guest, "failed", str(failure))
        except Exception as error:  # noqa: BLE001 -- nobody is above a task, and the others go on
            self._end(guest, "failed", f"{type(error).__name__} in the gateway")
        else:
            guest.credential_id = arrived.credential_id
            self._acted(arrived)
            self._end(guest, "done", arrived.message)

    def _end(self, guest: Guest, state: State, message: str) -> None:
        guest.state, guest.message, guest.ended_at = state, message, self._clock.monotonic()
        self._waiting.pop(guest.id, None)
        guest.ended.set()
        self._changed(guest.id)

    def _forget(self) -> None:
        """Forget who has ended long ago."""
        now = self._clock.monotonic()
        for guest in tuple(self._guests.values()):
            if guest.state != "waiting" and now - guest.ended_at > REMEMBERED_SECONDS:
                del self._guests[guest.id]
