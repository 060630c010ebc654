"""The admin key: I take as long over a wrong one as over the right one."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from kiro_py.secret import Secret


class AdminKey:
    """The key of the keeper's door; space around it means nothing."""

    __slots__ = ("_digest", "_key")

    def __init__(self, key: Secret) -> None:
        self._key = key.reveal().strip().encode()
        self._digest = _digest(self._key)

    def is_among(self, shown: Sequence[bytes]) -> bool:
        """Return whether one of the keys that were shown is this one."""
        matches = [hmac.compare_digest(_digest(each.strip()), self._digest) for each in shown]
        return any(matches)

    def seal(self, what: bytes) -> bytes:
        """Return what only this key makes of `what`: another key makes something else of it."""
        return hmac.digest(self._key, what, "sha256")


def shown_keys(headers: Mapping[str, str]) -> Sequence[bytes]:
    """Return the keys that `headers` (names in lower case) show, `x-api-key` and bearer.

    With both of them, one that is right is enough.
    """
    shown = [headers.get("x-api-key", "")]
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        shown.append(token)
    # Servers read header values as Latin-1: these are the bytes that were sent.
    return [key.strip().encode("latin-1", "replace") for key in shown if key.strip()]


def _digest(key: bytes) -> bytes:
    """Return what is compared: of equal length for all keys, so that no length is told either."""
    return hashlib.sha256(key).digest()
