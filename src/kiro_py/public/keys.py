"""I know the keys that clients may show, and take as long over a wrong one as over a right one."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence

from kiro_py.secret import Secret


class KeyRing:
    """The keys that clients may use; a ring without keys admits nobody.

    Raises `ValueError` for a blank key, which would admit a client that shows nothing.
    """

    __slots__ = ("_digests",)

    def __init__(self, keys: Sequence[Secret]) -> None:
        if not all(key.reveal().strip() for key in keys):
            raise ValueError("a client key is blank: give it at least one visible character")
        self._digests = tuple(_digest(key.reveal().encode()) for key in keys)

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Return whether `headers` (names in lower case) show a key of this ring.

        Clients show it as `x-api-key` or as `Authorization: Bearer`.  One that has settings for
        both sends both, with different values: one that is right is enough.
        """
        matches = [
            hmac.compare_digest(_digest(shown), digest)
            for shown in _shown(headers)
            for digest in self._digests
        ]
        return any(matches)


def _shown(headers: Mapping[str, str]) -> Iterator[bytes]:
    yield _bytes(headers.get("x-api-key", ""))
    scheme, _, token = _bytes(headers.get("authorization", "")).strip().partition(b" ")
    if scheme.lower() == b"bearer":
        yield token


def _bytes(value: str) -> bytes:
    """Return the bytes that the client sent: servers read header values as Latin-1."""
    return value.encode("latin-1", "replace")


def _digest(key: bytes) -> bytes:
    """Return what is compared: of equal length for all keys, so that no length is told either.

    Only ASCII space around the key is ignored, since other bytes may be half a character.
    """
    return hashlib.sha256(key.strip()).digest()
