"""Deadlines that cost nothing while they are kept."""

import asyncio
from math import inf

import pytest

from jumping_loop import run_jumping
from kiro_py.exchange.alarm import Alarm


def now() -> float:
    return asyncio.get_running_loop().time()


def test_a_wait_that_is_short_enough_is_left_alone():
    """Nothing rings before its time, wait after wait."""

    async def main() -> float:
        alarm = Alarm()
        for _ in range(100):
            with alarm.at(now() + 5):
                await asyncio.sleep(4)
        alarm.close()
        return now()

    assert 400 == run_jumping(main())


def test_a_wait_that_is_too_long_is_ended():
    """`TimeoutError` comes at the very second, and the task can go on."""

    async def main() -> list[float]:
        alarm, rang = Alarm(), list[float]()
        for _ in range(3):
            try:
                with alarm.at(now() + 5):
                    await asyncio.sleep(60)
            except TimeoutError:
                rang.append(now())
        alarm.close()
        await asyncio.sleep(1)
        return rang

    assert [5, 10, 15] == run_jumping(main())


def test_an_earlier_deadline_is_heeded():
    """A wait may be shorter than the one before it."""

    async def main() -> float:
        alarm = Alarm()
        with alarm.at(now() + 100):
            await asyncio.sleep(1)
        with pytest.raises(TimeoutError), alarm.at(now() + 2):
            await asyncio.sleep(60)
        alarm.close()
        return now()

    assert 3 == run_jumping(main())


def test_time_between_waits_does_not_ring():
    """A deadline that passes while nobody waits ends nothing, and the next wait has its own."""

    async def main() -> float:
        alarm = Alarm()
        with alarm.at(now() + 5):
            await asyncio.sleep(1)
        await asyncio.sleep(50)
        with pytest.raises(TimeoutError), alarm.at(now() + 5):
            await asyncio.sleep(60)
        alarm.close()
        return now()

    assert 56 == run_jumping(main())


def test_no_deadline_is_no_deadline():
    """Infinity never comes."""

    async def main() -> float:
        alarm = Alarm()
        with alarm.at(inf):
            await asyncio.sleep(1e6)
        return now()

    assert 1e6 == run_jumping(main())


def test_a_failure_of_its_own_passes():
    """What the wait raises is not touched."""

    async def main() -> None:
        with Alarm().at(now() + 5):
            raise LookupError("gone")

    with pytest.raises(LookupError):
        run_jumping(main())


def test_somebody_else_s_cancellation_passes():
    """A task that is cancelled while an alarm is set is cancelled, not timed out."""

    async def waiting() -> None:
        with Alarm().at(now() + 50):
            await asyncio.sleep(60)

    async def main() -> bool:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(waiting())
            await asyncio.sleep(5)
            task.cancel()
        return task.cancelled()

    assert run_jumping(main())


def test_a_cancellation_at_the_same_moment_wins():
    """When the alarm rings and somebody cancels at once, the task is cancelled."""

    async def waiting() -> None:
        with Alarm().at(5):
            await asyncio.sleep(60)

    async def main() -> bool:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(waiting())
            asyncio.get_running_loop().call_at(5, task.cancel)
            await asyncio.sleep(6)
        return task.cancelled()

    assert run_jumping(main())
