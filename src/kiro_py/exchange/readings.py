"""I remember what accounts have told of their credits, and what was spent since.

The last reading of each hour is kept: the pace of days needs no more.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from kiro_py.errors import StoreUnwritable
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.pool.forecast import (
    DAY_SECONDS,
    WINDOW_SECONDS,
    Outlook,
    Reading,
    Use,
    outlook,
    week,
)
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Happening, QuotaRead, RequestEnded
from kiro_py.ports.readings import Kept, ReadingStore

HOUR_SECONDS: Final = 3_600

REMEMBERED_SECONDS: Final = WINDOW_SECONDS + DAY_SECONDS
"""How far back is remembered: the pace of a week begins with the reading before it."""

KEPT_SECONDS: Final = 35 * DAY_SECONDS
"""How long readings are kept where they survive: a month, and some days to look back on it."""

USE_SECONDS: Final = 600
"""How long a week's use is taken for the same: an hour is less than a hundredth of it."""

WRITE_SECONDS: Final = 5.0
"""How long a reading waits at the most before it is written."""

LONGEST_PAUSE_SECONDS: Final = 300.0
"""How long the last pauses are between tries to write to a database that cannot be written."""

MOST_WAITING: Final = 10_000
"""How many readings wait for that; then the oldest are let go."""


@dataclass(slots=True)
class _Account:
    readings: list[Reading] = field(default_factory=list[Reading])
    spent: dict[int, float] = field(default_factory=dict[int, float])
    use: Use | None = None
    use_until: float = 0.0

    def take(self, reading: Reading) -> float | None:
        """Take a reading in; return the time of the one that it replaces."""
        self.spent.clear()
        self.use = None
        oldest = reading.at - REMEMBERED_SECONDS
        # One from before that time is kept, so that the first day of the week has a beginning.
        while len(self.readings) > 1 and self.readings[1].at < oldest:
            del self.readings[0]
        if len(self.readings) > 1 and _are_of_one_hour(self.readings[-1], reading):
            replaced = self.readings.pop().at
        else:
            replaced = None
        self.readings.append(reading)
        return replaced


class Readings:
    """Implements the `Journal` port; run `kept` around it, and everything is in the `store`.

    Without a store it lasts as long as the process.  `warn` is told when nothing can be kept.
    """

    def __init__(
        self, clock: Clock, store: ReadingStore | None, warn: Callable[[str], None]
    ) -> None:
        self._clock = clock
        self._store = store
        self._warn = warn
        self._accounts: dict[int, _Account] = {}
        self._waiting: list[Kept] = []
        self.problem = ""

    def note(self, happening: Happening) -> None:
        """Take in what accounts tell, and what requests cost."""
        match happening:
            case QuotaRead():
                self._take(happening)
            case RequestEnded(credential_id=int(number), credits=float(spent)) if spent > 0:
                hour = int(self._clock.now() // HOUR_SECONDS)
                account = self._accounts.setdefault(number, _Account())
                account.spent[hour] = account.spent.get(hour, 0.0) + spent
            case _:
                pass

    def outlook(self, credential_id: int) -> Outlook:
        """Return when the credits of an account run out, as far as is known."""
        account = self._accounts.get(credential_id, _Account())
        now = self._clock.now()
        since = account.readings[-1].resets_at if account.readings else None
        if since is None or since > now:
            since = 0.0
        spent = sum(
            amount for hour, amount in account.spent.items() if hour >= since // HOUR_SECONDS
        )
        return outlook(account.readings, spent, now, self._use(credential_id, account, now))

    def _use(self, credential_id: int, account: _Account, now: float) -> Use:
        """Return the week's use, computed anew now and then, and not of everybody at once."""
        if account.use is None or not account.use_until - 2 * USE_SECONDS < now < account.use_until:
            account.use = week(account.readings, now)
            account.use_until = now + USE_SECONDS + credential_id % USE_SECONDS
        return account.use

    def read_at(self, credential_id: int) -> float | None:
        """Return when an account has told its credits last."""
        account = self._accounts.get(credential_id)
        return account.readings[-1].at if account and account.readings else None

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Remember what was kept, and keep what comes; at its end all is kept that can be."""
        if self._store is None:
            yield
            return
        await self._load(self._store)
        try:
            async with Ongoing(partial(self._keep, self._store)):
                yield
        finally:
            await asyncio.shield(self._write(self._store))

    def _take(self, told: QuotaRead) -> None:
        account = self._accounts.setdefault(told.credential_id, _Account())
        now = self._clock.now()
        reading = Reading(now, told.used, told.limit, told.remaining, told.resets_at)
        replaced = account.take(reading)
        if self._store is None:
            return
        for waiting in self._waiting:
            if (waiting.credential_id, waiting.reading.at) == (told.credential_id, replaced):
                self._waiting.remove(waiting)
                replaced = waiting.replaces
                break
        self._waiting.append(Kept(told.credential_id, reading, replaced))
        del self._waiting[:-MOST_WAITING]

    async def _load(self, store: ReadingStore) -> None:
        try:
            told = await store.load(self._clock.now() - REMEMBERED_SECONDS)
        except StoreUnwritable as failed:
            self._fail(failed.why)
            return
        hour = int(self._clock.now() // HOUR_SECONDS)
        for number, each in told.items():
            self._accounts[number] = _Account(list(each.readings), {hour: each.spent})

    async def _keep(self, store: ReadingStore) -> None:
        pause = WRITE_SECONDS
        while True:
            await asyncio.sleep(pause)
            is_well = await self._write(store)
            pause = WRITE_SECONDS if is_well else min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _write(self, store: ReadingStore) -> bool:
        """Keep what waits, and tell whether that was possible."""
        waiting = tuple(self._waiting)
        if not waiting:
            return True
        try:
            await store.save(waiting, self._clock.now() - KEPT_SECONDS)
        except StoreUnwritable as failed:
            self._fail(failed.why)
            return False
        for each in waiting:
            with suppress(ValueError):  # it was let go meanwhile
                self._waiting.remove(each)
        self.problem = ""
        return True

    def _fail(self, why: str) -> None:
        if not self.problem:
            self._warn(f"what accounts tell of their credits is not kept: {why}")
        self.problem = why


def _are_of_one_hour(one: Reading, other: Reading) -> bool:
    return one.at // HOUR_SECONDS == other.at // HOUR_SECONDS and one.resets_at == other.resets_at
