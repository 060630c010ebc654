"""What was used, as the keeper sees it: times in whole steps, numbers with names for people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import reduce
from math import ceil, floor
from typing import Any, Final

from kiro_py import __version__
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.clients.client import MAIN, PLAYGROUND_ID
from kiro_py.ports.clock import Clock
from kiro_py.ports.usage import (
    NOBODY,
    By,
    Entry,
    Listed,
    Request,
    Span,
    Sums,
    Try,
    UsageLibrary,
    Wanted,
)
from kiro_py.wire.admin.usage import (
    AttemptView,
    ErrorCount,
    Latency,
    Overview,
    RequestPage,
    RequestRow,
    RequestTrace,
    SeriesPoint,
    Totals,
    UsageReport,
    UsageRow,
)

MINUTES, HOUR, DAY = 300, 3600, 86_400
"""The steps of a series, in seconds."""

LONGEST_BY_MINUTES: Final = 3 * HOUR
"""Above that the hours are looked at: requests themselves are looked at one by one."""

LONGEST_BY_HOURS: Final = 4 * DAY

MOST_DAYS: Final = 1000
MOST_HOURS: Final = 31 * 24
"""How many lines a table of days or of hours may have."""

LATEST: Final = datetime(3000, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Names:
    """What people call a key, `None` when it is gone, and a credential."""

    key: Callable[[int], str | None]
    credential: Callable[[int], str]

    def of_key(self, key_id: int | None) -> str:
        """Return what to call a key, also when it is gone."""
        if key_id is None or key_id == NOBODY:
            return MAIN.name
        if key_id == PLAYGROUND_ID:
            return "playground"
        return self.key(key_id) or f"key #{key_id}"

    def of_credential(self, credential_id: int | None) -> str:
        """Return what to call a credential; nobody has no name."""
        return (
            ""
            if credential_id is None or credential_id == NOBODY
            else self.credential(credential_id)
        )


NUMBERS: Final = Names(lambda key: f"key #{key}", lambda number: f"credential {number}")
"""Names that tell nobody's own."""


@dataclass(frozen=True, slots=True)
class PoolNow:
    """How the pool is at the moment."""

    states: Mapping[str, int]
    in_flight: int
    unsaved: Sequence[int]


class Used:
    """Answers what was used, from `library`."""

    def __init__(
        self, library: UsageLibrary, clock: Clock, names: Names, pool: Callable[[], PoolNow]
    ) -> None:
        self._library = library
        self._clock = clock
        self._names = names
        self._pool = pool

    async def overview(self, since: datetime | None, until: datetime | None) -> Overview:
        """Return what the first page shows, of the last day when nothing else is said."""
        asked = self._span(since, until, DAY)
        step = _step(asked)
        span = _widened(asked, step)
        sums = await self._series(span, step)
        endings, durations = await self._library.endings(span), await self._library.durations(span)
        pool = self._pool()
        return Overview(
            since=_moment(span.since),
            until=_moment(span.until),
            step_seconds=step,
            totals=totals(reduce(added, sums.values(), Sums())),
            series=tuple(
                SeriesPoint(at=_moment(at), totals=totals(sums.get(at, Sums())))
                for at in range(int(span.since), int(span.until), step)
            ),
            errors=tuple(
                ErrorCount(kind=each.outcome, status=each.status, count=each.count)
                for each in endings
            ),
            first_token=_latency(durations.first_tokens),
            duration=_latency(durations.whole),
            states=dict(pool.states),
            in_flight=pool.in_flight,
            unsaved_tokens=tuple(pool.unsaved),
        )

    async def report(
        self, by: By, since: datetime | None, until: datetime | None, wanted: Wanted
    ) -> UsageReport:
        """Return the use by key, model, credential, day or hour; of 30 days unless told."""
        span = _widened(self._span(since, until, 30 * DAY), HOUR)
        if by == "hour" and span.until - span.since > MOST_HOURS * HOUR:
            raise KeeperRefused(400, f"by hour: ask for {MOST_HOURS // 24} days at the most")
        found = await self._library.sums(span, by, wanted)
        rows = [
            UsageRow(id=self._id(by, name), label=self._label(by, name), totals=totals(sums))
            for name, sums in sorted(found.items(), key=_in_time if by in _TIMES else _by_use)
        ]
        return UsageReport(
            since=_moment(span.since),
            until=_moment(span.until),
            by=by,
            rows=tuple(rows),
            totals=totals(reduce(added, found.values(), Sums())),
        )

    async def requests(self, listed: Listed) -> RequestPage:
        """Return requests, the last that ended first."""
        found, before = await self._library.page(listed)
        return RequestPage(
            items=tuple(_row(request, self._names) for request in found),
            next=None if before is None else str(before),
        )

    async def trace(self, request_id: str) -> RequestTrace:
        """Return a request and its attempts; raises `KeeperRefused` with 404."""
        return _trace(await self._entry(request_id), self._names)

    async def attachment(self, request_id: str) -> RequestTrace:
        """Return the same for strangers: without the names of keys and of accounts."""
        return _trace(await self._entry(request_id), NUMBERS)

    async def _entry(self, request_id: str) -> Entry:
        entry = await self._library.trace(request_id)
        if entry is None:
            raise KeeperRefused(404, f"there is no request {request_id!r}, or not any more")
        return entry

    async def _series(self, span: Span, step: int) -> Mapping[int, Sums]:
        if step == MINUTES:
            return await self._library.moments(span, step)
        found = await self._library.sums(span, "day" if step == DAY else "hour", Wanted())
        return {int(at): sums for at, sums in found.items()}

    def _span(self, since: datetime | None, until: datetime | None, seconds: int) -> Span:
        ends = self._clock.now() if until is None else _seconds(until)
        span = Span(ends - seconds if since is None else _seconds(since), ends)
        if not 0 <= span.since < span.until <= LATEST:
            raise KeeperRefused(400, "`since` must be before `until`, and both be times of our own")
        if span.until - span.since > MOST_DAYS * DAY:
            raise KeeperRefused(400, f"ask for {MOST_DAYS} days at the most")
        return span

    def _id(self, by: By, name: int | str) -> str:
        return _moment(int(name)).isoformat() if by in _TIMES else str(name)

    def _label(self, by: By, name: int | str) -> str:
        match by:
            case "key":
                return self._names.of_key(int(name))
            case "credential":
                return self._names.of_credential(int(name)) or "nobody"
            case "model":
                return str(name) or "unknown"
            case "day":
                return _moment(int(name)).strftime("%Y-%m-%d")
            case "hour":
                return _moment(int(name)).strftime("%Y-%m-%d %H:%M")


_TIMES: Final = frozenset[By]({"day", "hour"})


def totals(sums: Sums) -> Totals:
    """Return sums as they are shown, with their means."""
    first, spoken, whole = sums.first_token_seconds, sums.first_tokens, sums.requests
    return Totals(
        requests=sums.requests,
        failures=sums.failures,
        input_tokens=sums.input_tokens,
        output_tokens=sums.output_tokens,
        cache_read_tokens=sums.cache_read_tokens,
        cache_write_tokens=sums.cache_write_tokens,
        credits=round(sums.credits, 6),
        mean_first_token_seconds=first / spoken if spoken else None,
        mean_seconds=sums.seconds / whole if whole else None,
    )


def added(one: Sums, other: Sums) -> Sums:
    """Return both together."""
    return Sums(*(getattr(one, each.name) + getattr(other, each.name) for each in fields(Sums)))


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """Return the value that so large a share of `ordered` is not above, `None` for no values."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def _latency(ordered: Sequence[float]) -> Latency:
    return Latency(
        p50=percentile(ordered, 0.5), p90=percentile(ordered, 0.9), p99=percentile(ordered, 0.99)
    )


def _step(span: Span) -> int:
    seconds = span.until - span.since
    if seconds <= LONGEST_BY_MINUTES:
        return MINUTES
    return HOUR if seconds <= LONGEST_BY_HOURS else DAY


def _widened(span: Span, step: int) -> Span:
    return Span(floor(span.since / step) * step, ceil(span.until / step) * step)


def _seconds(when: datetime) -> float:
    """Return epoch seconds; a time without a zone is one of UTC."""
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _in_time(found: tuple[int | str, Sums]) -> tuple[int, str]:
    return int(found[0]), ""


def _by_use(found: tuple[int | str, Sums]) -> tuple[int, str]:
    return -found[1].requests, str(found[0])


def _row(request: Request, names: Names) -> RequestRow:
    shown = _members(request)
    shown["id"] = shown.pop("request_id")
    shown["key"] = names.of_key(request.key_id)
    shown["credential"] = names.of_credential(request.credential_id)
    return RequestRow(**shown)


def _trace(entry: Entry, names: Names) -> RequestTrace:
    return RequestTrace(
        version=__version__,
        request=_row(entry.request, names),
        attempts=tuple(map(_attempt, entry.tries)),
    )


def _attempt(each: Try) -> AttemptView:
    return AttemptView(**_members(each))


def _members(found: Request | Try) -> dict[str, Any]:
    shown: dict[str, Any] = {each.name: getattr(found, each.name) for each in fields(found)}
    shown["at"] = _moment(found.at)
    return shown
