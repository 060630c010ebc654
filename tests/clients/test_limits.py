"""The account of a key: limits that hold, sums that are right."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.clients.client import Limits
from kiro_py.clients.limits import Account, Busy, Cost, Entered, SpentUp, Sums, TooSoon

NOON = 1_800_014_400.0  # 2027-01-15T12:00:00Z
MIDNIGHT = NOON + 43_200
NEXT_MONTH = MIDNIGHT + 16 * 86_400


def entered(account: Account, limits: Limits, tokens: int = 0, at: float = 0.0) -> Entered:
    outcome = account.enter(limits, tokens, NOON + at, at)
    assert isinstance(outcome, Entered), outcome
    return outcome


def test_a_minute_is_any_sixty_seconds():
    """The third request of three has room when the first is more than a minute old."""
    account, limits = Account(NOON), Limits(requests_per_minute=3)
    for at in (0.0, 59.0, 59.5):
        account.leave(entered(account, limits, at=at), None, NOON + at)
    assert TooSoon(0.25) == account.enter(limits, 0, NOON + 59.75, 59.75)
    assert TooSoon(0.0) == account.enter(limits, 0, NOON + 60.0, 60.0)
    entered(account, limits, at=60.001)
    assert isinstance(account.enter(limits, 0, NOON + 118.9, 118.9), TooSoon)


@pytest.mark.parametrize(
    "limits", [Limits(requests_per_minute=0), Limits(parallel_requests=0)], ids=["rate", "parallel"]
)
def test_a_limit_of_nothing_lets_nobody_in(limits: Limits):
    """Nor does it make anybody wait for a request that never was."""
    account = Account(NOON)
    assert TooSoon(60.0) == account.enter(limits, 0, NOON, 0.0)
    entered(account, Limits())
    assert TooSoon(60.0) == account.enter(limits, 0, NOON, 1.0)


def test_those_under_way_are_counted():
    """A second one waits until the first is over."""
    account, limits = Account(NOON), Limits(parallel_requests=1)
    first = entered(account, limits)
    assert Busy() == account.enter(limits, 0, NOON, 0.0)
    account.leave(first, None, NOON)
    entered(account, limits)


def test_a_full_minute_is_told_before_a_full_house():
    """Whoever has no room in this minute does not wait for a seat."""
    account, limits = Account(NOON), Limits(requests_per_minute=1, parallel_requests=1)
    entered(account, limits)
    assert TooSoon(60.0) == account.enter(limits, 0, NOON, 0.0)


@pytest.mark.parametrize(
    ("limits", "told", "resets_at"),
    [
        (Limits(tokens_per_day=1500), "1,500 tokens of this day", MIDNIGHT),
        (Limits(tokens_per_month=1500), "1,500 tokens of this month", NEXT_MONTH),
        (Limits(credits_per_day=0.5), "0.5 credits of this day", MIDNIGHT),
        (Limits(credits_per_month=0.5), "0.5 credits of this month", NEXT_MONTH),
        (
            Limits(tokens_per_day=1, credits_per_month=0.5),
            "0.5 credits of this month",
            NEXT_MONTH,
        ),
    ],
    ids=["tokens a day", "tokens a month", "credits a day", "credits a month", "two of them"],
)
def test_a_limit_that_is_reached_lets_nobody_in(limits: Limits, told: str, resets_at: float):
    """It says until when, and of two the later one; then it is open again."""
    account = Account(NOON)
    account.leave(entered(account, limits), Cost(1500, 0.5), NOON)
    assert SpentUp(told, resets_at) == account.enter(limits, 0, NOON, 0.0)
    assert isinstance(account.enter(limits, 0, resets_at - 1, 1.0), SpentUp)
    assert isinstance(account.enter(limits, 0, resets_at, 2.0), Entered)


def test_what_was_used_before_a_start_counts():
    """An account begins with the sums that were kept."""
    account = Account(NOON, day=Sums(2, 10, 0.1), month=Sums(9, 100, 1.0))
    assert isinstance(account.enter(Limits(tokens_per_month=100), 0, NOON, 0.0), SpentUp)
    assert isinstance(account.enter(Limits(tokens_per_day=100), 0, NOON, 0.0), Entered)


def test_what_those_under_way_will_take_makes_others_wait():
    """The limit is not reached, but it would be: they wait until the truth is known."""
    account, limits = Account(NOON), Limits(tokens_per_day=1000)
    first = entered(account, limits, tokens=1000)
    assert Busy() == account.enter(limits, 10, NOON, 0.0)
    account.leave(first, Cost(400), NOON)
    entered(account, limits, tokens=10)


def test_credits_under_way_are_counted_as_those_before_them():
    """What a request costs is not known before it is over, so the mean of this month stands in."""
    account, limits = Account(NOON), Limits(credits_per_month=3.0)
    account.leave(entered(account, limits), Cost(0, 1.5), NOON)
    first = entered(account, limits)
    assert Busy() == account.enter(limits, 0, NOON, 0.0)
    account.leave(first, Cost(0, 0.5), NOON)
    assert 2.0 == account.use(NOON, 0.0).month.credits


def test_an_empty_house_lets_a_large_one_in():
    """What is left is little, but it is not nothing: nobody waits for ever."""
    entered(Account(NOON), Limits(tokens_per_day=1), tokens=1_000_000)


def test_a_new_day_begins_at_nothing():
    """The month goes on."""
    account = Account(NOON)
    account.leave(entered(account, Limits()), Cost(5, 0.5), NOON)
    use = account.use(MIDNIGHT, 43_200.0)
    assert (Sums(), Sums(1, 5, 0.5)) == (use.day, use.month)
    assert (MIDNIGHT + 86_400, NEXT_MONTH) == (use.day_ends_at, use.month_ends_at)


@pytest.mark.parametrize(
    ("back_to", "expected"), [(MIDNIGHT - 1, Sums(1, 5)), (NOON, Sums())], ids=["a second", "far"]
)
def test_a_clock_that_was_wrong_locks_nobody_out(back_to: float, expected: Sums):
    """What was spent on a day that is yet to come is no day's; a second back changes nothing."""
    account = Account(MIDNIGHT)
    account.leave(entered(account, Limits()), Cost(5), MIDNIGHT)
    assert expected == account.use(back_to, 0.0).day
    assert MIDNIGHT + (0 if back_to == NOON else 86_400) == account.use(back_to, 0.0).day_ends_at


def test_use_tells_when_the_minute_is_empty():
    """It is as long as the last request is in it, and now when there is none."""
    account = Account(NOON)
    assert (0, NOON) == (account.use(NOON, 0.0).this_minute, account.use(NOON, 0.0).minute_ends_at)
    entered(account, Limits(), at=1.0)
    entered(account, Limits(), at=5.0)
    use = account.use(NOON + 10, 10.0)
    assert (2, 2, NOON + 65) == (use.in_flight, use.this_minute, use.minute_ends_at)


Steps = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), st.integers(0, 300)),
        st.tuples(st.just("leave"), st.integers(0, 300)),
        st.tuples(st.just("wait"), st.sampled_from((0.25, 1.0, 7.0, 59.75, 60.0, 3600.0))),
    ),
    max_size=120,
)


@dataclass
class _Played:
    """What a play of steps saw."""

    admissions: list[float] = field(default_factory=list[float])
    most_at_once: int = 0
    tokens: int = 0
    passed_by: int = 0


def play(steps: list[tuple[str, float]], limits: Limits) -> tuple[Account, _Played, float]:
    account, seen, clock = Account(NOON), _Played(), 0.0
    under_way: list[Entered] = []
    for step, value in steps:
        if step == "wait":
            clock += value
        elif step == "leave" and under_way:
            account.leave(under_way.pop(0), Cost(int(value)), NOON)
            seen.tokens += int(value)
        elif step == "enter":
            outcome = account.enter(limits, int(value), NOON, clock)
            if isinstance(outcome, Entered):
                assert limits.tokens_per_day is None or seen.tokens < limits.tokens_per_day
                under_way.append(outcome)
                seen.admissions.append(clock)
                seen.most_at_once = max(seen.most_at_once, len(under_way))
    return account, seen, clock


@given(Steps, st.integers(1, 5), st.integers(1, 4), st.integers(1, 500))
def test_limits_hold_whatever_happens(
    steps: list[tuple[str, float]], rate: int, parallel: int, tokens: int
):
    """Never more than so many in any minute, never more at once, nobody once tokens are used up."""
    limits = Limits(requests_per_minute=rate, parallel_requests=parallel, tokens_per_day=tokens)
    _, seen, _ = play(steps, limits)
    assert parallel >= seen.most_at_once
    for first, beyond in zip(seen.admissions, seen.admissions[rate:], strict=False):
        assert 60.0 < beyond - first


@given(Steps)
def test_sums_are_what_was_used(steps: list[tuple[str, float]]):
    """In whatever order requests come and go."""
    account, seen, clock = play(steps, Limits())
    use = account.use(NOON, clock)
    assert (seen.tokens, seen.tokens) == (use.day.tokens, use.month.tokens)
    assert len(seen.admissions) == use.day.requests + use.in_flight


@given(Steps)
def test_whoever_is_told_to_come_back_may(steps: list[tuple[str, float]]):
    """After the seconds that are told, and no later, there is room."""
    account, _, clock = play(steps, Limits(requests_per_minute=2))
    outcome = account.enter(Limits(requests_per_minute=2), 0, NOON, clock)
    if isinstance(outcome, TooSoon):
        later = clock + outcome.seconds
        assert isinstance(
            account.enter(Limits(requests_per_minute=2), 0, NOON, later + 0.001), Entered
        )


def test_an_account_is_the_same_when_it_is_read_again():
    """What is under way is told besides; a clock that was ahead has let in just now."""
    account, limits = Account(NOON), Limits(requests_per_minute=2)
    entered = account.enter(limits, 5, NOON, NOON)
    account.leave(account.enter(limits, 0, NOON + 9, NOON + 9), Cost(7, 0.5), NOON + 9)  # type: ignore[arg-type]
    again = Account.of(account.books(), NOON + 5, *account.under_way())
    assert Entered(Cost(5)) == entered
    assert (1, Cost(5)) == again.under_way()
    assert (NOON, NOON + 5) == again.books().window
    assert account.use(NOON + 9, NOON + 9).month == again.use(NOON + 9, NOON + 9).month


def test_what_others_let_in_is_in_the_minute_in_its_order():
    """And what they have used is used."""
    account = Account(NOON)
    entered(account, Limits(), at=30.0)
    account.hear([10.0, 40.0], Sums(2, 50, 0.5), NOON + 45)
    assert TooSoon(25.0) == account.enter(Limits(requests_per_minute=3), 0, NOON + 45, 45.0)
    assert Sums(2, 50, 0.5) == account.use(NOON + 45, 45.0).day


def test_whoever_knows_better_puts_the_sums_right():
    """What is under way stays."""
    account = Account(NOON, Sums(1, 2, 3.0), Sums(4, 5, 6.0))
    entered(account, Limits())
    account.correct(Sums(7, 8, 9.0), Sums(10, 11, 12.0), NOON)
    use = account.use(NOON, 0.0)
    assert (1, Sums(7, 8, 9.0), Sums(10, 11, 12.0)) == (use.in_flight, use.day, use.month)
