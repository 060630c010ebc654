"""The database that replicas share, opened for a command."""

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.credential_rows import SOURCE
from kiro_py.adapters.database.credential_store import TOPIC, CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.standing_table import StandingTable
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.ground import Ground
from kiro_py.cli.credentials.words import remark
from kiro_py.cli.shared import process_name, reading_of, sealer_of
from kiro_py.config.settings import Settings
from kiro_py.secret import Secret

DATABASE: Final = SOURCE


@asynccontextmanager
async def shared_ground(settings: Settings, warn: Callable[[str], None]) -> AsyncGenerator[Ground]:
    """Open credentials and how they stand; what is changed is heard by all replicas.

    Raises `ConfigInvalid` when the database, or what is in it, cannot be opened.
    """
    async with shared_place(settings, warn) as (store, memory):
        environ = os.environ  # noqa: TID251 -- handed to config, which reads it
        loaded = replace(reading_of(settings, environ), roster=store.roster)
        standings = memory.load()
        async with memory.kept():
            yield Ground(store, memory, standings, loaded, DATABASE, DATABASE)


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
            announce=lambda connection: bulletin.say(connection, TOPIC),
            warn=warn,
        )
        memory = StandingTable(database, bulletin, SystemClock(), warn)
        async with store.opened():
            await memory.read()
            yield store, memory
