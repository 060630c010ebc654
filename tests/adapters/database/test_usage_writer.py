"""Requests are written in batches, rows and sums together, and trouble costs no request."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.usage_writer import (
    LONGEST_DETAIL,
    MOST,
    UsageWriter,
    plus,
    summed_model,
)
from kiro_py.ports.journal import Happening, UsageKept
from kiro_py.ports.usage import Entry, Request, Sums, Try

REQUEST = Request(
    request_id="req_1",
    at=1_800_000_000.0,
    key_id=None,
    credential_id=1,
    model="sonnet",
    upstream_model="claude-sonnet-4.5",
    path="/v1/messages",
    is_streamed=True,
    input_tokens=10,
    output_tokens=5,
    cache_read_tokens=3,
    cache_write_tokens=4,
    credits=0.25,
    first_token_seconds=0.5,
    seconds=2.0,
    status=200,
    is_failed=False,
    attempts=1,
    outcome="end_turn",
    message="",
    host="q.example.com",
)
TRY = Try(
    number=1,
    at=1_800_000_000.0,
    credential_id=1,
    host="q.example.com",
    verdict="throttled",
    status=429,
    seconds=0.5,
    detail="Slow down",
)


@dataclass
class Scene:
    """A writer, its database, and what an operator hears."""

    database: Database
    place: Place
    happenings: list[Happening] = field(default_factory=list[Happening])
    warnings: list[str] = field(default_factory=list[str])
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    @cached_property
    def writer(self) -> UsageWriter:
        return UsageWriter(self.database, self, self.warn)

    def note(self, happening: Happening) -> None:
        """Take the place of the journal."""
        self.happenings.append(happening)
        self.stirred.set()

    def warn(self, text: str) -> None:
        self.warnings.append(text)
        self.stirred.set()

    async def until(self, heard: list[Any]) -> None:
        """Wait until something has been heard."""
        async with asyncio.timeout(20):
            while not heard:
                self.stirred.clear()
                await self.stirred.wait()

    def keep(self, *requests: Request, tries: tuple[Try, ...] = ()) -> None:
        for request in requests:
            self.writer.keep(Entry(request, tries))

    async def rows(self, question: str) -> list[tuple[Any, ...]]:
        return await self.place.rows(question)


@asynccontextmanager
async def scene(place: Place) -> AsyncGenerator[Scene]:
    """Open a database; the writer is not at work yet."""
    async with place.database().opened() as database:
        yield Scene(database, place)


def numbered(count: int, first: int = 0) -> list[Request]:
    return [replace(REQUEST, request_id=f"req_{first + place}") for place in range(count)]


async def test_all_is_written_when_the_house_closes(place: Place):
    """More than a batch, right before the end, is there with its attempts."""
    async with scene(place) as subject:
        async with subject.writer.kept():
            subject.keep(*numbered(1203), tries=(TRY,))
        found = await subject.rows("SELECT count(*) FROM requests")
        found += await subject.rows("SELECT count(*) FROM attempts")
        found += await subject.rows("SELECT requests, input_tokens, first_tokens FROM usage_days")
    assert [(1203,), (1203,), (1203, 12030, 1203)] == found
    assert [UsageKept(500), UsageKept(500), UsageKept(203)] == subject.happenings


async def test_it_is_written_while_the_house_is_open(place: Place):
    """A request is there soon after it is over, without anybody asking for it."""
    async with scene(place) as subject, subject.writer.kept():
        subject.keep(REQUEST)
        await subject.until(subject.happenings)
        assert [("req_1",)] == await subject.rows("SELECT request_id FROM requests")


async def test_a_locked_database_costs_patience_only(place: Place):
    """While somebody else writes nothing is lost, it is told once, and later all is there once."""
    async with scene(place) as subject:
        await subject.rows("ALTER TABLE usage_days RENAME TO elsewhere")
        async with subject.writer.kept():
            subject.keep(*numbered(3))
            await subject.until(subject.warnings)
            subject.keep(*numbered(3, 3))
            await subject.rows("ALTER TABLE elsewhere RENAME TO usage_days")
            await subject.until(subject.happenings)
        found = await subject.rows("SELECT count(*), count(DISTINCT request_id) FROM requests")
        found += await subject.rows("SELECT requests, failures FROM usage_days")
    assert [(6, 6), (6, 0)] == found
    missing = place.missing("usage_days")
    assert [f"what is used cannot be written down: {missing}"] == subject.warnings


async def test_what_was_written_after_all_is_not_written_twice(place: Place):
    """After trouble it is looked what is there: a commit may have been made without a word."""
    async with scene(place) as subject:
        async with subject.writer.kept():
            subject.keep(*numbered(2))
        again = UsageWriter(subject.database, subject, subject.warn)
        again._is_failing = True
        async with again.kept():
            for request in numbered(3):
                again.keep(Entry(request))
        assert [(3,)] == await subject.rows("SELECT requests FROM usage_days")


async def test_what_is_too_much_is_counted_and_told_once(place: Place):
    """Memory is bounded; what did not fit is lost, and an operator hears how much that was."""
    async with scene(place) as subject:
        writer = UsageWriter(subject.database, subject, subject.warn, most_waiting=600)
        for request in numbered(607):
            writer.keep(Entry(request))
        async with writer.kept():
            pass
        assert [(600,)] == await subject.rows("SELECT count(*) FROM requests")
    assert ["the use of 7 requests was not written down, and is lost"] == subject.warnings


async def test_a_request_that_no_database_takes_stops_no_other(place: Place):
    """Others of its batch are written, and that one is counted as lost."""
    impossible = replace(REQUEST, request_id="req_odd", seconds="long")
    async with scene(place) as subject:
        async with subject.writer.kept():
            subject.keep(*numbered(2), impossible, *numbered(2, 2))
        assert [(4,)] == await subject.rows("SELECT requests FROM usage_hours")
    assert "the use of 1 requests was not written down, and is lost" == subject.warnings[-1]


async def test_odd_words_and_figures_are_written_as_they_fit(place: Place):
    """Half a character, a zero byte and a figure beyond sense are no reason to lose a request."""
    odd = replace(REQUEST, model="so\ud800n\0net", input_tokens=10**30, message="a\0b")
    async with scene(place) as subject:
        async with subject.writer.kept():
            subject.keep(odd)
        found = await subject.rows("SELECT model, input_tokens, message FROM requests")
        found += await subject.rows("SELECT model, input_tokens, requests FROM usage_hours")
    assert [("so?nnet", MOST, "ab"), ("so?nnet", MOST, 1)] == found


async def test_nobody_is_named_in_what_kiro_said(place: Place):
    """Addresses, accounts and tokens are taken out of it, and it is cut."""
    said = "ada@example.com of 210987654321 with ksk_abcdef " + "x" * 5000
    async with scene(place) as subject:
        async with subject.writer.kept():
            subject.keep(REQUEST, tries=(replace(TRY, detail=said),))
        ((detail,),) = await subject.rows("SELECT detail FROM attempts")
    assert detail.startswith("user@example.com of 123456789012 with ksk_example x")
    assert LONGEST_DETAIL == len(detail)


REQUESTS = st.builds(
    replace,
    st.just(REQUEST),
    at=st.floats(1_799_990_000, 1_800_090_000),
    key_id=st.sampled_from([None, -1, 1, 2]),
    credential_id=st.sampled_from([None, 1, 2]),
    model=st.sampled_from(["sonnet", "haiku"]),
    upstream_model=st.sampled_from(["claude-sonnet-4.5", ""]),
    input_tokens=st.integers(0, 10**9),
    credits=st.sampled_from([None, 0.25, 1.0]),
    first_token_seconds=st.sampled_from([None, 0.5]),
    is_failed=st.booleans(),
)


def expected(requests: Sequence[Request], step: int) -> dict[tuple[Any, ...], Sums]:
    sums = defaultdict[tuple[Any, ...], Sums](Sums)
    for each in requests:
        key = (int(each.at // step) * step, each.key_id or 0, each.credential_id or 0)
        sums[*key, summed_model(each)] = plus(sums[*key, summed_model(each)], each)
    return sums


@settings(
    max_examples=8,
    deadline=None,
)
@given(batches=st.lists(st.lists(REQUESTS, min_size=1, max_size=20), max_size=4))
async def test_sums_equal_rows(places: Callable[[], Place], batches: list[list[Request]]):
    """However requests come, each is one row, and hours and days are their sums."""
    written = [
        replace(each, request_id=f"req_{place}_{number}")
        for place, batch in enumerate(batches)
        for number, each in enumerate(batch)
    ]
    async with scene(places()) as subject:
        for place in range(len(batches)):
            async with subject.writer.kept():
                mine = f"req_{place}_"
                subject.keep(*(each for each in written if each.request_id.startswith(mine)))
        assert [(len(written),)] == await subject.rows("SELECT count(*) FROM requests")
        for table, step in (("usage_hours", 3600), ("usage_days", 86_400)):
            rows = await subject.rows(f"SELECT * FROM {table}")
            found = {tuple(row[:4]): Sums(*row[4:]) for row in rows}
            assert expected(written, step) == found
