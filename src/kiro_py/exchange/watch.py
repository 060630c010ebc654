"""I watch over everything, and warn the owner of what should be seen to.

Rule 1: the journal hears of a warning when it begins and when it ends.  Rule 2: the messenger is
told once of each, in one message with whatever else began; of the same one not again for a while,
however often it ends and begins, nor after a restart, nor by another process.  Rule 3: whoever does
not take the message is asked again with growing pauses, as long as there is something to tell;
nobody waits for that.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from kiro_py.errors import StoreUnwritable
from kiro_py.exchange.concerns import Facts, Marks, concerns
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import (
    FileUnread,
    Happening,
    Journal,
    RequestAnswered,
    StandingChanged,
    TokensSaved,
    TokensUnsaved,
    WarningBegan,
    WarningEnded,
    WarningUntold,
)
from kiro_py.ports.warnings import (
    Concern,
    Episode,
    Key,
    Messenger,
    Warned,
    WarningStore,
)

LOOK_SECONDS: Final = 5.0
"""How often it is looked when nothing happens."""

SETTLE_SECONDS: Final = 1.0
"""How long what happens together may take to be told together."""

ERRORS_SECONDS: Final = 600.0
"""The time whose requests are counted."""

FIRST_PAUSE_SECONDS: Final = 5.0
LONGEST_PAUSE_SECONDS: Final = 300.0
"""How long the first and the last pauses are between tries to tell the messenger."""

TURN_SECONDS: Final = 15.0
"""How long a process leaves the telling to each that began before it: longer than a message takes.
"""

LAST_TURN: Final = 4
"""Behind how many a process waits at the most."""

FORGOTTEN_SECONDS: Final = 8 * 24 * 3600.0
"""When an episode that has ended is forgotten: later than any pause that can be set."""

_FAILED: Final = 500
_LIMITED: Final = 429


@dataclass(slots=True)
class Errors:
    """Requests of the last minutes, by minute."""

    _minutes: deque[list[int]] = field(default_factory=deque[list[int]])

    def add(self, at: float, *, is_failed: bool) -> None:
        """Count a request."""
        minute = int(at // 60)
        if not self._minutes or self._minutes[-1][0] != minute:
            self._minutes.append([minute, 0, 0])
        self._minutes[-1][1] += 1
        self._minutes[-1][2] += is_failed

    def count(self, now: float) -> tuple[int, int]:
        """Return how many requests there were, and how many failed."""
        while self._minutes and self._minutes[0][0] * 60 < now - ERRORS_SECONDS:
            self._minutes.popleft()
        return sum(each[1] for each in self._minutes), sum(each[2] for each in self._minutes)


@dataclass(slots=True, kw_only=True)
class Watch:
    """Implements the `Journal` port; run `keep` in the background.

    `facts` says how everything stands, apart from the requests and the database, which are known
    here; `marks` and `repeat_seconds` may change.  `elders` is how many processes see the same and
    tell before this one.
    """

    facts: Callable[[], Facts]
    clock: Clock
    journal: Journal
    messenger: Messenger
    store: WarningStore | None = None
    elders: Callable[[], int] = lambda: 0
    marks: Marks = field(default_factory=Marks)
    repeat_seconds: float = 1_800.0
    errors: Errors = field(default_factory=Errors)
    _concerns: dict[Key, Concern] = field(init=False, default_factory=dict[Key, Concern])
    _episodes: dict[Key, Episode] = field(init=False, default_factory=dict[Key, Episode])
    _unkept: set[Key] = field(init=False, default_factory=set[Key])
    _unwritten: set[int] = field(init=False, default_factory=set[int])
    _problem: str = field(init=False, default="")
    _why_untold: str | None = field(init=False, default=None)
    _stirred: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _untold: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def note(self, happening: Happening) -> None:
        """Count requests, and look soon when something happens that may be worth a warning."""
        match happening:
            case RequestAnswered(status=status):
                is_failed = status >= _FAILED or status == _LIMITED
                self.errors.add(self.clock.now(), is_failed=is_failed)
            case TokensUnsaved(credential_id=number):
                self._unwritten.add(number)
                self._stirred.set()
            case StandingChanged() | TokensSaved() | FileUnread():
                self._stirred.set()
            case _:
                pass

    def stir(self) -> None:
        """Look and tell soon: what the owner wants to know has changed, or where."""
        self._stirred.set()
        self._untold.set()

    def warned(self) -> Sequence[Warned]:
        """Return what there is to be seen to, the worst first."""
        return [Warned(each, self._episodes[key].since) for key, each in self._concerns.items()]

    async def keep(self) -> None:
        """Look and tell, for ever."""
        await self._load()
        async with asyncio.TaskGroup() as both:
            both.create_task(self._look_on())
            both.create_task(self._tell_on())

    async def look(self) -> None:
        """Look once."""
        now = self.clock.now()
        requests, failures = self.errors.count(now)
        facts = replace(self.facts(), requests=requests, failures=failures)
        # Those that are only in memory while they are being written are well.
        self._unwritten.intersection_update(facts.unsaved)
        facts = replace(facts, unsaved=tuple(self._unwritten))
        if self._problem and not facts.database:
            facts = replace(facts, database=self._problem)
        found = {each.key: each for each in concerns(facts, self.marks)}
        for key in found.keys() - self._open():
            self._begin(found[key], now)
        for key in self._open() - found.keys():
            self._end(key, now)
        self._concerns = found
        await self._save(now)

    def _open(self) -> set[Key]:
        return {key for key, each in self._episodes.items() if each.ended_at is None}

    def _begin(self, concern: Concern, now: float) -> None:
        before = self._episodes.get(concern.key)
        told_at = None if before is None else before.told_at
        self._keep(Episode(*concern.key, since=now, told_at=told_at))
        self.journal.note(WarningBegan(concern.kind, concern.credential_id, concern.text))
        self._untold.set()

    def _end(self, key: Key, now: float) -> None:
        self._keep(replace(self._episodes[key], ended_at=now))
        known = self._concerns.get(key)
        number = key[1] or None if known is None else known.credential_id
        self.journal.note(WarningEnded(key[0], number))

    def _keep(self, episode: Episode) -> None:
        self._episodes[episode.key] = episode
        self._unkept.add(episode.key)

    async def _look_on(self) -> None:
        while True:
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stirred.wait()
                    await asyncio.sleep(SETTLE_SECONDS)
            self._stirred.clear()

    async def _tell_on(self) -> None:
        pause = LOOK_SECONDS
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._untold.wait()
            self._untold.clear()
            pause = LOOK_SECONDS
            failed = FIRST_PAUSE_SECONDS
            while not await self.tell():
                await asyncio.sleep(failed)
                failed = min(2 * failed, LONGEST_PAUSE_SECONDS)

    async def tell(self) -> bool:
        """Tell the messenger what it does not know yet; return whether it knows everything now."""
        if self._due():
            await asyncio.sleep(TURN_SECONDS * min(self.elders(), LAST_TURN))
            await self._hear()
        due = self._due()
        if not due:
            return True
        why = await self.messenger.tell(
            [Warned(self._concerns[each.key], each.since) for each in due]
        )
        if why is not None and why != self._why_untold:
            self.journal.note(WarningUntold(why))
        self._why_untold = why
        if why is not None:
            return False
        now = self.clock.now()
        for each in due:
            self._keep(replace(self._episodes[each.key], told_at=now))
        await self._save(now)
        return True

    def _due(self) -> list[Episode]:
        if not self.messenger.is_on:
            return []
        now = self.clock.now()
        return [
            each
            for key in self._concerns
            if (each := self._episodes[key]).told_at is None
            or (each.told_at < each.since and each.told_at + self.repeat_seconds <= now)
        ]

    async def _hear(self) -> None:
        """Take in what other processes have told."""
        if self.store is None:
            return
        with suppress(StoreUnwritable):
            for each in await self.store.load():
                mine = self._episodes.get(each.key)
                if mine is not None and (each.told_at or 0.0) > (mine.told_at or 0.0):
                    self._episodes[each.key] = replace(mine, told_at=each.told_at)

    async def _load(self) -> None:
        if self.store is None:
            return
        try:
            self._episodes = {each.key: each for each in await self.store.load()}
        except StoreUnwritable as failed:
            self._problem = failed.why

    async def _save(self, now: float) -> None:
        if self.store is None:
            return
        kept = [self._episodes[key] for key in self._unkept]
        self._unkept.clear()
        for key in [*self._episodes]:
            ended_at = self._episodes[key].ended_at
            if ended_at is not None and ended_at + FORGOTTEN_SECONDS < now:
                del self._episodes[key]
        try:
            await self.store.save(kept, now - FORGOTTEN_SECONDS)
        except StoreUnwritable as failed:
            self._problem = failed.why
            self._unkept.update(each.key for each in kept)
        else:
            self._problem = ""
