"""The gateway's database, for a command."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kiro_py.cli.credentials.words import FAILED, UNUSABLE, complain, remark
from kiro_py.cli.stores import database_of
from kiro_py.config.load import load
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable

if TYPE_CHECKING:  # it takes a while to load
    from kiro_py.adapters.database.engine import Database

Work: TypeAlias = Callable[["Database", Settings], Awaitable[int]]
"""What a command does with a database that is not opened yet; returns its exit code."""


def with_database(config: Path, credentials: Path, work: Work) -> int:
    """Do some work on the database; return the exit code, having said what went wrong.

    It is the one beside `credentials` unless the settings name another.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    try:
        loaded = load(config, environ)
        for warning in loaded.warnings:
            remark(warning)
        database = database_of(credentials, loaded.settings, remark)
        return asyncio.run(_worked(database, loaded.settings, work))
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE


async def _worked(database: "Database", settings: Settings, work: Work) -> int:
    from kiro_py.adapters.database.failures import failures_told  # noqa: PLC0415

    try:
        with failures_told():
            return await work(database, settings)
    except StoreUnwritable as failure:
        complain(failure)
        return FAILED
