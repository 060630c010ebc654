"""When the credits run out, and what should be seen to."""

from datetime import datetime
from typing import Literal

from kiro_py.wire.admin.view import View


class ForecastView(View, frozen=True, kw_only=True):
    """One account's credits, or the pool's (`credential_id` null).

    `per_day` is the pace of the last days, null while nothing is known.  `runs_out_at` is null when
    the credits last until `resets_at` or the pace is not known; `lasts` says which.
    """

    credential_id: int | None
    label: str
    used: float
    limit: float
    remaining: float
    per_day: float | None
    runs_out_at: datetime | None
    resets_at: datetime | None
    lasts: Literal["until reset", "runs out", "gone", "unknown"]
    is_stale: bool


class Forecast(View, frozen=True, kw_only=True):
    """The pool's forecast and those of its credentials, the first to run out first."""

    pool: ForecastView
    credentials: tuple[ForecastView, ...]


class WarningView(View, frozen=True, kw_only=True):
    """Something that an owner should see to, as long as it lasts."""

    kind: str
    level: Literal["notice", "warning", "critical"]
    credential_id: int | None
    since: datetime
    text: str
    mend: str


class WarningList(View, frozen=True, kw_only=True):
    """What should be seen to, the worst first."""

    items: tuple[WarningView, ...]
