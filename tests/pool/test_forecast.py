"""When credits run out, and what is not known of it."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.pool.forecast import (
    DAY_SECONDS,
    HORIZON_SECONDS,
    NOTHING,
    Lasts,
    Outlook,
    Reading,
    Use,
    outlook,
    together,
    week,
)

NOW = 1_800_000_000.0
RESET = NOW + 10 * DAY_SECONDS


def day(days: float) -> float:
    """Return a time so many days from now."""
    return NOW + days * DAY_SECONDS


def read(
    days: float, used: float, *, limit: float = 1_000, resets_at: float | None = RESET
) -> Reading:
    return Reading(day(days), used, limit, max(limit - used, 0), resets_at)


def foreseen(*readings: Reading, spent: float = 0.0) -> Outlook:
    return outlook(readings, spent, NOW)


def account(
    remaining: float, per_day: float | None, back: float | None = 10, limit: float = 1_000
) -> Outlook:
    resets_at = None if back is None else day(back)
    return Outlook(limit - remaining, limit, remaining, per_day, resets_at=resets_at)


def test_credits_that_go_faster_than_they_come_back_run_out():
    """At 100 a day, the 300 that are left are gone in three days."""
    found = foreseen(read(-4, 300), read(-2, 500), read(0, 700))
    assert (100, Lasts.RUNS_OUT, day(3)) == (found.per_day, found.lasts, found.runs_out_at)


def test_credits_that_are_enough_last_until_they_come_back():
    """No date is named that will not come."""
    found = foreseen(read(-4, 100), read(0, 200))
    assert (25, Lasts.UNTIL_RESET, None) == (found.per_day, found.lasts, found.runs_out_at)


def test_our_own_ledger_fills_the_time_since_the_last_reading():
    """The service counts with a delay, and is not asked every minute."""
    found = foreseen(read(-4, 300), read(-2, 500), spent=200)
    assert (700, 300, 100) == (found.used, found.remaining, found.per_day)


def test_what_the_account_spends_elsewhere_counts():
    """The readings know of it; our own ledger of the same time is not added."""
    assert 50 == foreseen(read(-2, 0), read(-1, 50), read(0, 100)).per_day


@pytest.mark.parametrize(
    "readings",
    [
        pytest.param([read(0, 500)], id="one reading"),
        pytest.param([read(-30, 500)], id="one old reading"),
        pytest.param([read(-0.9, 0), read(0, 500)], id="less than a day"),
        pytest.param([read(-9, 0), read(-8, 500)], id="before the week"),
    ],
)
def test_a_moment_is_no_pace(readings: list[Reading]):
    """A busy hour would look like a month of busy hours."""
    found = outlook(readings, 0, NOW)
    assert (None, Lasts.UNKNOWN, None) == (found.per_day, found.lasts, found.runs_out_at)


def test_a_week_s_use_is_computed_once_for_a_while():
    """What was spent since is added to it each time."""
    readings = [read(-4, 300), read(-2, 500)]
    use = week(readings, NOW)
    assert Use(200, 2 * DAY_SECONDS) == use
    found = outlook(readings, 200, NOW, use)
    assert (outlook(readings, 200, NOW), 100) == (found, found.per_day)


def test_nothing_told_is_nothing_known():
    """Readings of the future are those of a clock that was set back."""
    assert NOTHING == foreseen() == foreseen(read(1, 5))


def test_days_without_a_reading_are_days_without_use():
    """Whatever was spent in between is in the next reading."""
    assert 10 == foreseen(read(-6, 0), read(-5.5, 0), read(-1, 60), read(0, 60)).per_day


def test_only_the_last_week_counts():
    """A reading before it is worth the part of its time that lies in it."""
    assert 100 == foreseen(read(-14, 0, limit=5_000), read(0, 1_400, limit=5_000)).per_day
    assert 20 == foreseen(read(-9, 0), read(-7, 800), read(0, 940)).per_day


def test_a_reset_in_between_is_no_gain():
    """What was used since it is all that is known, and the first day of the month is no miracle."""
    before = read(-3, 900, resets_at=day(-2))
    found = foreseen(before, read(-1, 60, resets_at=day(28)), read(0, 90, resets_at=day(28)))
    assert (45, Lasts.RUNS_OUT) == (found.per_day, found.lasts)


def test_another_plan_is_another_account():
    """What lies between the readings of two plans says nothing of either."""
    found = foreseen(
        read(-4, 40), read(-3, 50), read(-1, 900, limit=5_000), read(0, 910, limit=5_000)
    )
    assert 10 == found.per_day
    assert None is foreseen(read(-4, 40), read(0, 900, limit=5_000)).per_day


def test_figures_that_go_down_are_a_correction():
    """A refund is no negative pace."""
    assert 10 == foreseen(read(-3, 500), read(-2, 100), read(-1, 110), read(0, 120)).per_day


def test_a_period_that_is_over_says_little_of_the_new_one():
    """The limit is probably the same; when it ends and what is left by then is not known."""
    old = [read(-5, 100, resets_at=day(-1)), read(-2, 400, resets_at=day(-1))]
    found = outlook(old, 7, NOW)
    assert (7, 993, True) == (found.used, found.remaining, found.is_over)
    assert (Lasts.UNKNOWN, None, None) == (found.lasts, found.runs_out_at, found.resets_at)


def test_what_is_gone_is_gone():
    """Overage is not counted: it costs money."""
    assert Lasts.GONE is foreseen(read(-2, 900), read(0, 1_200)).lasts


def test_an_account_without_a_limit_says_nothing():
    """Nought of nought is not spent."""
    assert Lasts.UNKNOWN is foreseen(read(-2, 0, limit=0), read(0, 0, limit=0)).lasts


def test_without_a_reset_date_only_an_end_is_told():
    """Credits that never run out do not last until a date that nobody knows."""
    running = foreseen(read(-2, 800, resets_at=None), read(0, 900, resets_at=None))
    assert (Lasts.RUNS_OUT, day(2)) == (running.lasts, running.runs_out_at)
    resting = foreseen(read(-2, 900, resets_at=None), read(0, 900, resets_at=None))
    assert (0, Lasts.UNKNOWN) == (resting.per_day, resting.lasts)


def test_a_pool_is_the_sum_of_its_accounts():
    """The first reset date is the pool's next one."""
    found = together([account(500, 10, back=20), account(300, 20, back=5)], NOW)
    assert (1_200, 2_000, 800, 30) == (found.used, found.limit, found.remaining, found.per_day)
    assert (day(5), Lasts.UNTIL_RESET) == (found.resets_at, found.lasts)


def test_a_pool_gets_credits_back_at_each_date():
    """Alone, 400 last for four days; what comes back on the third carries on until the tenth."""
    first = account(200, 100, back=3, limit=300)
    second = account(200, None, back=20, limit=200)
    found = together([second, first], NOW)
    assert (Lasts.RUNS_OUT, day(7)) == (found.lasts, found.runs_out_at)


def test_what_comes_back_soon_is_spent_first():
    """What is left at a reset date is lost, so that it would be a pity to save it."""
    early = account(100, 50, back=2, limit=100)
    late = account(100, 0, back=30, limit=100)
    # Day 2: the early one is empty and full again, the late one untouched: 200 last four days more.
    assert day(6) == together([late, early], NOW).runs_out_at


def test_a_pool_without_a_pace_has_no_end():
    """One account whose pace is known is enough for one, and none is none."""
    assert Lasts.UNKNOWN is together([account(500, None)], NOW).lasts
    assert 5 == together([account(500, None), account(500, 5)], NOW).per_day
    assert Lasts.UNKNOWN is together([account(500, 0, back=None)], NOW).lasts
    assert Lasts.RUNS_OUT is together([account(500, 5, back=None)], NOW).lasts


def test_ten_years_are_for_ever():
    """No calendar is asked for the end of an account that is hardly used."""
    found = together([account(1_000, 0.3, back=3_000), account(1, None, back=None)], NOW)
    assert (Lasts.UNTIL_RESET, None) == (found.lasts, found.runs_out_at)


def test_an_empty_pool_has_nothing():
    """Accounts that have told nothing are not part of a forecast."""
    assert NOTHING == together([], NOW) == together([NOTHING], NOW)
    assert Lasts.GONE is together([account(0, 5), account(0, 5)], NOW).lasts


FIGURES = st.floats(0, 1e15, allow_nan=False)
TIMES = st.floats(0, 40 * DAY_SECONDS)


@st.composite
def histories(draw: st.DrawFn) -> list[Reading]:
    """Return readings as a service might tell them, however odd."""
    times = sorted(draw(st.lists(TIMES, max_size=8, unique=True)), reverse=True)
    resets = st.none() | st.floats(-40, 40).map(day)
    return [
        Reading(NOW - back, draw(FIGURES), draw(FIGURES), draw(FIGURES), draw(resets))
        for back in times
    ]


def numbers(found: Outlook) -> list[float]:
    told = (found.used, found.limit, found.remaining, found.per_day, found.runs_out_at)
    return [each for each in told if each is not None]


def is_sound(found: Outlook) -> bool:
    """Tell whether every number is one that JSON and a calendar have, and none is negative."""
    are_finite = all(math.isfinite(each) and each >= 0 for each in numbers(found))
    has_end = found.runs_out_at is not None
    return (
        are_finite
        and has_end == (found.lasts is Lasts.RUNS_OUT)
        and (found.runs_out_at is None or NOW <= found.runs_out_at < NOW + HORIZON_SECONDS)
    )


@given(histories(), FIGURES)
def test_no_forecast_is_nonsense(readings: Sequence[Reading], spent: float):
    """Whatever is told, there is no infinity, no negative number and no date without an end."""
    assert is_sound(outlook(readings, spent, NOW))


@given(st.lists(st.tuples(histories(), FIGURES), max_size=5))
def test_no_pool_is_nonsense(accounts: list[tuple[Sequence[Reading], float]]):
    """Not with any accounts."""
    assert is_sound(together([outlook(each, spent, NOW) for each, spent in accounts], NOW))


POOLS = st.lists(
    st.tuples(
        st.floats(0, 1_000),
        st.floats(0.125, 500),
        st.none() | st.floats(0.125, 40),
    ),
    min_size=1,
    max_size=5,
).map(lambda told: [account(remaining, per_day, back) for remaining, per_day, back in told])


@given(POOLS, st.floats(1, 10))
def test_who_spends_faster_is_not_longer_at_it(accounts: list[Outlook], faster: float):
    """A pool that runs out runs out no later when more is spent of it."""
    slow = together(accounts, NOW)
    hasty = [replace(each, per_day=(each.per_day or 0) * faster) for each in accounts]
    fast = together(hasty, NOW)
    if slow.runs_out_at is not None:
        assert fast.runs_out_at is not None
        assert slow.runs_out_at + 1e-3 >= fast.runs_out_at


@given(st.lists(st.floats(0, 100), min_size=2, max_size=10), st.floats(0, 50))
def test_more_use_is_more_pace(steps: list[float], more: float):
    """One more thing that was spent makes no pace smaller."""
    used = [sum(steps[:place]) for place in range(len(steps) + 1)]
    length = 6 / (len(used) - 1)
    readings = [read(-6 + place * length, each) for place, each in enumerate(used)]
    last = readings[-1]
    readings_after = [*readings[:-1], replace(last, used=last.used + more)]
    before, after = week(readings, NOW), week(readings_after, NOW)
    assert before.used <= after.used + 1e-9
    assert all(one.at < other.at for one, other in pairwise(readings))
