"""The machine's clocks."""

import asyncio
import time

from kiro_py.adapters.system_clock import SystemClock


def test_now_is_the_wall_clock():
    """Tokens end by it."""
    before = time.time()  # noqa: TID251 -- what the clock is compared with
    assert before <= SystemClock().now() <= before + 60


async def test_monotonic_is_the_loop_s():
    """Waits and their ends are measured with one ruler."""
    assert asyncio.get_running_loop().time() <= SystemClock().monotonic()
