"""Wishes of a person in the words of the admin API."""

from datetime import UTC, datetime

import msgspec
import pytest

from kiro_py.cli.keys.wishes import NONE, Wishes


def test_what_is_not_said_is_not_wished():
    """It is left as it is."""
    assert {} == Wishes().members()


def test_wishes_are_members():
    """Dates are of UTC."""
    wishes = Wishes(
        note="hers", group="team", model=["a", "b"], tokens_per_day=5, expires="2027-01-01"
    )
    assert {
        "note": "hers",
        "group": "team",
        "models": ["a", "b"],
        "limits": {"tokensPerDay": 5},
        "expiresAt": datetime(2027, 1, 1, tzinfo=UTC),
    } == wishes.members()


def test_none_takes_a_value_away():
    """Of whatever kind it is."""
    wishes = Wishes(
        note=NONE,
        group=NONE,
        model=[NONE],
        parallel_requests=NONE,
        credits_per_day=NONE,
        expires=NONE,
    )
    assert {
        "note": "",
        "group": None,
        "models": [],
        "limits": {"parallelRequests": None, "creditsPerDay": None},
        "expiresAt": None,
    } == wishes.members()


@pytest.mark.parametrize("expires", ["soon", "2027-13-01", "1e300"])
def test_a_time_that_is_none_is_told(expires: str):
    """With what was expected."""
    with pytest.raises(msgspec.ValidationError, match="--expires"):
        Wishes(expires=expires).members()
