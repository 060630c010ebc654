"""The books of what is used and of what happens: who writes them, behind the answers."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.history_store import HistoryStore
from kiro_py.adapters.database.usage_writer import UsageWriter
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.exchange.record import Record
from kiro_py.ports.clock import Clock
from kiro_py.ports.history import History, NoHistory
from kiro_py.ports.journal import Journal


class Books:
    """Writes down what is used, and the `history` of credentials; without a `database` nothing is.

    `journals` must hear of everything; `journal` hears that something has been written.
    """

    def __init__(
        self, database: Database | None, journal: Journal, log: LogJournal, clock: Clock
    ) -> None:
        self.history: History = NoHistory()
        self.journals: tuple[Journal, ...] = ()
        self._kept: list[UsageWriter | HistoryStore] = []
        if database is not None:
            writer = UsageWriter(database, journal, log.warn)
            self.history = past = HistoryStore(database, clock, log.warn)
            self.journals, self._kept = (Record(writer), past), [writer, past]

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Write during the context; at its end all is written."""
        async with AsyncExitStack() as stack:
            for kept in self._kept:
                await stack.enter_async_context(kept.kept())
            yield
