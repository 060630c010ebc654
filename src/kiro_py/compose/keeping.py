"""The keeper's side: his door, whom he asks and tells behind it, and what goes on without him."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from litestar import Router

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.admin import door, seed
from kiro_py.admin.door import AnyConnection, KeeperDoor, Routes
from kiro_py.admin.feed import Feed
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.register import Register
from kiro_py.admin.v1 import credentials as credential_routes
from kiro_py.admin.v1 import settings as setting_routes
from kiro_py.compose.pool_side import pool_desk
from kiro_py.compose.usage_side import usage_routes
from kiro_py.compose.visitors import Visitors
from kiro_py.config.live import Live
from kiro_py.config.settings import Settings
from kiro_py.config.steering import Steering
from kiro_py.exchange.approach import Doors
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.quotas import Quotas
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import EditableStore
from kiro_py.ports.history import History
from kiro_py.ports.journal import Journal
from kiro_py.ports.settings import SettingStore
from kiro_py.public.app import request_id
from kiro_py.public.keys import KeyRing
from kiro_py.secret import Secret

Chore: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""What is done again and again as long as the house is open."""


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
    database: Database | None


@dataclass(frozen=True, slots=True)
class KeeperSide:
    """The keeper's door, the `routes` behind it below `door.PATH`, and the `chores` of his side."""

    door: Router
    routes: Routes
    chores: Sequence[Chore]

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Do the chores as long as the context lasts."""
        async with AsyncExitStack() as stack:
            for chore in self.chores:
                await stack.enter_async_context(Pending(chore()))
            yield


def keeper_s_side(settings: Settings, keeping: Keeping, insides: Insides) -> KeeperSide | None:
    """Return the keeper's side, or none where there is no key to it."""
    if settings.admin_api_key is None:
        return None
    wheel = Steering(keeping.settings, keeping.environ, insides.live, insides.journal)
    register = Register(keeping.store, insides.leases, insides.quotas)
    desk = pool_desk(
        register, wheel, insides.doors, insides.catalogue, insides.journal, insides.history
    )
    second = [credential_routes.routes(desk), setting_routes.routes(wheel)]
    if insides.database is not None:
        second.append(usage_routes(insides.database, insides.clock, register, lambda _: None))
    routes = [*seed.routes(desk.keeper), Router(path="/v1", route_handlers=second)]
    entrance = _entrance(settings.admin_api_key, insides)
    return KeeperSide(door.build(entrance, routes), routes, [])


def _entrance(key: Secret, insides: Insides) -> KeeperDoor:
    keys = KeyRing([key])

    async def admits(connection: AnyConnection) -> None:
        if not keys.admits(connection.headers):
            raise KeeperRefused(401, "Invalid or missing admin API key")

    return KeeperDoor(admits, request_id, insides.log.report)
