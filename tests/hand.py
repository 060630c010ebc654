"""The commands on a credentials file of their own, as a person types them."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.standings_file import StandingsFile, read_standings, state_path
from kiro_py.cli.app import app
from kiro_py.config.credentials import load_credentials
from kiro_py.pool.standing import Standing
from kiro_py.simulator.server import Simulator

QUESTION: dict[str, Any] = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "say: hello"}],
}


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit code, its result, what it said beside that."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Hand:
    """Types `kiro-py credentials`; `path` is the file that every command is given."""

    path: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str | Path | int) -> Said:
        code = app(["credentials", *map(str, words), "--credentials", str(self.path)])
        told = self.capture.readouterr()
        return Said(code, told.out, told.err)

    def write(self, *entries: dict[str, Any]) -> None:
        self.path.write_text(json.dumps(entries))

    @property
    def entries(self) -> list[dict[str, Any]]:
        return json.loads(self.path.read_text())

    def stand(self, **standings: Standing) -> None:
        """Have credentials stand so: `stand(_1=...)` is about credential 1."""
        memory = StandingsFile(self.path)
        memory.load()
        for name, standing in standings.items():
            memory.save(int(name.strip("_")), standing)
        memory.settle()

    @property
    def standings(self) -> dict[int, Standing]:
        return read_standings(state_path(self.path))


@dataclass(frozen=True)
class Service:
    """A simulator, and a hand whose settings lead there."""

    kiro: Simulator
    hand: Hand
    config: Path

    async def type(self, *words: str | int) -> Said:
        return await asyncio.to_thread(self.hand, *words, "-c", self.config)

    def write(self, *accounts: str, **members: Any) -> None:
        """Put the accounts' sign-ins into the file, numbered from 1."""
        entries = [self.kiro.accounts.credential(name, is_fresh=False) for name in accounts]
        self.hand.write(*({"id": n, **entry, **members} for n, entry in enumerate(entries, 1)))


@asynccontextmanager
async def service(hand: Hand) -> AsyncGenerator[Service]:
    async with Simulator() as kiro:
        config = hand.path.with_name("config.json")
        planes = dict.fromkeys(("api", "management", "auth", "oidc"), kiro.url)
        settings = {
            "apiKey": "key-for-tests",
            "upstream": planes,
            "identityProviders": ["127.0.0.1"],
        }
        config.write_text(json.dumps(settings))
        yield Service(kiro, hand, config)


@dataclass(frozen=True)
class Gateway:
    """A gateway that runs on the hand's file."""

    store: CredentialsFile
    client: aiohttp.ClientSession

    async def ask(self) -> int:
        """Ask it something, and return the status of the answer."""
        async with self.client.post("/v1/messages", json=QUESTION) as response:
            await response.read()
            return response.status


@asynccontextmanager
async def serving(subject: Service) -> AsyncGenerator[Gateway]:
    loaded = load_credentials(subject.hand.path, {})
    store = CredentialsFile(subject.hand.path, read=loaded.read, roster=loaded.roster)
    async with (
        running_gateway(subject.kiro.url, store) as url,
        aiohttp.ClientSession(url, headers=KEY_HEADERS) as client,
    ):
        yield Gateway(store, client)
