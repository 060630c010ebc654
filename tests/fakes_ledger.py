"""A ledger in memory, as the test wants it: it is there, it is away, or it takes its time."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kiro_py.clients.ledger import Page, Posted, Posting, Sight
from kiro_py.clients.limits import Sums
from kiro_py.ports.clock import Clock
from kiro_py.ports.ledger import LedgerAway


@dataclass
class Pages:
    """What all holders write on; `delay` is how long an answer takes, forwards and backwards."""

    clock: Clock
    delay: float = 0.0
    is_away: bool = False
    is_deaf: bool = False
    pages: dict[int | None, Page] = field(default_factory=dict[int | None, Page])
    postings: int = 0
    looks: int = 0


@dataclass
class FakeLedger:
    """One holder's hand; `is_deaf` writes down what it is told, and never says so."""

    all: Pages
    holder: str = "a"

    async def post(self, postings: Mapping[int | None, Posting]) -> Mapping[int | None, Posted]:
        self.all.postings += 1
        await self._reach()
        now = self.all.clock.now()
        posted = {key_id: self._post(key_id, posting, now) for key_id, posting in postings.items()}
        await asyncio.sleep(self.all.delay / 2)
        if self.all.is_deaf:
            raise LedgerAway("it has nothing to say")
        return posted

    async def look(self, key_ids: Collection[int | None]) -> Mapping[int | None, Sight]:
        self.all.looks += 1
        await self._reach()
        now = self.all.clock.now()
        pages = {key: self.all.pages[key] for key in key_ids if key in self.all.pages}
        return {key: page.seen(self.holder, now) for key, page in pages.items()}

    def _post(self, key_id: int | None, posting: Posting, now: float) -> Posted:
        page = self.all.pages.get(key_id) or Page.begun(now, Sums(), Sums())
        self.all.pages[key_id], outcomes = page.posted(self.holder, posting, now)
        return Posted(self.all.pages[key_id].seen(self.holder, now), tuple(outcomes))

    async def _reach(self) -> None:
        if self.all.is_away:
            await asyncio.sleep(1.0)
            raise LedgerAway("nobody there")
        await asyncio.sleep(self.all.delay / 2)
