"""Who asks: a key of its own, what it may have, and how it is known again.

A key is 32 random bytes, so that its SHA-256 digest gives nothing away, cannot be guessed, and may
be looked up in a table: what a look-up tells by its time is about digests only.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from kiro_py.secret import Secret

KEY_MARK: Final = "kpy_"
"""What our keys begin with, so that a lost one is known for what it is."""

PREFIX_CHARACTERS: Final = len(KEY_MARK) + 6
"""How much of a key is shown again: enough to tell keys apart, and 37 characters short of one."""

ENTROPY_BYTES: Final = 32

PLAYGROUND_ID: Final = -1
"""The number under which the playground's use is written down; it has no key in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a key may use; `None` sets no limit.  Days and months are those of UTC."""

    requests_per_minute: int | None = None
    parallel_requests: int | None = None
    tokens_per_day: int | None = None
    tokens_per_month: int | None = None
    credits_per_day: float | None = None
    credits_per_month: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who asks, and for what: `id` is the number of its key, `None` for the settings' `apiKey`.

    `group` names the credentials that may serve it, `credential_id` the only one, and `models` are
    patterns of the models that it may ask; without them all may, and all are asked.
    """

    id: int | None = None
    name: str = "main"
    group: str | None = None
    credential_id: int | None = None
    models: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


MAIN: Final = Client()
"""Whoever shows the `apiKey` of the settings."""


class KeyState(Enum):
    """Whether a key works."""

    ACTIVE = "active"
    DISABLED = "disabled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Minted:
    """A new key, whole, and what is kept of it."""

    key: Secret
    digest: bytes
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key as it is kept; times are in epoch seconds.

    `old_digest` is that of the key before the last rotation, which is good until `old_until`.
    """

    id: int
    version: int
    name: str
    note: str
    prefix: str
    digest: bytes
    old_digest: bytes | None
    old_until: float | None
    group: str | None
    models: tuple[str, ...]
    limits: Limits
    expires_at: float | None
    disabled: bool
    created_at: float
    last_used_at: float | None

    def client(self) -> Client:
        """Return who asks with it."""
        return Client(
            id=self.id, name=self.name, group=self.group, models=self.models, limits=self.limits
        )

    def state(self, now: float) -> KeyState:
        """Return whether it works."""
        if self.disabled:
            return KeyState.DISABLED
        if self.expires_at is not None and self.expires_at <= now:
            return KeyState.EXPIRED
        return KeyState.ACTIVE

    def digests(self, now: float) -> Iterator[bytes]:
        """Yield the digests by which it is known, none when it does not work."""
        if self.state(now) is not KeyState.ACTIVE:
            return
        yield self.digest
        if self.old_digest is not None and now < (self.old_until or 0.0):
            yield self.old_digest


def minted(randomness: bytes) -> Minted:
    """Return the key that `randomness` makes, which must be `ENTROPY_BYTES` fresh random bytes."""
    if len(randomness) != ENTROPY_BYTES:
        raise ValueError(f"a key needs {ENTROPY_BYTES} random bytes, found {len(randomness)}")
    text = KEY_MARK + base64.urlsafe_b64encode(randomness).decode().rstrip("=")
    return Minted(Secret(text), digest_of(text.encode()), text[:PREFIX_CHARACTERS])


def rotated(key: Key, made: Minted, until: float) -> Key:
    """Return a key with another text; the one that it has now is good `until` then."""
    return replace(
        key, prefix=made.prefix, digest=made.digest, old_digest=key.digest, old_until=until
    )


def digest_of(key: bytes) -> bytes:
    """Return what is compared: of equal length for all keys, so that no length is told either.

    Only ASCII space around the key is ignored, since other bytes may be half a character.
    """
    return hashlib.sha256(key.strip()).digest()
