"""What lies where others may read it is sealed, and bound to its place.

A sealed thing is a version, which key it was sealed with, a nonce, and what AES-GCM makes of the
rest.  Moved to another place it cannot be opened, and neither can it once a bit of it has changed.

The library takes seven megabytes, and is loaded by those who seal: with a file store nobody does.
"""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kiro_py.errors import ConfigInvalid, GatewayError
from kiro_py.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST_KEY: Final = 32
"""How many characters a key has at least: what is derived from it is as hard to guess as they."""

MENDING: Final = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
"""What makes a good key."""

_VERSION: Final = b"\x01"
_KEY_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_HEAD_BYTES: Final = len(_VERSION) + _KEY_ID_BYTES
_LEAST_BYTES: Final = _HEAD_BYTES + _NONCE_BYTES + _TAG_BYTES
_PURPOSE: Final = b"kiro-py: what is sealed"
_PURPOSE_OF_ID: Final = b"kiro-py: the name of a key"


class SealBroken(GatewayError):  # noqa: N818 -- what it is
    """Something sealed cannot be opened; `is_key_unknown` tells a wrong key from a wrong content.

    What was in it and with what it was sealed are not told.
    """

    def __init__(self, why: str, *, is_key_unknown: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_key_unknown = is_key_unknown


@dataclass(frozen=True, slots=True)
class _Key:
    """What is made of one secret text: a name that gives nothing away, and the cipher."""

    id: bytes
    cipher: "AESGCM" = field(repr=False)


class Sealer:
    """Seals with `key`, and opens what was sealed with it or with `previous`.

    Raises `ConfigInvalid` (`secretKey`, `previousSecretKey`) for a text that is too short.
    """

    __slots__ = ("_current", "_keys")

    def __init__(self, key: Secret, previous: Secret | None = None) -> None:
        self._current = _key(key, "secretKey")
        known = [self._current]
        if previous is not None:
            known.append(_key(previous, "previousSecretKey"))
        self._keys = {each.id: each for each in known}

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Return `plain` sealed, so that it can be opened in the same place only."""
        head, nonce = _VERSION + self._current.id, secrets.token_bytes(_NONCE_BYTES)
        return head + nonce + self._current.cipher.encrypt(nonce, plain, head + bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Return what was sealed; raises `SealBroken` when that cannot be known for certain."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415

        if len(sealed) < _LEAST_BYTES or not sealed.startswith(_VERSION):
            raise SealBroken("its content has been changed: nothing was ever sealed like that")
        head, rest = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES:]
        key = self._keys.get(head[len(_VERSION) :])
        if key is None:
            raise SealBroken("it is sealed with another secret key", is_key_unknown=True)
        try:
            nonce, closed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
            return key.cipher.decrypt(nonce, closed, head + bound_to.encode())
        except InvalidTag:
            told = "its content has been changed, or belongs to another place"
            raise SealBroken(told) from None

    def is_current(self, sealed: bytes) -> bool:
        """Tell whether something is sealed with the key that new things are sealed with."""
        return sealed.startswith(_VERSION + self._current.id)


def _key(secret: Secret, setting: str) -> _Key:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    text = secret.reveal().strip()
    if len(text) < SHORTEST_KEY:
        told = f"expected {SHORTEST_KEY} characters or more, found {len(text)}; make one with"
        raise ConfigInvalid("config", setting, f"{told} {MENDING}")
    return _Key(
        id=_derived(text, _PURPOSE_OF_ID, _KEY_ID_BYTES),
        cipher=AESGCM(_derived(text, _PURPOSE, 32)),
    )


def _derived(text: str, purpose: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(text.encode())
