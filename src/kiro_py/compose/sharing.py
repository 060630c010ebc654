"""What the processes that serve on one database share, put together."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self

from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.count_table import CountTable
from kiro_py.adapters.database.credential_store import TOPIC as CREDENTIALS
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.home_table import HomeTable
from kiro_py.adapters.database.presence import PresenceTable
from kiro_py.adapters.database.settings_table import SettingTable
from kiro_py.adapters.database.standing_table import StandingTable
from kiro_py.adapters.sealing import Sealer
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.config.credentials import LoadedCredentials
from kiro_py.ports.settings import SettingStore

SETTINGS = "settings"
"""What the news of a change of settings are about."""

Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where replicas keep what a single machine has in files."""

    store: CredentialTable
    memory: StandingTable
    counts: CountTable
    settings: SettingTable

    async def read(self) -> None:
        """Read what has to be known before the house is built.

        Raises `ConfigInvalid` when what is there cannot be opened.
        """
        async with self.store.opened():
            await self.memory.read()
            await self.counts.read()


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is shared besides what each store keeps; `place` is there where credentials are, too.

    Use it inside `opened`, in an open database.
    """

    bulletin: Bulletin
    presence: PresenceTable
    homes: HomeTable
    place: Place | None = None

    @classmethod
    def of_workers(cls, database: Database, me: str, address: str, warn: Warn) -> Self:
        """Return what the workers of one machine share, whose credentials are in a file."""
        bulletin = Bulletin(database, warn, watches=True)
        presence = PresenceTable(database, me, address, bulletin, warn=warn)
        return cls(bulletin, presence, HomeTable(database, SystemClock(), warn))

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Be one of those who share, during the context."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.bulletin.kept())
            await stack.enter_async_context(self.presence.kept())
            if self.place is not None:
                await stack.enter_async_context(self.place.store.opened())
            await stack.enter_async_context(self.homes.kept())
            yield


def of_replicas(  # noqa: PLR0913 -- all that a replica is told
    database: Database,
    sealer: Sealer,
    loaded: LoadedCredentials,
    file: SettingStore,
    *,
    me: str,
    address: str,
    warn: Warn,
) -> Sharing:
    """Return what replicas share; `file` holds the settings that each has for itself.

    `address` is where the others reach this one.
    """
    bulletin, clock = Bulletin(database, warn), SystemClock()
    place = Place(
        CredentialTable(
            database,
            sealer,
            me=me,
            read=loaded.read,
            guests=loaded.guests,
            announce=lambda connection: bulletin.say(connection, CREDENTIALS),
            warn=warn,
        ),
        StandingTable(database, bulletin, clock, warn),
        CountTable(database, warn),
        SettingTable(database, sealer, file, lambda connection: bulletin.say(connection, SETTINGS)),
    )
    presence = PresenceTable(database, me, address, bulletin, warn=warn)
    return Sharing(bulletin, presence, HomeTable(database, clock, warn), place)
