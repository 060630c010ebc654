"""What was asked and what it took."""

from datetime import datetime
from typing import Literal, TypeAlias

from kiro_py.wire.admin.view import View

UsageKey: TypeAlias = Literal["key", "model", "credential", "day", "hour"]


class Totals(View, frozen=True, kw_only=True):
    """Sums; `tokens` of input leave out what came from the cache, as Anthropic counts.

    Means are null where there is nothing to take the mean of.
    """

    requests: int
    failures: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    credits: float
    mean_first_token_seconds: float | None
    mean_seconds: float | None


class UsageRow(View, frozen=True, kw_only=True):
    """One line of the table; `id` is the key, model, credential or instant, `label` for people."""

    id: str
    label: str
    totals: Totals


class UsageReport(View, frozen=True, kw_only=True):
    """The use between two instants, by what was asked for, and all of it together."""

    since: datetime
    until: datetime
    by: UsageKey
    rows: tuple[UsageRow, ...]
    totals: Totals


class SeriesPoint(View, frozen=True, kw_only=True):
    """A step of time that begins at `at`."""

    at: datetime
    totals: Totals


class ErrorCount(View, frozen=True, kw_only=True):
    """How often requests ended in one way; `kind` is the error's type or word."""

    kind: str
    status: int
    count: int


class Latency(View, frozen=True, kw_only=True):
    """Seconds within which half, most and almost all requests were done."""

    p50: float | None
    p90: float | None
    p99: float | None


class Overview(View, frozen=True, kw_only=True):
    """What the first page shows of the use since `since`; states of credentials are the pool's."""

    since: datetime
    until: datetime
    step_seconds: int
    totals: Totals
    series: tuple[SeriesPoint, ...]
    errors: tuple[ErrorCount, ...]
    first_token: Latency
    duration: Latency
    states: dict[str, int]
    in_flight: int
    unsaved_tokens: tuple[int, ...]


class AttemptView(View, frozen=True, kw_only=True):
    """One try: `verdict` is what was made of the answer; `detail` Kiro's words, cut and redacted.

    `detail` is null once its time is over.
    """

    number: int
    at: datetime
    credential_id: int | None
    host: str
    verdict: str
    status: int | None
    seconds: float | None
    detail: str | None


class RequestRow(View, frozen=True, kw_only=True):
    """A request of a client; `outcome` is the stop reason, the type of an error or `client left`.

    `key` and `credential` are names for people, of what may be gone.
    """

    id: str
    at: datetime
    key_id: int | None
    key: str
    credential_id: int | None
    credential: str
    model: str
    upstream_model: str
    path: str
    is_streamed: bool
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    credits: float | None
    first_token_seconds: float | None
    seconds: float
    status: int
    is_failed: bool
    attempts: int
    outcome: str
    message: str
    host: str


class RequestPage(View, frozen=True, kw_only=True):
    """The newest requests first; `next` is the cursor of the page after, null on the last."""

    items: tuple[RequestRow, ...]
    next: str | None


class RequestTrace(View, frozen=True, kw_only=True):
    """A request and its tries, as they are attached to a report of a fault."""

    version: str
    request: RequestRow
    attempts: tuple[AttemptView, ...]


class OwnUsage(View, frozen=True, kw_only=True):
    """What the holder of a client key sees of it."""

    name: str
    prefix: str
    models: tuple[str, ...]
    expires_at: datetime | None
    limits: "OwnLimits"
    use: "OwnUse"
    days: tuple[SeriesPoint, ...]


class OwnLimits(View, frozen=True, kw_only=True):
    """The limits of a key; null is none."""

    requests_per_minute: int | None
    parallel_requests: int | None
    tokens_per_day: int | None
    tokens_per_month: int | None
    credits_per_day: float | None
    credits_per_month: float | None


class OwnUse(View, frozen=True, kw_only=True):
    """What of the limits is used."""

    in_flight: int
    requests_this_minute: int
    tokens_today: int
    tokens_this_month: int
    credits_today: float
    credits_this_month: float
    day_ends_at: datetime
    month_ends_at: datetime
