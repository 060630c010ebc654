"""The keeper's side: his door, whom he asks and tells behind it, and what goes on without him."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from litestar.types import ASGIApp

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.admin import door, seed
from kiro_py.admin.door import Group, Routes
from kiro_py.admin.feed import Feed
from kiro_py.admin.register import Register
from kiro_py.admin.v1 import credentials as credential_routes
from kiro_py.admin.v1 import models as model_routes
from kiro_py.admin.v1 import settings as setting_routes
from kiro_py.admin.v1 import sign_ins as sign_in_routes
from kiro_py.admin.welcome import Welcome
from kiro_py.compose.entrance import reception
from kiro_py.compose.model_shelf import model_list
from kiro_py.compose.pool_side import pool_desk, workshop
from kiro_py.compose.tower import Tower
from kiro_py.compose.usage_side import usage_routes
from kiro_py.compose.visitors import Visitors
from kiro_py.compose.watch import watch
from kiro_py.config.live import Live
from kiro_py.config.settings import Settings
from kiro_py.config.steering import Steering
from kiro_py.exchange.approach import Doors
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.ongoing import Ongoing, Work
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.sign_in.guests import Guests
from kiro_py.exchange.sign_in.reception import Arrived
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import EditableStore
from kiro_py.ports.history import History
from kiro_py.ports.journal import Journal, KeeperActed
from kiro_py.ports.settings import SettingStore


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the keeper's changes go; `environ` is what settings were read from besides."""

    store: EditableStore
    settings: SettingStore
    environ: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Insides:
    """Those of the house whom the keeper asks and tells."""

    clock: Clock
    live: Live
    leases: Leases
    quotas: Quotas
    catalogue: Catalogue
    doors: Doors
    journal: Journal
    log: LogJournal
    feed: Feed
    history: History
    visitors: Visitors
    tower: Tower
    database: Database | None


@dataclass(frozen=True, slots=True)
class KeeperSide:
    """The keeper's door, the `routes` behind it below `door.PATH`, and the `chores` of his side."""

    door: ASGIApp
    routes: Routes
    chores: Sequence[Work]

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Do the chores as long as the context lasts."""
        async with AsyncExitStack() as stack:
            for chore in self.chores:
                await stack.enter_async_context(Ongoing(chore))
            yield


def wheel_of(keeping: Keeping, insides: Insides) -> Steering:
    """Return who changes settings while the gateway runs, and sees when others do."""
    return Steering(keeping.settings, keeping.environ, insides.live, insides.journal)


def keeper_s_side(
    settings: Settings, keeping: Keeping, insides: Insides, wheel: Steering
) -> KeeperSide | None:
    """Return the keeper's side, or none where there is no key to it."""
    if settings.admin_api_key is None:
        return None
    watched = watch(
        settings.admin_api_key,
        settings,
        database=insides.database,
        clock=insides.clock,
        feed=insides.feed,
        log=insides.log,
    )
    register = Register(keeping.store, insides.leases, insides.quotas)
    desk = pool_desk(
        register, wheel, insides.doors, insides.catalogue, insides.journal, insides.history
    )
    works = workshop(
        desk,
        insides.clock,
        insides.feed,
        insides.log.report,
        settings.address_book.providers,
        lambda request, key: watched.guard.gate.proves(request.scope, key),
    )
    guests = _guests(keeping.store, insides)
    second = [
        credential_routes.routes(desk),
        *works.routes,
        setting_routes.routes(wheel),
        model_routes.routes(lambda: model_list(insides.catalogue, insides.leases)),
        insides.tower.routes(),
        *insides.visitors.routes(insides.leases, insides.journal),
        sign_in_routes.routes(Welcome(guests)),
    ]
    if insides.database is not None:
        name_of_key = insides.visitors.name_of_key
        second.append(usage_routes(insides.database, insides.clock, register, name_of_key))
    routes = [
        *seed.routes(desk.keeper),
        Group(path="/v1", route_handlers=[*watched.routes, *second]),
    ]
    return KeeperSide(
        door.build(watched.guard, routes), routes, [watched.chore, guests.keep, works.jobs.keep]
    )


def _guests(store: EditableStore, insides: Insides) -> Guests:
    def changed(sign_in: str) -> None:
        insides.feed.tell("sign-ins", sign_in)

    def arrived(who: Arrived) -> None:
        insides.leases.renewer.forget(who.credential_id)
        insides.journal.note(KeeperActed(who.message, (who.credential_id,)))

    desk = reception(store, insides.leases.book, insides.doors.profiles, insides.clock)
    return Guests(desk, insides.clock, changed, arrived)
