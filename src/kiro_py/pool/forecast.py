"""When credits run out, as far as readings of them tell; I guess nothing.

Rule 1: the pace is what the readings of the last days differ by.  They tell what the account has
spent anywhere; our own ledger only fills the time since the last one.

Rule 2: what lies between two readings counts only when they can be compared.  Where the limit has
changed, the plan has, and nothing is said of that time.  Where credits have been reset between
them, what is used since is all that is known of it.

Rule 3: less than a day between readings gives no pace, as nobody works around the clock; and
without a pace, a limit or a reset date to come nothing is said that would need it.

Rule 4: a pool runs out when all its accounts together have nothing left.  Each gets its credits
back at its own date, and those that come back first are spent first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Final

DAY_SECONDS: Final = 86_400.0

WINDOW_SECONDS: Final = 7 * DAY_SECONDS
"""How far back the pace looks: a week has all its days."""

LEAST_SECONDS: Final = DAY_SECONDS
"""How much time a pace needs to be more than a moment's."""

HORIZON_SECONDS: Final = 3_650 * DAY_SECONDS
"""Beyond ten years, credits last."""


class Lasts(Enum):
    """How long credits last."""

    UNTIL_RESET = "until reset"
    RUNS_OUT = "runs out"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """What an account has told of its credits at `at`; times are in epoch seconds."""

    at: float
    used: float
    limit: float
    remaining: float
    resets_at: float | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many credits there are, and until when.

    `per_day` is `None` when no pace is known, `runs_out_at` unless credits run out before they come
    back; `is_over` when the last reading is of a period that has ended.
    """

    used: float
    limit: float
    remaining: float
    per_day: float | None = None
    runs_out_at: float | None = None
    resets_at: float | None = None
    lasts: Lasts = Lasts.UNKNOWN
    is_over: bool = False


NOTHING: Final = Outlook(0.0, 0.0, 0.0)
"""What is known of an account that has told nothing."""


@dataclass(frozen=True, slots=True)
class Use:
    """So many credits in so many seconds."""

    used: float
    seconds: float


def outlook(
    readings: Sequence[Reading], spent: float, now: float, use: Use | None = None
) -> Outlook:
    """Return the outlook of an account whose `readings` are in the order of their times.

    `spent` is what our own ledger says of the time since the last one, or since the reset that has
    been meanwhile; `use` is the week's, where that was computed a short while ago.
    """
    if readings and readings[-1].at > now:  # the clock was set back
        readings, use = [each for each in readings if each.at <= now], None
    if not readings:
        return NOTHING
    last = readings[-1]
    is_over = last.resets_at is not None and last.resets_at <= now
    per_day = _pace(use or week(readings, now), last, 0.0 if is_over else spent, now)
    if is_over:
        left = max(last.limit - spent, 0.0)
        return Outlook(spent, last.limit, left, per_day, is_over=True)
    left = max(last.remaining - spent, 0.0)
    found = Outlook(last.used + spent, last.limit, left, per_day, resets_at=last.resets_at)
    return _foreseen(found, now)


def week(readings: Sequence[Reading], now: float) -> Use:
    """Return what the readings of the last days differ by."""
    since = now - WINDOW_SECONDS
    used = seconds = 0.0
    for before, after in pairwise(readings):
        began_at, between = _between(before, after)
        length = after.at - began_at
        counted = after.at - max(began_at, since)
        if between is not None and length > 0 and counted > 0:
            used += between * counted / length
            seconds += counted
    return Use(used, seconds)


def _pace(use: Use, last: Reading, spent: float, now: float) -> float | None:
    """Return the credits per day of the last days, `None` where too little is known."""
    if use.seconds < LEAST_SECONDS:
        return None
    if last.resets_at is not None and last.resets_at <= now:
        return use.used / use.seconds * DAY_SECONDS
    return (use.used + spent) / (use.seconds + now - last.at) * DAY_SECONDS


def _between(before: Reading, after: Reading) -> tuple[float, float | None]:
    """Return since when it is known what was spent up to `after`, and that, if it can be told."""
    if before.resets_at is not None and before.resets_at <= after.at:
        return max(before.resets_at, before.at), after.used
    if before.limit != after.limit or after.used < before.used:
        return before.at, None
    return before.at, after.used - before.used


def _foreseen(found: Outlook, now: float) -> Outlook:
    if found.limit <= 0:
        return found
    if found.remaining <= 0:
        return replace(found, lasts=Lasts.GONE)
    if found.per_day is None:
        return found
    runs_out_at = now + _seconds(found.remaining, found.per_day)
    if found.resets_at is not None and runs_out_at >= found.resets_at:
        return replace(found, lasts=Lasts.UNTIL_RESET)
    if runs_out_at - now >= HORIZON_SECONDS:
        return found
    return replace(found, lasts=Lasts.RUNS_OUT, runs_out_at=runs_out_at)


def _seconds(amount: float, per_day: float) -> float:
    """Return how long credits last, for ever when next to nothing is spent."""
    if amount >= per_day * HORIZON_SECONDS / DAY_SECONDS:
        return math.inf
    return amount / per_day * DAY_SECONDS


def together(outlooks: Sequence[Outlook], now: float) -> Outlook:
    """Return the outlook of the accounts as one pool; those that have told no limit are left out.

    `resets_at` is when the first of them gets its credits back.
    """
    known = [each for each in outlooks if each.limit > 0]
    paces = [each.per_day for each in known if each.per_day is not None]
    found = Outlook(
        used=sum(each.used for each in known),
        limit=sum(each.limit for each in known),
        remaining=sum(each.remaining for each in known),
        per_day=sum(paces) if paces else None,
        resets_at=min((each.resets_at for each in known if each.resets_at), default=None),
        is_over=any(each.is_over for each in known),
    )
    if not known:
        return found
    if found.remaining <= 0:
        return replace(found, lasts=Lasts.GONE)
    if found.per_day is None:
        return found
    return _spent_together(found, known, found.per_day, now)


def _spent_together(
    found: Outlook, accounts: Sequence[Outlook], per_day: float, now: float
) -> Outlook:
    """Spend at the pool's pace from date to date, until the last account had its credits back."""
    purse = _Purse(sorted(accounts, key=_back_at))
    at = now
    for place, account in enumerate(purse.accounts):
        until = _back_at(account)
        runs_out_at = at + _seconds(purse.total, per_day)
        if runs_out_at < until:
            if runs_out_at - now >= HORIZON_SECONDS:
                break
            return replace(found, lasts=Lasts.RUNS_OUT, runs_out_at=runs_out_at)
        if until == math.inf:
            break
        purse.spend(per_day * (until - at) / DAY_SECONDS)
        purse.reset(place)
        at = until
    lasts = Lasts.UNKNOWN if found.resets_at is None else Lasts.UNTIL_RESET
    return replace(found, lasts=lasts)


class _Purse:
    """The credits of accounts, which are in the order of their dates, and are spent in it.

    What has come back is spent last, as it comes back again after all the others.
    """

    def __init__(self, accounts: Sequence[Outlook]) -> None:
        self.accounts = accounts
        self._left = [each.remaining for each in accounts]
        self._old = sum(self._left)
        self._new = 0.0
        self._first = 0

    @property
    def total(self) -> float:
        """All credits that are left."""
        return self._old + self._new

    def spend(self, amount: float) -> None:
        """Take credits away; there are as many."""
        while amount > 0 and self._first < len(self._left):
            taken = min(self._left[self._first], amount)
            self._left[self._first] -= taken
            self._old = max(self._old - taken, 0.0)
            amount -= taken
            self._first += not self._left[self._first]
        self._new = max(self._new - amount, 0.0)

    def reset(self, place: int) -> None:
        """Let an account have its limit again; what was left of it is lost."""
        self._old = max(self._old - self._left[place], 0.0)
        self._left[place] = 0.0
        self._new += self.accounts[place].limit


def _back_at(account: Outlook) -> float:
    return math.inf if account.resets_at is None else account.resets_at
