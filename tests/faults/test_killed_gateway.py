"""A gateway that is killed under load: what is used is written down up to the last second."""

import asyncio
import json
import os
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from faults.ground import question, write
from house import API_KEY, KEY_HEADERS
from kiro_py.simulator.server import Simulator

CLIENTS = 8
ANSWERS = 300
"""After how many answers it is killed."""

LOST_SECONDS = 1.0
SUMMED = "SELECT sum(requests), sum(input_tokens), sum(output_tokens) FROM {}"


@dataclass
class Load:
    """Clients that ask without a pause, and when each of their answers was whole."""

    url: str
    answered: dict[str, float] = field(default_factory=dict[str, float])
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self) -> None:
        """Ask until nobody answers any more."""
        async with aiohttp.ClientSession(self.url, headers=KEY_HEADERS) as session:
            with suppress(aiohttp.ClientError, ConnectionError):
                while True:
                    body = question("say: hello there") | {"stream": True}
                    async with session.post("/v1/messages", json=body) as response:
                        text = await response.text()
                    assert "message_stop" in text, text
                    number = response.headers["request-id"]
                    self.answered[number] = asyncio.get_running_loop().time()
                    if len(self.answered) >= ANSWERS:
                        self.enough.set()


@asynccontextmanager
async def process(directory: Path, kiro_url: str, port: int) -> AsyncGenerator[Process]:
    """Run `kiro-py` in `directory` until it is killed, and enter when it serves."""
    environment = {
        f"KIRO_PY_UPSTREAM_{plane}": kiro_url for plane in ("API", "MANAGEMENT", "AUTH", "OIDC")
    }
    environment |= {"PATH": os.defpath, "KIRO_PY_API_KEY": API_KEY, "KIRO_PY_PORT": str(port)}
    gateway = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiro_py", "--log-level", "error"),
        cwd=directory,
        env=environment,
        stderr=PIPE,
    )
    try:
        assert gateway.stderr is not None
        async with asyncio.timeout(60):
            while b"serves http" not in (line := await gateway.stderr.readline()):
                assert line, "it ended before it served"
        yield gateway
    finally:
        if gateway.returncode is None:
            gateway.kill()
        await gateway.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def one(file: sqlite3.Connection, question: str) -> tuple[Any, ...]:
    return file.execute(question).fetchone()


async def test_a_kill_under_load_costs_the_last_second(tmp_path: Path):
    """What was answered before it is a row, rows are sums, the file is whole, no token is lost."""
    async with Simulator() as kiro:
        path, port = tmp_path / "credentials.json", free_port()
        write(path, kiro.accounts.credential("social", is_fresh=False))
        load = Load(f"http://127.0.0.1:{port}")
        async with process(tmp_path, kiro.url, port) as gateway, asyncio.TaskGroup() as clients:
            for _ in range(CLIENTS):
                clients.create_task(load.ask())
            async with asyncio.timeout(60):
                await load.enough.wait()
            gateway.kill()
            killed_at = asyncio.get_running_loop().time()

        file = sqlite3.connect(tmp_path / "kiro-py.db")
        rows = {number for (number,) in file.execute("SELECT request_id FROM requests")}
        lost = [at for number, at in load.answered.items() if number not in rows]
        assert min(load.answered.values()) < killed_at - LOST_SECONDS
        assert [] == [at for at in lost if at < killed_at - LOST_SECONDS]
        assert len(rows) >= len(load.answered) - len(lost) > 0
        truth = one(file, "SELECT count(*), sum(input_tokens), sum(output_tokens) FROM requests")
        assert truth == one(file, SUMMED.format("usage_hours"))
        assert truth == one(file, SUMMED.format("usage_days"))
        assert ("ok",) == one(file, "PRAGMA integrity_check")
        file.close()

        (kept,) = json.loads(path.read_text())
        assert kiro.accounts.credential("social")["refreshToken"] == kept["refreshToken"]
