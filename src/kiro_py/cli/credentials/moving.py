"""The state of one machine, moved into the database that replicas share."""

import asyncio
import os
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiro_py.adapters.credentials_file import RENEWAL_WAIT_SECONDS, WRITING
from kiro_py.adapters.file_lock import FileLock
from kiro_py.adapters.file_mark import aside
from kiro_py.adapters.rescue_notes import RescueNotes
from kiro_py.adapters.roster_patch import Change, patch
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
from kiro_py.cli.stores import DATABASE_NAME, database_of
from kiro_py.config.load import load
from kiro_py.config.settings import Settings, is_shared
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable
from kiro_py.pool.roster import Roster

if TYPE_CHECKING:  # it takes a while to load
    from kiro_py.adapters.database.engine import Database


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
        lock = FileLock(source)
        with _nobody_else(lock, source, look(source, config).roster):
            moved = asyncio.run(_moved(source, config, settings, lock))
            _put_aside(source)
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    if as_json:
        print_json(moved)
    else:
        rows = ((table.replace("_", " "), f"{count:,}") for table, count in moved.items())
        print_table(("what", "moved"), rows)
    return DONE


@contextmanager
def _nobody_else(lock: FileLock, source: Path, roster: Roster) -> Generator[None]:
    """Let no gateway renew or write on the file during the context.

    Raises `StoreUnwritable` when one does not end its renewal.
    """
    places = [WRITING, *(entry.id for entry in roster.entries)]
    held: list[int] = []
    try:
        for place in places:
            lock.wait_for(place, wait_seconds=RENEWAL_WAIT_SECONDS)
            held.append(place)
        yield
    except TimeoutError as late:
        told = "a gateway that runs on it does not end its work: stop it first"
        raise StoreUnwritable(str(source), why=told) from late
    finally:
        for place in held:
            lock.give_back(place)


async def _moved(
    source: Path, config: Path, settings: Settings, lock: FileLock
) -> Mapping[str, int]:
    from kiro_py.adapters.database.credential_rows import CredentialRows  # noqa: PLC0415 -- slow
    from kiro_py.adapters.database.moving import Luggage, move_in  # noqa: PLC0415

    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    roster = look(source, config).roster
    if roster.problems:
        raise ConfigRefused(roster.problems)
    reading = reading_of(settings, environ)
    target = database_of(source, settings)
    note = lock.read_note()
    _rescue(source, roster)
    file = source.with_name(DATABASE_NAME)
    async with target.opened(), _own(file if file.exists() else None) as own:
        luggage = Luggage(
            roster,
            read_standings(state_path(source)),
            own,
            int(note) if note.isdigit() else 0,
        )
        rows = CredentialRows(sealer_of(settings), reading.read)
        return await move_in(target, rows, luggage)


def _rescue(source: Path, roster: Roster) -> None:
    """Take over the notes that a gateway has left which was killed before it could write."""
    notes, changes = RescueNotes(source), dict[int, Change]()
    for each in roster.credentials:
        token = each.tokens.refresh_token
        found = None if token is None else notes.find(each.id, token)
        if token is not None and found is not None:
            changes[each.id] = Change(each.machine_id, found, frozenset({token.fingerprint()}))
    patch(roster, changes)


@asynccontextmanager
async def _own(file: Path | None) -> AsyncGenerator["Database | None"]:
    """Open the database of this machine, if there is one.  Raises `ConfigInvalid`."""
    from kiro_py.adapters.database.engine import Database, in_file  # noqa: PLC0415 -- slow

    if file is None:
        yield None
        return
    own = Database(in_file(file))
    try:
        await own.prepare()
    except ConfigInvalid as unusable:
        raise ConfigInvalid(str(file), "", unusable.problem) from unusable
    async with own.opened():
        yield own


def _put_aside(source: Path) -> None:
    """Give the file another name: a refresh token is good for one gateway only."""
    try:
        source.rename(aside(source))
    except OSError as error:
        remark(f"{source}: let no gateway run on it any more; it cannot be renamed: {error}")
    else:
        told = f"{source} is {aside(source).name} now"
        remark(f"{told}: a gateway that still runs on it renews nothing any more; stop it")
        remark(f"delete {aside(source).name} once all is well")
