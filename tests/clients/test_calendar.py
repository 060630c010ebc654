"""Days and months, as UTC has them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.clients.calendar import Span, day_of, month_of, to_the_minute


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("now", "day", "month"),
    [
        (
            "2026-11-27T13:14:15",
            ("2026-11-27", "2026-11-28"),
            ("2026-11-01", "2026-12-01"),
        ),
        (
            "2026-12-31T23:59:59.999",
            ("2026-12-31", "2027-01-01"),
            ("2026-12-01", "2027-01-01"),
        ),
        (
            "2028-02-29T00:00:00",
            ("2028-02-29", "2028-03-01"),
            ("2028-02-01", "2028-03-01"),
        ),
    ],
    ids=["a day", "the end of a year", "a leap day"],
)
def test_a_day_and_a_month_begin_at_midnight(
    now: str, day: tuple[str, str], month: tuple[str, str]
):
    """The first instant belongs to it, the last one to what comes after."""
    assert Span(*map(at, day)) == day_of(at(now))
    assert Span(*map(at, month)) == month_of(at(now))


@given(st.floats(0, 4e9))
def test_every_instant_has_its_day_and_its_month(now: float):
    """It is in both, and the day is in the month."""
    day, month = day_of(now), month_of(now)
    assert month.begins_at <= day.begins_at <= now < day.ends_at <= month.ends_at
    assert 86_400 == day.ends_at - day.begins_at


def test_a_moment_is_told_to_the_minute():
    """Without its seconds, and with the clock that it is by."""
    assert "2026-12-01 00:00 UTC" == to_the_minute(at("2026-12-01T00:00:59"))
