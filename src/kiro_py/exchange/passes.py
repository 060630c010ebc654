"""I give out passes: keys for one request each, soon, which every process of the gateway knows.

Rule 1.  A pass says itself until when it is good and for which credential, and is signed with a
key that all processes share; so whoever is asked with it need not be the one who gave it out.

Rule 2.  It is used once; another process, which has not seen that, would take it once more until
it ends.
"""

import base64
import hmac
import secrets
from typing import Final

from kiro_py.clients.client import (
    ENTROPY_BYTES,
    KEY_MARK,
    PLAYGROUND_ID,
    Client,
    Minted,
    minted,
)
from kiro_py.ports.clock import Clock
from kiro_py.secret import Secret

PASS_SECONDS: Final = 60.0
"""How long a pass waits for its request."""

_PURPOSE: Final = b"kiro-py: a pass"
_UNTIL_BYTES, _CREDENTIAL_BYTES, _NONCE_BYTES, _SIGN_BYTES = 5, 5, 6, 16
_SIGNED_BYTES: Final = ENTROPY_BYTES - _SIGN_BYTES
_MARK: Final = KEY_MARK.encode()


class Passes:
    """Passes that are signed with a key made of `secret`."""

    __slots__ = ("_clock", "_key", "_used")

    def __init__(self, clock: Clock, secret: Secret) -> None:
        self._clock = clock
        self._key = hmac.digest(secret.reveal().encode(), _PURPOSE, "sha256")
        self._used: dict[bytes, int] = {}

    def issue(self, credential_id: int | None) -> tuple[Minted, float]:
        """Return a pass, to the one credential if it is named, and when it ends."""
        until = int(self._clock.now() + PASS_SECONDS)
        said = until.to_bytes(_UNTIL_BYTES) + (credential_id or 0).to_bytes(_CREDENTIAL_BYTES)
        said += secrets.token_bytes(_NONCE_BYTES)
        return minted(said + self._sign(said)), float(until)

    def take(self, shown: bytes) -> Client | None:
        """Return whose pass is shown, which is used with that."""
        whole = _read(shown)
        said, sign = whole[:_SIGNED_BYTES], whole[_SIGNED_BYTES:]
        if not hmac.compare_digest(self._sign(said), sign):
            return None
        now, until = self._clock.now(), int.from_bytes(said[:_UNTIL_BYTES])
        self._used = {each: end for each, end in self._used.items() if now < end}
        if now >= until or said in self._used:
            return None
        self._used[said] = until
        number = int.from_bytes(said[_UNTIL_BYTES : _UNTIL_BYTES + _CREDENTIAL_BYTES])
        return Client(id=PLAYGROUND_ID, name="playground", credential_id=number or None)

    def _sign(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, "sha256")[:_SIGN_BYTES]


def _read(shown: bytes) -> bytes:
    """Return what a key of ours is made of, nothing for any other text."""
    text = shown.strip()
    if not text.startswith(_MARK):
        return b""
    try:
        return base64.b64decode(text[len(_MARK) :] + b"=", altchars=b"-_", validate=True)
    except ValueError:
        return b""
