"""I show the keeper what is coming: when credits run out, and what should be seen to."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from kiro_py.exchange.concerns import Account, Facts
from kiro_py.pool.forecast import DAY_SECONDS, Lasts, Outlook
from kiro_py.ports.warnings import Warned
from kiro_py.wire.admin.forecast import Forecast, ForecastView, WarningList, WarningView

STALE_SECONDS: Final = DAY_SECONDS
"""When a reading is too old for a forecast: an account that is used tells it every five minutes."""

POOL: Final = "all accounts"

_ORDER: Final = (Lasts.GONE, Lasts.RUNS_OUT, Lasts.UNTIL_RESET, Lasts.UNKNOWN)


def forecast(facts: Facts, now: float) -> Forecast:
    """Return the forecast of the pool and of those that are enabled, the first to run out first."""
    accounts = [each for each in facts.accounts if not each.disabled]
    views = sorted(accounts, key=lambda each: _urgency(each.outlook))
    is_stale = any(_is_stale(each, now) for each in accounts if each.outlook.limit > 0)
    return Forecast(
        pool=_view(None, POOL, facts.pool, is_stale=is_stale or not facts.pool.limit),
        credentials=tuple(
            _view(each.id, each.label, each.outlook, is_stale=_is_stale(each, now))
            for each in views
        ),
    )


def warning_list(warned: Sequence[Warned]) -> WarningList:
    """Return what should be seen to, the worst first."""
    return WarningList(items=tuple(_warnings(warned)))


def _is_stale(account: Account, now: float) -> bool:
    at = account.read_at
    return at is None or account.outlook.is_over or now - at > STALE_SECONDS


def _urgency(outlook: Outlook) -> tuple[int, float]:
    return _ORDER.index(outlook.lasts), outlook.runs_out_at or outlook.resets_at or math.inf


def _view(number: int | None, label: str, outlook: Outlook, *, is_stale: bool) -> ForecastView:
    return ForecastView(
        credential_id=number,
        label=label,
        used=outlook.used,
        limit=outlook.limit,
        remaining=outlook.remaining,
        per_day=outlook.per_day,
        runs_out_at=_time(outlook.runs_out_at),
        resets_at=_time(outlook.resets_at),
        lasts=outlook.lasts.value,
        is_stale=is_stale,
    )


def _warnings(warned: Sequence[Warned]) -> Iterable[WarningView]:
    for each in warned:
        yield WarningView(
            kind=each.concern.kind,
            level=each.concern.level,
            credential_id=each.concern.credential_id,
            since=datetime.fromtimestamp(each.since, UTC),
            text=each.concern.text,
            mend=each.concern.mend,
        )


def _time(seconds: float | None) -> datetime | None:
    """Return a time as people write it, `None` for one beyond any calendar."""
    try:
        return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, ValueError):
        return None
