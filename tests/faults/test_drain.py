"""A gateway that is told to stop under load: nobody is cut off, and nothing is lost."""

import asyncio
import json
import signal
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from faults.ground import write
from faults.running import Heard, Running, running
from house import KEY_HEADERS
from kiro_py.exchange.pending import Pending
from kiro_py.simulator.server import Simulator

STREAMS = 120
PACE = 20.0
SOME_SECONDS = "write 80 words"
MANY_SECONDS = "write 2000 words"


def rows(directory: Path) -> list[tuple[Any, ...]]:
    """Return the status and the outcome of each request that was written down."""
    file = sqlite3.connect(directory / "kiro-py.db")
    try:
        return file.execute("SELECT request_id, status, outcome FROM requests").fetchall()
    finally:
        file.close()


async def begun(kiro: Simulator, count: int) -> None:
    """Wait until Kiro answers so many requests."""
    async with asyncio.timeout(60), aiohttp.ClientSession(kiro.url) as session:
        is_begun = False
        while not is_begun:
            async with session.get("/_simulator/state") as response:
                is_begun = (await response.json())["openCalls"] >= count


async def ready(gateway: Running) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession(gateway.url) as client,
        client.get("/readyz") as response,
    ):
        return response.status, await response.json()


def saved(kiro: Simulator, path: Path) -> bool:
    """Tell whether the newest refresh token is in the file."""
    newest = kiro.accounts.credential("social")["refreshToken"]
    return newest == json.loads(path.read_text())[0]["refreshToken"]


async def everybody(
    kiro: Simulator, gateway: Running, prompt: str, heard: Heard, *signals: signal.Signals
) -> int:
    """Have all clients ask, tell the gateway to stop once all are answered, and return its code."""
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        aiohttp.ClientSession(gateway.url, connector=connector) as client,
        asyncio.TaskGroup() as clients,
    ):
        for number in range(STREAMS):
            clients.create_task(heard.ask(client, f"{prompt} about {number}"))
        await begun(kiro, STREAMS)
        for each in signals:
            gateway.send(each)
            if len(signals) > 1:
                await until_not_ready(gateway)
        return await gateway.ended()


async def until_not_ready(gateway: Running) -> None:
    """Wait until it takes nobody any more."""
    async with asyncio.timeout(30):
        while True:
            try:
                await ready(gateway)
            except aiohttp.ClientConnectorError:
                return


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_streams_come_to_their_end(tmp_path: Path, workers: str):
    """As long as `drainSeconds` has not passed none is cut, and each is written down."""
    path, heard = tmp_path / "credentials.json", Heard()
    async with Simulator(pace=PACE) as kiro:
        write(path, kiro.accounts.credential("social", is_fresh=False))
        async with running(tmp_path, kiro.url, "--workers", workers) as gateway:
            assert 0 == await everybody(kiro, gateway, SOME_SECONDS, heard, signal.SIGTERM)
        assert ((STREAMS, 0, 0), []) == (heard.told, heard.cut[:1])
        assert sorted(heard.complete) == sorted(number for number, *_ in rows(tmp_path))
        assert {(200, "end_turn")} == {(status, how) for _, status, how in rows(tmp_path)}
        assert saved(kiro, path)


async def test_what_lasts_too_long_ends_with_an_error(tmp_path: Path):
    """When time is up each client is told so, in the shape of a busy service."""
    path, heard = tmp_path / "credentials.json", Heard()
    async with Simulator(pace=PACE) as kiro:
        write(path, kiro.accounts.credential("social", is_fresh=False))
        async with running(tmp_path, kiro.url, drain_seconds=1) as gateway:
            assert 0 == await everybody(kiro, gateway, MANY_SECONDS, heard, signal.SIGTERM)
        assert ((0, STREAMS, 0), []) == (heard.told, heard.cut[:1])
        assert {(200, "overloaded_error")} == set(heard.errors)
        assert STREAMS == len(rows(tmp_path))
        assert {(529, "overloaded_error")} == {(status, how) for _, status, how in rows(tmp_path)}
        assert saved(kiro, path)


async def test_a_second_signal_ends_them_at_once(tmp_path: Path):
    """Also then with an error, and with everything written down."""
    path, heard = tmp_path / "credentials.json", Heard()
    async with Simulator(pace=PACE) as kiro:
        write(path, kiro.accounts.credential("social", is_fresh=False))
        async with running(tmp_path, kiro.url, drain_seconds=600) as gateway:
            twice = (signal.SIGTERM, signal.SIGTERM)
            assert 0 == await everybody(kiro, gateway, MANY_SECONDS, heard, *twice)
        assert ((0, STREAMS, 0), []) == (heard.told, heard.cut[:1])
        assert STREAMS == len(rows(tmp_path))


async def test_it_says_that_it_is_about_to_go(tmp_path: Path):
    """For `drainDelaySeconds` it serves whoever comes all the same, and keeps no connection."""
    async with Simulator() as kiro:
        write(tmp_path / "credentials.json", kiro.accounts.credential("social"))
        async with (
            running(tmp_path, kiro.url, drain_delay_seconds=600) as gateway,
            aiohttp.ClientSession(gateway.url, headers=KEY_HEADERS) as client,
        ):
            async with client.get("/v1/models") as response:
                assert (200, None) == (response.status, response.headers.get("connection"))
            assert (200, {"status": "ready"}) == await ready(gateway)
            gateway.send(signal.SIGTERM)
            async with Pending(not_ready(gateway)) as told:
                assert await told.is_done_by(asyncio.get_running_loop().time() + 10)
            async with client.get("/v1/models") as response:
                assert (200, "close") == (response.status, response.headers["connection"])
            gateway.send(signal.SIGTERM)
            assert 0 == await gateway.ended()


async def not_ready(gateway: Running) -> None:
    """Wait until it says so."""
    while (await ready(gateway))[0] == 200:
        pass
    assert (503, {"status": "not ready", "reason": "shutting down"}) == await ready(gateway)
