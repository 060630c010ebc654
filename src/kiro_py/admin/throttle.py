"""I let nobody guess quickly, and lock out nobody who does not guess.

Rule 1: the first tries of an address are free; each one after them makes it wait twice as long.
Rule 2: the same wrong key shown again is no new guess: a forgotten script locks nobody out.
Rule 3: many guesses from everywhere make strangers wait too, but not an address that was right.
Rule 4: what is remembered has a limit, and an hour of quiet is forgotten.
"""

import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from kiro_py.ports.clock import Clock

FREE_TRIES: Final = 5
LONGEST_WAIT: Final = 60.0
FREE_TRIES_OF_ALL: Final = 100
LONGEST_WAIT_OF_ALL: Final = 5.0
"""Short, since whoever comes from a new address with the right key must find a gap."""

FORGET_SECONDS: Final = 3600.0
MAX_ADDRESSES: Final = 10_000
MAX_TRUSTED: Final = 1000

_IPV6_HOLDER: Final = 64
"""The bits of an IPv6 address that tell one holder from another."""


@dataclass(slots=True)
class _Guesser:
    free: int
    longest: float
    tries: int = 0
    seen_at: float = 0.0
    until: float = 0.0
    last: bytes = b""

    def count(self, now: float) -> None:
        if now - self.seen_at > FORGET_SECONDS:
            self.tries = 0
        self.tries, self.seen_at = self.tries + 1, now
        if self.tries >= self.free:
            doublings = min(self.tries - self.free, 16)
            self.until = now + min(2.0**doublings, self.longest)


class Throttle:
    """How long each address has to wait before it may show a key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._salt = secrets.token_bytes(16)
        self._guessers: OrderedDict[str, _Guesser] = OrderedDict()
        self._all = _Guesser(FREE_TRIES_OF_ALL, LONGEST_WAIT_OF_ALL)
        self._trusted: OrderedDict[str, None] = OrderedDict()

    def wait(self, address: str) -> float:
        """Return the seconds until this address may show a key, whatever others do."""
        found = self._guessers.get(_holder(address))
        return 0.0 if found is None else max(0.0, found.until - self._clock.monotonic())

    def wait_of_strangers(self, address: str) -> float:
        """Return the seconds until an address that was never right may sign in."""
        if _holder(address) in self._trusted:
            return 0.0
        return max(0.0, self._all.until - self._clock.monotonic())

    def wrong(self, address: str, shown: bytes) -> bool:
        """Count a wrong key, and return whether it was a new guess."""
        now, holder = self._clock.monotonic(), _holder(address)
        last = hashlib.blake2b(shown, key=self._salt).digest()
        guesser = self._guessers.setdefault(holder, _Guesser(FREE_TRIES, LONGEST_WAIT))
        self._guessers.move_to_end(holder)
        if len(self._guessers) > MAX_ADDRESSES:
            self._guessers.popitem(last=False)
        if guesser.last == last:
            return False
        guesser.last = last
        guesser.count(now)
        self._all.count(now)
        return True

    def right(self, address: str) -> None:
        """Forgive an address that has shown the right key."""
        holder = _holder(address)
        self._guessers.pop(holder, None)
        self._trusted[holder] = None
        self._trusted.move_to_end(holder)
        if len(self._trusted) > MAX_TRUSTED:
            self._trusted.popitem(last=False)


def _holder(address: str) -> str:
    """Return what stands for whoever has `address`: one holder of IPv6 has a whole network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:  # noqa: PLR2004 -- IPv4
        return address
    return str(ipaddress.ip_network((found, _IPV6_HOLDER), strict=False))
