"""I let requests of keys in whose limits hold over all replicas, and tell what they have used.

Each key has a ledger that all share.  Of what there is to say of a key one posting is made: what
has ended, what is under way, and who wants to be let in.  One thing is said after the other, of all
keys together, so that many requests cost what one does, and the end of a request waits for nobody.

While the ledger answers, the limits hold exactly: in any 60 seconds, by its clock, no more are let
in by all together than the key may make, and no more are under way; what tokens and credits are
passed by was under way before (see `limits`).

When it does not answer in time, each replica lets in its share: what is left, divided by those of
whom it knows that they share it, and rounded up.  So all `n` together let in `limit + n - 1`
requests in a minute at most, and have as many under way, besides those that were let in before; of
tokens and credits they use at most what each saw left, besides those under way.  If only some are
cut off, each of these lets in its share besides what the others let in by the ledger; one that
knows of fewer than there are takes a larger share.  Whatever was let in alone is told when the
ledger is back, and is in its minute and its sums from then on.

A replica that is gone keeps its places until it was silent for so long as `Ledger` says.  Whoever
has something under way says so every few seconds: where it was taken for gone, because the ledger
could not be reached for a while, it has its places again.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from kiro_py.clients.ledger import Outcome, Wanted
from kiro_py.clients.limits import Account, Cost, Entered, Use
from kiro_py.exchange.ongoing import Ongoing
from kiro_py.exchange.till import Till, Unsure, Wish
from kiro_py.ports.clock import Clock
from kiro_py.ports.ledger import Ledger, LedgerAway

ROUND_SECONDS: Final = 0.25
"""How soon those who wait are asked for again: others free places too, and tell nobody."""

SILENT_SECONDS: Final = 2.0
"""How long a ledger that did not answer is not asked again."""

WORD_SECONDS: Final = 5.0
"""How often it is said what is under way though nothing has changed, and what nobody waits for."""

MOST_POSTINGS: Final = 50
"""Of how many keys is spoken at once, which are held meanwhile; others wait for the next time."""

LOOK_SECONDS: Final = 1.0
"""How often it is seen how keys are that somebody looks at."""

WATCHED_SECONDS: Final = 10.0
"""How long somebody is taken to look who has looked at a key."""

LAST_SECONDS: Final = 2.0
"""How long the end waits for the ledger to hear the last."""


class Sharing:
    """This replica's part in the accounts of keys; use it inside `kept`.

    `sharers` tells how many replicas there are, this one among them.
    """

    def __init__(self, ledger: Ledger, sharers: Callable[[], int], clock: Clock) -> None:
        self._ledger = ledger
        self._sharers = sharers
        self._clock = clock
        self._tills: dict[int | None, Till] = {}
        self._due: dict[int | None, float] = {}
        self._stirred = asyncio.Event()
        self._is_away = False
        self._again_at = 0.0
        self._look_at = 0.0

    @property
    def waiting(self) -> int:
        """How many requests wait for another one of their key."""
        return sum(till.waiting for till in self._tills.values())

    async def enter(self, key_id: int | None, account: Account, wanted: Wanted) -> Outcome | Unsure:
        """Return what becomes of a request, as soon as it need not wait; `leave` it if it entered.

        `account` is this replica's own account of the key, the same at any time.
        """
        till = self._till(key_id, account)
        wish = Wish(wanted, asyncio.get_running_loop().create_future())
        till.wishes.append(wish)
        if self._is_away:
            till.decide([wish], self._sharers())
        self._stir(till)
        try:
            return await wish.answer
        except asyncio.CancelledError:
            self._withdraw(till, wish)
            raise

    def leave(self, key_id: int | None, entered: Entered, used: Cost | None) -> None:
        """Take in that a request is over, and what it has used; the ledger hears of it later."""
        till = self._tills[key_id]
        till.leave(entered, used)
        if self._is_away:
            till.decide(till.wishes, self._sharers())
        self._stir(till)

    def miss(self, key_id: int | None, used: Cost | None) -> None:
        """Take in that a request is over that had no limits; its account has heard of it."""
        till = self._tills.get(key_id)
        if till is not None and till.miss(used):
            self._due.setdefault(key_id, self._clock.monotonic() + WORD_SECONDS)

    def use_of(self, key_id: int | None, account: Account) -> Use:
        """Return what all use of a key just now, as it was seen last; see `enter`."""
        till = self._till(key_id, account)
        till.watched_until = self._clock.monotonic() + WATCHED_SECONDS
        return till.use()

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Speak with the ledger during the context; at its end it has heard all that it can."""
        try:
            async with Ongoing(self._keep):
                yield
        finally:
            with suppress(LedgerAway, TimeoutError):
                async with asyncio.timeout(LAST_SECONDS):
                    due = [self._tills[key_id] for key_id in self._due]
                    for till in due:
                        till.wishes.clear()
                    for batch in _batches(due):
                        await self._ledger.post({till.key_id: till.posting() for till in batch})

    def _till(self, key_id: int | None, account: Account) -> Till:
        till = self._tills.get(key_id)
        if till is None:
            till = self._tills[key_id] = Till(key_id, account, self._clock)
        return till

    def _stir(self, till: Till) -> None:
        """Let the ledger hear of a key at once."""
        self._due[till.key_id] = 0.0
        self._stirred.set()

    def _withdraw(self, till: Till, wish: Wish) -> None:
        """Take a wish back whose answer nobody hears, though it may have been given."""
        if wish in till.wishes:
            till.wishes.remove(wish)
        elif not wish.answer.cancelled() and isinstance(entered := wish.answer.result(), Entered):
            self.leave(till.key_id, entered, None)

    async def _keep(self) -> None:
        while True:
            self._stirred.clear()
            now = self._clock.monotonic()
            if due := self._take_due(now):
                await self._post(due)
            if now >= self._look_at and not self._is_away:
                self._look_at = now + LOOK_SECONDS
                await self._look(now)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._stirred.wait()

    def _take_due(self, now: float) -> list[Till]:
        """Return of whom is to be spoken now, whoever has waited longest first."""
        if self._is_away and now < self._again_at:
            return []
        due = [key_id for key_id, at in self._due.items() if at <= now][:MOST_POSTINGS]
        for key_id in due:
            del self._due[key_id]
        return [self._tills[key_id] for key_id in due]

    def _pause(self) -> float:
        """Return the seconds until there is something to say, or to look at."""
        at = min(self._due.values(), default=math.inf)
        if self._is_away:
            at = max(at, self._again_at)
        return min(LOOK_SECONDS, at - self._clock.monotonic())

    async def _post(self, tills: list[Till]) -> None:
        wishes = [tuple(till.wishes) for till in tills]
        postings = {till.key_id: till.posting() for till in tills}
        try:
            posted = await self._ledger.post(postings)
        except LedgerAway:
            self._lose(tills)
            return
        except asyncio.CancelledError:
            self._due |= dict.fromkeys(postings, 0.0)
            raise
        self._is_away = False
        for till, asked in zip(tills, wishes, strict=True):
            if till.take(postings[till.key_id], asked, posted[till.key_id]):
                self._stir(till)
            elif till.wishes:
                self._due.setdefault(till.key_id, self._clock.monotonic() + ROUND_SECONDS)
            elif till.account.under_way()[0]:
                self._due.setdefault(till.key_id, self._clock.monotonic() + WORD_SECONDS)

    async def _look(self, now: float) -> None:
        watched = [till.key_id for till in self._tills.values() if till.watched_until > now]
        if watched:
            with suppress(LedgerAway):
                for key_id, sight in (await self._ledger.look(watched)).items():
                    self._tills[key_id].see(sight)

    def _lose(self, tills: list[Till]) -> None:
        """Decide alone from now on, until the ledger answers again."""
        self._is_away = True
        self._again_at = self._clock.monotonic() + SILENT_SECONDS
        for till in tills:
            self._due.setdefault(till.key_id, 0.0)
        for till in self._tills.values():
            till.decide(till.wishes, self._sharers())


def _batches(tills: list[Till]) -> Iterator[list[Till]]:
    for start in range(0, len(tills), MOST_POSTINGS):
        yield tills[start : start + MOST_POSTINGS]
