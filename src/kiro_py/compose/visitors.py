"""Those who ask: their keys, the limits of these, and what has been used of them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.key_store import DatabaseKeys
from kiro_py.adapters.database.key_usage import DatabaseKeyUsage
from kiro_py.clients.client import Key
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.passes import Passes
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.registry import Registry
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal
from kiro_py.public.keys import KeyRing, Porter
from kiro_py.public.own_use import OwnBook
from kiro_py.secret import Secret


class Visitors:
    """Everybody who knows clients; without a `database` there is one key, and passes.

    `admission` wants to hear what happens, as a journal.
    """

    def __init__(
        self, api_key: Secret, database: Database | None, clock: Clock, journal: Journal
    ) -> None:
        self._clock = clock
        self._usage = None if database is None else DatabaseKeyUsage(database)
        self.api_key = api_key
        self.admission, self.passes = Admission(clock), Passes(clock)
        self.registry = None
        if database is not None:
            self.registry = Registry(DatabaseKeys(database), clock, journal)
        finders = (
            [self.passes.take] if self.registry is None else [self.registry.find, self.passes.take]
        )
        self.porter = Porter(KeyRing([api_key]), finders)
        self.book = OwnBook(self._key, self.admission.use_of, self._usage, clock)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Know all keys, and what they have used, from the beginning of the context on.

        Raises `KeysUnreadable` when that cannot be known.
        """
        if self.registry is None or self._usage is None:
            yield
            return
        await self.registry.load()
        self.admission.begin(await self._usage.used(self._clock.now()))
        try:
            async with Pending(self.registry.keep()):
                yield
        finally:
            await self.registry.settle()

    def _key(self, number: int) -> Key | None:
        return None if self.registry is None else self.registry.key(number)
