"""Clients that leave."""

import asyncio
from typing import cast

import pytest
from litestar.types import Receive

from jumping_loop import run_jumping
from kiro_py.public.leaving import until_client_leaves


def client(*, leaves_at: float) -> Receive:
    """Return a `receive` that first brings noise, then says that the client has gone."""

    async def receive() -> dict[str, object]:
        now = asyncio.get_running_loop().time()
        if now < leaves_at / 2:
            await asyncio.sleep(leaves_at / 2 - now)
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(leaves_at - now)
        return {"type": "http.disconnect"}

    return cast("Receive", receive)


def test_work_for_a_client_that_stays_is_finished():
    """The block runs to its end."""

    async def main() -> list[str]:
        steps: list[str] = []
        async with until_client_leaves(client(leaves_at=100)):
            await asyncio.sleep(10)
            steps.append("finished")
        steps.append(str(asyncio.get_running_loop().time()))
        return steps

    assert ["finished", "10.0"] == run_jumping(main())


def test_work_for_a_client_that_leaves_is_ended():
    """The block is cancelled at once, cleans up, and what follows it goes on."""

    async def main() -> list[str]:
        steps: list[str] = []
        async with until_client_leaves(client(leaves_at=10)):
            try:
                await asyncio.sleep(100)
                steps.append("finished")
            finally:
                steps.append(f"left at {asyncio.get_running_loop().time()}")
        steps.append("went on")
        return steps

    assert ["left at 10.0", "went on"] == run_jumping(main())


def test_a_timeout_of_the_work_itself_is_raised():
    """Only the client's leaving is quiet."""

    async def main() -> None:
        async with until_client_leaves(client(leaves_at=100)):
            raise TimeoutError("the work's own")

    with pytest.raises(TimeoutError, match="own"):
        run_jumping(main())
