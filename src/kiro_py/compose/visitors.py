"""Those who ask: their keys, the limits of these, and what has been used of them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from litestar import Router

from kiro_py.adapters.database.bulletin import Bulletin, say_nothing
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.key_store import DatabaseKeys
from kiro_py.adapters.database.key_usage import DatabaseKeyUsage
from kiro_py.adapters.database.ledger_table import DatabaseLedger
from kiro_py.admin.key_desk import KeyDesk, PassDesk
from kiro_py.admin.v1 import keys
from kiro_py.clients.client import Key
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.exchange.passes import Passes
from kiro_py.exchange.registry import Registry
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal
from kiro_py.ports.presence import Presence
from kiro_py.public.keys import KeyRing, Porter
from kiro_py.public.own_use import OwnBook
from kiro_py.secret import Secret

KEYS: Final = "keys"
"""What the news of changed keys are about."""


class Visitors:
    """Everybody who knows clients; without a `database` there is one key, and passes.

    `admission` wants to hear what happens, as a journal.  With `presence`, the limits of keys hold
    over all who serve on the database; `news` tell these of changed keys.
    """

    def __init__(
        self,
        api_key: Secret,
        database: Database | None,
        clock: Clock,
        journal: Journal,
        presence: Presence | None = None,
        news: Bulletin | None = None,
    ) -> None:
        self._clock = clock
        self._usage = None if database is None else DatabaseKeyUsage(database)
        self.api_key = api_key
        self.admission, self.passes = _admission(clock, database, presence), Passes(clock, api_key)
        self.registry = None
        if database is not None:
            announce = say_nothing if news is None else news.saying(KEYS)
            self.registry = Registry(DatabaseKeys(database, announce), clock, journal)
            if news is not None:
                news.hear(KEYS, self.registry.stir)
        finders = [] if self.registry is None else [self.registry.find]
        self.porter = Porter(KeyRing([api_key]), finders, [self.passes.take])
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
            async with Ongoing(self.registry.keep), self.admission.kept():
                yield
        finally:
            await self.registry.settle()

    def name_of_key(self, number: int) -> str | None:
        """Return the name of a key, nothing for one that is gone."""
        key = self._key(number)
        return None if key is None else key.name

    def routes(self, leases: Leases, journal: Journal) -> list[Router]:
        """Return the keeper's routes of keys and passes; without a database there are no keys."""
        passes = keys.pass_routes(PassDesk(self.passes, leases.ids))
        if self.registry is None:
            return [passes]
        desk = KeyDesk(
            self.registry, self.admission, self.api_key, leases.groups, self._clock, journal
        )
        return [keys.routes(desk), passes]

    def _key(self, number: int) -> Key | None:
        return None if self.registry is None else self.registry.key(number)


def _admission(clock: Clock, database: Database | None, presence: Presence | None) -> Admission:
    if database is None or presence is None:
        return Admission(clock)
    ledger = DatabaseLedger(database, presence.me.id, lambda: presence.alive)
    return Admission(clock, ledger, lambda: presence.count)
