"""I give out passes: keys in memory for one request each, soon."""

import secrets
from typing import Final

from kiro_py.clients.client import (
    ENTROPY_BYTES,
    PLAYGROUND_ID,
    Client,
    Minted,
    minted,
)
from kiro_py.ports.clock import Clock

PASS_SECONDS: Final = 60.0
"""How long a pass waits for its request."""

MOST_PASSES: Final = 100
"""How many wait at once; the oldest go when there are more."""


class Passes:
    """Passes that were given out and not used yet."""

    __slots__ = ("_clock", "_waiting")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[bytes, tuple[float, Client]] = {}

    def issue(self, credential_id: int | None) -> tuple[Minted, float]:
        """Return a pass, to the one credential if it is named, and when it ends."""
        made = minted(secrets.token_bytes(ENTROPY_BYTES))
        until = self._clock.now() + PASS_SECONDS
        client = Client(id=PLAYGROUND_ID, name="playground", credential_id=credential_id)
        self._waiting[made.digest] = until, client
        while len(self._waiting) > MOST_PASSES:
            del self._waiting[next(iter(self._waiting))]
        return made, until

    def take(self, digest: bytes) -> Client | None:
        """Return whose pass it is, which is used with that."""
        until, client = self._waiting.pop(digest, (0.0, None))
        return client if self._clock.now() < until else None
