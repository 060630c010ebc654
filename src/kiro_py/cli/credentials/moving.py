"""The state of one machine, moved into the database that replicas share."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from kiro_py.adapters.file_lock import FileLock
from kiro_py.adapters.standings_file import read_standings, state_path
from kiro_py.cli.credentials.opening import look
from kiro_py.cli.credentials.words import (
    DONE,
    UNUSABLE,
    AsJson,
    complain,
    print_json,
    print_table,
    remark,
)
from kiro_py.cli.shared import reading_of, sealer_of
from kiro_py.config.load import load
from kiro_py.config.settings import Settings, is_shared
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.secret import Secret

MOVED: Final = ".moved"
"""What is put behind the name of a file whose credentials are elsewhere now."""

DATABASE: Final = "kiro-py.db"
"""What the database of one machine is called, beside its credentials."""


def move(source: Path, config: Path, *, as_json: AsJson = False) -> int:
    """Move the credentials of a file, and what is kept beside it; return the exit code."""
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    try:
        settings = load(config, environ).settings
        if not is_shared(settings.database_url):
            problem = "it names no PostgreSQL: there is nothing to move into"
            raise ConfigInvalid("config", "databaseUrl", problem)  # noqa: TRY301 -- told as all are
        if not source.exists():
            raise ConfigInvalid(str(source), "", "there is no such file")  # noqa: TRY301
        moved = asyncio.run(_moved(source, config, settings))
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    _put_aside(source)
    if as_json:
        print_json(moved)
    else:
        rows = ((table.replace("_", " "), f"{count:,}") for table, count in moved.items())
        print_table(("what", "moved"), rows)
    return DONE


async def _moved(source: Path, config: Path, settings: Settings) -> Mapping[str, int]:
    from kiro_py.adapters.database.credential_rows import CredentialRows  # noqa: PLC0415 -- slow
    from kiro_py.adapters.database.engine import Database, in_file  # noqa: PLC0415
    from kiro_py.adapters.database.moving import Luggage, move_in  # noqa: PLC0415

    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    roster = look(source, config).roster
    if roster.problems:
        raise ConfigRefused(roster.problems)
    reading = reading_of(settings, environ)
    target = Database((settings.database_url or Secret("")).reveal())
    file = source.with_name(DATABASE)
    note = FileLock(source).read_note()
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(target.opened())
        own = None
        if file.exists():
            own = await opened.enter_async_context(Database(in_file(file)).opened())
        luggage = Luggage(
            roster,
            read_standings(state_path(source)),
            own,
            int(note) if note.isdigit() else 0,
        )
        rows = CredentialRows(sealer_of(settings), reading.read)
        return await move_in(target, rows, luggage)


def _put_aside(source: Path) -> None:
    """Give the file another name: a refresh token is good for one gateway only."""
    aside = source.with_name(source.name + MOVED)
    try:
        source.rename(aside)
    except OSError as error:
        remark(f"{source}: let no gateway run on it any more; it cannot be renamed: {error}")
    else:
        remark(f"{source} is {aside.name} now: let no gateway run on it any more, and delete it")
