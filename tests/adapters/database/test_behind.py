"""What is done behind the work is done again until the database takes it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from jumping_loop import run_jumping
from kiro_py.adapters.database.behind import LAST_SECONDS, LONGEST_SECONDS, Behind


class Work:
    """Something to be settled, by a database that fails or is silent as it is told."""

    def __init__(
        self, *, fails: int = 0, is_silent: bool = False, failure: type[Exception] = OSError
    ) -> None:
        self.times = list[float]()
        self.warnings = list[str]()
        self._fails, self._is_silent, self._failure = fails, is_silent, failure
        self.behind = Behind(
            self._settle, "nothing is kept", self.warnings.append, gather_seconds=2, look_seconds=60
        )

    async def _settle(self) -> None:
        self.times.append(now())
        if self._is_silent:
            await asyncio.Event().wait()
        if len(self.times) <= self._fails:
            raise self._failure("disk full")

    def run(self, body: Callable[[], Awaitable[None]]) -> float:
        """Return how long it took until the house was closed."""

        async def main() -> float:
            async with self.behind.kept():
                await body()
            return now()

        return run_jumping(main())


def now() -> float:
    return asyncio.get_running_loop().time()


async def nothing() -> None:
    """Leave at once."""


def test_it_is_done_at_the_beginning_and_at_the_end():
    """Whoever enters finds it done."""
    subject = Work()
    subject.run(nothing)
    assert [0.0, 0.0] == subject.times


def test_what_is_stirred_in_a_moment_is_done_together():
    """The database is spared."""
    subject = Work()

    async def stir() -> None:
        await asyncio.sleep(10)
        subject.behind.stir()
        await asyncio.sleep(1)
        subject.behind.stir()
        await asyncio.sleep(19)

    assert 30.0 == subject.run(stir)
    assert [0.0, 12.0, 30.0] == subject.times


def test_it_is_done_now_and_then_without_being_stirred():
    """Somebody else may have written."""
    subject = Work()
    subject.run(lambda: asyncio.sleep(130))
    assert [0.0, 62.0, 124.0, 130.0] == subject.times


def test_what_fails_is_done_again_and_told_once():
    """The pauses grow; nobody has to stir it."""
    subject = Work(fails=4)
    subject.run(lambda: asyncio.sleep(10))
    assert [0.0, 0.25, 0.75, 1.75, 3.75, 10.0] == subject.times
    assert (["nothing is kept: disk full"], "") == (subject.warnings, subject.behind.problem)


def test_the_next_failure_is_told_again():
    """The last one is over."""
    subject = Work()

    async def fail_twice() -> None:
        for _ in range(2):
            subject._fails = len(subject.times) + 1
            assert not await subject.behind.settle()
            assert "disk full" == subject.behind.problem
            assert await subject.behind.settle()

    subject.run(fail_twice)
    assert 2 == len(subject.warnings)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param(Work(is_silent=True), LONGEST_SECONDS + LAST_SECONDS, id="silent"),
        pytest.param(Work(fails=99), LAST_SECONDS, id="broken"),
    ],
)
def test_a_database_that_is_away_keeps_nobody(subject: Work, expected: float):
    """Neither at the beginning nor at the end for longer than is said."""
    assert expected == subject.run(nothing)


def test_it_goes_on_in_another_loop():
    """A process reads in one before it serves in the next."""
    subject = Work()

    async def stir() -> None:
        await asyncio.sleep(1)
        subject.behind.stir()
        await asyncio.sleep(3)

    subject.run(stir)
    subject.times.clear()
    subject.run(stir)
    assert [0.0, 3.0, 4.0] == subject.times


def test_what_nobody_foresaw_stops_nothing():
    """It is told, and the work is done again."""
    subject = Work(fails=1, failure=LookupError)

    async def wait() -> None:
        await asyncio.sleep(1)

    subject.run(wait)
    assert ["nothing is kept: disk full"] == subject.warnings
    assert "" == subject.behind.problem
