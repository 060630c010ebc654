"""Several gateways on one credentials file."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from faults.ground import called, write
from faults.orders import Servant, servant
from kiro_py.exchange.pending import Pending
from kiro_py.simulator.faults.effects import Drop, Silence
from kiro_py.simulator.server import Simulator

EXPIRIES = 20
LIFETIME_SECONDS = 3_600.0


async def gateways(stack: AsyncExitStack, path: Path, url: str, count: int) -> list[Servant]:
    opening = (
        stack.enter_async_context(servant("faults.renewing", path, url)) for _ in range(count)
    )
    return [await each for each in opening]


def newest(kiro: Simulator) -> str:
    return kiro.accounts.credential("social")["refreshToken"]


@pytest.mark.parametrize("count", [2, 5])
async def test_an_expired_token_is_renewed_by_one_of_them(tmp_path: Path, count: int):
    """All are asked at once, expiry after expiry: one renews, and the others take that over."""
    path = tmp_path / "credentials.json"
    async with Simulator() as kiro, AsyncExitStack() as stack:
        write(path, kiro.accounts.credential("social", is_fresh=False))
        everybody = await gateways(stack, path, kiro.url, count)
        for expiry in range(EXPIRIES):
            ahead = str(expiry * LIFETIME_SECONDS)
            held = await asyncio.gather(*(each.obey(ahead) for each in everybody))
            assert [newest(kiro)] * count == held
            assert expiry + 1 == kiro.accounts.refreshes
            kiro.clock.advance(LIFETIME_SECONDS)

        assert 0 == kiro.accounts.refresh_tokens_spent_twice
        assert newest(kiro) == json.loads(path.read_text())[0]["refreshToken"]


async def test_one_that_dies_at_it_is_replaced(tmp_path: Path):
    """A process that is killed while it renews keeps nobody else from it."""
    path = tmp_path / "credentials.json"
    async with Simulator() as kiro, AsyncExitStack() as stack:
        write(path, kiro.accounts.credential("social", is_fresh=False))
        kiro.faults.add(Silence(at="before-headers"), operation="RefreshToken")
        first, second = await gateways(stack, path, kiro.url, 2)
        async with Pending(first.obey("0")):
            await called(kiro, "RefreshToken")
            async with Pending(second.obey("0")) as waiting:
                first.process.kill()
                await waiting.is_done_by(asyncio.get_running_loop().time() + 30)
                assert newest(kiro) == waiting.result()

        assert (1, 0) == (kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice)


async def test_a_renewal_whose_answer_is_lost_is_not_tried_by_all(tmp_path: Path):
    """When the token is spent and nobody knows the next one, each finds that out once at most."""
    path = tmp_path / "credentials.json"
    async with Simulator() as kiro, AsyncExitStack() as stack:
        write(path, kiro.accounts.credential("social", is_fresh=False))
        kiro.faults.add(Drop(is_carried_out=True), operation="RefreshToken")
        everybody = await gateways(stack, path, kiro.url, 3)
        for ahead in ("0", "100", "200"):
            await asyncio.gather(*(each.obey(ahead) for each in everybody))

        assert 1 == kiro.accounts.refreshes
        assert len(everybody) >= kiro.accounts.refresh_tokens_spent_twice
