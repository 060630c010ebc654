"""Where replicas keep credentials, and what can be told of the place; nothing there is changed."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.credential_renewals import Patience
from kiro_py.adapters.database.credential_store import TOPIC, CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES
from kiro_py.adapters.database.sight import Sight, sight_of
from kiro_py.adapters.database.standing_table import StandingTable
from kiro_py.adapters.sealing import Sealer
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.doctor.database import CHECK as DATABASE
from kiro_py.cli.doctor.database import (
    REPLICAS,
    check_clock_of,
    check_replicas,
    check_server,
    check_tables,
    check_unreached,
)
from kiro_py.cli.doctor.entries import CHECK as CREDENTIALS
from kiro_py.cli.doctor.entries import MOVE, check_rows, check_variable
from kiro_py.cli.doctor.files import check_secrecy, mode_of
from kiro_py.cli.doctor.finding import Finding, failure, not_checked, warning
from kiro_py.cli.doctor.order import UNASKED, UNREAD, Order
from kiro_py.cli.doctor.place import Place
from kiro_py.cli.doctor.seal import check_key, check_seals, has_unknown
from kiro_py.cli.shared import SOURCE, process_name, reading_of, sealer_of
from kiro_py.config.credentials import LoadedCredentials
from kiro_py.config.secret_key import secret_keys
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid
from kiro_py.secret import Secret

SIGHT_SECONDS: Final = 20.0
"""How long it may take to look at the database: a few questions, each of which is small."""

_LATER: Final = "they cannot be read before that is mended"


def unread_place() -> Place:
    """Return what is told when settings name such a database, and cannot be used otherwise."""
    return Place([not_checked(check, SOURCE, UNREAD) for check in (DATABASE, CREDENTIALS)])


async def in_database(order: Order, settings: Settings, house: AsyncExitStack) -> Place:
    """Look at the database that replicas share; it stays open as long as `house` does.

    What is wrong with it is told, and nothing is raised.
    """
    findings, sealer = list[Finding](), _sealer(settings)
    try:
        loaded = reading_of(settings, order.environ)
    except ConfigInvalid as invalid:
        findings.append(check_variable(invalid))
        loaded = reading_of(settings, {})
    if settings.secret_key_file is not None:
        file = Path(settings.secret_key_file)
        findings += check_secrecy(file, mode_of(file))
    findings += check_key(sealer)
    place = Place(findings, loaded.guests, secrets=_secrets(settings))
    if order.is_offline:
        findings += [not_checked(check, SOURCE, UNASKED) for check in (DATABASE, CREDENTIALS)]
        return place
    found = await _opened(settings, house, findings)
    if found is None or isinstance(sealer, ConfigInvalid) or not found.sight.is_readable:
        findings.append(not_checked(CREDENTIALS, SOURCE, _LATER))
        return place
    sealed = found.sight.sealed
    findings += check_seals(sealer, sealed, has_previous=settings.previous_secret_key is not None)
    if has_unknown(sealer, sealed):
        findings.append(not_checked(CREDENTIALS, SOURCE, _LATER))
        return place
    read = await _read(found, sealer, loaded, order, house)
    if isinstance(read, Finding):
        findings.append(read)
        return place
    findings += _of_credentials(read, order)
    return replace(
        place,
        credentials=read.store.credentials(),
        standings=read.memory.load(),
        store=read.store,
        can_keep=found.sight.may_write,
        entries=[entry.members for entry in read.store.roster.entries],
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A database that has answered."""

    database: Database
    sight: Sight


@dataclass(frozen=True, slots=True)
class _Read:
    """What lies in it."""

    store: CredentialTable
    memory: StandingTable
    loaded: LoadedCredentials


async def _opened(
    settings: Settings, house: AsyncExitStack, findings: list[Finding]
) -> _Found | None:
    """Return the database, or nothing; `findings` tell how it is."""
    try:
        database = Database((settings.database_url or Secret("")).reveal())
    except ConfigInvalid as invalid:
        mend = "correct it: docs/howto/use-postgresql.md"
        findings.append(failure(DATABASE, invalid.key, invalid.problem, mend))
        return None
    where = database.address
    if where is None:
        raise TypeError("what replicas share has an address")
    await house.enter_async_context(database.as_it_is())
    subject = str(where)
    try:
        async with asyncio.timeout(SIGHT_SECONDS):
            sight = await sight_of(database, SystemClock())
    except FAILURES as failed:
        findings.append(check_unreached(subject, failed))
        return None
    has_admin = settings.admin_api_key is not None
    findings += check_server(where, sight)
    findings += check_tables(subject, sight)
    findings.append(check_clock_of(subject, sight.skew_seconds))
    if sight.is_readable:
        findings += check_replicas(subject, sight.replicas, has_admin=has_admin)
    else:
        findings.append(not_checked(REPLICAS, subject, _LATER))
    return _Found(database, sight)


async def _read(
    found: _Found, sealer: Sealer, loaded: LoadedCredentials, order: Order, house: AsyncExitStack
) -> _Read | Finding:
    """Return who has read it, and renews what is there in turns with the replicas."""
    bulletin = Bulletin(found.database)
    store = CredentialTable(
        found.database,
        sealer,
        me=process_name(),
        read=loaded.read,
        guests=loaded.guests,
        announce=bulletin.saying(TOPIC),
        patience=Patience(wait_seconds=order.others_seconds),
    )
    try:
        await house.enter_async_context(store.opened())
    except ConfigInvalid as invalid:
        return failure(CREDENTIALS, SOURCE, invalid.problem, "run this again")
    memory = StandingTable(found.database, bulletin, SystemClock())
    await memory.read()
    return _Read(store, memory, replace(loaded, roster=store.roster))


def _of_credentials(read: _Read, order: Order) -> Iterator[Finding]:
    yield from check_rows(read.loaded)
    if read.memory.problem:
        told = f"how credentials stand could not be read: {read.memory.problem}"
        yield warning(CREDENTIALS, SOURCE, told, "run this again")
    if not read.loaded.roster.entries and order.credentials.exists():
        told = "it is not used, since `databaseUrl` names a database"
        yield warning(CREDENTIALS, str(order.credentials), told, f"move it there: {MOVE}")


def _sealer(settings: Settings) -> Sealer | ConfigInvalid:
    try:
        return sealer_of(settings)
    except ConfigInvalid as invalid:
        return invalid


def _secrets(settings: Settings) -> Sequence[str]:
    """Return what may stand in no file that is covered otherwise."""
    try:
        return [secret_keys(settings).key.reveal()]
    except ConfigInvalid:
        return []
