"""The account of one key that several holders share: a page on which each has a line.

Rule 1: a holder says on its line what it has under way and what its requests have used since it
began, as totals; what is new is what has been added since the line was written.  So a posting may
be made twice, and what was lost is in the next one.  Rule 2: a posting that is older than the line
changes nothing.  Rule 3: the line of a holder that is gone goes as well, and its places with it.
Everything else is decided by the account of all (`limits`), as if there were one holder only.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from kiro_py.clients.calendar import day_of, month_of
from kiro_py.clients.client import Limits
from kiro_py.clients.limits import Account, Books, Busy, Cost, Entered, SpentUp, Sums, TooSoon

Outcome = Entered | Busy | TooSoon | SpentUp


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that wants to be let in; it has so many tokens of input at least."""

    limits: Limits
    tokens: int


@dataclass(frozen=True, slots=True)
class Unasked:
    """A request that was let in without asking, so long ago: the `number`th of its holder."""

    number: int
    seconds_ago: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What a holder has to say of a key, and whom it would let in; `number` grows with each.

    `done` is what has been used since the holder began, and `told` how much of that it knows to be
    written down; the first line of a holder begins with that.  `unasked` are those of the last
    minute that it does not know to be written down.  Where `has_missed`, requests of the key may
    have ended of which no ledger has heard, so that what was written down elsewhere counts as well.
    """

    number: int
    in_flight: int = 0
    reserved: Cost = field(default_factory=Cost)
    done: Sums = field(default_factory=Sums)
    told: Sums = field(default_factory=Sums)
    unasked: tuple[Unasked, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    has_missed: bool = False

    def with_one_more(self, entered: Entered) -> "Posting":
        """Return the posting of a holder that has this one under way as well."""
        reserved = self.reserved.plus(entered.reserved)
        return replace(self, in_flight=self.in_flight + 1, reserved=reserved)


@dataclass(frozen=True, slots=True)
class Line:
    """What is written down of a holder, and when; see `Posting`.

    `unasked` is the number of the last request that it has let in without asking.
    """

    at: float
    number: int
    in_flight: int
    reserved: Cost
    done: Sums
    unasked: int


@dataclass(frozen=True, slots=True)
class Sight:
    """What a holder sees of a page at `now`; `others` is how many requests others have under way.

    `at` is when it was written last.
    """

    now: float
    at: float
    books: Books
    others: int


@dataclass(frozen=True, slots=True)
class Page:
    """The account of a key as all know it; `at` is when it was written last."""

    at: float
    books: Books
    lines: Mapping[str, Line] = field(default_factory=dict[str, Line])

    @classmethod
    def begun(cls, now: float, day: Sums, month: Sums) -> "Page":
        """Return a page that begins with what was used before."""
        return cls(now, Books(day_of(now).begins_at, month_of(now).begins_at, day, month))

    def with_at_least(self, now: float, day: Sums, month: Sums) -> "Page":
        """Return the page with what was used this day and this month according to others."""
        account = Account.of(self.books, now)
        known = account.use(now, now)
        account.correct(_larger(known.day, day), _larger(known.month, month), now)
        return replace(self, books=account.books())

    def without(self, alive: Collection[str], now: float, silence_seconds: float) -> "Page":
        """Return the page without those who are not alive, and have been silent for so long."""
        lines = {
            name: line
            for name, line in self.lines.items()
            if name in alive or now - line.at < silence_seconds
        }
        return replace(self, lines=lines)

    def posted(self, holder: str, posting: Posting, now: float) -> "tuple[Page, list[Outcome]]":
        """Return the page with a holder's posting, and what becomes of those it wants to let in."""
        line = self.lines.get(holder)
        if line is not None and line.number >= posting.number:
            return self, [Busy() for _ in posting.wanted]
        in_flight, reserved = posting.in_flight, posting.reserved
        for name, other in self.lines.items():
            if name != holder:
                in_flight, reserved = in_flight + other.in_flight, reserved.plus(other.reserved)
        account = Account.of(self.books, now, in_flight, reserved)
        last = line.unasked if line is not None else 0
        let_in = [now - one.seconds_ago for one in posting.unasked if one.number > last]
        account.hear(let_in, posting.done.since(posting.told if line is None else line.done), now)
        outcomes = [account.enter(one.limits, one.tokens, now, now) for one in posting.wanted]
        for one in outcomes:
            if isinstance(one, Entered):
                posting = posting.with_one_more(one)
        last = max(last, *(one.number for one in posting.unasked), 0)
        written = Line(now, posting.number, posting.in_flight, posting.reserved, posting.done, last)
        return Page(now, account.books(), {**self.lines, holder: written}), outcomes

    def seen(self, holder: str, now: float) -> Sight:
        """Return what a holder sees of it."""
        others = sum(line.in_flight for name, line in self.lines.items() if name != holder)
        return Sight(now, self.at, self.books, others)


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a posting: the page as it is now, and what becomes of each that was wanted."""

    sight: Sight
    outcomes: tuple[Outcome, ...]


def share_of(limits: Limits, sharers: int, day: Sums, month: Sums) -> Limits:
    """Return what one of so many may let in for itself, where `day` and `month` were used by all.

    What is left is divided among them, and rounded up.
    """
    return Limits(
        requests_per_minute=_part(limits.requests_per_minute, sharers),
        parallel_requests=_part(limits.parallel_requests, sharers),
        tokens_per_day=_part(limits.tokens_per_day, sharers, day.tokens),
        tokens_per_month=_part(limits.tokens_per_month, sharers, month.tokens),
        credits_per_day=_of_rest(limits.credits_per_day, sharers, day.credits),
        credits_per_month=_of_rest(limits.credits_per_month, sharers, month.credits),
    )


def _part(limit: int | None, sharers: int, used: int = 0) -> int | None:
    if limit is None or used >= limit:
        return limit
    return used + math.ceil((limit - used) / sharers)


def _of_rest(limit: float | None, sharers: int, used: float) -> float | None:
    if limit is None or used >= limit:
        return limit
    return used + (limit - used) / sharers


def _larger(one: Sums, other: Sums) -> Sums:
    return Sums(
        max(one.requests, other.requests),
        max(one.tokens, other.tokens),
        max(one.credits, other.credits),
    )
