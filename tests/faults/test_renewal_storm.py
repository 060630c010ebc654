"""Everybody comes at once, and the token has ended."""

import asyncio
import json
from pathlib import Path

import pytest

from faults.ground import GENERATE, Client, called, gateway_on
from kiro_py.exchange.pending import Pending
from kiro_py.simulator.faults.effects import Silence
from kiro_py.simulator.server import Simulator

CLIENTS = 50
REFRESH = {
    "social": "RefreshToken",
    "builder-id": "CreateToken",
    "idc": "CreateToken",
    "external-idp": "RenewExternalToken",
}


async def everybody(client: Client) -> list[str]:
    """Return what fifty clients hear, half of them as a stream."""

    async def streamed(number: int) -> str:
        events = await client.stream(f"say: {number}")
        assert "message_stop" == events[-1]["type"]
        return "".join(
            event["delta"]["text"] for event in events if event["type"] == "content_block_delta"
        )

    async def whole(number: int) -> str:
        return (await client.ask(f"say: {number}")).text

    asked = (whole(each) if each % 2 else streamed(each) for each in range(CLIENTS))
    return await asyncio.gather(*asked)


EVERYTHING = [str(number) for number in range(CLIENTS)]


@pytest.mark.parametrize("account", REFRESH)
async def test_an_expired_token_is_renewed_once(tmp_path: Path, account: str):
    """Fifty requests at once cost one renewal, and each of them gets its own whole answer."""
    path = tmp_path / "credentials.json"
    async with Simulator() as kiro:
        kiro.faults.add(Silence(at="before-headers", seconds=0.3), operation=REFRESH[account])
        entry = kiro.accounts.credential(account, is_fresh=False)
        async with gateway_on(kiro.url, path) as client:
            await client.store.add([entry])
            assert EVERYTHING == await everybody(client)

        assert (1, 0) == (kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice)
        assert [200] * CLIENTS == [call.status for call in kiro.calls.of(GENERATE)]
        newest = kiro.accounts.credential(account)["refreshToken"]
        assert newest == json.loads(path.read_text())[0]["refreshToken"]


async def test_a_token_that_is_refused_is_renewed_once(tmp_path: Path):
    """The service may end a token early: fifty refusals cost one renewal as well."""
    async with Simulator() as kiro:
        entry = kiro.accounts.credential("social")
        async with gateway_on(kiro.url, tmp_path / "credentials.json", entry) as client:
            kiro.accounts.expire_access("social")
            assert EVERYTHING == await everybody(client)

        assert (1, 0) == (kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice)


async def test_clients_that_leave_cost_no_token(tmp_path: Path):
    """A renewal that everybody has left goes on, and serves whoever comes next."""
    async with Simulator() as kiro:
        kiro.faults.add(Silence(at="before-headers", seconds=1), operation="RefreshToken")
        entry = kiro.accounts.credential("social", is_fresh=False)
        async with gateway_on(kiro.url, tmp_path / "credentials.json") as client:
            await client.store.add([entry])
            async with Pending(everybody(client)):
                await called(kiro, "RefreshToken")
            assert "here" == (await client.ask("say: here")).text

        assert 1 == len(kiro.calls.of("RefreshToken")), "the first one was not cut"
