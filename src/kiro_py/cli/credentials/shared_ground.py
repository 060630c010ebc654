"""The database that replicas share, opened for a command."""

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final

from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.credential_rows import SOURCE
from kiro_py.adapters.database.credential_store import TOPIC, CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.standing_table import StandingTable
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.words import remark
from kiro_py.cli.shared import process_name, reading_of, sealer_of
from kiro_py.config.settings import Settings
from kiro_py.secret import Secret

DATABASE: Final = SOURCE


@asynccontextmanager
async def shared_place(
    settings: Settings, warn: Callable[[str], None] = remark
) -> AsyncGenerator[tuple[CredentialTable, StandingTable]]:
    """Open both; whoever changes how something stands enters `kept` besides."""
    database = Database((settings.database_url or Secret("")).reveal())
    bulletin = Bulletin(database)
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    loaded = reading_of(settings, environ)
    async with database.opened():
        store = CredentialTable(
            database,
            sealer_of(settings),
            me=process_name(),
            read=loaded.read,
            guests=loaded.guests,
            announce=bulletin.saying(TOPIC),
            warn=warn,
        )
        memory = StandingTable(database, bulletin, SystemClock(), warn)
        async with store.opened():
            await memory.read()
            yield store, memory
