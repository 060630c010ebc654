"""I introduce a visitor whom another of our processes has sent on to this one.

Rule 1: what a request says of itself is believed when it is signed with the secret that all
replicas share, or when it has come by a socket that nobody else can reach.
Rule 2: whoever says so without being believed is nobody special, and is sent on nowhere.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from litestar.types import HTTPScope, Scope

from kiro_py.admin.address import UNKNOWN
from kiro_py.ports.clock import Clock
from kiro_py.secret import Secret

HEADER: Final = b"x-kiro-py-visitor"

OLDEST_SECONDS: Final = 120.0
"""How old an introduction may be, and by how much clocks may differ."""

_PURPOSE: Final = b"kiro-py: a visitor who is sent on"
_KEY: Final = "introduced"
_NOBODY: Final = "-"
_LONGEST_TIME: Final = 12


@dataclass(frozen=True, slots=True)
class Introduced:
    """How a visitor came here: whether that is believed, and whether by the private socket."""

    is_believed: bool
    is_near: bool

    @staticmethod
    def of(scope: Scope) -> "Introduced | None":
        """Return how the visitor of a request was introduced, if he was."""
        found: object = scope["state"].get(_KEY)
        return found if isinstance(found, Introduced) else None


class Introductions:
    """Writes and reads them; the first of `secrets` signs, each is believed."""

    def __init__(self, secrets: Sequence[Secret], clock: Clock) -> None:
        self._keys = [hmac.digest(each.reveal().encode(), _PURPOSE, "sha256") for each in secrets]
        self._clock = clock

    @property
    def can_sign(self) -> bool:
        """Whether a visitor can be sent on over a network."""
        return bool(self._keys)

    def write(self, scope: HTTPScope) -> bytes:
        """Return the value of `HEADER` for the request of `scope`."""
        peer = scope["client"][0] if scope["client"] else UNKNOWN
        told = f"{self._clock.now():.0f} {peer.replace(' ', '') or UNKNOWN}"
        sign = _sign(self._keys[0], told, scope) if self._keys else _NOBODY
        return f"{told} {sign}".encode()

    def read(self, scope: HTTPScope) -> Introduced | None:
        """Return how the visitor is introduced, if he is; one who is believed is put in place.

        From then on he comes from where he came from at first.
        """
        values = [value for name, value in scope["headers"] if name == HEADER]
        if not values:
            return None
        scope["headers"] = [each for each in scope["headers"] if each[0] != HEADER]
        is_near = scope["server"] is not None and scope["server"][1] is None
        time, _, rest = values[-1].decode("latin-1").partition(" ")
        peer, _, sign = rest.partition(" ")
        told = f"{time} {peer}"
        found = Introduced(
            is_believed=is_near or (self._is_now(time) and self._is_signed(told, sign, scope)),
            is_near=is_near,
        )
        if found.is_believed:
            scope["client"] = None if peer == UNKNOWN else (peer, 0)
        scope["state"][_KEY] = found
        return found

    def _is_now(self, time: str) -> bool:
        is_time = time.isdecimal() and len(time) <= _LONGEST_TIME
        return is_time and abs(self._clock.now() - int(time)) <= OLDEST_SECONDS

    def _is_signed(self, told: str, sign: str, scope: HTTPScope) -> bool:
        expected = (_sign(key, told, scope).encode() for key in self._keys)
        return any(hmac.compare_digest(each, sign.encode()) for each in expected)


def target(scope: HTTPScope) -> str:
    """Return the path and the question of a request as they were sent."""
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _sign(key: bytes, told: str, scope: HTTPScope) -> str:
    said = f"{told}\n{scope['method']} {target(scope)}"
    return hmac.digest(key, said.encode(), "sha256").hex()
