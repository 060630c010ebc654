"""When a service is asked again, and when it is over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.exchange.sign_in.polling import (
    LONGEST_INTERVAL_SECONDS,
    SHORTEST_INTERVAL_SECONDS,
    SLOWER_SECONDS,
    Polling,
    begun,
    settle,
)
from kiro_py.kiro.device import (
    EXPIRED,
    Device,
    Granted,
    Heard,
    Pending,
    Refused,
    SlowDown,
    Unheard,
)
from kiro_py.pool.credential import Tokens
from kiro_py.secret import Secret

NOW = 1_800_000_000.0


def device(interval: float = 5.0, lifetime: float = 600.0) -> Device:
    return Device(Secret("code"), "ABCD", "https://example.com", interval, lifetime)


ANYTHING: st.SearchStrategy[Heard] = st.sampled_from([Pending(), SlowDown(), Unheard("HTTP 503")])


def test_the_first_question_waits_for_the_interval():
    """Nobody agrees in no time."""
    assert Polling(5, NOW + 5, NOW + 600) == begun(device(), NOW)


def test_a_service_without_an_interval_is_not_hammered():
    """There is a least."""
    assert SHORTEST_INTERVAL_SECONDS == begun(device(interval=0.001), NOW).interval_seconds


@pytest.mark.parametrize(
    ("heard", "interval"),
    [
        (Pending(), 5.0),
        (SlowDown(), 5.0 + SLOWER_SECONDS),
        (Unheard("connect"), 10.0),
    ],
)
def test_what_was_heard_decides_when_to_ask_again(heard: Heard, interval: float):
    """RFC 8628: `slow_down` adds five seconds for good."""
    settled = settle(begun(device(), NOW), heard, NOW + 6)
    assert Polling(interval, NOW + 6 + interval, NOW + 600) == settled


@pytest.mark.parametrize("heard", [Granted(Tokens()), Refused("no", "denied")])
def test_a_decision_is_the_end(heard: Heard):
    """Whatever was before."""
    assert heard == settle(begun(device(), NOW), heard, NOW + 6)


@given(
    st.lists(ANYTHING, max_size=200),
    st.floats(0.01, 30),
    st.floats(1, 3600),
    st.floats(0, 20),
)
def test_any_order_ends_in_time(
    heards: list[Heard], interval: float, lifetime: float, answer_seconds: float
):
    """Intervals never shrink, slow_down adds its five seconds, and no question comes too late."""
    polling = begun(device(interval, lifetime), NOW)
    for heard in heards:
        now = polling.ask_at + answer_seconds
        settled = settle(polling, heard, now)
        if settled == EXPIRED:
            assert now + polling.interval_seconds + SLOWER_SECONDS >= NOW + lifetime or isinstance(
                heard, Unheard
            )
            return
        assert isinstance(settled, Polling)
        slower = SLOWER_SECONDS if isinstance(heard, SlowDown) else 0.0
        assert settled.interval_seconds >= polling.interval_seconds + slower
        assert settled.ask_at - now == pytest.approx(settled.interval_seconds, abs=1e-3)
        assert settled.ask_at < settled.expires_at == NOW + lifetime
        polling = settled


@given(st.integers(1, 100))
def test_silence_has_a_longest_pause(times: int):
    """A service that is back is noticed in a minute."""
    polling = begun(device(lifetime=1e9), NOW)
    for _ in range(times):
        settled = settle(polling, Unheard("connect"), polling.ask_at)
        assert isinstance(settled, Polling)
        polling = settled
    assert LONGEST_INTERVAL_SECONDS >= polling.interval_seconds
