"""A desk for one question: credentials and what they need, without a door."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from kiro_py.adapters.http_upstream import HttpSettings, HttpUpstream
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.config.settings import Settings
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.book import Book
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.word import renewed
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import Journal
from kiro_py.ports.standings import StandingStore


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person needs who asks about credentials without serving anybody."""

    renewer: Renewer
    quotas: Quotas
    book: Book


@asynccontextmanager
async def desk(
    settings: Settings, store: CredentialStore, memory: StandingStore, journal: Journal
) -> AsyncGenerator[Desk]:
    """Open a desk; leaving it waits for what is under way, and keeps what was learned."""
    clock, addresses = SystemClock(), settings.address_book
    http = HttpUpstream(HttpSettings(settings.connect_timeout_seconds, settings.tls_backend))
    renewer = Renewer(store=store, upstream=http, clock=clock, journal=journal, book=addresses)
    book = Book(memory, clock, journal)
    other = partial(renewed, renewer, book)
    quotas = Quotas(http, Addressing(addresses), clock, journal, book.tell, other)
    async with memory.kept(), http, renewer:
        yield Desk(renewer, quotas, book)
