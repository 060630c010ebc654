"""A gateway as a process of its own, as its owner starts it."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from faults.ground import question
from house import API_KEY, KEY_HEADERS
from kiro_py.exchange.pending import Pending

START_SECONDS = 90.0
ADMIN_KEY = "admin-key-for-tests"


@dataclass
class Running:
    """The process, seen from here; `said` are the lines that it has written."""

    process: Process
    url: str
    said: list[str] = field(default_factory=list[str])

    @property
    def children(self) -> list[int]:
        """The ids of its workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(word) for word in path.read_text().split()]

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    async def ended(self, seconds: float = 60.0) -> int:
        """Return how it ends, which must be in so many seconds."""
        async with asyncio.timeout(seconds):
            return await self.process.wait()

    async def hear(self, words: str, seconds: float = START_SECONDS) -> str:
        """Wait until it has said this, and return the line."""
        async with asyncio.timeout(seconds):
            while True:
                for line in self.said:
                    if words in line:
                        return line
                assert self.process.returncode is None, f"it ended with: {self.said[-5:]}"
                await asyncio.sleep(0.02)


@asynccontextmanager
async def running(
    directory: Path, kiro_url: str, *options: str, waits: bool = True, **settings: object
) -> AsyncGenerator[Running]:
    """Run `kiro-py serve` in `directory` until the end of the block, and enter when it serves.

    `settings` are named as in the environment, without the prefix and in lower case; `{port}` is
    where it listens.
    """
    port = free_port()
    environ = {
        f"KIRO_PY_{name.upper()}": str(value).replace("{port}", str(port))
        for name, value in settings.items()
    }
    for plane in ("API", "MANAGEMENT", "AUTH", "OIDC"):
        environ.setdefault(f"KIRO_PY_UPSTREAM_{plane}", kiro_url)
    environ |= {"PATH": os.defpath, "KIRO_PY_API_KEY": API_KEY, "KIRO_PY_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiro_py", "serve", *options),
        cwd=directory,
        env=environ,
        stderr=PIPE,
    )
    subject = Running(process, f"http://127.0.0.1:{port}")
    try:
        async with Pending(_listen(subject)):
            if waits:
                await subject.hear("serves http")
            yield subject
            if process.returncode is None:
                process.terminate()
                await subject.ended()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _listen(subject: Running) -> None:
    assert subject.process.stderr is not None
    while line := await subject.process.stderr.readline():
        subject.said.append(line.decode())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@dataclass
class Heard:
    """How a client's streams ended: complete, with an honest error, or cut."""

    complete: list[str] = field(default_factory=list[str])
    errors: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    cut: list[str] = field(default_factory=list[str])
    refused: int = 0

    @property
    def told(self) -> tuple[int, int, int]:
        """How many were complete, ended with an error, and were cut."""
        return len(self.complete), len(self.errors), len(self.cut)

    async def ask(self, client: aiohttp.ClientSession, prompt: str) -> None:
        """Ask for a stream, and remember how it ended."""
        body = question(prompt) | {"stream": True, "max_tokens": 4000}
        text, number = "", ""
        try:
            async with client.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
                number = response.headers["request-id"]
                async for piece in response.content.iter_any():
                    text += piece.decode()
                self._end(response.status, number, text)
        except aiohttp.ClientConnectorError:
            self.refused += 1
        except (aiohttp.ClientError, ConnectionError) as broken:
            self.cut.append(f"{number} {broken!r} {text[-200:]}")

    def _end(self, status: int, number: str, text: str) -> None:
        if status != 200:
            self.errors.append((status, json.loads(text)["error"]["type"]))
        elif "event: message_stop" in text:
            self.complete.append(number)
        elif "event: error" in text:
            told = text.rpartition("data: ")[2]
            self.errors.append((status, json.loads(told)["error"]["type"]))
        else:
            self.cut.append(f"{number} {text[-200:]}")
