"""A set-up on the simulator, and the command as its owner runs it."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiro_py.cli.app import app
from kiro_py.simulator.server import Simulator

PATIENCE_SECONDS = 60
GATEWAY_KEY = "sk-doctor-gateway-key"
DEAD = "http://127.0.0.1:1"
"""Where nobody listens."""

WITHOUT_PRIVILEGES = """
import ctypes, os, sys
for capability in (1, 2):  # of root, who may otherwise read and write everything
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@dataclass
class Scene:
    """Files in a directory; `config` and `entries` are written before the command runs.

    `texts` are written in their place.  With a `launcher` it runs in a process of its own.
    """

    directory: Path
    kiro: Simulator
    capsys: pytest.CaptureFixture[str]
    entries: list[dict[str, Any]]
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    options: tuple[str, ...] = ()
    launcher: tuple[str, ...] = ()
    credentials_at: str = "credentials.json"
    mode: int = 0o600
    directory_mode: int = 0o700

    def __post_init__(self) -> None:
        planes = ("api", "management", "auth", "oidc")
        self.config = {
            "apiKey": GATEWAY_KEY,
            "port": free_port(),
            "upstream": dict.fromkeys(planes, self.kiro.url),
        }

    @property
    def credentials(self) -> Path:
        return self.directory / "credentials.json"

    async def run(self, *options: str) -> tuple[int, str]:
        """Return the exit code and everything that was printed."""
        self._write("config.json", self.config)
        self._write("credentials.json", self.entries)
        self.directory.chmod(self.directory_mode)
        places = {
            "--config": self.directory / "config.json",
            "--credentials": self.directory / self.credentials_at,
        }
        words = [word for place in places.items() for word in map(str, place)]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._ended(["doctor", *words, *self.options, *options])
        finally:
            self.directory.chmod(0o700)

    async def _ended(self, words: list[str]) -> tuple[int, str]:
        if not self.launcher:
            code = await asyncio.to_thread(app, words)
            said, complained = self.capsys.readouterr()
            return code, said + complained
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, *self.launcher, "-m", "kiro_py", *words),
            env={"PATH": os.defpath},
            stdout=PIPE,
            stderr=PIPE,
        )
        output, errors = await running.communicate()
        assert running.returncode is not None
        return running.returncode, (output + errors).decode()

    async def findings(self) -> tuple[int, list[dict[str, str]]]:
        """Return the exit code and what was found."""
        code, said = await self.run("--json")
        return code, json.loads(said)["findings"]

    def _write(self, name: str, content: object) -> None:
        path = self.directory / name
        path.write_text(self.texts.get(name) or json.dumps(content))
        path.chmod(self.mode)
