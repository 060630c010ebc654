"""I look a whole set-up over: what lies on this machine first, then what the network says."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.ground import names_shared
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
from kiro_py.cli.doctor.files import check_secrecy, mode_of
from kiro_py.cli.doctor.finding import Finding, failure, not_checked
from kiro_py.cli.doctor.order import UNASKED, UNREAD, Order, read_settings
from kiro_py.cli.doctor.place import Place, in_file
from kiro_py.cli.doctor.reach import CHECK as HOST
from kiro_py.cli.doctor.reach import Reach, check_hosts, probe, skews
from kiro_py.cli.doctor.settings import check_settings
from kiro_py.cli.doctor.veil import veil
from kiro_py.cli.doctor.ways import Need, Way, needs_of
from kiro_py.config.document import parse, read_file
from kiro_py.config.load import Loaded
from kiro_py.config.settings import Settings, is_shared
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import Happening, TokensUnsaved

CONNECT_SECONDS: Final = 5.0
"""How long a connection may take here: whoever runs this is waiting."""


@dataclass(slots=True)
class _Heard:
    """What the network has said so far."""

    reaches: dict[Way, Reach] = field(default_factory=dict[Way, Reach])
    accounts: dict[int, Account] = field(default_factory=dict[int, Account])
    happenings: list[Happening] = field(default_factory=list[Happening])

    def note(self, happening: Happening) -> None:
        self.happenings.append(happening)


async def examine(order: Order) -> list[Finding]:
    """Return everything that can be told of a set-up, with its secrets covered."""
    read = read_settings(order)
    async with AsyncExitStack() as house:
        place = await _place(order, read, house)
        findings = [*_on_this_machine(order, read, place)]
        if isinstance(read, Loaded):
            findings += await _outside(order, place, read.settings)
        else:
            checks = (PORT, HOST, CLOCK, SIGN_IN)
            findings += [not_checked(check, "all", UNREAD) for check in checks]
    cover = veil(_document(order.config), place.entries, order.environ, place.secrets)
    return [cover.over(finding) for finding in findings]


async def _place(order: Order, read: Loaded | ConfigRefused, house: AsyncExitStack) -> Place:
    settings = read.settings if isinstance(read, Loaded) else None
    if not (
        names_shared(order.config, order.environ)
        if settings is None
        else is_shared(settings.database_url)
    ):
        return in_file(order, settings)
    # It takes a while to load.
    from kiro_py.cli.doctor.shared_place import in_database, unread_place  # noqa: PLC0415

    return unread_place() if settings is None else await in_database(order, settings, house)


def _on_this_machine(order: Order, read: Loaded | ConfigRefused, place: Place) -> Iterator[Finding]:
    yield from check_settings(order.config, read)
    yield from check_secrecy(order.config, mode_of(order.config))
    yield from place.findings
    now = SystemClock().now()
    for credential in place.credentials:
        if credential.disabled:
            yield not_checked("credential", name_of(credential), "it is disabled")
            continue
        yield check_token(credential, now)
        yield check_standing(credential, place.standings.get(credential.id), now)
        if isinstance(read, Loaded):
            book = read.settings.address_book
            yield from check_region(credential, book)
            yield check_profile(credential, book)


async def _outside(order: Order, place: Place, settings: Settings) -> list[Finding]:
    needs = needs_of(place.enabled, settings.address_book)
    connecting = min(settings.connect_timeout_seconds, CONNECT_SECONDS)
    upstream = HttpUpstream(HttpSettings(connecting, settings.tls_backend))
    async with upstream:
        door = check_door(await try_door(settings.host, settings.port, upstream))
        if order.is_offline:
            return [door, *_unasked(place.enabled, needs, UNASKED)]
        if place.store is None or not place.enabled:
            why = "there is no credential to ask with"
            return [door, *(not_checked(check, "all", why) for check in (HOST, CLOCK, SIGN_IN))]
        asked = _Asked(order, place, place.store, settings)
        heard = await _listen(asked, needs, upstream)
    return [
        door,
        *check_hosts(needs, heard.reaches),
        check_clock(skews(heard.reaches)),
        *_accounts(place.enabled, heard),
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked about."""

    order: Order
    place: Place
    store: CredentialStore
    settings: Settings


async def _listen(asked: _Asked, needs: Sequence[Need], upstream: HttpUpstream) -> _Heard:
    """Ask everybody at once, and give up on the slow ones."""
    heard, clock, store = _Heard(), SystemClock(), asked.store
    book = asked.settings.address_book
    addressing = Addressing(book)

    async def reach(way: Way) -> None:
        heard.reaches[way] = await probe(way, upstream, clock)

    async def ask(credential: Credential) -> None:
        heard.accounts[credential.id] = await enquiry.ask(credential)

    async with Renewer(
        store=store, upstream=upstream, clock=clock, journal=heard, book=book
    ) as renewer:
        enquiry = Enquiry(
            upstream=upstream,
            addressing=addressing,
            renewer=renewer,
            profiles=Profiles(upstream, addressing, store, clock, heard),
            quotas=Quotas(upstream, addressing, clock, heard),
            clock=clock,
            renews=asked.order.renews,
            can_keep=asked.place.can_keep,
        )
        try:
            async with asyncio.timeout(asked.order.limit_seconds), asyncio.TaskGroup() as asking:
                for way in dict.fromkeys(way for need in needs for way in need.ways):
                    asking.create_task(reach(way))
                for credential in asked.place.enabled:
                    asking.create_task(ask(credential))
        except TimeoutError:
            pass
    return heard


def _document(path: Path) -> Mapping[str, object]:
    """Return the settings' own JSON, whatever is wrong with them."""
    try:
        data = read_file(path)
        found = None if data is None else parse(data, str(path))
    except ConfigInvalid:
        return {}
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}
