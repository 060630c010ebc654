"""Limits as clients read them."""

import pytest

from kiro_py.clients.client import Limits
from kiro_py.clients.limits import Sums, Use
from kiro_py.public.ratelimits import limit_headers

MINUTE, DAY, MONTH = 1_800_000_042.9, 1_800_057_600.0, 1_801_440_000.0


def use(this_minute: int = 3, day: int = 600, month: int = 900) -> Use:
    sums = Sums(1, day, 0.5), Sums(1, month, 0.5)
    return Use(1, this_minute, MINUTE, *sums, DAY, MONTH)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(parallel_requests=2, credits_per_day=1.0), {}),
        (
            Limits(requests_per_minute=10),
            {"requests": ("10", "7", "2027-01-15T08:00:42Z")},
        ),
        (Limits(tokens_per_day=1000), {"tokens": ("1000", "400", "2027-01-16T00:00:00Z")}),
        (
            Limits(tokens_per_day=1000, tokens_per_month=1000),
            {"tokens": ("1000", "100", "2027-02-01T00:00:00Z")},
        ),
        (Limits(tokens_per_day=500), {"tokens": ("500", "0", "2027-01-16T00:00:00Z")}),
    ],
    ids=["none of these", "requests", "tokens", "the tighter one", "used up"],
)
def test_a_key_is_told_its_own_limits(limits: Limits, expected: dict[str, tuple[str, ...]]):
    """Limit, rest and reset of those that it has."""
    found = {name.decode(): value.decode() for name, value in limit_headers(limits, use())}
    assert {
        f"anthropic-ratelimit-{what}-{name}": value
        for what, told in expected.items()
        for name, value in zip(("limit", "remaining", "reset"), told, strict=True)
    } == found


def test_nobody_has_less_than_nothing_left():
    """A limit that was lowered may be passed already."""
    found = dict(limit_headers(Limits(requests_per_minute=2), use(this_minute=3)))
    assert b"0" == found[b"anthropic-ratelimit-requests-remaining"]
