"""I look a whole set-up over: what lies on this machine first, then what the network says."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.standings_file import read_standings, state_path
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.doctor.account import (
    check_profile,
    check_region,
    check_standing,
    check_token,
    name_of,
)
from kiro_py.cli.doctor.answers import MODELS, QUOTA, SIGN_IN, check_account
from kiro_py.cli.doctor.asking import Account, Enquiry
from kiro_py.cli.doctor.clocks import CHECK as CLOCK
from kiro_py.cli.doctor.clocks import check_clock
from kiro_py.cli.doctor.door import CHECK as PORT
from kiro_py.cli.doctor.door import check_door, try_door
from kiro_py.cli.doctor.entries import check_entries
from kiro_py.cli.doctor.files import FileFacts, check_keeping, check_secrecy, look_at, mode_of
from kiro_py.cli.doctor.finding import Finding, failure, not_checked
from kiro_py.cli.doctor.reach import CHECK as HOST
from kiro_py.cli.doctor.reach import Reach, check_hosts, probe, skews
from kiro_py.cli.doctor.settings import check_settings
from kiro_py.cli.doctor.veil import Veil, veil
from kiro_py.cli.doctor.ways import Need, Way, needs_of
from kiro_py.config.credentials import LoadedCredentials, load_credentials
from kiro_py.config.document import parse, read_file
from kiro_py.config.load import Loaded, load
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.kiro.provider import PROVIDERS
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.ports.journal import Happening, TokensUnsaved

LIMIT_SECONDS: Final = 30.0
"""How long all questions together may take; only a renewal under way is waited for longer."""

OTHERS_SECONDS: Final = 10.0
"""How long another process may take to end its renewal."""

CONNECT_SECONDS: Final = 5.0
"""How long a connection may take here: whoever runs this is waiting."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be looked over, and how far one may go."""

    config: Path
    credentials: Path
    environ: Mapping[str, str]
    is_offline: bool = False
    renews: bool = False
    limit_seconds: float = LIMIT_SECONDS


@dataclass(frozen=True, slots=True)
class SetUp:
    """What lies on this machine."""

    order: Order
    settings: Loaded | ConfigRefused
    credentials: LoadedCredentials | ConfigInvalid
    file: FileFacts

    @property
    def all(self) -> tuple[Credential, ...]:
        """Every credential that could be read."""
        if isinstance(self.credentials, ConfigInvalid):
            return ()
        return (*self.credentials.guests, *self.credentials.roster.credentials)

    @property
    def enabled(self) -> tuple[Credential, ...]:
        """Those that serve."""
        return tuple(credential for credential in self.all if not credential.disabled)


@dataclass(slots=True)
class _Heard:
    """What the network has said so far."""

    reaches: dict[Way, Reach] = field(default_factory=dict[Way, Reach])
    accounts: dict[int, Account] = field(default_factory=dict[int, Account])
    happenings: list[Happening] = field(default_factory=list[Happening])

    def note(self, happening: Happening) -> None:
        self.happenings.append(happening)


def read_set_up(order: Order) -> SetUp:
    """Return what lies on this machine; nothing that is wrong with it is raised."""
    settings: Loaded | ConfigRefused
    credentials: LoadedCredentials | ConfigInvalid
    try:
        settings = load(order.config, order.environ)
    except ConfigRefused as refused:
        settings = refused
    known = settings.settings if isinstance(settings, Loaded) else None
    try:
        credentials = load_credentials(
            order.credentials,
            order.environ,
            derives_machine_ids=known is None or known.machine_id is None,
            providers=PROVIDERS if known is None else known.address_book.providers,
        )
    except ConfigInvalid as invalid:
        credentials = invalid
    return SetUp(order, settings, credentials, look_at(order.credentials))


async def examine(order: Order) -> list[Finding]:
    """Return everything that can be told of a set-up, with its secrets covered."""
    set_up = read_set_up(order)
    findings = [*_on_this_machine(set_up)]
    if isinstance(set_up.settings, Loaded):
        findings += await _outside(set_up, set_up.settings.settings)
    else:
        why = "the settings have to be mended first"
        findings += [not_checked(check, "all", why) for check in (PORT, HOST, CLOCK, SIGN_IN)]
    cover = _veil(set_up)
    return [cover.over(finding) for finding in findings]


def _on_this_machine(set_up: SetUp) -> Iterator[Finding]:
    order = set_up.order
    yield from check_settings(order.config, set_up.settings)
    yield from check_secrecy(order.config, mode_of(order.config))
    yield from check_entries(set_up.file, set_up.credentials)
    yield from check_secrecy(order.credentials, set_up.file.mode)
    yield from check_keeping(set_up.file, rotates=any(map(_rotates, set_up.enabled)))
    remembered, now = read_standings(state_path(order.credentials)), SystemClock().now()
    for credential in set_up.all:
        if credential.disabled:
            yield not_checked("credential", name_of(credential), "it is disabled")
            continue
        yield check_token(credential, now)
        yield check_standing(credential, remembered.get(credential.id), now)
        if isinstance(set_up.settings, Loaded):
            book = set_up.settings.settings.address_book
            yield from check_region(credential, book)
            yield check_profile(credential, book)


async def _outside(set_up: SetUp, settings: Settings) -> list[Finding]:
    loaded = set_up.credentials
    needs = needs_of(set_up.enabled, settings.address_book)
    connecting = min(settings.connect_timeout_seconds, CONNECT_SECONDS)
    upstream = HttpUpstream(HttpSettings(connecting, settings.tls_backend))
    async with upstream:
        door = check_door(await try_door(settings.host, settings.port, upstream))
        if set_up.order.is_offline:
            return [door, *_unasked(set_up.enabled, needs, "nothing is asked with --offline")]
        if isinstance(loaded, ConfigInvalid) or not set_up.enabled:
            why = "there is no credential to ask with"
            return [door, *(not_checked(check, "all", why) for check in (HOST, CLOCK, SIGN_IN))]
        heard = await _listen(set_up, _store(set_up.order, loaded), settings, needs, upstream)
    return [
        door,
        *check_hosts(needs, heard.reaches),
        check_clock(skews(heard.reaches)),
        *_accounts(set_up.enabled, heard),
    ]


def _accounts(credentials: Sequence[Credential], heard: _Heard) -> Iterator[Finding]:
    for credential in credentials:
        yield from check_account(credential, heard.accounts.get(credential.id))
        for happening in heard.happenings:
            if isinstance(happening, TokensUnsaved) and happening.credential_id == credential.id:
                mend = "mend that, and sign in to Kiro again"
                told = f"its renewed token could not be saved: {happening.why}"
                yield failure(SIGN_IN, name_of(credential), told, mend)


def _unasked(
    credentials: Sequence[Credential], needs: Sequence[Need], why: str
) -> Iterator[Finding]:
    for way in dict.fromkeys(way for need in needs for way in need.ways):
        yield not_checked(HOST, way.name, why)
    yield not_checked(CLOCK, "this machine", why)
    for credential in credentials:
        for check in (SIGN_IN, MODELS, QUOTA):
            yield not_checked(check, name_of(credential), why)


async def _listen(
    set_up: SetUp,
    store: CredentialsFile,
    settings: Settings,
    needs: Sequence[Need],
    upstream: HttpUpstream,
) -> _Heard:
    """Ask everybody at once, and give up on the slow ones."""
    heard, clock, addressing = _Heard(), SystemClock(), Addressing(settings.address_book)

    async def reach(way: Way) -> None:
        heard.reaches[way] = await probe(way, upstream, clock)

    async def ask(credential: Credential) -> None:
        heard.accounts[credential.id] = await enquiry.ask(credential)

    async with AsyncExitStack() as house:
        renewer = Renewer(
            store=store,
            upstream=upstream,
            clock=clock,
            journal=heard,
            book=settings.address_book,
        )
        await house.enter_async_context(renewer)
        profiles = Profiles(upstream, addressing, store, clock, heard)
        enquiry = Enquiry(
            upstream=upstream,
            addressing=addressing,
            renewer=renewer,
            profiles=profiles,
            quotas=Quotas(upstream, addressing, clock, heard),
            clock=clock,
            renews=set_up.order.renews,
            can_keep=set_up.file.can_write,
        )
        try:
            async with asyncio.timeout(set_up.order.limit_seconds), asyncio.TaskGroup() as asking:
                for way in dict.fromkeys(way for need in needs for way in need.ways):
                    asking.create_task(reach(way))
                for credential in set_up.enabled:
                    asking.create_task(ask(credential))
        except TimeoutError:
            pass
    return heard


def _store(order: Order, loaded: LoadedCredentials) -> CredentialsFile:
    return CredentialsFile(
        order.credentials,
        read=loaded.read,
        roster=loaded.roster,
        guests=loaded.guests,
        renewal_wait_seconds=OTHERS_SECONDS,
    )


def _rotates(credential: Credential) -> bool:
    return credential.persists and credential.auth_method is not AuthMethod.API_KEY


def _veil(set_up: SetUp) -> Veil:
    entries = (
        ()
        if isinstance(set_up.credentials, ConfigInvalid)
        else tuple(entry.members for entry in set_up.credentials.roster.entries)
    )
    return veil(_document(set_up.order.config), entries, set_up.order.environ)


def _document(path: Path) -> Mapping[str, object]:
    """Return the settings' own JSON, whatever is wrong with them."""
    try:
        data = read_file(path)
        found = None if data is None else parse(data, str(path))
    except ConfigInvalid:
        return {}
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}
