"""What goes on begins anew after a failure, and that is told."""

import asyncio
import logging

import pytest

from jumping_loop import run_jumping
from kiro_py.exchange.ongoing import PAUSE_SECONDS, Ongoing


class Work:
    """Fails as often as it is told to, and then goes on for ever, or ends."""

    def __init__(self, failures: int, *, ends: bool = False) -> None:
        self.failures, self.ends = failures, ends
        self.begun: list[float] = []
        self.is_stopped = False

    async def go_on(self) -> None:
        self.begun.append(asyncio.get_running_loop().time())
        if len(self.begun) <= self.failures:
            raise LookupError("a fault of the program")
        try:
            if not self.ends:
                await asyncio.Event().wait()
        finally:
            self.is_stopped = True


def test_a_failure_is_told_and_ends_nothing(caplog: pytest.LogCaptureFixture):
    """It begins anew after a pause each time, and is stopped with its block."""
    work = Work(failures=2)

    async def play() -> None:
        async with Ongoing(work.go_on):
            await asyncio.sleep(3 * PAUSE_SECONDS)
            assert not work.is_stopped

    with caplog.at_level(logging.ERROR, "asyncio"):
        run_jumping(play())
    assert [0, PAUSE_SECONDS, 2 * PAUSE_SECONDS] == [at - work.begun[0] for at in work.begun]
    assert work.is_stopped
    told = f"Work.go_on has failed, and begins anew in {PAUSE_SECONDS:g} s"
    assert [told, told] == [each.getMessage().splitlines()[0] for each in caplog.records]
    assert {LookupError} == {each.exc_info[0] for each in caplog.records if each.exc_info}


def test_what_comes_to_its_end_is_not_begun_anew():
    """Who closes waits for that."""
    work = Work(failures=0, ends=True)

    async def play() -> bool:
        async with Ongoing(work.go_on) as ongoing:
            return await ongoing.is_done_by(asyncio.get_running_loop().time() + 60)

    assert run_jumping(play())
    assert 1 == len(work.begun)


def test_who_fails_in_the_pause_is_stopped_with_the_block():
    """Nobody waits for the next beginning."""
    work = Work(failures=9)

    async def play() -> float:
        loop = asyncio.get_running_loop()
        async with Ongoing(work.go_on):
            await asyncio.sleep(1)
        return loop.time()

    ended = run_jumping(play())
    assert 1 == len(work.begun)
    assert PAUSE_SECONDS > ended - work.begun[0]
