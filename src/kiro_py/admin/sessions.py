"""I remember who has signed in at the page, and for how long.

Rule 1: a session ends after twelve hours without a request, and after seven days whatever happens.
Rule 2: the browser has the token, the store its digest.
Rule 3: digests are made with the admin key: when the key changes, all sessions are gone.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Final

from kiro_py.admin.key import AdminKey
from kiro_py.errors import StoreUnwritable
from kiro_py.ports.clock import Clock
from kiro_py.ports.sessions import OpenSession, SessionStore

IDLE_SECONDS: Final = 12 * 3600
LONGEST_SECONDS: Final = 7 * 86_400

TOUCH_SECONDS: Final = 60
"""How exactly it is known when somebody was last there, and how long a store that cannot be written
is left alone."""

_NAME_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is open; `csrf_token` must come with every change."""

    kept: OpenSession
    csrf_token: str

    @property
    def name(self) -> str:
        """What it is called where people read it."""
        return self.kept.digest.hex()[:_NAME_LENGTH]

    @property
    def expires_at(self) -> float:
        """When it ends if nobody comes until then, in epoch seconds."""
        return min(self.kept.seen_at + IDLE_SECONDS, self.kept.began_at + LONGEST_SECONDS)

    def is_meant(self, csrf_token: str) -> bool:
        """Return whether a change comes from the page, and not from elsewhere in the browser."""
        return hmac.compare_digest(csrf_token.encode(), self.csrf_token.encode())


class Sessions:
    """The sessions of the page."""

    def __init__(self, key: AdminKey, store: SessionStore, clock: Clock) -> None:
        self._key, self._store, self._clock = key, store, clock
        self._rests_until = 0.0

    async def begin(self, address: str) -> tuple[str, Session]:
        """Open a session for whoever has shown the key; return the browser's token, and it.

        Raises `StoreUnwritable` when it cannot be kept.
        """
        token, now = secrets.token_urlsafe(32), self._clock.now()
        session = self._session(token, OpenSession(self._digest(token), now, now, address))
        await self._store.begin(session.kept)
        return token, session

    async def find(self, token: str) -> Session | None:
        """Return the open session of `token`, which goes on for it; `None` when there is none.

        It is open all the same when it cannot be kept that it goes on: whoever looks what is wrong
        with a full disk is not sent away for it.
        """
        kept = await self._store.find(self._digest(token))
        if kept is None or not self._is_open(kept):
            return None
        now = self._clock.now()
        if now - kept.seen_at > TOUCH_SECONDS and now >= self._rests_until:
            try:
                await self._store.touch(kept.digest, now)
                kept = replace(kept, seen_at=now)
            except StoreUnwritable:
                self._rests_until = now + TOUCH_SECONDS
        return self._session(token, kept)

    async def is_open(self, session: Session) -> bool:
        """Return whether a session is open still, which does not make it longer."""
        kept = await self._store.find(session.kept.digest)
        return kept is not None and self._is_open(kept)

    async def end(self, session: Session) -> None:
        """Close a session."""
        await self._store.end(session.kept.digest)

    async def clean(self) -> None:
        """Forget sessions that are over."""
        now = self._clock.now()
        await self._store.clean(began_before=now - LONGEST_SECONDS, seen_before=now - IDLE_SECONDS)

    def _session(self, token: str, kept: OpenSession) -> Session:
        return Session(kept, self._key.seal(f"csrf {token}".encode()).hex())

    def _digest(self, token: str) -> bytes:
        return self._key.seal(f"session {token}".encode())

    def _is_open(self, kept: OpenSession) -> bool:
        now = self._clock.now()
        return now < kept.seen_at + IDLE_SECONDS and now < kept.began_at + LONGEST_SECONDS
