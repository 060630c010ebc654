"""I am the account of one key where several replicas share it: what this one knows and wants."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kiro_py.clients.ledger import (
    Outcome,
    Posted,
    Posting,
    Sight,
    Unasked,
    Wanted,
    share_of,
)
from kiro_py.clients.limits import (
    WINDOW_SECONDS,
    Account,
    Busy,
    Cost,
    Entered,
    SpentUp,
    Sums,
    Use,
)
from kiro_py.ports.clock import Clock

MOST_WAITING: Final = 64
"""How many requests of a key wait, each with its body in memory; more are told to come back."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """What this replica may let in alone is used up; whether all is, nobody can say now."""


@dataclass(slots=True)
class Wish:
    """A request that waits for its answer; `is_waiting` once it has been told to."""

    wanted: Wanted
    answer: "asyncio.Future[Outcome | Unsure]"
    is_waiting: bool = False


@dataclass(slots=True)
class Till:
    """What is said to the ledger of a key, and what was seen there.

    `account` is this replica's own: it has what this one has under way and has let in, and of the
    sums what is known of all.  Whatever is told is told as totals, so that nothing has to be kept
    while nobody listens but a few figures, and those let in alone in the last minute.
    """

    key_id: int | None
    account: Account
    clock: Clock
    seen: Sight = field(init=False)
    wishes: list[Wish] = field(default_factory=list[Wish])
    watched_until: float = 0.0
    _ahead: float = field(init=False)
    _number: int = 0
    _done: Sums = field(default_factory=Sums)
    _told: Sums = field(default_factory=Sums)
    _alone: deque[tuple[int, float]] = field(default_factory=deque[tuple[int, float]])
    _let_in_alone: int = 0
    _is_known: bool = False

    def __post_init__(self) -> None:
        now = self.clock.now()
        self._ahead = now - self.clock.monotonic()
        self.seen = Sight(now, 0.0, replace(self.account.books(), window=()), 0)

    @property
    def waiting(self) -> int:
        """How many requests have been told to wait."""
        return sum(wish.is_waiting for wish in self.wishes)

    def posting(self) -> Posting:
        """Return what the ledger is to hear now, and be asked; each has another number."""
        self._number += 1
        ruler = self.clock.monotonic()
        while self._alone and self._alone[0][1] + WINDOW_SECONDS < ruler:
            self._alone.popleft()
        in_flight, reserved = self.account.under_way()
        return Posting(
            number=self._number,
            in_flight=in_flight,
            reserved=reserved,
            done=self._done,
            told=self._told,
            unasked=tuple(Unasked(number, ruler - at) for number, at in self._alone),
            wanted=tuple(wish.wanted for wish in self.wishes),
            has_missed=not self._is_known,
        )

    def take(self, posting: Posting, wishes: Sequence[Wish], posted: Posted) -> bool:
        """Take in what came of a posting; tell whether the ledger has to hear more at once."""
        self._told = posting.done
        self._is_known = True
        heard = posting.unasked[-1].number if posting.unasked else 0
        while self._alone and self._alone[0][0] <= heard:
            self._alone.popleft()
        self._learn(posted.sight)
        is_off = False
        for wish, outcome in zip(wishes, posted.outcomes, strict=True):
            if not isinstance(outcome, Entered):
                self._answer(wish, outcome)
            elif wish.answer.done():
                is_off = True  # whoever asked is not there any more, and takes no place
            else:
                self.account.admit(outcome, self.clock.monotonic())
                self._answer(wish, outcome)
        return is_off

    def see(self, sight: Sight) -> None:
        """Take in how the account of all is, if somebody has written there since."""
        if sight.at > self.seen.at:
            self._learn(sight)

    def _learn(self, sight: Sight) -> None:
        self.seen, self._ahead = sight, sight.now - self.clock.monotonic()
        use = Account.of(sight.books, sight.now).use(sight.now, sight.now)
        fresh = self._done.since(self._told)
        day, month = use.day.and_also(fresh), use.month.and_also(fresh)
        self.account.correct(day, month, self.clock.now())

    def decide(self, wishes: Iterable[Wish], sharers: int) -> None:
        """Answer alone, as one of so many, whoever wants to be let in."""
        for wish in tuple(wishes):
            if not wish.answer.done():
                self._answer(wish, self._alone_says(wish.wanted, sharers))

    def leave(self, entered: Entered, used: Cost | None) -> None:
        """Take in that a request is over."""
        self.account.leave(entered, used, self.clock.now())
        self._done = self._done.plus(used or Cost())

    def miss(self, used: Cost | None) -> bool:
        """Take in that a request is over that had no limits; tell whether the ledger must hear it.

        Before the first posting it need not, since that looks at what was used.
        """
        self._done = self._done.plus(used or Cost())
        if not self._is_known:
            self._told = self._told.plus(used or Cost())
        return self._is_known

    def use(self) -> Use:
        """Return what all use, as it was seen last, and what this one has used since then."""
        now, ruler = self.clock.now(), self.clock.monotonic()
        there = ruler + self._ahead
        mine, seen = self.account.use(now, ruler), Account.of(self.seen.books, there)
        all_s = seen.use(there, there)
        alone = sum(at + WINDOW_SECONDS >= ruler for _, at in self._alone)
        return replace(
            mine,
            in_flight=mine.in_flight + self.seen.others,
            this_minute=max(mine.this_minute, all_s.this_minute + alone),
            minute_ends_at=max(mine.minute_ends_at, now + all_s.minute_ends_at - there),
        )

    def _alone_says(self, wanted: Wanted, sharers: int) -> Outcome | Unsure:
        now, ruler = self.clock.now(), self.clock.monotonic()
        there = ruler + self._ahead
        seen = Account.of(self.seen.books, there).use(there, there)
        share = share_of(wanted.limits, max(1, sharers), seen.day, seen.month)
        outcome = self.account.enter(share, wanted.tokens, now, ruler)
        match outcome:
            case Entered():
                self._let_in_alone += 1
                self._alone.append((self._let_in_alone, ruler))
            case SpentUp():
                return self.account.spent(wanted.limits) or Unsure()
            case _:
                pass
        return outcome

    def _answer(self, wish: Wish, outcome: Outcome | Unsure) -> None:
        """Answer, or let wait."""
        if wish.answer.done():
            return
        if isinstance(outcome, Busy) and (wish.is_waiting or self.waiting < MOST_WAITING):
            wish.is_waiting = True
        else:
            self.wishes.remove(wish)
            wish.answer.set_result(outcome)
