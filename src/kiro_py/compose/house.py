"""The whole gateway: everybody in it, acquainted with each other."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path

from litestar import Litestar

from kiro_py.adapters.database.credential_store import TOPIC as CREDENTIALS
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.http_counter import CounterSettings, HttpCounter
from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.journals import Journals
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.adapters.pdf_text import PdfText
from kiro_py.adapters.pillow_images import PillowPictures
from kiro_py.adapters.recording import RecordingUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.adapters.web_fetch import WebFetch
from kiro_py.admin.feed import Feed
from kiro_py.clients.client import Client
from kiro_py.compose.books import Books
from kiro_py.compose.doors import Doors
from kiro_py.compose.keeping import Insides, KeeperSide, Keeping, keeper_s_side, wheel_of
from kiro_py.compose.sharing import SETTINGS, Sharing
from kiro_py.compose.telemetry import Monitoring, Telemetry
from kiro_py.compose.tower import Tower
from kiro_py.compose.visitors import Visitors
from kiro_py.config.live import Live
from kiro_py.config.settings import Settings
from kiro_py.config.steering import Steering
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.approach import Doors as Approaches
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.attachments import Attachments
from kiro_py.exchange.book import Book
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.counting import Counting
from kiro_py.exchange.doorstep import Doorsteps
from kiro_py.exchange.fitting import Fitting
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.permission import reach_of
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.run import Exchange
from kiro_py.exchange.seats import Seats
from kiro_py.exchange.tally import Tally
from kiro_py.exchange.upkeep import Upkeep
from kiro_py.exchange.urls import NoWeb
from kiro_py.exchange.word import renewed
from kiro_py.pool.reach import Reach
from kiro_py.ports.clock import Clock
from kiro_py.ports.counts import CountStore
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.presence import Alone
from kiro_py.ports.standings import StandingStore
from kiro_py.ports.upstream import Upstream
from kiro_py.ports.web import Web
from kiro_py.public.app import FrontDoor, Lifespan, build
from kiro_py.public.closing import ClosingTime
from kiro_py.public.readiness import readiness
from kiro_py.translate.models import Model
from kiro_py.wire.anthropic.models import ModelInfo


def gateway(  # noqa: PLR0913 -- everybody who has a part in it
    settings: Settings,
    store: CredentialStore,
    memory: StandingStore,
    *,
    record: Path | None = None,
    counts: CountStore | None = None,
    web: WebFetch | None = None,
    keeping: Keeping | None = None,
    database: Database | None = None,
    monitoring: Monitoring | None = None,
    sharing: Sharing | None = None,
) -> Doors:
    """Return the gateway as an ASGI application; its lifespan opens and closes the house.

    `memory` keeps how credentials stand, `counts` how the upstream counts; `record` is a directory
    for scrubbed recordings of what the upstream sends; `web` fetches what clients name by URL, if
    they may; `keeping` takes the changes of the admin API, if there is a key for it; without a
    `database` nothing is kept of what was used; `monitoring` is what several processes need for it,
    and `sharing` what those share who serve on one database.
    """
    fetch = web or WebFetch(settings.tls_backend)
    watched = monitoring or Monitoring()
    house = House(
        settings,
        store,
        memory,
        record,
        counts,
        web=fetch,
        database=database,
        monitoring=watched,
        sharing=sharing,
    )
    closing = ClosingTime()
    door = FrontDoor(
        exchange=house.exchange,
        count=house.tally.count,
        porter=house.visitors.porter,
        admission=house.visitors.admission,
        models=house.models,
        model=house.model,
        own_use=house.visitors.book.of,
        readiness=lambda: readiness(
            can_serve=house.leases.has_any,
            unsaved=store.unsaved,
            is_closing=closing.is_announced,
            database="" if database is None else database.health.told,
            has_living=house.leases.has_living,
        ),
        clock=house.clock,
        journal=house.journal,
        report=house.log.report,
        max_body_bytes=settings.max_body_bytes,
        cors_origins=settings.cors_origins,
        closing=closing,
        metrics=house.telemetry.gauge,
    )
    side, wheel = None, None
    if keeping is not None:
        wheel = wheel_of(keeping, house.insides)
        if sharing is not None:
            sharing.bulletin.hear(SETTINGS, wheel.stir)
        side = keeper_s_side(settings, keeping, house.insides, wheel)
    return Doors(
        public=build(door, lifespan=_lifespan(house, side, wheel)),
        feed=house.feed,
        keeper=side.door if side else None,
        admin_port=settings.admin_port,
        shows_use=database is not None,
        closing=closing,
    )


def _lifespan(house: "House", side: KeeperSide | None, wheel: Steering | None) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None]:
        async with (
            house.opened(),
            Pending(wheel.keep()) if wheel else nullcontext(),
            side.opened() if side else nullcontext(),
        ):
            yield

    return lifespan


class House:
    """Everybody, acquainted with each other; `opened` opens and closes them in order."""

    def __init__(  # noqa: PLR0913 -- what `gateway` was given
        self,
        settings: Settings,
        store: CredentialStore,
        memory: StandingStore,
        record: Path | None,
        counts: CountStore | None,
        *,
        web: WebFetch,
        database: Database | None,
        monitoring: Monitoring,
        sharing: Sharing | None = None,
    ) -> None:
        self._sharing = sharing
        presence = Alone() if sharing is None else sharing.presence
        self.database, self.live = database, Live(settings)
        self.clock, self.log, self.feed = clock, *_ = SystemClock(), LogJournal(), Feed()
        heard = Journals((self.log, self.feed))
        self._books = Books(database, heard, self.log, clock, self.live)
        self.visitors = Visitors(
            settings.api_key, database, clock, heard, None if sharing is None else presence
        )
        self._http = _http(settings)
        self.tower = Tower(
            store, lambda: self.leases, self._http, clock, heard, self.log, database=database
        )
        self.telemetry = Telemetry(settings, monitoring, self.log.warn)
        used = (*self._books.journals, self.visitors.admission, *self.tower.journals)
        self.journal = Journals((self.log, self.feed, *used, *self.telemetry.journals))
        self._memory, self._counts, counting = memory, counts, Counting(counts)
        self._recorder = _recorder(self._http, record, clock, self.log)
        addresses = settings.address_book
        self._renewer = Renewer(
            store=store, upstream=self._http, clock=clock, journal=self.journal, book=addresses
        )
        self._upkeep = Upkeep(store, self.journal)
        book = Book(memory, clock, self.journal)
        addressing = Addressing(addresses)
        other = partial(renewed, self._renewer, book)
        self.quotas = Quotas(self._http, addressing, clock, self.journal, book.tell, other)
        self.catalogue = Catalogue(self._http, addressing, clock, self.journal, settings.models)
        models_of = self.catalogue.models_of
        self.leases = Leases(
            store,
            self._renewer,
            book,
            clock,
            quotas=self.quotas,
            models_of=models_of,
            homes=None if sharing is None else sharing.homes,
            sharers=lambda: presence.count,
        )
        if sharing is not None:
            sharing.bulletin.hear(CREDENTIALS, self._upkeep.stir)
            if sharing.place is not None:
                sharing.place.memory.follow(book.take_news)
        self._doors = doors = Approaches(
            self._recorder or self._http,
            self.leases,
            Profiles(self._http, addressing, store, clock, self.journal),
            addressing,
            Doorsteps(clock),
            clock,
            self.journal,
            counting=counting,
        )
        planner = Planner(settings.models, self._available, settings.extract_thinking, counting)
        self._web, self._pictures = web, PillowPictures()
        self._attachments = Attachments(_web(settings, web), self._pictures, PdfText(), clock)
        fitting = Fitting(self._attachments, lambda ask: planner.granted(ask).model)
        self.exchange = Exchange(
            planner, doors, _limits(settings), Seats(settings.max_concurrent_requests), fitting
        )
        self.tally = Tally(planner, _counter(settings, self._http, clock, self.log))
        self.live.follow(self.adopt)
        self.live.follow(self.tower.adopt)

    def _available(self, reach: Reach) -> Mapping[str, Model] | None:
        """Return the models within reach, or what all have as long as no list of theirs is known.

        Whether one of them has it is known when it is asked.
        """
        return self.catalogue.available_to(self.leases.within(reach)) or self.catalogue.available

    def models(self, client: Client) -> Sequence[ModelInfo]:
        """Return the models that a client may have."""
        return self.catalogue.models(client, self.leases.within(reach_of(client)))

    def model(self, client: Client, name: str) -> ModelInfo:
        """Return one of them by any of its names; see `Catalogue.model`."""
        return self.catalogue.model(name, client, self.leases.within(reach_of(client)))

    def adopt(self, settings: Settings) -> None:
        """Put in force what can change while the house is open; who is at it ends as he began."""
        self.leases.rules = settings.rules
        self.catalogue.aliases = self.exchange.planner.aliases = settings.models
        self.exchange.planner.extracts_thinking = settings.extract_thinking
        self.exchange.limits = _limits(settings)
        self.exchange.seats.limit = settings.max_concurrent_requests
        self._attachments.urls.web = _web(settings, self._web)

    @property
    def insides(self) -> Insides:
        """What the keeper's door opens to."""
        return Insides(
            clock=self.clock,
            live=self.live,
            leases=self.leases,
            quotas=self.quotas,
            catalogue=self.catalogue,
            doors=self._doors,
            journal=self.journal,
            log=self.log,
            feed=self.feed,
            history=self._books.history,
            visitors=self.visitors,
            tower=self.tower,
            database=self.database,
        )

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Open everybody in order, and close them in the opposite one."""
        async with AsyncExitStack() as house:
            if self.database is not None:
                await house.enter_async_context(self.database.opened())
            await house.enter_async_context(
                self.telemetry.opened(
                    self.exchange.seats,
                    self.leases,
                    self.visitors.admission,
                    self.tower,
                    database=self.database,
                )
            )
            await house.enter_async_context(self._books.opened())
            await house.enter_async_context(self.visitors.opened())
            await house.enter_async_context(self._memory.kept())
            if self._counts is not None:
                await house.enter_async_context(self._counts.kept())
            await house.enter_async_context(self._http)
            await house.enter_async_context(self._web)
            house.enter_context(self._pictures)
            if self._recorder is not None:
                await house.enter_async_context(self._recorder)
            await house.enter_async_context(self._renewer)
            fresh = self._renewer.fresh
            for chore in (
                self._upkeep.keep(),
                self.quotas.keep(self.leases.in_use, fresh),
                self.catalogue.keep(self.leases, fresh),
            ):
                await house.enter_async_context(Pending(chore))
            await house.enter_async_context(self.tower.opened())
            await self.catalogue.wait_first()
            yield


def _http(settings: Settings) -> HttpUpstream:
    return HttpUpstream(HttpSettings(settings.connect_timeout_seconds, settings.tls_backend))


def _recorder(
    upstream: Upstream, folder: Path | None, clock: Clock, log: LogJournal
) -> RecordingUpstream | None:
    return None if folder is None else RecordingUpstream(upstream, folder, clock.now, log.warn)


def _counter(
    settings: Settings, upstream: Upstream, clock: Clock, log: LogJournal
) -> HttpCounter | None:
    url = settings.count_tokens_api_url
    if url is None:
        return None
    key, auth_type = settings.count_tokens_api_key, settings.count_tokens_auth_type
    return HttpCounter(
        CounterSettings(url, key, auth_type, settings.proxy), upstream, clock, log.warn
    )


def _web(settings: Settings, web: Web) -> Web:
    """Return `web`, or nothing instead where nothing may be fetched."""
    if not settings.fetch_urls:
        return NoWeb("this gateway does not fetch URLs (`fetchUrls`): send the content as base64")
    if settings.proxy is not None:
        return NoWeb("a gateway with a `proxyUrl` does not fetch URLs: send the content as base64")
    return web


def _limits(settings: Settings) -> ExchangeLimits:
    return ExchangeLimits(
        hold_before_headers=settings.hold_before_headers_seconds,
        hold_after_headers=settings.hold_after_headers_seconds,
        ping_interval=settings.ping_interval_seconds,
        idle_timeout=settings.idle_timeout_seconds,
        finish_grace=settings.finish_grace_seconds,
    )
