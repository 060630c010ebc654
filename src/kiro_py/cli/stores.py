"""What one process keeps things in: files, or the database that replicas share."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.counts_file import CountsFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.config.secret_key import secret_keys
from kiro_py.config.settings import Settings, is_shared
from kiro_py.errors import StoreUnwritable
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.ports.counts import CountStore
from kiro_py.ports.credentials import EditableStore
from kiro_py.ports.settings import SettingStore
from kiro_py.ports.standings import StandingStore

if TYPE_CHECKING:  # the database takes a while to load, which not every command shall wait for
    from kiro_py.adapters.database.engine import Database
    from kiro_py.compose.sharing import Place, Sharing

DATABASE_NAME: Final = "kiro-py.db"
"""What the database is called that nobody has named, beside the credentials."""

Warn = Callable[[Iterable[str]], None]


@dataclass(frozen=True, slots=True)
class Start:
    """What the command was told; each process reads the files for itself."""

    config: Path
    credentials: Path
    environ: Mapping[str, str]
    record: Path | None


@dataclass(frozen=True, slots=True)
class Stores:
    """What one process keeps things in; `sharing` is there when others serve beside it."""

    credentials: EditableStore
    memory: StandingStore
    counts: CountStore
    settings: SettingStore
    database: "Database"
    sharing: "Sharing | None" = None


def open_stores(start: Start, settings: Settings, warn: Warn, near: Path | None = None) -> Stores:
    """Open what the settings say, having told what is odd about it.

    `near` is where the other workers of this machine reach the process, `None` when there are none.
    `warn` hears what is odd now; what goes wrong later is for the log.
    Raises `ConfigInvalid` and `StoreUnwritable` when something cannot be used.
    """
    if is_shared(settings.database_url):
        return _open_shared(start, settings, warn, near)
    store = open_store(start.credentials, start.environ, settings, warn)
    database = open_database(start.credentials, settings, lambda warning: warn((warning,)))
    later, sharing = LogJournal().warn, None
    if near is not None:
        from kiro_py.cli.shared import process_name  # noqa: PLC0415 -- not for one alone
        from kiro_py.compose.sharing import Seat, Sharing  # noqa: PLC0415

        sharing = Sharing.of_workers(database, Seat(process_name(), near=near), later)
    return Stores(
        store,
        StandingsFile(start.credentials, later),
        CountsFile(start.credentials, later),
        ConfigFile(start.config),
        database,
        sharing,
    )


def _open_shared(start: Start, settings: Settings, warn: Warn, near: Path | None) -> Stores:
    from kiro_py.cli.shared import process_name, reading_of  # noqa: PLC0415
    from kiro_py.compose.sharing import Seat, of_replicas  # noqa: PLC0415 -- not for one alone

    keys, loaded = secret_keys(settings), reading_of(settings, start.environ)
    database = open_database(start.credentials, settings, lambda warning: warn((warning,)))
    seat = Seat(process_name(), settings.replica_url, near)
    file = ConfigFile(start.config)
    sharing = of_replicas(database, keys, loaded, file, seat, LogJournal().warn)
    place = sharing.place
    if place is None:
        raise TypeError("replicas share a place")
    asyncio.run(_read(database, place))
    roster = place.store.roster
    warn((*map(str, roster.problems), *roster.warnings))
    if not place.store.credentials() and start.credentials.exists():
        warn((f"{start.credentials} is not used: `kiro-py credentials import --from` moves it",))
    return Stores(place.store, place.memory, place.counts, place.settings, database, sharing)


async def _read(database: "Database", place: "Place") -> None:
    async with database.opened():
        await place.read()


def open_store(
    path: Path,
    environ: Mapping[str, str],
    settings: Settings,
    warn: Warn,
) -> CredentialsFile:
    """Return the store of the file at `path`, having told what is odd about it.

    Raises `ConfigInvalid` when the file cannot be read, and `StoreUnwritable` when it cannot be
    written although it holds tokens that will rotate.
    """
    loaded = load_credentials(
        path,
        environ,
        derives_machine_ids=settings.machine_id is None,
        providers=settings.address_book.providers,
    )
    warn((*map(str, loaded.roster.problems), *loaded.roster.warnings))
    store = CredentialsFile(path, read=loaded.read, roster=loaded.roster, guests=loaded.guests)
    try:
        asyncio.run(store.complete())
        if store.troubles.lock:
            warn((f"{path}: it cannot be locked: {store.troubles.lock}",))
    except StoreUnwritable as unwritable:
        if any(map(_rotates, store.credentials())):
            raise
        warn((str(unwritable),))
    return store


def open_database(
    credentials: Path, settings: Settings, warn: Callable[[str], None] | None = None
) -> "Database":
    """Return the database of the settings, with its tables up to date.

    `warn` is told when one that is not up yet is waited for.  Raises `ConfigInvalid` when it cannot
    be used.
    """
    database = database_of(credentials, settings, warn)
    asyncio.run(database.prepare())
    return database


def database_of(
    credentials: Path, settings: Settings, warn: Callable[[str], None] | None = None
) -> "Database":
    """Return the database of the settings as it is.  Raises `ConfigInvalid` for a wrong address."""
    from kiro_py.adapters.database.engine import Database, in_file  # noqa: PLC0415

    url = settings.database_url
    where = in_file(credentials.with_name(DATABASE_NAME)) if url is None else url.reveal()
    return Database(where, warn)


def _rotates(credential: Credential) -> bool:
    return credential.persists and credential.auth_method is not AuthMethod.API_KEY
