"""What has been kept long enough goes, and the file becomes smaller."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adapters.database.filled import UNTIL, filled
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.retention import MEGABYTE, SPARE_SHARE, Limits, Retention
from kiro_py.clients.calendar import month_of

FOR_EVER = Limits(request_days=1000, sums_days=1000, detail_hours=24_000, megabytes=1000)
DAY = 86_400


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
    file: Path
    warnings: list[str] = field(default_factory=list[str])
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def warn(self, text: str) -> None:
        self.warnings.append(text)
        self.stirred.set()

    def retention(self, **limits: int) -> Retention:
        within = replace(FOR_EVER, **limits)
        return Retention(self.database, Then(), lambda: within, self.warn)

    def one(self, question: str) -> Any:
        connection = sqlite3.connect(self.file)
        try:
            (found,) = connection.execute(question).fetchone()
        finally:
            connection.close()
        return found

    @property
    def megabytes(self) -> float:
        return self.file.stat().st_size / MEGABYTE


@asynccontextmanager
async def scene(directory: Path, requests: int = 3000) -> AsyncGenerator[Scene]:
    file = directory / "kiro-py.db"
    database = await filled(file, requests, 60.0)
    async with database.opened():
        yield Scene(database, file)


async def test_what_is_young_enough_stays(tmp_path: Path):
    """Nothing goes before its time."""
    async with scene(tmp_path) as subject:
        await subject.retention().tidy()
        assert 3000 == subject.one("SELECT count(*) FROM requests")
        assert 3000 == subject.one("SELECT count(*) FROM attempts")
        assert 60 == subject.one("SELECT count(detail) FROM attempts")
        assert 3000 == subject.one("SELECT sum(requests) FROM usage_days")


async def test_old_requests_go_with_their_attempts_and_leave_their_sums(tmp_path: Path):
    """Of 60 days 30 are left, and no attempt without its request."""
    async with scene(tmp_path) as subject:
        await subject.retention(request_days=30).tidy()
        assert UNTIL - 30 * DAY <= subject.one("SELECT min(at) FROM requests")
        assert 1501 == subject.one("SELECT count(*) FROM requests")
        assert 1501 == subject.one("SELECT count(*) FROM attempts JOIN requests USING (request_id)")
        assert 1501 == subject.one("SELECT count(*) FROM attempts")
        assert 3000 == subject.one("SELECT sum(requests) FROM usage_hours")


async def test_what_kiro_said_goes_before_the_attempt_does(tmp_path: Path):
    """After some hours an attempt is still there, without the words."""
    async with scene(tmp_path) as subject:
        await subject.retention(detail_hours=72).tidy()
        told = "SELECT coalesce(min(at), 1e12) FROM attempts WHERE detail IS NOT NULL"
        assert UNTIL - 72 * 3600 <= subject.one(told)
        assert 3000 == subject.one("SELECT count(*) FROM attempts")


async def test_old_sums_go(tmp_path: Path):
    """Hours and days alike, and never one that is not over."""
    async with scene(tmp_path) as subject:
        await subject.retention(sums_days=20).tidy()
        oldest = UNTIL - 21 * DAY
        assert oldest <= subject.one("SELECT min(hour) FROM usage_hours") < oldest + DAY
        assert oldest <= subject.one("SELECT min(day) FROM usage_days") < oldest + DAY


async def test_the_days_of_this_month_stay(tmp_path: Path):
    """However short sums are kept: after a restart the limits of keys begin with them."""
    async with scene(tmp_path) as subject:
        await subject.retention(sums_days=1).tidy()
        first = month_of(UNTIL).begins_at
        assert first == subject.one("SELECT min(day) FROM usage_days")
        assert first < UNTIL - 2 * DAY <= subject.one("SELECT min(hour) FROM usage_hours")


async def test_the_file_of_100_000_requests_becomes_smaller(tmp_path: Path):
    """What is taken away is given back to the disk, and nothing is harmed by it."""
    async with scene(tmp_path, 100_000) as subject:
        before = subject.megabytes
        await subject.retention(request_days=30).tidy()
        half = subject.megabytes
        assert half < 0.65 * before
        await subject.retention(megabytes=10).tidy()
        assert 10 * SPARE_SHARE >= subject.megabytes
        assert 0 < subject.one("SELECT count(*) FROM requests") < 50_000
        assert UNTIL == subject.one("SELECT max(at) FROM requests")
        assert ("ok", 0) == (
            subject.one("PRAGMA integrity_check"),
            subject.one("PRAGMA freelist_count"),
        )
    assert [] == subject.warnings


async def test_what_cannot_become_small_enough_is_told_once(tmp_path: Path):
    """Sums are not taken away for their size: the owner must allow more."""
    async with scene(tmp_path, 100) as subject:
        retention = subject.retention(megabytes=0)
        await retention.tidy()
        await retention.tidy()
        assert 0 == subject.one("SELECT count(*) FROM requests")
    (warning,) = subject.warnings
    assert "larger than `usageMaxMegabytes` (0)" in warning


async def test_trouble_is_told_and_is_no_end(tmp_path: Path):
    """A database that cannot be tidied up is left as it is until the next hour."""
    async with scene(tmp_path, 100) as subject:
        other = sqlite3.connect(subject.file, isolation_level=None)
        other.execute("DROP TABLE attempts")
        other.close()
        async with subject.retention().kept(), asyncio.timeout(20):
            await subject.stirred.wait()
    assert ["what was used cannot be tidied up: no such table: attempts"] == subject.warnings


async def test_the_end_does_not_wait_for_all_of_it(tmp_path: Path):
    """Who closes the house is not kept by a tidying that has just begun; the next one goes on."""
    async with scene(tmp_path) as subject:
        async with subject.retention(request_days=1).kept():
            pass
        left = subject.one("SELECT count(*) FROM requests")
        await subject.retention(request_days=1).tidy()
        assert 51 == subject.one("SELECT count(*) FROM requests")
    assert left > 51
