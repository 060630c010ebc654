"""Work is done once for all who wait for it."""

import asyncio

import pytest

from jumping_loop import run_jumping
from kiro_py.adapters.together import Together


class Work:
    """Takes a second; fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.begun: list[float] = []
        self.failures = failures

    async def __call__(self) -> None:
        self.begun.append(asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        if len(self.begun) <= self.failures:
            raise OSError("full")


def test_those_who_wait_share_the_next_time():
    """The first one begins at once, all the others are one more."""
    work = Work()

    async def scene() -> None:
        together = Together(work)
        await asyncio.gather(*(together.do() for _ in range(10)))

    run_jumping(scene())
    assert [0, 1] == work.begun


def test_whoever_comes_later_is_not_served_by_what_was_done_before():
    """It has to begin after they have asked."""
    work = Work()

    async def scene() -> None:
        together = Together(work)
        await together.do()
        await together.do()

    run_jumping(scene())
    assert [0, 1] == work.begun


def test_a_failure_is_each_one_s_own():
    """The next one tries again."""
    work = Work(failures=1)

    async def scene() -> list[BaseException | None]:
        together = Together(work)
        return await asyncio.gather(*(together.do() for _ in range(3)), return_exceptions=True)

    first, *others = run_jumping(scene())
    with pytest.raises(OSError, match="full"):
        raise first or AssertionError
    assert ([None, None], [0, 1]) == (others, work.begun)
