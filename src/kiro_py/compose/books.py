"""The books of what is used: who writes them, behind the answers."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.usage_writer import UsageWriter
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.exchange.record import Record
from kiro_py.ports.journal import Journal


class Books:
    """Writes down what is used; without a `database` nothing is.

    `journals` must hear of everything; `journal` hears that something has been written.
    """

    def __init__(self, database: Database | None, journal: Journal, log: LogJournal) -> None:
        self._writer = None if database is None else UsageWriter(database, journal, log.warn)
        self.journals = () if self._writer is None else (Record(self._writer),)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Write during the context; at its end all is written."""
        async with AsyncExitStack() as stack:
            if self._writer is not None:
                await stack.enter_async_context(self._writer.kept())
            yield
