"""What is coming, as the keeper sees it."""

from dataclasses import replace
from datetime import UTC, datetime

from kiro_py.admin.outlooks import STALE_SECONDS, forecast, warning_list
from kiro_py.exchange.concerns import Account, Facts
from kiro_py.pool.forecast import NOTHING, Lasts, Outlook
from kiro_py.pool.standing import Standing
from kiro_py.ports.warnings import Concern, Warned
from kiro_py.wire.admin.forecast import ForecastView

NOW = 1_800_000_000.0
RESET = Outlook(100, 1_000, 900, 10, None, NOW + 50, Lasts.UNTIL_RESET)
SHORT = Outlook(200, 1_000, 800, 500, NOW + 60, NOW + 90, Lasts.RUNS_OUT)
GONE = replace(RESET, lasts=Lasts.GONE)
UTC_NOW = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)


def account(number: int, outlook: Outlook, read_at: float | None = NOW) -> Account:
    return Account(number, f"number {number}", Standing(), outlook=outlook, read_at=read_at)


def views(*accounts: Account, pool: Outlook = RESET) -> list[ForecastView]:
    found = forecast(Facts(accounts=accounts, pool=pool), NOW)
    return [found.pool, *found.credentials]


def test_everything_that_is_known_is_shown():
    """Times are those of a calendar, in UTC."""
    (_, found) = views(account(1, SHORT))
    assert (1, "number 1", 200, 1_000, 800, 500) == (
        found.credential_id,
        found.label,
        found.used,
        found.limit,
        found.remaining,
        found.per_day,
    )
    assert ("runs out", UTC_NOW.replace(minute=1), UTC_NOW.replace(minute=1, second=30)) == (
        found.lasts,
        found.runs_out_at,
        found.resets_at,
    )


def test_the_first_to_run_out_stands_first():
    """What is gone comes before, what is not known comes last."""
    later = replace(SHORT, runs_out_at=NOW + 80)
    accounts = [account(1, NOTHING), account(2, RESET), account(3, later)]
    found = views(*accounts, account(4, SHORT), account(5, GONE))
    assert [None, 5, 4, 3, 2, 1] == [each.credential_id for each in found]


def test_what_the_owner_has_disabled_has_no_forecast():
    """It is not part of the pool either."""
    assert [None] == [
        each.credential_id for each in views(replace(account(1, SHORT), disabled=True))
    ]


def test_an_old_reading_is_stale():
    """As is one of a period that is over, and so is the pool with any of these."""
    assert [False, False] == [each.is_stale for each in views(account(1, RESET))]
    old = NOW - STALE_SECONDS - 1
    for stale in (account(1, RESET, old), account(1, replace(RESET, is_over=True))):
        assert [True, True, False] == sorted(
            (each.is_stale for each in views(stale, account(2, SHORT))), reverse=True
        )


def test_an_account_that_has_told_nothing_makes_no_pool_stale():
    """There is nothing of it in the sum; a pool without any sum is."""
    pool, _, nothing = views(account(1, RESET), account(2, NOTHING, None))
    assert (False, True) == (pool.is_stale, nothing.is_stale)
    assert views(pool=NOTHING)[0].is_stale


def test_a_date_beyond_any_calendar_is_none():
    """The service may say what it likes."""
    assert views(account(1, replace(RESET, resets_at=1e15)))[1].resets_at is None


def test_warnings_keep_their_order():
    """Each with since when it is so."""
    concern = Concern("pool empty", "critical", None, "nobody can serve", "sign in")
    (found,) = warning_list([Warned(concern, NOW)]).items
    assert ("pool empty", "critical", None, UTC_NOW, "nobody can serve", "sign in") == (
        found.kind,
        found.level,
        found.credential_id,
        found.since,
        found.text,
        found.mend,
    )
