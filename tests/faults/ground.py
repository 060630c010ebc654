"""Where faults are tried: a credentials file, a gateway on it, and a client of that."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from faults.sign_in import opened
from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.simulator.server import Simulator

GENERATE = "GenerateAssistantResponse"


@dataclass(frozen=True)
class Told:
    """What a client got."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def text(self) -> str:
        """The words of a whole answer."""
        return "".join(block["text"] for block in self.body["content"])

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.body["error"]["type"]


@dataclass(frozen=True)
class Client:
    """A client of a gateway, whose store is at hand.

    A start asks for the list of models, and renews what has expired: what shall expire for the
    client is added to the store afterwards.
    """

    session: aiohttp.ClientSession
    store: CredentialsFile

    async def ask(self, prompt: str) -> Told:
        """Ask for a whole answer."""
        async with self.session.post(
            "/v1/messages", json=question(prompt), headers=KEY_HEADERS
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Told(response.status, headers, await response.json())

    async def stream(self, prompt: str) -> list[dict[str, Any]]:
        """Ask for a stream and return its events."""
        async with self.session.post(
            "/v1/messages", json=question(prompt) | {"stream": True}, headers=KEY_HEADERS
        ) as response:
            text = (await response.read()).decode()
        return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]


def question(prompt: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": prompt}]
    return {"model": "claude-sonnet-4-5", "max_tokens": 1000, "messages": messages}


async def called(kiro: Simulator, operation: str) -> None:
    """Wait until Kiro has been asked for something."""
    async with asyncio.timeout(30), aiohttp.ClientSession(kiro.url) as session:
        while not kiro.calls.of(operation):
            await (await session.get("/_simulator/state")).read()


def write(path: Path, *entries: Mapping[str, Any]) -> None:
    """Write a credentials file, as its owner does."""
    path.write_text(json.dumps(entries))


@asynccontextmanager
async def gateway_on(
    kiro_url: str, path: Path, *entries: Mapping[str, Any], **settings: object
) -> AsyncGenerator[Client]:
    """Write `entries` to a file at `path` and run a gateway on it."""
    write(path, *entries)
    store = opened(path)
    async with (
        running_gateway(kiro_url, store, **{"identity_providers": "127.0.0.1"} | settings) as url,
        aiohttp.ClientSession(url) as session,
    ):
        yield Client(session, store)
