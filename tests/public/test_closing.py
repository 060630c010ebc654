"""How the gateway closes."""

import asyncio

import pytest

from jumping_loop import run_jumping
from kiro_py.errors import RequestRefused
from kiro_py.public.closing import ClosingTime


def test_the_door_is_open_until_it_is_shut():
    """An announcement turns nobody away."""
    subject = ClosingTime()
    subject.announce()
    subject.admit()
    assert (True, False) == (subject.is_announced, subject.is_shut)

    subject.shut()
    with pytest.raises(RequestRefused, match="shutting down") as refused:
        subject.admit()
    assert (529, "overloaded_error") == (refused.value.status, refused.value.error_type)
    assert (True, 1) == (refused.value.should_retry, refused.value.retry_after_seconds)


def test_what_runs_goes_on_until_time_is_up():
    """It is cancelled then, cleans up, and ends with the refusal."""

    async def main() -> list[object]:
        subject, steps = ClosingTime(), list[object]()

        async def work() -> None:
            try:
                async with subject.open_hours():
                    try:
                        await asyncio.sleep(100)
                    finally:
                        steps.append(asyncio.get_running_loop().time())
            except RequestRefused as refused:
                steps.append(refused.status)

        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            await asyncio.sleep(10)
            subject.shut()
            await asyncio.sleep(10)
            subject.end()
            subject.end()
        return steps

    assert [20.0, 529] == run_jumping(main())


def test_what_is_done_in_time_is_done():
    """Its end is its own, even if it is a timeout."""

    async def main() -> str:
        subject = ClosingTime()
        async with subject.open_hours():
            await asyncio.sleep(1)
        with pytest.raises(TimeoutError, match="the work's own"):
            async with subject.open_hours():
                raise TimeoutError("the work's own")
        subject.end()
        return "done"

    assert "done" == run_jumping(main())


def test_nothing_begins_when_time_is_up():
    """Whoever was let in at the last moment is told at once."""

    async def main() -> float:
        subject = ClosingTime()
        subject.end()
        with pytest.raises(RequestRefused):
            async with subject.open_hours():
                await asyncio.sleep(100)
        return asyncio.get_running_loop().time()

    assert 0.0 == run_jumping(main())
