"""What has been kept long enough goes, and the file becomes smaller."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adapters.database.engines import Place
from adapters.database.filled import UNTIL, filled
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.retention import MEGABYTE, SPARE_SHARE, Limits, Retention
from kiro_py.clients.calendar import month_of
from postgres import Cluster

FOR_EVER = Limits(request_days=1000, sums_days=1000, detail_hours=24_000, megabytes=1000)
DAY = 86_400
WRITER_SECONDS = 3.0
"""How long a writer waits for his turn, which is less than a tidier would wait for a reader."""


class Then:
    """A clock that stands at the last request."""

    def now(self) -> float:
        return float(UNTIL)

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Scene:
    """A database with requests of 60 days."""

    database: Database
    place: Place
    warnings: list[str] = field(default_factory=list[str])
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def warn(self, text: str) -> None:
        self.warnings.append(text)
        self.stirred.set()

    def retention(self, **limits: int) -> Retention:
        within = replace(FOR_EVER, **limits)
        return Retention(self.database, Then(), lambda: within, self.warn)

    async def one(self, question: str) -> Any:
        return await self.place.one(question)


@asynccontextmanager
async def scene(place: Place, requests: int = 3000) -> AsyncGenerator[Scene]:
    database = await filled(place, requests, 60.0)
    async with database.opened():
        yield Scene(database, place)


async def test_what_is_young_enough_stays(place: Place):
    """Nothing goes before its time."""
    async with scene(place) as subject:
        await subject.retention().tidy()
        assert 3000 == await subject.one("SELECT count(*) FROM requests")
        assert 3000 == await subject.one("SELECT count(*) FROM attempts")
        assert 60 == await subject.one("SELECT count(detail) FROM attempts")
        assert 3000 == await subject.one("SELECT sum(requests) FROM usage_days")


async def test_old_requests_go_with_their_attempts_and_leave_their_sums(place: Place):
    """Of 60 days 30 are left, and no attempt without its request."""
    async with scene(place) as subject:
        await subject.retention(request_days=30).tidy()
        assert UNTIL - 30 * DAY <= await subject.one("SELECT min(at) FROM requests")
        assert 1501 == await subject.one("SELECT count(*) FROM requests")
        assert 1501 == await subject.one(
            "SELECT count(*) FROM attempts JOIN requests USING (request_id)"
        )
        assert 1501 == await subject.one("SELECT count(*) FROM attempts")
        assert 3000 == await subject.one("SELECT sum(requests) FROM usage_hours")


async def test_what_kiro_said_goes_before_the_attempt_does(place: Place):
    """After some hours an attempt is still there, without the words."""
    async with scene(place) as subject:
        await subject.retention(detail_hours=72).tidy()
        told = "SELECT coalesce(min(at), 1e12) FROM attempts WHERE detail IS NOT NULL"
        assert UNTIL - 72 * 3600 <= await subject.one(told)
        assert 3000 == await subject.one("SELECT count(*) FROM attempts")


async def test_old_sums_go(place: Place):
    """Hours and days alike, and never one that is not over."""
    async with scene(place) as subject:
        await subject.retention(sums_days=20).tidy()
        oldest = UNTIL - 21 * DAY
        assert oldest <= await subject.one("SELECT min(hour) FROM usage_hours") < oldest + DAY
        assert oldest <= await subject.one("SELECT min(day) FROM usage_days") < oldest + DAY


async def test_the_days_of_this_month_stay(place: Place):
    """However short sums are kept: after a restart the limits of keys begin with them."""
    async with scene(place) as subject:
        await subject.retention(sums_days=1).tidy()
        first = month_of(UNTIL).begins_at
        assert first == await subject.one("SELECT min(day) FROM usage_days")
        assert first < UNTIL - 2 * DAY <= await subject.one("SELECT min(hour) FROM usage_hours")


async def test_the_file_of_100_000_requests_becomes_smaller(tmp_path: Path):
    """What is taken away is given back to the disk, and nothing is harmed by it."""
    file = tmp_path / "kiro-py.db"

    def megabytes() -> float:
        return file.stat().st_size / MEGABYTE

    async with scene(Place(in_file(file), file), 100_000) as subject:
        before = megabytes()
        await subject.retention(request_days=30).tidy()
        half = megabytes()
        assert half < 0.65 * before
        await subject.retention(megabytes=10).tidy()
        assert 10 * SPARE_SHARE >= megabytes()
        assert 0 < await subject.one("SELECT count(*) FROM requests") < 50_000
        assert UNTIL == await subject.one("SELECT max(at) FROM requests")
        assert ("ok", 0) == (
            await subject.one("PRAGMA integrity_check"),
            await subject.one("PRAGMA freelist_count"),
        )
    assert [] == subject.warnings


async def test_what_is_too_much_for_the_server_goes(cluster: Cluster, template: str):
    """The oldest first, until the rest needs less than it may; the server uses the space again."""
    place = Place(cluster.copy(template))
    async with scene(place, 4000) as subject:
        size = "SELECT (pg_total_relation_size('requests') + pg_total_relation_size('attempts'))"
        before = await subject.one(size)
        retention = subject.retention(megabytes=1)
        assert 0.5 * before < await retention._used_bytes() < 1.5 * before
        await retention.tidy()
        left = await subject.one("SELECT count(*) FROM requests")
        assert 0 < left < 4000
        assert SPARE_SHARE * MEGABYTE >= await retention._used_bytes()
        await retention.tidy()
        assert left == await subject.one("SELECT count(*) FROM requests")
        assert UNTIL == await subject.one("SELECT max(at) FROM requests")
    assert [] == subject.warnings


async def test_several_may_tidy_at_once(place: Place):
    """Replicas begin together, and none is in the way of another."""
    async with scene(place) as subject, place.database().opened() as other:
        mine = subject.retention(request_days=30)
        theirs = Retention(other, Then(), mine._limits, subject.warn)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(mine.tidy())
            tasks.create_task(theirs.tidy())
        assert 1501 == await subject.one("SELECT count(*) FROM requests")


async def test_what_cannot_become_small_enough_is_told_once(tmp_path: Path):
    """Sums are not taken away for their size: the owner must allow more."""
    file = tmp_path / "kiro-py.db"
    async with scene(Place(in_file(file), file), 100) as subject:
        retention = subject.retention(megabytes=0)
        await retention.tidy()
        await retention.tidy()
        assert 0 == await subject.one("SELECT count(*) FROM requests")
    (warning,) = subject.warnings
    assert "larger than `usageMaxMegabytes` (0)" in warning


async def test_trouble_is_told_and_is_no_end(place: Place):
    """A database that cannot be tidied up is left as it is until the next hour."""
    async with scene(place, 100) as subject:
        await subject.place.rows("DROP TABLE attempts")
        async with subject.retention().kept(), asyncio.timeout(20):
            await subject.stirred.wait()
    missing = place.missing("attempts")
    assert [f"what was used cannot be tidied up: {missing}"] == subject.warnings


async def test_the_end_does_not_wait_for_all_of_it(place: Place):
    """Who closes the house is not kept by a tidying that has just begun; the next one goes on."""
    async with scene(place) as subject:
        async with subject.retention(request_days=1).kept():
            pass
        left = await subject.one("SELECT count(*) FROM requests")
        await subject.retention(request_days=1).tidy()
        assert 51 == await subject.one("SELECT count(*) FROM requests")
    assert left > 51


async def test_who_writes_need_not_wait_for_who_reads(tmp_path: Path):
    """The file is made smaller when nobody is in the way: a reader keeps no writer out."""
    path = tmp_path / "kiro-py.db"
    async with scene(Place(in_file(path), path)) as subject:
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM requests").fetchone()
            async with asyncio.TaskGroup() as both:
                tidying = both.create_task(subject.retention(request_days=10).tidy())
                while not tidying.done():
                    await asyncio.to_thread(_write, path)
    assert [] == subject.warnings


def _write(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=WRITER_SECONDS, isolation_level=None)) as writer:
        writer.execute("PRAGMA user_version = 0")
