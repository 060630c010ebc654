"""The whole gateway: everybody in it, acquainted with each other."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from kiro_py.adapters.database.credential_store import TOPIC as CREDENTIALS
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
from kiro_py.compose.keeping import Insides
from kiro_py.compose.parts import Parts
from kiro_py.compose.telemetry import Telemetry
from kiro_py.compose.tower import Tower
from kiro_py.compose.visitors import Visitors
from kiro_py.config.live import Live
from kiro_py.config.settings import Settings
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.approach import Doors
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.attachments import Attachments
from kiro_py.exchange.book import Book
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.counting import Counting
from kiro_py.exchange.doorstep import Doorsteps
from kiro_py.exchange.fitting import Fitting
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.ongoing import Ongoing
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
from kiro_py.ports.upstream import Upstream
from kiro_py.ports.web import Web
from kiro_py.translate.models import Model
from kiro_py.wire.anthropic.models import ModelInfo


class House:
    """Everybody, acquainted with each other; `opened` opens and closes them in order."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        self._parts, self.database, self.live = parts, parts.database, Live(settings)
        self.clock, self.log, self.feed = clock, *_ = SystemClock(), LogJournal(), Feed()
        heard = Journals((self.log, self.feed))
        self._http, self._web = _http(settings), parts.web or WebFetch(settings.tls_backend)
        news = None if parts.sharing is None else parts.sharing.bulletin
        self._books = Books(parts.database, heard, self.log, clock, self.live, news)
        presence = None if parts.sharing is None else parts.presence
        self.visitors = Visitors(settings.api_key, parts.database, clock, heard, presence, news)
        self.tower = Tower(
            parts.store,
            lambda: self.leases,
            self._http,
            clock,
            heard,
            self.log,
            database=parts.database,
            presence=parts.presence,
        )
        self.telemetry = Telemetry(settings, parts.monitoring, self.log.warn)
        used = (*self._books.journals, self.visitors.admission, *self.tower.journals)
        self.journal = Journals((self.log, self.feed, *used, *self.telemetry.journals))
        self._recorder = _recorder(self._http, parts.record, clock, self.log)
        self._upkeep = Upkeep(parts.store, self.journal)
        self._furnish_pool(settings)
        self._furnish_exchange(settings)
        if news is not None:
            news.hear(CREDENTIALS, self._upkeep.stir)
        self.live.follow(self.adopt)
        self.live.follow(self.tower.adopt)

    def _furnish_pool(self, settings: Settings) -> None:
        """Put in those who know credentials: tokens, quotas, models, and whose turn it is."""
        parts, clock, journal = self._parts, self.clock, self.journal
        addresses = settings.address_book
        self._renewer = Renewer(
            store=parts.store, upstream=self._http, clock=clock, journal=journal, book=addresses
        )
        book = Book(parts.memory, clock, journal, self._renewer.forget)
        self._addressing = Addressing(addresses)
        other = partial(renewed, self._renewer, book)
        self.quotas = Quotas(self._http, self._addressing, clock, journal, book.tell, other)
        self.catalogue = Catalogue(self._http, self._addressing, clock, journal, settings.models)
        self.leases = Leases(
            parts.store,
            self._renewer,
            book,
            clock,
            quotas=self.quotas,
            models_of=self.catalogue.models_of,
            homes=None if parts.sharing is None else parts.sharing.homes,
            sharers=lambda: parts.presence.count,
        )

    def _furnish_exchange(self, settings: Settings) -> None:
        """Put in those who carry requests."""
        clock, counting = self.clock, Counting(self._parts.counts)
        self._doors = Doors(
            self._recorder or self._http,
            self.leases,
            Profiles(self._http, self._addressing, self._parts.store, clock, self.journal),
            self._addressing,
            Doorsteps(clock),
            clock,
            self.journal,
            counting=counting,
        )
        planner = Planner(settings.models, self._available, settings.extract_thinking, counting)
        self._pictures = PillowPictures()
        self._attachments = Attachments(_web(settings, self._web), self._pictures, PdfText(), clock)
        fitting = Fitting(self._attachments, lambda ask: planner.granted(ask).model)
        seats = Seats(settings.max_concurrent_requests)
        self.exchange = Exchange(planner, self._doors, _limits(settings), seats, fitting)
        self.tally = Tally(planner, _counter(settings, self._http, clock, self.log))

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
            if self._parts.sharing is not None:
                await house.enter_async_context(self._parts.sharing.opened())
            await house.enter_async_context(self._books.opened())
            await house.enter_async_context(self.visitors.opened())
            await house.enter_async_context(self._parts.memory.kept())
            if self._parts.counts is not None:
                await house.enter_async_context(self._parts.counts.kept())
            await house.enter_async_context(self._http)
            await house.enter_async_context(self._web)
            house.enter_context(self._pictures)
            if self._recorder is not None:
                await house.enter_async_context(self._recorder)
            await house.enter_async_context(self._renewer)
            fresh = self._renewer.fresh
            for chore in (
                self._upkeep.keep,
                partial(self.quotas.keep, self.leases.in_use, fresh),
                partial(self.catalogue.keep, self.leases, fresh),
            ):
                await house.enter_async_context(Ongoing(chore))
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
