"""Questions about what was used are answered truly, and without looking at every request."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from adapters.database.engines import Place
from adapters.database.filled import UNTIL, filled, tongue
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.usage_reader import MOST_DURATIONS, UsageReader
from kiro_py.ports.usage import By, Ending, Listed, Span, Sums, Wanted

HOUR, DAY = 3600, 86_400
FEW, DAYS = 2000, 5.0
ALL = Span(UNTIL - 10 * DAY, UNTIL + 1)
EVERYBODY = Wanted()

Question = Callable[[UsageReader], Awaitable[object]]


@pytest.fixture(scope="module")
def place(places: Callable[[], Place]) -> Place:
    """A database with a few requests, which nobody changes here."""
    place = places()
    asyncio.run(filled(place, FEW, DAYS))
    return place


@pytest.fixture
async def subject(place: Place) -> AsyncGenerator[UsageReader]:
    async with place.database().opened() as database:
        yield UsageReader(database)


async def counted(place: Place, of: str, where: str = "true") -> dict[Any, int]:
    asked = f"SELECT {of}, count(*) FROM requests WHERE {where} GROUP BY 1"
    return dict(await place.rows(asked))


@pytest.mark.parametrize(
    ("by", "of"),
    [
        ("key", "coalesce(key_id, 0)"),
        ("credential", "credential_id"),
        ("model", "model"),
        ("day", DAY),
        ("hour", HOUR),
        (None, "0"),
    ],
)
async def test_sums_are_those_of_the_requests(
    place: Place, subject: UsageReader, by: By | None, of: str | int
):
    """By whatever is asked for, the hours and days say what the requests themselves say."""
    named = of if isinstance(of, str) else tongue(place).steps(of)
    found = await subject.sums(ALL, by, EVERYBODY)
    assert await counted(place, named) == {name: sums.requests for name, sums in found.items()}


@pytest.mark.parametrize(
    ("hours_before", "hours_after"),
    [(100, 2), (3, 1), (60, 20), (48, 0), (24, -12), (5, -4)],
    ids=["long", "short", "two days", "to the hour", "a whole day at most", "an hour"],
)
async def test_a_time_is_whole_hours(
    place: Place, subject: UsageReader, hours_before: int, hours_after: int
):
    """Days are taken where they are whole, hours for the rest, and none twice."""
    hour = UNTIL // HOUR * HOUR
    span = Span(hour - hours_before * HOUR + 1, hour + hours_after * HOUR - 1)
    found = await subject.sums(span, None, EVERYBODY)
    where = f"at >= {hour - hours_before * HOUR} AND at < {hour + hours_after * HOUR}"
    assert (await counted(place, "0", where))[0] == found[0].requests


async def test_others_use_is_left_out(place: Place, subject: UsageReader):
    """Of a key, a model and a credential is what they used together."""
    wanted = Wanted(key_id=0, credential_id=5, model="claude-sonnet-1")
    found = await subject.sums(ALL, None, wanted)
    where = "key_id IS NULL AND credential_id = 5 AND model = 'claude-sonnet-1'"
    assert (await counted(place, "0", where))[0] == found[0].requests


async def test_steps_of_minutes_come_from_the_requests(place: Place, subject: UsageReader):
    """Within the span, each five minutes have their sums, with all figures."""
    span = Span(UNTIL - HOUR, UNTIL + 1)
    found = await subject.moments(span, 300)
    steps = await counted(place, tongue(place).steps(300), f"at >= {span.since}")
    assert steps == {at: sums.requests for at, sums in found.items()}
    hours = await subject.sums(ALL, None, EVERYBODY)
    (whole,) = (await subject.moments(ALL, 1000 * DAY)).values()
    assert {int} == {type(getattr(hours[0], name)) for name in ("requests", "input_tokens")}
    assert rounded(hours[0]) == rounded(whole)


def rounded(sums: Sums) -> list[float]:
    return [round(getattr(sums, name), 3) for name in Sums.__slots__]


async def test_what_ended_badly_is_counted_by_its_end(subject: UsageReader):
    """What went well is left out."""
    assert [Ending("rate_limit_error", 429, FEW // 50)] == await subject.endings(ALL)
    assert [] == await subject.endings(Span(UNTIL + 5, UNTIL + 6))


async def test_durations_are_sorted_and_of_what_went_well(subject: UsageReader):
    """A refusal within milliseconds makes no model faster."""
    found = await subject.durations(ALL)
    assert [sorted(found.whole), FEW - FEW // 50] == [found.whole, len(found.first_tokens)]


async def test_pages_follow_each_other_without_a_gap(subject: UsageReader):
    """From page to page every request comes once, the last one first."""
    seen, before = list[str](), None
    while True:
        found, before = await subject.page(Listed(limit=300, before=before))
        seen += [each.request_id for each in found]
        if before is None:
            break
    assert [f"req_{number}" for number in reversed(range(FEW))] == seen


@pytest.mark.parametrize(
    ("listed", "where"),
    [
        (Listed(Wanted(key_id=0)), "key_id IS NULL"),
        (Listed(Wanted(key_id=2, credential_id=3)), "key_id = 2 AND credential_id = 3"),
        (Listed(Wanted(model="claude-sonnet-2")), "model = 'claude-sonnet-2'"),
        (Listed(outcome="rate_limit_error"), "status = 429"),
        (Listed(is_failed=False), "NOT is_failed"),
        (Listed(search="REQ_19"), "request_id LIKE 'req~_19%' ESCAPE '~'"),
        (Listed(search="%"), "false"),
        (Listed(search="q_1"), "request_id LIKE 'req~_1%' ESCAPE '~'"),
    ],
    ids=["main key", "key", "model", "outcome", "well", "search", "a percent sign", "no joker"],
)
async def test_a_list_can_be_narrowed(
    place: Place, subject: UsageReader, listed: Listed, where: str
):
    """Only what is wanted is listed; what is searched for is meant as it is written."""
    found, _ = await subject.page(listed)
    asked = f"SELECT request_id FROM requests WHERE {where} ORDER BY seq DESC LIMIT 50"
    assert [row[0] for row in await place.rows(asked)] == [each.request_id for each in found]


async def test_a_trace_is_a_request_and_its_attempts(subject: UsageReader):
    """Another one's attempts are not among them, and what is not there is nothing."""
    entry = await subject.trace("req_50")
    assert entry is not None
    assert ("req_50", [(1, 429)]) == (
        entry.request.request_id,
        [(each.number, each.status) for each in entry.tries],
    )
    assert None is await subject.trace("req_nothing")


MANY = 100_000
MOST_STEPS = 400_000
"""Of SQLite's machine: to look at 100,000 requests one by one takes several millions."""

QUESTIONS: list[tuple[str, Question]] = [
    ("a month by day", lambda reader: reader.sums(MONTH, "day", EVERYBODY)),
    ("a month by key", lambda reader: reader.sums(MONTH, "key", EVERYBODY)),
    ("a day by hour", lambda reader: reader.sums(LAST_DAY, "hour", EVERYBODY)),
    ("errors", lambda reader: reader.endings(MONTH)),
    ("durations", lambda reader: reader.durations(MONTH)),
    ("the first page", lambda reader: reader.page(Listed())),
    ("a trace", lambda reader: reader.trace("req_77777")),
    ("the last hour", lambda reader: reader.moments(Span(UNTIL - HOUR, UNTIL), 300)),
]
MONTH, LAST_DAY = Span(UNTIL - 30 * DAY, UNTIL), Span(UNTIL - DAY, UNTIL)


async def test_no_question_looks_at_every_request(tmp_path: Path):
    """Of 100,000 requests a question reads few, or an index, so that the page is there at once."""
    file = tmp_path / "kiro-py.db"
    database = await filled(Place(in_file(file), file), MANY, 30.0)
    async with database.opened():
        steps = {what: await taken(database, file, ask) for what, ask in QUESTIONS}
        assert MOST_DURATIONS == len((await UsageReader(database).durations(MONTH)).whole)
    assert {} == {what: taken for what, taken in steps.items() if taken > MOST_STEPS}


async def taken(database: Database, file: Path, ask: Question) -> int:
    """Return how many steps SQLite's machine takes for a question."""
    asked = list[tuple[str, Any]]()

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        await ask(UsageReader(database))
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    steps = Counter[str]()
    connection = sqlite3.connect(file)
    connection.set_progress_handler(lambda: steps.update(thousands=1), 1000)
    for statement, parameters in asked:
        connection.execute(statement, parameters).fetchall()
    connection.close()
    assert asked
    return 1000 * steps["thousands"]
