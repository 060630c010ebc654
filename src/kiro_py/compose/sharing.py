"""What the processes that serve on one database share, put together."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
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
from kiro_py.adapters.peer import NEAR
from kiro_py.adapters.sealing import Sealer
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.config.credentials import LoadedCredentials
from kiro_py.config.secret_key import SecretKeys
from kiro_py.ports.settings import SettingStore
from kiro_py.secret import Secret

SETTINGS = "settings"
"""What the news of a change of settings are about."""

Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Seat:
    """One process among those who share: `me` is a name that no other one has or ever had.

    The others reach it at `url`, those of the same machine by the socket at `near`.
    """

    me: str
    url: str | None = None
    near: Path | None = None

    @property
    def address(self) -> str:
        """Both ways, or one of them, or none."""
        near = None if self.near is None else f"{NEAR}{self.near}"
        return " ".join(filter(None, (self.url, near)))

    @property
    def directory(self) -> Path | None:
        """Where the sockets of this machine's workers are."""
        return None if self.near is None else self.near.parent


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

    They believe what is signed with the first of `secrets`, or comes by a socket in `directory`.

    Use it inside `opened`, in an open database.
    """

    bulletin: Bulletin
    presence: PresenceTable
    homes: HomeTable
    secrets: Sequence[Secret] = ()
    directory: Path | None = None
    place: Place | None = None

    @classmethod
    def of_workers(cls, database: Database, seat: Seat, warn: Warn) -> Self:
        """Return what the workers of one machine share, whose credentials are in a file."""
        bulletin = Bulletin(database, warn, watches=True)
        presence = PresenceTable(database, seat.me, seat.address, bulletin, warn=warn)
        homes = HomeTable(database, SystemClock(), warn)
        return cls(bulletin, presence, homes, directory=seat.directory)

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


def of_replicas(
    database: Database,
    keys: SecretKeys,
    loaded: LoadedCredentials,
    file: SettingStore,
    seat: Seat,
    warn: Warn,
) -> Sharing:
    """Return what replicas share; `file` holds the settings that each has for itself."""
    bulletin, clock, sealer = (
        Bulletin(database, warn),
        SystemClock(),
        Sealer(keys.key, keys.previous),
    )
    place = Place(
        CredentialTable(
            database,
            sealer,
            me=seat.me,
            read=loaded.read,
            guests=loaded.guests,
            announce=bulletin.saying(CREDENTIALS),
            warn=warn,
        ),
        StandingTable(database, bulletin, clock, warn),
        CountTable(database, warn),
        SettingTable(database, sealer, file, bulletin.saying(SETTINGS)),
    )
    return Sharing(
        bulletin,
        PresenceTable(database, seat.me, seat.address, bulletin, warn=warn),
        HomeTable(database, clock, warn),
        secrets=[each for each in (keys.key, keys.previous) if each is not None],
        directory=seat.directory,
        place=place,
    )
