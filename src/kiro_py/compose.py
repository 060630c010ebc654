"""I am the only one who knows everybody; I build the house and step aside."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from litestar import Litestar

from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.adapters.recording import RecordingUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.config.settings import Settings
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.journey import Doors
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.run import Exchange
from kiro_py.exchange.seats import Seats
from kiro_py.ports.credentials import CredentialStore
from kiro_py.public.app import FrontDoor, build
from kiro_py.public.keys import KeyRing


def gateway(settings: Settings, store: CredentialStore, *, record: Path | None = None) -> Litestar:
    """Return the gateway as an ASGI application; its lifespan opens and closes the house.

    `record` is a directory for scrubbed recordings of what the upstream sends.
    """
    clock, journal = SystemClock(), LogJournal()
    http = HttpUpstream(HttpSettings(settings.connect_timeout_seconds, settings.tls_backend))
    recorder = None if record is None else RecordingUpstream(http, record, clock.now, journal.warn)
    renewer = Renewer(
        store=store, upstream=http, clock=clock, journal=journal, book=settings.address_book
    )
    leases = Leases(store, renewer)
    addressing = Addressing(settings.address_book)
    catalogue = Catalogue(http, addressing, leases, journal)
    exchange = Exchange(
        Planner(settings.models, lambda: catalogue.available, settings.extract_thinking),
        Doors(recorder or http, leases, addressing, clock, journal),
        _limits(settings),
        Seats(settings.max_concurrent_requests),
    )

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None]:
        async with AsyncExitStack() as house:
            await house.enter_async_context(http)
            if recorder is not None:
                await house.enter_async_context(recorder)
            await house.enter_async_context(renewer)
            await house.enter_async_context(Pending(catalogue.keep()))
            await catalogue.wait_first()
            yield

    door = FrontDoor(
        exchange=exchange,
        keys=KeyRing([settings.api_key]),
        models=catalogue.models,
        is_ready=lambda: leases.has_any,
        report=journal.report,
        max_body_bytes=settings.max_body_bytes,
        cors_origins=settings.cors_origins,
    )
    return build(door, lifespan=lifespan)


def _limits(settings: Settings) -> ExchangeLimits:
    return ExchangeLimits(
        hold_before_headers=settings.hold_before_headers_seconds,
        hold_after_headers=settings.hold_after_headers_seconds,
        ping_interval=settings.ping_interval_seconds,
        idle_timeout=settings.idle_timeout_seconds,
        finish_grace=settings.finish_grace_seconds,
    )
