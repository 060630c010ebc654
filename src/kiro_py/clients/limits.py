"""The account of one key: what it has used, what it is using, and whether it may use more.

Rule 1: in any 60 seconds no more requests are let in than the key may make, and never more are
under way than it may have at once.  Rule 2: what a request takes is known when it is over, so each
one under way is counted at what it will take at least, and at the truth from then on.  Rule 3: a
limit that is reached lets nobody in; one that would be reached by those under way lets others wait
until it is known.  So what a limit is passed by was let in before it was reached: requests that
were under way at the same time, which the limit of those bounds.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from kiro_py.clients.calendar import Span, day_of, month_of
from kiro_py.clients.client import Limits

WINDOW_SECONDS: Final = 60.0

AMISS_SECONDS: Final = 3600.0
"""How far a clock goes back that was wrong, and not merely put right."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Tokens of all kinds, and credits."""

    tokens: int = 0
    credits: float = 0.0

    def plus(self, other: "Cost") -> "Cost":
        """Return the cost of both."""
        return Cost(self.tokens + other.tokens, self.credits + other.credits)


@dataclass(frozen=True, slots=True)
class Sums:
    """What was used in a day or a month."""

    requests: int = 0
    tokens: int = 0
    credits: float = 0.0

    def plus(self, cost: Cost) -> "Sums":
        """Return the sums with one more request."""
        return self.and_also(Sums(1, cost.tokens, cost.credits))

    def and_also(self, other: "Sums") -> "Sums":
        """Return the sums of both."""
        return Sums(
            self.requests + other.requests,
            self.tokens + other.tokens,
            self.credits + other.credits,
        )

    def since(self, earlier: "Sums") -> "Sums":
        """Return what has come since sums that only grow were `earlier`."""
        return Sums(
            self.requests - earlier.requests,
            self.tokens - earlier.tokens,
            self.credits - earlier.credits,
        )


@dataclass(frozen=True, slots=True)
class Entered:
    """It may begin; `reserved` is what it is counted at until it is over."""

    reserved: Cost


@dataclass(frozen=True, slots=True)
class Busy:
    """It may begin as soon as another one is over, perhaps."""


@dataclass(frozen=True, slots=True)
class TooSoon:
    """The minute is full; `seconds` from now there is room."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SpentUp:
    """The limit of a day or a month is reached; `limit` says in words what, `resets_at` when."""

    limit: str
    resets_at: float


@dataclass(frozen=True, slots=True)
class Use:
    """What is used just now."""

    in_flight: int
    this_minute: int
    minute_ends_at: float
    day: Sums
    month: Sums
    day_ends_at: float
    month_ends_at: float


@dataclass(frozen=True, slots=True)
class Books:
    """An account as it is written down, apart from the requests under way.

    All times are epoch seconds: `window` tells when the requests of the last minute were let in.
    """

    day_begins_at: float
    month_begins_at: float
    day: Sums = field(default_factory=Sums)
    month: Sums = field(default_factory=Sums)
    window: tuple[float, ...] = ()


@dataclass(slots=True)
class _Period:
    span: Span
    sums: Sums


class Account:
    """The account of a key, which begins with the sums of this day and this month.

    `now` is in epoch seconds, `ruler` in seconds that never go back.
    """

    __slots__ = ("_day", "_in_flight", "_month", "_reserved", "_window")

    def __init__(self, now: float, day: Sums = Sums(), month: Sums = Sums()) -> None:
        self._day = _Period(day_of(now), day)
        self._month = _Period(month_of(now), month)
        self._window: deque[float] = deque()
        self._in_flight = 0
        self._reserved = Cost()

    def enter(
        self, limits: Limits, tokens: int, now: float, ruler: float
    ) -> Entered | Busy | TooSoon | SpentUp:
        """Let a request in that has `tokens` of input at least, or say why not."""
        self._turn(now, ruler)
        spent = self.spent(limits)
        if spent is not None:
            return spent
        rate = limits.requests_per_minute
        if 0 in (rate, limits.parallel_requests):
            return TooSoon(WINDOW_SECONDS)
        if rate is not None and len(self._window) >= rate:
            return TooSoon(self._window[-rate] + WINDOW_SECONDS - ruler)
        if self._is_full(limits):
            return Busy()
        return self.admit(Entered(Cost(tokens, self._mean_credits())), ruler)

    def admit(self, entered: Entered, ruler: float) -> Entered:
        """Take in a request that was let in, whoever did that."""
        self._window.append(ruler)
        self._in_flight += 1
        self._reserved = self._reserved.plus(entered.reserved)
        return entered

    def leave(self, entered: Entered, used: Cost | None, now: float) -> None:
        """Take in that a request is over, and what it took; `None` when it took nothing."""
        self._turn(now)
        self._in_flight -= 1
        tokens = self._reserved.tokens - entered.reserved.tokens
        credit = self._reserved.credits - entered.reserved.credits
        # Sums of floats that were added and taken away do not end at zero by themselves.
        self._reserved = Cost(tokens, max(0.0, credit)) if self._in_flight else Cost()
        for period in (self._day, self._month):
            period.sums = period.sums.plus(used or Cost())

    @classmethod
    def of(cls, books: Books, now: float, in_flight: int = 0, reserved: Cost = Cost()) -> "Account":
        """Return the account that is written down, with what is under way; its ruler is `now`.

        What was let in at a moment yet to come was let in just now, by a clock that was ahead.
        """
        account = cls(books.day_begins_at)
        account._day = _Period(day_of(books.day_begins_at), books.day)
        account._month = _Period(month_of(books.month_begins_at), books.month)
        is_ahead = bool(books.window) and books.window[-1] > now
        account._window.extend((min(at, now) for at in books.window) if is_ahead else books.window)
        account._in_flight, account._reserved = in_flight, reserved
        account._turn(now, now)
        return account

    def books(self) -> Books:
        """Return what is to be written down, if the ruler is in epoch seconds."""
        return Books(
            day_begins_at=self._day.span.begins_at,
            month_begins_at=self._month.span.begins_at,
            day=self._day.sums,
            month=self._month.sums,
            window=tuple(self._window),
        )

    def under_way(self) -> tuple[int, Cost]:
        """Return how many requests are under way, and what they are counted at."""
        return self._in_flight, self._reserved

    def hear(self, let_in: Iterable[float], used: Sums, now: float) -> None:
        """Take in what others have let in and used, without having asked."""
        self._turn(now)
        self._window = deque(sorted((*self._window, *let_in)))
        for period in (self._day, self._month):
            period.sums = period.sums.and_also(used)

    def correct(self, day: Sums, month: Sums, now: float) -> None:
        """Take in what was used this day and this month, as somebody knows who knows better."""
        self._turn(now)
        self._day.sums, self._month.sums = day, month

    def use(self, now: float, ruler: float) -> Use:
        """Return what is used just now."""
        self._turn(now, ruler)
        waits = self._window[-1] + WINDOW_SECONDS - ruler if self._window else 0.0
        return Use(
            in_flight=self._in_flight,
            this_minute=len(self._window),
            minute_ends_at=now + waits,
            day=self._day.sums,
            month=self._month.sums,
            day_ends_at=self._day.span.ends_at,
            month_ends_at=self._month.span.ends_at,
        )

    def _turn(self, now: float, ruler: float | None = None) -> None:
        """Begin a new day, a new month and a new minute when it is time."""
        if _is_over(self._day, now):
            self._day = _Period(day_of(now), Sums())
        if _is_over(self._month, now):
            self._month = _Period(month_of(now), Sums())
        while ruler is not None and self._window and self._window[0] + WINDOW_SECONDS < ruler:
            self._window.popleft()

    def spent(self, limits: Limits) -> SpentUp | None:
        """Return the limit that is reached, the one that lasts longest."""
        month, day = self._month, self._day
        for limit, used, what, period in (
            (limits.tokens_per_month, month.sums.tokens, "tokens of this month", month),
            (limits.credits_per_month, month.sums.credits, "credits of this month", month),
            (limits.tokens_per_day, day.sums.tokens, "tokens of this day", day),
            (limits.credits_per_day, day.sums.credits, "credits of this day", day),
        ):
            if limit is not None and used >= limit:
                return SpentUp(f"{limit:,} {what}", period.span.ends_at)
        return None

    def _is_full(self, limits: Limits) -> bool:
        """Whether those under way are as many as may be, or will take what is left."""
        parallel = limits.parallel_requests
        if parallel is not None and self._in_flight >= parallel:
            return True
        if not self._in_flight:
            return False
        day, month, ahead = self._day.sums, self._month.sums, self._reserved
        return (
            _reaches(day.tokens + ahead.tokens, limits.tokens_per_day)
            or _reaches(month.tokens + ahead.tokens, limits.tokens_per_month)
            or _reaches(day.credits + ahead.credits, limits.credits_per_day)
            or _reaches(month.credits + ahead.credits, limits.credits_per_month)
        )

    def _mean_credits(self) -> float:
        month = self._month.sums
        return month.credits / month.requests if month.requests else 0.0


def _is_over(period: _Period, now: float) -> bool:
    """Whether it has ended, or was never: a clock that was wrong for a while leads far ahead.

    A clock that is put right by moments does not begin a day twice.
    """
    span = period.span
    return now >= span.ends_at or now < span.begins_at - AMISS_SECONDS


def _reaches(used: float, limit: float | None) -> bool:
    return limit is not None and used >= limit
