"""A gateway on a simulated Kiro, and clients that are processes of their own."""

import asyncio
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from house import API_KEY, api_key, running_gateway
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings
from kiro_py.wire.json import JsonObject
from streams.pieces import tail, text

HERE: Final = Path(__file__).parent
STREAMS: Final = HERE.parent / "streams"
NEWEST_PYTHON: Final = Path(sys.executable)
OLDER_PYTHON: Final = HERE.parents[1] / ".venv-clients/bin/python"
PACKAGES: Final = HERE / "node_modules"
CLAUDE: Final = PACKAGES / "@anthropic-ai/claude-code/bin/claude.exe"

PATIENCE_SECONDS: Final = 120
"""How long a client may take on a busy machine; what it takes is a second or two."""


def _is_whole(transcript: Path) -> bool:
    return "event: message_stop" in transcript.read_text(encoding="utf-8")


WHOLE: Final = sorted(path.stem for path in STREAMS.glob("*.sse") if _is_whole(path))
BROKEN: Final = sorted(path.stem for path in STREAMS.glob("*.sse") if not _is_whole(path))
OUTCOMES: Final = dict.fromkeys(WHOLE, "same") | dict.fromkeys(BROKEN, "broken")
"""What must come of a recording that is heard whole and streamed."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the gateway is, and the Kiro behind it."""

    url: str
    kiro: Simulator

    @property
    def rules_broken(self) -> list[str]:
        """The rules of Kiro that the gateway has broken so far."""
        return [call.rule for call in self.kiro.calls if call.rule is not None]


@asynccontextmanager
async def staged() -> AsyncGenerator[Stage]:
    """Run a gateway on a strict Kiro, which also plays the recordings."""
    async with Simulator(settings=Settings(streams=STREAMS)) as kiro:
        kiro.world.recordings.add("a_city_in_json", text('{"city": ', '"Paris"}') + tail())
        key = str(kiro.accounts.credential("api-key")["kiroApiKey"])
        async with running_gateway(kiro.url, api_key(key)) as url:
            yield Stage(url, kiro)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a process ended, and what it printed."""

    code: int
    out: str
    err: str

    def lines(self) -> list[JsonObject]:
        """Return the JSON lines that it printed, or show why it failed."""
        assert self.code == 0, f"exit code {self.code}\n{self.out}\n{self.err}"
        return [json.loads(line) for line in self.out.splitlines()]


async def run(*command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = HERE) -> Ran:
    """Run a command to its end, in an environment that holds `env` and nothing of ours."""
    process = await create_subprocess_exec(
        *command,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        cwd=cwd,
        env=env or {},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return Ran(process.returncode or 0, out.decode(), err.decode())


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a script's cases, by name, and which rules of Kiro were broken on the way."""

    outcomes: Mapping[str, JsonObject]
    rules_broken: list[str]


@cache
def play(*command: str | Path) -> Played:
    """Run a script of cases, once, however many tests ask for it."""

    async def on_stage() -> Played:
        async with staged() as stage:
            ran = await run(*command, stage.url, stage.kiro.url, API_KEY, ",".join(OUTCOMES))
            outcomes = {line["name"]: line["outcome"] for line in ran.lines()}
            return Played(outcomes, stage.rules_broken)

    return asyncio.run(on_stage())


def find_node() -> str:
    """Return where Node is; skip the test where it is missing."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is missing: install Node 20 or later to test the clients that need it")
    made(PACKAGES)
    return node


def find_claude() -> Path:
    """Return where Claude Code is; skip the test where nothing can install it."""
    if not CLAUDE.exists():
        find_node()
    return made(CLAUDE)


def made(path: Path) -> Path:
    """Return a path that `make clients` makes; fail the test when it was not made."""
    if not path.exists():
        pytest.fail(f"{path} is missing: run `make clients`")
    return path
