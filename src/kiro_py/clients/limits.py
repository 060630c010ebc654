"""The account of one key: what it has used, what it is using, and whether it may use more.

Rule 1: in any 60 seconds no more requests are let in than the key may make, and never more are
under way than it may have at once.  Rule 2: what a request takes is known when it is over, so each
one under way is counted at what it will take at least, and at the truth from then on.  Rule 3: a
limit that is reached lets nobody in; one that would be reached by those under way lets others wait
until it is known.  So what a limit is passed by was let in before it was reached: requests that
were under way at the same time, which the limit of those bounds.
"""

from collections import deque
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Sums:
    """What was used in a day or a month."""

    requests: int = 0
    tokens: int = 0
    credits: float = 0.0

    def plus(self, cost: Cost) -> "Sums":
        """Return the sums with one more request."""
        return Sums(self.requests + 1, self.tokens + cost.tokens, self.credits + cost.credits)


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
        spent = self._spent(limits)
        if spent is not None:
            return spent
        rate = limits.requests_per_minute
        if 0 in (rate, limits.parallel_requests):
            return TooSoon(WINDOW_SECONDS)
        if rate is not None and len(self._window) >= rate:
            return TooSoon(self._window[-rate] + WINDOW_SECONDS - ruler)
        if self._is_full(limits):
            return Busy()
        reserved = Cost(tokens, self._mean_credits())
        self._window.append(ruler)
        self._in_flight += 1
        self._reserved = _sum(self._reserved, reserved)
        return Entered(reserved)

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

    def _spent(self, limits: Limits) -> SpentUp | None:
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


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(one.tokens + other.tokens, one.credits + other.credits)
