"""I know the keys of clients, and keep knowing them.

They are looked up in memory, by their digests: a table of any size costs the same, and since a key
is random no time tells anything about it.  The store is asked every second whether any has changed.
"""

import asyncio
from collections.abc import Hashable, Sequence
from contextlib import suppress
from typing import Final

from kiro_py.clients.client import Client, Key
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal, KeysUnread
from kiro_py.ports.keys import KeyStore, KeysUnreadable

ROUND_SECONDS: Final = 1.0
"""How often the store is asked: the command line's changes are seen after two of them at most."""

TOUCH_ROUNDS: Final = 10
"""In which round it is written down when keys were used last."""


class Registry:
    """The keys of `store`; `load` them first, and run `keep` in the background."""

    def __init__(self, store: KeyStore, clock: Clock, journal: Journal) -> None:
        self.store = store
        self._clock = clock
        self._journal = journal
        self._reading = asyncio.Lock()
        self._mark: Hashable = None
        self._keys: Sequence[Key] = ()
        self._by_digest: dict[bytes, tuple[Key, Client]] = {}
        self._used_at: dict[int, float] = {}
        self._unwritten: dict[int, float] = {}
        self._is_failing = False
        self._stirred = asyncio.Event()

    def keys(self) -> Sequence[Key]:
        """Return all keys, the oldest first."""
        return self._keys

    def key(self, number: int) -> Key | None:
        """Return the key of that number."""
        return next((key for key in self._keys if key.id == number), None)

    def used_at(self, key: Key) -> float | None:
        """Return when a key was used last."""
        return self._used_at.get(key.id, key.last_used_at)

    def find(self, digest: bytes) -> Client | None:
        """Return who asks with the key of that digest, if it works now."""
        found = self._by_digest.get(digest)
        if found is None:
            return None
        key, client = found
        now = self._clock.now()
        if digest not in key.digests(now):
            return None
        self._used_at[key.id] = self._unwritten[key.id] = now
        return client

    async def load(self) -> None:
        """Read all keys.  Raises `KeysUnreadable`."""
        async with self._reading:  # what was read first must not be taken in last
            mark = await self.store.mark()
            keys = await self.store.keys()
        self._mark, self._keys = mark, keys
        self._by_digest = {
            digest: (key, key.client())
            for key in keys
            for digest in (key.old_digest, key.digest)
            if digest is not None
        }

    async def refresh(self) -> None:
        """Read the keys again if any has changed; what was known goes on if they cannot be read."""
        try:
            if await self.store.mark() != self._mark:
                await self.load()
        except KeysUnreadable as failure:
            if not self._is_failing:
                self._journal.note(KeysUnread(str(failure)))
            self._is_failing = True
        else:
            self._is_failing = False

    async def keep(self) -> None:
        """Keep knowing them, for ever."""
        rounds = 0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(ROUND_SECONDS):
                    await self._stirred.wait()
            self._stirred.clear()
            await self.refresh()
            rounds += 1
            if rounds % TOUCH_ROUNDS == 0:
                await self.settle()

    def stir(self) -> None:
        """Ask the store at once: somebody has changed a key."""
        self._stirred.set()

    async def settle(self) -> None:
        """Write down when keys were used last; whatever cannot be written is written later."""
        used, self._unwritten = self._unwritten, {}
        try:
            await self.store.touch(used)
        except KeysUnreadable:
            self._unwritten = used | self._unwritten
