"""What was used is shown in whole steps, with names, and with what is not there left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.database.test_usage_writer import REQUEST, TRY
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.used import Names, PoolNow, Used, percentile
from kiro_py.ports.usage import (
    By,
    Durations,
    Ending,
    Entry,
    Listed,
    Request,
    Span,
    Sums,
    Wanted,
)

NOW = 1_800_000_000.0
TODAY = datetime.fromtimestamp(NOW, UTC)
HOUR, DAY = 3600, 86_400
ONE = Sums(requests=1, input_tokens=10, first_token_seconds=0.5, first_tokens=1, seconds=2.0)
TWO = Sums(requests=2, failures=1, credits=0.1 + 0.2, seconds=3.0)


@dataclass
class Library:
    """Knows what the test says, and remembers what it was asked."""

    found: dict[int | str, Sums] = field(default_factory=dict[int | str, Sums])
    entry: Entry | None = None
    asked: list[tuple[str, object, object]] = field(
        default_factory=list[tuple[str, object, object]]
    )

    async def sums(self, span: Span, by: By | None, wanted: Wanted) -> dict[int | str, Sums]:
        self.asked.append(("sums", span, by))
        return self.found

    async def moments(self, span: Span, step: int) -> dict[int, Sums]:
        self.asked.append(("moments", span, step))
        return {int(at): sums for at, sums in self.found.items()}

    async def endings(self, span: Span) -> Sequence[Ending]:
        return [Ending("api_error", 502, 3)]

    async def durations(self, span: Span) -> Durations:
        return Durations([], [float(second) for second in range(1, 101)])

    async def page(self, listed: Listed) -> tuple[Sequence[Request], int | None]:
        return [REQUEST, replace(REQUEST, key_id=7, credential_id=None)], 12

    async def trace(self, request_id: str) -> Entry | None:
        return self.entry


class Still:
    """A clock that stands."""

    def now(self) -> float:
        return NOW

    def monotonic(self) -> float:
        return 0.0


NAMES = Names({7: "laptop"}.get, "ada {}@example.com".format)
POOL = PoolNow({"ready": 2}, 3, [1])


def subject(library: Library) -> Used:
    return Used(library, Still(), NAMES, lambda: POOL)


@pytest.mark.parametrize(
    ("ago", "step", "way"),
    [
        (timedelta(minutes=50), 300, "moments"),
        (timedelta(hours=3), 300, "moments"),
        (timedelta(hours=4), HOUR, "sums"),
        (None, HOUR, "sums"),
        (timedelta(days=30), DAY, "sums"),
    ],
    ids=["an hour", "three hours", "four hours", "as it is", "a month"],
)
async def test_the_step_follows_from_the_time(ago: timedelta | None, step: int, way: str):
    """A short time is shown by minutes, from the requests; a long one from hours or days."""
    library = Library()
    shown = await subject(library).overview(None if ago is None else TODAY - ago, None)
    begins, ends = shown.since.timestamp(), shown.until.timestamp()
    assert (step, way) == (shown.step_seconds, library.asked[0][0])
    assert (0.0, 0.0) == (begins % step, ends % step)
    assert (ends - begins) / step == len(shown.series)


async def test_the_first_page_tells_the_whole():
    """Sums add up, steps without a request are there too, and the pool is as it is now."""
    library = Library({int(NOW) - HOUR: ONE, int(NOW) - 2 * HOUR: TWO})
    shown = await subject(library).overview(None, None)
    assert (3, 1, 10, 0.3) == (
        shown.totals.requests,
        shown.totals.failures,
        shown.totals.input_tokens,
        shown.totals.credits,
    )
    assert [2, 1] == [point.totals.requests for point in shown.series[-2:]]
    assert (0.5, 5 / 3) == (shown.totals.mean_first_token_seconds, shown.totals.mean_seconds)
    assert (None, 50.0, 90.0, 99.0) == (
        shown.first_token.p50,
        shown.duration.p50,
        shown.duration.p90,
        shown.duration.p99,
    )
    assert ({"ready": 2}, 3, (1,)) == (shown.states, shown.in_flight, shown.unsaved_tokens)
    assert ("api_error", 502, 3) == (
        shown.errors[0].kind,
        shown.errors[0].status,
        shown.errors[0].count,
    )


@pytest.mark.parametrize(
    ("by", "found", "expected"),
    [
        ("key", [0, -1, 7, 9], ["main", "playground", "laptop", "key #9"]),
        ("credential", [0, 3], ["nobody", "ada 3@example.com"]),
        ("model", ["", "sonnet"], ["unknown", "sonnet"]),
        ("day", [int(NOW // DAY * DAY)], ["2027-01-15"]),
        ("hour", [int(NOW // HOUR * HOUR)], ["2027-01-15 08:00"]),
    ],
)
async def test_rows_have_names_for_people(by: By, found: list[int | str], expected: list[str]):
    """Also for what is gone, and for nobody."""
    shown = await subject(Library(dict.fromkeys(found, ONE))).report(by, None, None, Wanted())
    if by in {"day", "hour"}:
        assert [shown.rows[0].id] == [datetime.fromtimestamp(float(found[0]), UTC).isoformat()]
    assert sorted(expected) == sorted(row.label for row in shown.rows)
    assert len(found) == shown.totals.requests


async def test_the_most_used_comes_first_and_days_in_their_order():
    """A table of days is read from the first to the last."""
    found: dict[int | str, Sums] = {2 * DAY: ONE, 3 * DAY: TWO, DAY: ONE}
    by_day = await subject(Library(found)).report("day", None, None, Wanted())
    by_key = await subject(Library(found)).report("key", None, None, Wanted())
    assert [1, 1, 2] == [row.totals.requests for row in by_day.rows]
    assert [2, 1, 1] == [row.totals.requests for row in by_key.rows]


@pytest.mark.parametrize(
    ("by", "since", "until"),
    [
        (None, TODAY, TODAY),
        (None, TODAY + timedelta(days=1), None),
        (None, TODAY - timedelta(days=1001), None),
        (None, datetime(1, 1, 1, tzinfo=UTC), TODAY),
        ("day", None, datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
        ("hour", TODAY - timedelta(days=32), None),
    ],
    ids=["no time", "back to front", "too long", "before all", "after all", "many hours"],
)
async def test_a_time_that_cannot_be_meant_is_refused(
    by: By | None, since: datetime | None, until: datetime | None
):
    """It is the keeper's fault, and nothing is asked."""
    library = Library()
    used = subject(library)
    asking = used.overview(since, until) if by is None else used.report(by, since, until, Wanted())
    with pytest.raises(KeeperRefused) as refused:
        await asking
    assert (400, []) == (refused.value.status, library.asked)


async def test_a_time_without_a_zone_is_utc():
    """What a person types is not read in the zone of the machine."""
    library = Library()
    plain = (TODAY - timedelta(hours=1)).replace(tzinfo=None)
    shown = await subject(library).overview(plain, None)
    assert TODAY - timedelta(hours=1) == shown.since


async def test_a_list_has_names_and_a_cursor():
    """Keys and credentials are told by what people call them."""
    page = await subject(Library()).requests(Listed())
    assert ("12", ["main", "laptop"], ["ada 1@example.com", ""]) == (
        page.next,
        [row.key for row in page.items],
        [row.credential for row in page.items],
    )


async def test_a_trace_for_strangers_names_nobody():
    """The file for a report of a fault has numbers where the page has names."""
    library = Library(entry=Entry(replace(REQUEST, key_id=7), (TRY,)))
    shown = await subject(library).trace("req_1")
    told = await subject(library).attachment("req_1")
    assert ("laptop", "ada 1@example.com") == (shown.request.key, shown.request.credential)
    assert ("key #7", "credential 1") == (told.request.key, told.request.credential)
    assert [(1, "throttled", "Slow down")] == [
        (each.number, each.verdict, each.detail) for each in told.attempts
    ]


async def test_what_is_not_there_is_not_found():
    """A request may be gone by now."""
    with pytest.raises(KeeperRefused) as refused:
        await subject(Library()).trace("req_nothing")
    assert 404 == refused.value.status


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_one_of_the_values(values: list[float], share: float):
    """So large a share of them is not above it."""
    ordered = sorted(values)
    found = percentile(ordered, share)
    assert found is not None
    assert share * len(ordered) <= sum(value <= found for value in ordered) + 1e-6
