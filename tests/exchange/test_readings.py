"""What accounts tell is remembered, and outlives the process where there is a place for it."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.errors import StoreUnwritable
from kiro_py.exchange.readings import (
    KEPT_SECONDS,
    LONGEST_PAUSE_SECONDS,
    REMEMBERED_SECONDS,
    WRITE_SECONDS,
    Readings,
)
from kiro_py.pool.forecast import DAY_SECONDS, Lasts, Reading
from kiro_py.ports.journal import QuotaRead, RequestEnded, TokensRenewed
from kiro_py.ports.readings import Kept, Told

HOUR = 3_600.0
NOW = 1_800_000_000.0  # the first second of an hour
RESET = NOW + 10 * DAY_SECONDS


class Shelf:
    """A place for readings, which fails as often as a test wants."""

    def __init__(self, told: Mapping[int, Told] | None = None, failures: int = 0) -> None:
        self.told = told or {}
        self.failures = failures
        self.saved: list[Kept] = []
        self.tries: list[float] = []
        self.since = self.before = 0.0

    async def load(self, since: float) -> Mapping[int, Told]:
        self.since = since
        if self.failures:
            raise StoreUnwritable("the database", why="it is away")
        return self.told

    async def save(self, kept: Sequence[Kept], before: float) -> None:
        self.tries.append(asyncio.get_running_loop().time())
        if self.failures:
            self.failures -= 1
            raise StoreUnwritable("the database", why="it is full")
        self.saved += kept
        self.before = before


def told(used: float, number: int = 1, resets_at: float | None = RESET) -> QuotaRead:
    return QuotaRead(number, "KIRO PRO", used, 1_000, resets_at, 1_000 - used)


def ended(credits_used: float | None, number: int | None = 1) -> RequestEnded:
    return RequestEnded(
        request_id="req_1",
        model="sonnet",
        upstream_model="claude-sonnet-4.5",
        credential_id=number,
        outcome="end_turn",
        attempts=1,
        seconds=1.0,
        first_event_seconds=None,
        credits=credits_used,
    )


class Scene:
    """Somebody who remembers, and what was warned of."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self.warnings: list[str] = []
        self.clock = FakeClock(NOW)
        self.readings = Readings(self.clock, shelf, self.warnings.append)


def test_a_pace_comes_of_what_is_told():
    """Two days and 200 credits later the rest of them lasts for seven days."""

    async def run() -> None:
        subject = Scene().readings
        subject.note(told(100))
        await asyncio.sleep(2 * DAY_SECONDS)
        subject.note(told(300))
        found = subject.outlook(1)
        assert (100, Lasts.RUNS_OUT) == (found.per_day, found.lasts)
        assert NOW + 2 * DAY_SECONDS == subject.read_at(1)

    run_jumping(run())


def test_what_was_spent_since_the_last_reading_is_added():
    """Until the account tells it itself; what others cost is theirs."""

    async def run() -> None:
        subject = Scene().readings
        for happening in (
            told(100),
            ended(5.5),
            ended(None),
            ended(3.0, 2),
            TokensRenewed(1, None),
        ):
            subject.note(happening)
        assert (105.5, 894.5) == ((found := subject.outlook(1)).used, found.remaining)
        subject.note(told(106))
        assert 106 == subject.outlook(1).used

    run_jumping(run())


def test_after_a_reset_only_what_was_spent_since_counts():
    """The last reading is of a period that is over."""

    async def run() -> None:
        subject = Scene().readings
        subject.note(told(900, resets_at=NOW + 2 * HOUR))
        subject.note(ended(50.0))
        await asyncio.sleep(3 * HOUR)
        subject.note(ended(2.0))
        found = subject.outlook(1)
        assert (2, True) == (found.used, found.is_over)

    run_jumping(run())


def test_nothing_is_known_of_a_stranger():
    """An account that has told nothing has no limit."""
    subject = Scene().readings
    assert (0, Lasts.UNKNOWN, None) == (
        (found := subject.outlook(7)).limit,
        found.lasts,
        subject.read_at(7),
    )


def test_the_last_reading_of_an_hour_is_kept():
    """The first of all stays, as a pace begins with it; one after a reset is another matter."""

    async def run() -> list[Kept]:
        shelf = Shelf()
        subject = Scene(shelf).readings
        async with subject.kept():
            subject.note(told(1))
            await asyncio.sleep(HOUR)
            for used in (2, 3, 4):
                subject.note(told(used))
                await asyncio.sleep(600)
            subject.note(told(0, resets_at=RESET + 1))
        return shelf.saved

    saved = run_jumping(run())
    assert [(1, None), (2, None), (3, NOW + HOUR), (4, NOW + HOUR + 600), (0, None)] == [
        (each.reading.used, each.replaces) for each in saved
    ]


def test_one_that_was_not_written_yet_is_replaced_in_memory():
    """What is written takes the place of what is written there."""

    async def run() -> list[Kept]:
        shelf = Shelf()
        subject = Scene(shelf).readings
        subject.note(told(0))
        await asyncio.sleep(1)
        async with subject.kept():
            for used in (1, 2, 3):
                subject.note(told(used))
                await asyncio.sleep(1)
        return shelf.saved

    assert [(0, None), (3, None)] == [
        (each.reading.used, each.replaces) for each in run_jumping(run())
    ]


def test_what_was_kept_is_known_after_a_start():
    """The pace of last week, and what was spent since."""
    shelf = Shelf(
        {
            1: Told(
                (
                    Reading(NOW - 3 * DAY_SECONDS, 100, 1_000, 900, RESET),
                    Reading(NOW - DAY_SECONDS, 300, 1_000, 700, RESET),
                ),
                spent=100.0,
            )
        }
    )

    async def run() -> None:
        subject = Scene(shelf).readings
        async with subject.kept():
            found = subject.outlook(1)
            assert (100, 400) == (found.per_day, found.used)
        assert NOW - REMEMBERED_SECONDS == shelf.since

    run_jumping(run())


def test_the_end_keeps_what_waits():
    """Nothing is lost at a shutdown, and what is too old is forgotten."""

    async def run() -> Shelf:
        shelf = Shelf()
        subject = Scene(shelf).readings
        async with subject.kept():
            subject.note(told(5))
        return shelf

    shelf = run_jumping(run())
    assert ([5], NOW - KEPT_SECONDS) == ([each.reading.used for each in shelf.saved], shelf.before)


def test_a_place_that_fails_is_tried_again_with_growing_pauses():
    """It is told once, and once it works everything is there."""

    async def run() -> tuple[Shelf, Scene]:
        shelf = Shelf()
        subject = Scene(shelf)
        async with subject.readings.kept():
            shelf.failures = 8
            subject.readings.note(told(5))
            await asyncio.sleep(1_000)
            assert "it is full" == subject.readings.problem
            await asyncio.sleep(LONGEST_PAUSE_SECONDS)
        return shelf, subject

    shelf, subject = run_jumping(run())
    pauses = [later - earlier for earlier, later in zip(shelf.tries, shelf.tries[1:], strict=False)]
    assert [10, 20, 40, 80, 160, 300, 300, 300] == pauses[:8]
    assert WRITE_SECONDS == shelf.tries[0]
    assert [5] == [each.reading.used for each in shelf.saved]
    assert ["what accounts tell of their credits is not kept: it is full"] == subject.warnings
    assert not subject.readings.problem


def test_a_place_that_cannot_be_read_stops_nobody():
    """The gateway starts, and remembers from now on."""

    async def run() -> Scene:
        subject = Scene(shelf := Shelf(failures=1))
        async with subject.readings.kept():
            shelf.failures = 0
            subject.readings.note(told(5))
        return subject

    assert ["what accounts tell of their credits is not kept: it is away"] == (
        run_jumping(run()).warnings
    )


@pytest.mark.parametrize("days", [10, 40])
def test_memory_does_not_grow_for_ever(days: int):
    """A week and a day of hours is all that is remembered."""

    async def run() -> int:
        subject = Scene().readings
        for _ in range(days * 24):
            subject.note(told(1))
            await asyncio.sleep(HOUR)
        return len(subject._accounts[1].readings)

    assert run_jumping(run()) <= 24 * 8 + 2


def test_a_week_goes_on_while_nothing_is_told():
    """What was computed holds for minutes, not for days."""

    async def run() -> list[float | None]:
        subject = Scene().readings
        for used in (100, 300):
            subject.note(told(used))
            await asyncio.sleep(2 * DAY_SECONDS)
        paces = [subject.outlook(1).per_day]
        await asyncio.sleep(3 * DAY_SECONDS)
        return [*paces, subject.outlook(1).per_day]

    assert [50, pytest.approx(200 / 7)] == run_jumping(run())
