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
from kiro_py.exchange.approach import Doors
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.book import Book
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.run import Exchange
from kiro_py.exchange.seats import Seats
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.standings import StandingStore
from kiro_py.public.app import FrontDoor, build
from kiro_py.public.keys import KeyRing


def gateway(
    settings: Settings,
    store: CredentialStore,
    memory: StandingStore,
    *,
    record: Path | None = None,
) -> Litestar:
    """Return the gateway as an ASGI application; its lifespan opens and closes the house.

    `memory` keeps how credentials stand; `record` is a directory for scrubbed recordings of what
    the upstream sends.
    """
    house = _House(settings, store, memory, record)
    door = FrontDoor(
        exchange=house.exchange,
        keys=KeyRing([settings.api_key]),
        models=house.catalogue.models,
        is_ready=lambda: house.leases.has_any,
        report=house.journal.report,
        max_body_bytes=settings.max_body_bytes,
        cors_origins=settings.cors_origins,
    )
    return build(door, lifespan=house.lifespan)


class _House:
    """Everybody, acquainted with each other; its lifespan opens and closes them in order."""

    def __init__(
        self, settings: Settings, store: CredentialStore, memory: StandingStore, record: Path | None
    ) -> None:
        clock, self.journal = SystemClock(), LogJournal()
        self._memory = memory
        self._http = HttpUpstream(
            HttpSettings(settings.connect_timeout_seconds, settings.tls_backend)
        )
        self._recorder = (
            None
            if record is None
            else RecordingUpstream(self._http, record, clock.now, self.journal.warn)
        )
        self._renewer = Renewer(
            store=store,
            upstream=self._http,
            clock=clock,
            journal=self.journal,
            book=settings.address_book,
        )
        book = Book(memory, clock, self.journal)
        addressing = Addressing(settings.address_book)
        self._quotas = Quotas(self._http, addressing, clock, self.journal, book.tell)
        self.leases = Leases(
            store, self._renewer, book, clock, rules=settings.rules, quotas=self._quotas
        )
        self.catalogue = Catalogue(self._http, addressing, self.leases, self.journal)
        doors = Doors(
            self._recorder or self._http,
            self.leases,
            addressing,
            clock,
            self.journal,
            leaves_limited_accounts=settings.failover_on_account_limit,
        )
        self.exchange = Exchange(
            Planner(settings.models, lambda: self.catalogue.available, settings.extract_thinking),
            doors,
            _limits(settings),
            Seats(settings.max_concurrent_requests),
        )

    @asynccontextmanager
    async def lifespan(self, _: Litestar) -> AsyncGenerator[None]:
        async with AsyncExitStack() as house:
            await house.enter_async_context(self._memory.kept())
            await house.enter_async_context(self._http)
            if self._recorder is not None:
                await house.enter_async_context(self._recorder)
            await house.enter_async_context(self._renewer)
            quotas = self._quotas.keep(self.leases.in_use, self._renewer.fresh)
            await house.enter_async_context(Pending(quotas))
            await house.enter_async_context(Pending(self.catalogue.keep()))
            await self.catalogue.wait_first()
            yield


def _limits(settings: Settings) -> ExchangeLimits:
    return ExchangeLimits(
        hold_before_headers=settings.hold_before_headers_seconds,
        hold_after_headers=settings.hold_after_headers_seconds,
        ping_interval=settings.ping_interval_seconds,
        idle_timeout=settings.idle_timeout_seconds,
        finish_grace=settings.finish_grace_seconds,
    )
