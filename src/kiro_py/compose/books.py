"""The books of what is used and of what happens: who writes them, and who keeps them short."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from sqlalchemy import Connection

from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.history_store import HistoryStore
from kiro_py.adapters.database.retention import Limits, Retention
from kiro_py.adapters.database.usage_writer import UsageWriter
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.config.live import Live
from kiro_py.config.settings import Settings
from kiro_py.exchange.record import Record
from kiro_py.ports.clock import Clock
from kiro_py.ports.history import History, NoHistory
from kiro_py.ports.journal import Journal

USAGE: Final = "usage"
"""What the news are about that something was used."""


class Books:
    """Writes down what is used, and the `history` of credentials; without a `database` nothing is.

    `journals` must hear of everything; `journal` hears that something has been written, and by
    `news` other processes do.
    """

    def __init__(
        self,
        database: Database | None,
        journal: Journal,
        log: LogJournal,
        clock: Clock,
        live: Live,
        news: Bulletin | None = None,
    ) -> None:
        self.history: History = NoHistory()
        self.journals: tuple[Journal, ...] = ()
        self._kept: list[UsageWriter | HistoryStore] = []
        self._retention: Retention | None = None
        if database is not None:
            writer = UsageWriter(database, journal, log.warn, announce=_saying(news))
            self.history = past = HistoryStore(database, clock, log.warn)
            self.journals, self._kept = (Record(writer), past), [writer, past]
            self._retention = Retention(database, clock, lambda: _limits(live.settings), log.warn)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Write and tidy up during the context; at its end all is written."""
        async with AsyncExitStack() as stack:
            for kept in self._kept:
                await stack.enter_async_context(kept.kept())
            if self._retention is not None:
                await stack.enter_async_context(self._retention.kept())
            yield


def _saying(news: Bulletin | None) -> Callable[[Connection], None]:
    return (lambda _: None) if news is None else partial(news.say_at_once, topic=USAGE)


def _limits(settings: Settings) -> Limits:
    return Limits(
        request_days=settings.usage_retention_days,
        sums_days=settings.usage_sums_days,
        detail_hours=settings.trace_retention_hours,
        megabytes=settings.usage_max_megabytes,
    )
