"""The corpus on the whole way: a client, the gateway, a Kiro as strict as the real one."""

import asyncio

import aiohttp

from corpus.case import Case
from corpus.corpus import CORPUS
from corpus.nothing_lost import losses
from house import KEY_HEADERS, api_key, running_gateway
from kiro_py.simulator.server import Simulator

SAMPLE = CORPUS[::6]
GENERATE = "GenerateAssistantResponse"


async def test_a_sample_is_answered():
    """Each request gets an answer, and the last that Kiro saw of it is the whole request."""
    async with Simulator() as kiro:
        key = str(kiro.accounts.credential("api-key")["kiroApiKey"])
        async with (
            running_gateway(kiro.url, api_key(key)) as url,
            aiohttp.ClientSession(url) as client,
            asyncio.timeout(120),
        ):
            found = [await _lost(case, kiro, client) for case in SAMPLE]
    assert [] == [what for what in found if what]


async def _lost(case: Case, kiro: Simulator, client: aiohttp.ClientSession) -> str:
    """Return what went wrong, or nothing."""
    async with client.post("/v1/messages", json=case.body, headers=KEY_HEADERS) as response:
        text = await response.text()
    if response.status != 200:
        return f"{case.name}: {text}"
    arrived = kiro.calls.of(GENERATE)[-1].body
    return "; ".join(f"{case.name}: {lost}" for lost in losses(case.body, arrived))
