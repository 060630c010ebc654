"""I let the keeper in: with the key in a header, or with a session and its token."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from litestar.types import HTTPScope

from kiro_py.admin.address import Proxies
from kiro_py.admin.key import AdminKey, shown_keys
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.sessions import Session, Sessions
from kiro_py.admin.throttle import Throttle

COOKIE: Final = "kiro_py_session"
CHANGING: Final = frozenset({"DELETE", "PATCH", "POST", "PUT"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is at the door; `who` is what the log of changes calls them."""

    who: str
    session: Session | None = None


NOBODY: Final = Visitor("nobody")
KEY_HOLDER: Final = Visitor("key")


class WrongKey(KeeperRefused):
    """A key was shown that is not the right one; `is_guess` when it was not shown just before."""

    def __init__(self, wait_seconds: float, *, is_guess: bool) -> None:
        refusal = _too_many(wait_seconds) if wait_seconds else _no_key()
        super().__init__(refusal.status, refusal.message, refusal.headers)
        self.is_guess = is_guess


class Gate:
    """Whom the door opens to; `proxies` are believed when they say whom somebody comes from."""

    def __init__(
        self, key: AdminKey, sessions: Sessions, throttle: Throttle, proxies: Proxies
    ) -> None:
        self._key, self._sessions, self._throttle = key, sessions, throttle
        self.proxies = proxies

    async def admit(self, scope: HTTPScope, headers: Mapping[str, str], cookie: str) -> Visitor:
        """Return who is there.

        A key in a header decides, whatever else comes with it.  Raises `KeeperRefused` with 401
        when nobody is known, 403 when a session makes a change without its token, and 429 when the
        address has to wait.
        """
        shown = shown_keys(headers)
        if shown:
            self._compare(self.proxies.origin_of(scope), shown, is_stranger_welcome=True)
            return KEY_HOLDER
        session = await self._sessions.find(cookie) if cookie else None
        if session is None:
            raise _no_key()
        if scope["method"] in CHANGING and not session.is_meant(headers.get("x-csrf-token", "")):
            raise KeeperRefused(403, "a change needs the session's token as `x-csrf-token`")
        return Visitor(f"session {session.name}", session)

    async def sign_on(self, scope: HTTPScope, key: str) -> tuple[str, Visitor]:
        """Open a session for whoever has the key; return the browser's token and who it is.

        Raises `KeeperRefused` with 401 and 429.
        """
        address = self.proxies.origin_of(scope)
        self._compare(address, [key.strip().encode()], is_stranger_welcome=False)
        token, session = await self._sessions.begin(address)
        return token, Visitor(f"session {session.name}", session)

    def proves(self, scope: HTTPScope, key: str) -> None:
        """Raise `KeeperRefused` unless this is the key: for what a session alone may not have."""
        self._compare(
            self.proxies.origin_of(scope), [key.strip().encode()], is_stranger_welcome=True
        )

    def _compare(self, address: str, shown: Sequence[bytes], *, is_stranger_welcome: bool) -> None:
        wait = self._throttle.wait(address)
        if not is_stranger_welcome:
            wait = max(wait, self._throttle.wait_of_strangers(address))
        if wait:
            raise _too_many(wait)
        if self._key.is_among(shown):
            self._throttle.right(address)
            return
        is_guess = self._throttle.wrong(address, b"\0".join(shown))
        raise WrongKey(self._throttle.wait_of_strangers(address), is_guess=is_guess)


def _no_key() -> KeeperRefused:
    return KeeperRefused(401, "Invalid or missing admin API key")


def _too_many(wait: float) -> KeeperRefused:
    seconds = math.ceil(wait)
    return KeeperRefused(
        429,
        f"too many wrong keys: try again in {seconds} s",
        {"retry-after": str(seconds)},
    )
