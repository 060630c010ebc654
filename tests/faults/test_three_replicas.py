"""Three replicas on a real PostgreSQL, of which one dies every few seconds.

A quick run by default; `KIRO_PY_SOAK=1` is several hundred streams for two minutes.
"""

import asyncio
import os
import random
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from faults.fleet import (
    LIMITED,
    MARK,
    REPLICAS,
    Crowd,
    Fleet,
    accounts,
    furnish,
    most_at_once,
    most_in_a_minute,
)
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings
from postgres import Cluster


@dataclass(frozen=True)
class Size:
    """How much of it."""

    accounts: int
    clients: int
    limited: int
    pace: float
    seconds: float
    kill_every: float


SIZE = (
    Size(accounts=24, clients=320, limited=24, pace=12.0, seconds=120.0, kill_every=5.0)
    if os.environ.get("KIRO_PY_SOAK")  # noqa: TID251 -- a test switch
    else Size(accounts=6, clients=12, limited=8, pace=12.0, seconds=20.0, kill_every=5.0)
)
RESTARTS = 2
TOKENS_LIVE_SECONDS = 90.0
"""They are to be renewed half a minute after they were made."""


async def storm(fleet: Fleet, cluster: Cluster, chance: random.Random) -> None:
    """Kill a replica every few seconds, and restart the database twice."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    restarts = [began + SIZE.seconds * part for part in (0.35, 0.7)][:RESTARTS]
    while loop.time() < began + SIZE.seconds:
        await asyncio.sleep(SIZE.kill_every)
        fleet.kill_one(chance)
        if restarts and loop.time() > restarts[0]:
            restarts.pop(0)
            await asyncio.to_thread(cluster.restart)


async def heard(fleet: Fleet, crowd: Crowd) -> list[float]:
    """Let one replica meet an account that is suspended; return when the others know it.

    That is how many seconds after the one that was asked, though nobody asks them.
    """
    loop = asyncio.get_running_loop()
    asked, *others = fleet.urls
    async with asyncio.timeout(60):
        while not await has_suspended(asked):
            await crowd.ask_once(asked)
        known_at, seen = loop.time(), dict[str, float]()
        while len(seen) < len(others):
            for url in others:
                if url not in seen and await has_suspended(url):
                    seen[url] = loop.time() - known_at
            await asyncio.sleep(0.01)
    return list(seen.values())


async def has_suspended(url: str) -> bool:
    """Whether a replica knows of an account that is suspended."""
    async with aiohttp.ClientSession() as client, client.get(f"{url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    (line,) = (each for each in lines if each.startswith('kiro_py_credentials{state="suspended"'))
    return float(line.split()[-1]) == 1


async def test_replicas_die_and_nothing_is_lost_or_spent_twice(
    tmp_path: Path, cluster: Cluster, postgres_url: str
):
    """Every request ends whole or honestly, limits hold, and all agree how credentials stand."""
    chance = random.Random(6)
    told = Settings(token_lifetime_seconds=TOKENS_LIVE_SECONDS, max_recorded_calls=1_000_000)
    async with Simulator(accounts=accounts(SIZE.accounts), pace=SIZE.pace, settings=told) as kiro:
        await furnish(postgres_url, kiro)
        fleet = Fleet(tmp_path, kiro.url, postgres_url)
        crowd = Crowd(fleet, chance)
        async with fleet.afloat():
            async with crowd.asking(SIZE.clients, SIZE.limited):
                await storm(fleet, cluster, chance)
            calls = [
                call for call in kiro.calls.of("GenerateAssistantResponse") if is_limited(call)
            ]
            await fleet.gathered()
            kiro.accounts.suspend("account-1")
            delays = await heard(fleet, crowd)
        report = (
            f"{dict(crowd.endings)}; {fleet.kills} killed; {kiro.accounts.refreshes} renewals, "
            f"{kiro.accounts.refresh_tokens_spent_twice} twice; limited: "
            f"{most_in_a_minute(calls)} a minute, {most_at_once(calls)} at once; "
            f"others knew after {[round(each, 3) for each in delays]} s; "
            f"{crowd.errors.most_common(8)}"
        )
        print(report)  # noqa: T201 -- the figures of the run
        assert [] == crowd.lies, report
        assert crowd.endings["complete"] > crowd.endings["cut"], report
        assert 0 == kiro.accounts.refresh_tokens_spent_twice, report
        assert kiro.accounts.refreshes >= SIZE.accounts, report
        assert max(delays) < 1.0, report
        rate, parallel = LIMITED.requests_per_minute or 0, LIMITED.parallel_requests or 0
        assert most_in_a_minute(calls) <= overshot(rate), report
        assert most_at_once(calls) <= overshot(parallel), report


def overshot(limit: int) -> int:
    """Return what all let in together at most: each silence of the ledger is worth a share."""
    return limit + RESTARTS * (limit + REPLICAS - 1)


def is_limited(call: Call) -> bool:
    return MARK in str(call.body)
