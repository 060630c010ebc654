"""Waiting a while at a time."""

import asyncio

import pytest

from jumping_loop import run_jumping
from kiro_py.exchange.pending import Pending


def test_waiting_in_steps_loses_nothing():
    """A result that takes longer than one wait is there for a later one."""

    async def slow() -> str:
        await asyncio.sleep(10)
        return "done"

    async def main() -> str:
        async with Pending(slow()) as pending:
            assert not await pending.is_done_by(3)
            assert not await pending.is_done_by(6)
            assert await pending.is_done_by(20)
            assert 10 == asyncio.get_running_loop().time()
            return pending.result()

    assert "done" == run_jumping(main())


def test_a_failure_is_raised_as_it_is():
    """What the coroutine raises is not wrapped."""

    async def fail() -> None:
        raise LookupError("gone")

    async def main() -> None:
        async with Pending(fail()) as pending:
            assert await pending.is_done_by(1)
            pending.result()

    with pytest.raises(LookupError, match="gone"):
        run_jumping(main())


def test_leaving_ends_the_work():
    """Nothing goes on behind the block's back, and its clean-up has run."""
    steps: list[str] = []

    async def endless() -> None:
        try:
            await asyncio.sleep(1e9)
        finally:
            await asyncio.sleep(1)
            steps.append("cleaned up")

    async def main() -> None:
        async with Pending(endless()) as pending:
            await pending.is_done_by(1)
        steps.append("left")

    run_jumping(main())

    assert ["cleaned up", "left"] == steps
