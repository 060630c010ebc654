"""Where a credential stands."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.pool.standing import (
    BAR_SECONDS,
    DOUBTS,
    FIRST_DOUBT_SECONDS,
    LONGEST_DOUBT_SECONDS,
    PROBE_SECONDS,
    TRANSITIONS,
    UNKNOWN_RESET_SECONDS,
    Bar,
    CreditsBack,
    CreditsGone,
    Doubted,
    Elapsed,
    Event,
    Locked,
    LoginEnded,
    Reset,
    Served,
    SignedIn,
    Standing,
    State,
    Throttled,
    bar,
    elapse,
    settle,
)

NOW = 10_000.0
THROTTLED = Throttled("throttled", "slow down", 30.0)
GONE = CreditsGone("plan-spent", "spent", 20_000.0)
LONG_AGO = CreditsGone("plan-spent", "spent", NOW - PROBE_SECONDS)
DOUBT = Doubted("token-refused", "no")
ENDED = LoginEnded("login-ended", "sign in")
LOCKED = Locked("suspended", "locked")
EVENTS: list[Event] = [
    Served(), THROTTLED, GONE, DOUBT, ENDED, LOCKED, SignedIn(), CreditsBack(), Elapsed(), Reset(),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "event", "state", "until"),
    [
        (State.READY, Served(), State.READY, None),
        (State.READY, THROTTLED, State.COOLING, NOW + 30),
        (State.READY, GONE, State.SPENT, 20_000 + PROBE_SECONDS),
        (State.READY, CreditsGone("r", "m"), State.SPENT, NOW + UNKNOWN_RESET_SECONDS),
        (State.READY, CreditsGone("r", "m", NOW - 1), State.SPENT, NOW - 1 + PROBE_SECONDS),
        (State.READY, LONG_AGO, State.SPENT, NOW + UNKNOWN_RESET_SECONDS),
        (State.READY, ENDED, State.NEEDS_LOGIN, None),
        (State.READY, LOCKED, State.SUSPENDED, None),
        (State.COOLING, Served(), State.COOLING, NOW + 500),
        (State.COOLING, THROTTLED, State.COOLING, NOW + 500),
        (State.COOLING, Elapsed(), State.READY, None),
        (State.SPENT, THROTTLED, State.SPENT, NOW + 500),
        (State.SPENT, CreditsBack(), State.READY, None),
        (State.DOUBTED, SignedIn(), State.READY, None),
        (State.NEEDS_LOGIN, SignedIn(), State.READY, None),
        (State.NEEDS_LOGIN, Served(), State.NEEDS_LOGIN, NOW + 500),
        (State.SUSPENDED, Elapsed(), State.SUSPENDED, NOW + 500),
        (State.SUSPENDED, SignedIn(), State.SUSPENDED, NOW + 500),
        (State.SUSPENDED, Reset(), State.READY, None),
    ],
)
def test_what_leads_where(before: State, event: Event, state: State, until: float | None):
    """Each event leads where the table says, and what it does not name changes nothing."""
    after = settle(Standing(state=before, until=NOW + 500), event, NOW)
    if before is State.READY:
        after = settle(Standing(), event, NOW)

    assert (state, until) == (after.state, after.until)


def test_the_reason_is_kept_for_people():
    """Whoever looks sees why, since when and what to do."""
    after = settle(Standing(), LOCKED, NOW)

    assert ("suspended", "locked", NOW) == (after.reason, after.message, after.since)


def test_a_date_that_is_over_is_not_told():
    """The service has not named the next one yet."""
    assert None is settle(Standing(), LONG_AGO, NOW).resets_at


def test_a_state_begins_once():
    """The same refusal again does not make it younger."""
    first = settle(Standing(), THROTTLED, NOW)
    second = settle(first, THROTTLED, NOW + 10)

    assert NOW == second.since
    assert NOW + 40 == second.until


def test_doubt_needs_more_than_a_bad_minute():
    """The first refusals are counted; then the credential rests, twice as long each time."""
    standing, rests = Standing(), list[float]()
    for _ in range(DOUBTS - 1):
        standing = settle(standing, DOUBT, NOW)
        assert State.READY is standing.state
    for _ in range(12):
        standing = settle(standing, DOUBT, NOW)
        assert standing.until is not None
        rests.append(standing.until - NOW)
        standing = elapse(standing, standing.until)
        assert State.READY is standing.state

    assert [FIRST_DOUBT_SECONDS, 2 * FIRST_DOUBT_SECONDS] == rests[:2]
    assert LONGEST_DOUBT_SECONDS == rests[-1]


def test_an_answer_takes_the_strikes_away():
    """After one success a single refusal is a single refusal again."""
    standing = settle(settle(Standing(), DOUBT, NOW), DOUBT, NOW)
    standing = settle(standing, Served(), NOW)

    assert 0 == standing.strikes
    assert State.READY is settle(standing, DOUBT, NOW).state


def test_time_ends_what_it_may_end():
    """A standing with an end ends at that very second, and not before."""
    standing = settle(Standing(), THROTTLED, NOW)

    assert standing == elapse(standing, NOW + 29.9)
    assert State.READY is elapse(standing, NOW + 30).state


def test_a_barred_model_is_barred_for_a_while():
    """Only that model, only for its time, and the list does not grow."""
    standing = bar(bar(Standing(), "opus", NOW), "opus", NOW + 1)

    assert 1 == len(standing.bars)
    assert standing.is_barred("opus", NOW + 2)
    assert not standing.is_barred("haiku", NOW + 2)
    assert not standing.is_barred("opus", NOW + 1 + BAR_SECONDS)
    assert () == elapse(standing, NOW + 2 + BAR_SECONDS).bars


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 5_000)), max_size=30))
def test_every_standing_has_a_way_out(steps: list[tuple[Event, float]]):
    """Whatever happens: a state that only time ends has an end, and a reset always helps."""
    standing, now = Standing(), NOW
    for event, pause in steps:
        now += pause
        standing = settle(elapse(standing, now), event, now)
        if standing.state in {State.COOLING, State.SPENT, State.DOUBTED}:
            assert standing.until is not None
            assert State.READY is elapse(standing, standing.until).state
        else:
            assert standing.until is None

    assert replace(Standing(), since=now, login=standing.login) == replace(
        settle(standing, Reset(), now), since=now
    )


def test_the_table_names_every_state():
    """From each state something leads on, and to each something leads."""
    assert set(State) == {state for state, _ in TRANSITIONS} == set(TRANSITIONS.values())


def test_a_clock_that_is_set_back_prolongs_nothing():
    """What is left of a rest is as long as it was, and a barred model is not barred for days."""
    standing = bar(settle(Standing(), THROTTLED, NOW), "opus", NOW)
    after = elapse(standing, NOW - 86_400)
    assert (NOW - 86_400, NOW - 86_370) == (after.since, after.until)
    assert (Bar("opus", NOW - 86_400 + BAR_SECONDS),) == after.bars
    assert State.READY is elapse(after, NOW - 86_370).state


def test_credits_come_back_on_their_date():
    """Whatever the clock has said meanwhile."""
    gone = CreditsGone("plan-spent", "no credits", NOW + 86_400)
    standing = settle(Standing(), gone, NOW)
    assert standing.until == elapse(standing, NOW - 3_600).until


def test_a_strike_of_the_future_is_one_of_now():
    """The next attempt counts again."""
    standing = settle(Standing(), DOUBT, NOW)
    after = elapse(standing, NOW - 100)
    assert NOW - 100 == after.struck_at
