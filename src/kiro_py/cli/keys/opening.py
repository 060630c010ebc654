"""The keys in the gateway's database, opened for a command."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.words import FAILED, UNUSABLE, complain, remark
from kiro_py.cli.keys.misfits import misfit
from kiro_py.cli.stores import open_database
from kiro_py.config.load import load
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.ports.journal import Happening

if TYPE_CHECKING:  # the web framework and the database are loaded when a command needs them
    from kiro_py.adapters.database.engine import Database
    from kiro_py.admin.key_desk import KeyDesk

Work: TypeAlias = Callable[["KeyDesk"], Awaitable[int]]
"""What a command does; returns its exit code."""

SEEN: Final = "a running gateway takes it over within 2 seconds"


class Silent:
    """A journal for commands, which say themselves what they have done."""

    def note(self, happening: Happening) -> None:
        """Let it pass."""


def at_desk(config: Path, credentials: Path, work: Work) -> int:
    """Do some work on the keys; return the exit code, having said what went wrong.

    The database is that of the settings, or the one beside the credentials; a gateway may run.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    try:
        loaded = load(config, environ)
        database = open_database(credentials, loaded.settings, remark)
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE
    for warning in loaded.warnings:
        remark(warning)
    return asyncio.run(_at_desk(database, loaded.settings, work))


async def _at_desk(database: "Database", settings: Settings, work: Work) -> int:
    from kiro_py.adapters.database.key_store import DatabaseKeys  # noqa: PLC0415
    from kiro_py.admin.key_desk import KeyDesk  # noqa: PLC0415
    from kiro_py.admin.refusals import KeeperRefused  # noqa: PLC0415
    from kiro_py.exchange.admission import Admission  # noqa: PLC0415
    from kiro_py.exchange.registry import Registry  # noqa: PLC0415
    from kiro_py.ports.keys import KeysUnreadable  # noqa: PLC0415

    clock, journal = SystemClock(), Silent()
    async with database.opened():
        registry = Registry(DatabaseKeys(database), clock, journal)
        desk = KeyDesk(registry, Admission(clock), settings.api_key, tuple, clock, journal)
        try:
            await registry.load()
            return await work(desk)
        except KeeperRefused as refused:
            complain(refused.message)
        except msgspec.ValidationError as unfit:
            complain(misfit(unfit))
        except KeysUnreadable as failure:
            complain(f"the keys cannot be read: {failure}")
    return FAILED
