"""What the holder of a key sees."""

from datetime import UTC, datetime

from fakes import FakeClock
from fakes_keys import MemoryUsage
from jumping_loop import run_jumping
from kiro_py.clients.client import MAIN, Key, Limits, minted
from kiro_py.clients.limits import Sums, Use
from kiro_py.ports.keys import DaySums
from kiro_py.public.own_use import OwnBook
from kiro_py.wire.admin.usage import OwnLimits, OwnUse

NOW, DAY = 1_800_000_000.0, 1_799_971_200.0
MADE = minted(b"1" * 32)
KEY = Key(
    id=7,
    version=1,
    name="Ada",
    note="is not shown",
    prefix=MADE.prefix,
    digest=MADE.digest,
    old_digest=None,
    old_until=None,
    group="nor is this",
    models=("claude-*",),
    limits=Limits(requests_per_minute=10, credits_per_month=2.5),
    expires_at=NOW + 60,
    disabled=False,
    created_at=NOW,
    last_used_at=None,
)
USE = Use(1, 2, NOW + 30, Sums(3, 40, 0.5), Sums(6, 70, 1.5), DAY + 86_400, DAY + 10 * 86_400)
SUMS = DaySums(DAY, 4, 1, 100, 50, 20, 10, 1.25, 6.0, 3, 8.0)
OLD = DaySums(DAY - 30 * 86_400, 1, 0, 1, 1, 0, 0, 0.0, 0.0, 0, 1.0)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def book(usage: MemoryUsage | None) -> OwnBook:
    return OwnBook({7: KEY}.get, lambda _: USE, usage, FakeClock(NOW))


def test_a_key_s_holder_sees_what_it_may_and_what_it_has_used():
    """Of the last thirty days, and nothing about the gateway."""
    seen = run_jumping(book(MemoryUsage(days=[OLD, SUMS])).of(KEY.client()))
    assert ("Ada", MADE.prefix, ("claude-*",), moment(NOW + 60)) == (
        seen.name,
        seen.prefix,
        seen.models,
        seen.expires_at,
    )
    assert (
        OwnLimits(
            requests_per_minute=10,
            parallel_requests=None,
            tokens_per_day=None,
            tokens_per_month=None,
            credits_per_day=None,
            credits_per_month=2.5,
        )
        == seen.limits
    )
    assert (
        OwnUse(
            in_flight=1,
            requests_this_minute=2,
            tokens_today=40,
            tokens_this_month=70,
            credits_today=0.5,
            credits_this_month=1.5,
            day_ends_at=moment(DAY + 86_400),
            month_ends_at=moment(DAY + 10 * 86_400),
        )
        == seen.use
    )
    (day,) = seen.days
    assert (moment(DAY), 4, 1.25, 2.0, 2.0) == (
        day.at,
        day.totals.requests,
        day.totals.credits,
        day.totals.mean_first_token_seconds,
        day.totals.mean_seconds,
    )


def test_a_day_without_a_first_token_has_no_mean_of_it():
    """There is nothing to take it of."""
    late = DaySums(DAY, 1, 1, 0, 0, 0, 0, 0.0, 0.0, 0, 1.0)
    seen = run_jumping(book(MemoryUsage(days=[late])).of(KEY.client()))
    assert None is seen.days[0].totals.mean_first_token_seconds


def test_the_settings_own_key_has_no_prefix_and_no_end():
    """Without a database there are no earlier days either."""
    seen = run_jumping(book(None).of(MAIN))
    assert ("main", "", None, ()) == (seen.name, seen.prefix, seen.expires_at, seen.days)
