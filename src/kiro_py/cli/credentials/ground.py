"""Where credentials are, opened for a command: their file, or the database that replicas share."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.credentials.opening import look, open_file
from kiro_py.cli.credentials.words import remark
from kiro_py.cli.shared import reading_of
from kiro_py.config.credentials import LoadedCredentials
from kiro_py.config.document import parse, read_file
from kiro_py.config.load import load
from kiro_py.config.setting import ENVIRONMENT_PREFIX
from kiro_py.config.settings import Settings, is_shared
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.pool.standing import Standing
from kiro_py.ports.credentials import EditableStore
from kiro_py.ports.standings import StandingStore

T = TypeVar("T")

DATABASE_VARIABLE = f"{ENVIRONMENT_PREFIX}DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Ground:
    """Credentials as they are now, how they stand, and where both are changed.

    `where` names the place for people, `what` says what it is.
    """

    store: EditableStore
    memory: StandingStore
    standings: Mapping[int, Standing]
    loaded: LoadedCredentials
    where: str
    what: str = "the file"


def on_ground(
    credentials: Path,
    config: Path,
    work: Callable[[Ground], Awaitable[T]],
    warn: Callable[[str], None] = remark,
) -> T:
    """Do some work, and return what it returns; a gateway may run meanwhile.

    `warn` is told when it cannot be kept how credentials stand.

    Raises `ConfigInvalid` and `ConfigRefused` when the place cannot be used, and what `work`
    raises.
    """

    async def done() -> T:
        async with ground(credentials, config, warn) as here:
            return await work(here)

    return asyncio.run(done())


async def itself(here: Ground) -> Ground:
    """Return the ground as it was found: work for those who only look."""
    return here


@asynccontextmanager
async def ground(
    credentials: Path, config: Path, warn: Callable[[str], None] = remark
) -> AsyncGenerator[Ground]:
    """Open the place that the settings name; see `on_ground`."""
    settings = shared_settings(config)
    if settings is not None:
        from kiro_py.cli.credentials.shared_ground import DATABASE, shared_place  # noqa: PLC0415

        environ = os.environ  # noqa: TID251 -- handed to config, which reads it
        async with shared_place(settings, warn) as (store, memory):
            found = reading_of(settings, environ)
            guests = tuple(each for each in found.guests if each in store.credentials())
            loaded = replace(found, roster=store.roster, guests=guests)
            standings = memory.load()
            async with memory.kept():
                yield Ground(store, memory, standings, loaded, DATABASE, DATABASE)
        return
    loaded = look(credentials, config)
    memory = StandingsFile(credentials, warn)
    standings = memory.load()
    async with memory.kept():
        store = open_file(credentials, config)
        yield Ground(store, memory, standings, loaded, str(credentials))


def shared_settings(config: Path) -> Settings | None:
    """Return the settings when replicas share a database, `None` when credentials are in a file.

    Raises `ConfigRefused` when they cannot be read and name such a database: nothing is looked for
    in a file then.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    try:
        settings = load(config, environ).settings
    except ConfigRefused:
        if names_shared(config, environ):
            raise
        return None
    return settings if is_shared(settings.database_url) else None


def names_shared(config: Path, environ: Mapping[str, str]) -> bool:
    """Whether settings name a database that replicas share, whatever else is wrong with them."""
    url = environ.get(DATABASE_VARIABLE, "").strip()
    if not url:
        try:
            data = read_file(config)
            found = None if data is None else parse(data, str(config))
        except ConfigInvalid:
            return False
        document = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
        url = str(document.get("databaseUrl", ""))
    return url.startswith("postgres")
