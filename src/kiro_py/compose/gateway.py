"""The gateway as one ASGI application: its doors, and the house behind them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from functools import partial

from litestar import Litestar

from kiro_py.adapters.http_upstream import tls_context
from kiro_py.adapters.peer import Peers
from kiro_py.admin.feed import NEWS
from kiro_py.admin.introduction import Introductions
from kiro_py.compose.doors import Doors
from kiro_py.compose.handing_on import HandingOn, elders_of
from kiro_py.compose.house import House
from kiro_py.compose.keeping import KeeperSide, keeper_s_side, wheel_of
from kiro_py.compose.parts import Parts
from kiro_py.compose.sharing import SETTINGS, Sharing
from kiro_py.config.settings import Settings
from kiro_py.config.steering import Steering
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.public.app import FrontDoor, Lifespan, build
from kiro_py.public.closing import ClosingTime
from kiro_py.public.readiness import Readiness, readiness


def gateway(settings: Settings, parts: Parts) -> Doors:
    """Return the gateway; its lifespan opens and closes the house."""
    house, closing = House(settings, parts), ClosingTime()
    wheel = side = None
    if parts.keeping is not None:
        wheel = wheel_of(parts.keeping, house.insides)
        if parts.sharing is not None:
            parts.sharing.bulletin.hear(SETTINGS, wheel.stir)
        side = keeper_s_side(settings, parts.keeping, house.insides, wheel)
    if parts.sharing is not None:
        for topic in NEWS:
            parts.sharing.bulletin.hear(topic, partial(house.feed.hear, topic))
    front = _front_door(settings, parts, house, closing)
    return Doors(
        public=build(front, lifespan=_lifespan(house, side, wheel)),
        feed=house.feed,
        keeper=side.door if side else None,
        admin_port=settings.admin_port,
        shows_use=parts.database is not None,
        closing=closing,
        handing=_handing(settings, parts.sharing, house),
    )


def _handing(settings: Settings, sharing: Sharing | None, house: House) -> HandingOn | None:
    """Return who hands the keeper's requests on to the process that answers for all."""
    if sharing is None:
        return None
    return HandingOn(
        elders_of(sharing.presence),
        Introductions(sharing.secrets, house.clock),
        Peers(tls_context(settings.tls_backend)),
        directory=sharing.directory,
        warn=house.log.warn,
    )


def _front_door(settings: Settings, parts: Parts, house: House, closing: ClosingTime) -> FrontDoor:
    database, leases = parts.database, house.leases

    def ready() -> Readiness:
        return readiness(
            can_serve=leases.has_any,
            unsaved=parts.store.unsaved,
            is_closing=closing.is_announced,
            database="" if database is None else database.health.told,
            has_living=leases.has_living,
        )

    return FrontDoor(
        exchange=house.exchange,
        count=house.tally.count,
        porter=house.visitors.porter,
        admission=house.visitors.admission,
        models=house.models,
        model=house.model,
        own_use=house.visitors.book.of,
        readiness=ready,
        clock=house.clock,
        journal=house.journal,
        report=house.log.report,
        max_body_bytes=settings.max_body_bytes,
        cors_origins=settings.cors_origins,
        closing=closing,
        metrics=house.telemetry.gauge,
    )


def _lifespan(house: House, side: KeeperSide | None, wheel: Steering | None) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None]:
        async with (
            house.opened(),
            Ongoing(wheel.keep) if wheel else nullcontext(),
            side.opened() if side else nullcontext(),
        ):
            yield

    return lifespan
