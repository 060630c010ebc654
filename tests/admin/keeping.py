"""A gateway whose keeper is at the door: files, a Kiro that is as strict as the real one."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import aiohttp

from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.compose.keeping import Keeping
from kiro_py.config.credentials import load_credentials
from kiro_py.pool.standing import Standing
from kiro_py.simulator.accounts.account import DEFAULT_ACCOUNTS, Account, Kind
from kiro_py.simulator.server import Simulator

ADMIN_KEY = "admin-key-for-tests"
CREDENTIALS, BALANCING = "/api/admin/credentials", "/api/admin/config/load-balancing"
V1 = "/api/admin/v1"
POOL = f"{V1}/credentials"
NOTHING_MORE: Final[Mapping[int, Mapping[str, object]]] = MappingProxyType({})


def crowd(count: int) -> list[Account]:
    """Return so many accounts, each with a name and an address of its own."""
    return [Account(name=f"person-{place:04}", kind=Kind.SOCIAL) for place in range(1, count + 1)]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Any

    @property
    def error(self) -> tuple[int, str]:
        """The status and the type of an error."""
        return self.status, self.body["error"]["type"]

    @property
    def message(self) -> str:
        """What an error says."""
        return self.body["error"]["message"]


@dataclass(frozen=True)
class Scene:
    """A gateway, the Kiro behind it, and the files in `directory`."""

    kiro: Simulator
    client: aiohttp.ClientSession
    directory: Path

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Ask the keeper's door; `body` is sent as JSON, or as it is when it is bytes."""
        is_ready = body is None or isinstance(body, bytes | BytesIO)
        data = body if is_ready else json.dumps(body).encode()
        shown = {"x-api-key": ADMIN_KEY} if headers is None else headers
        async with self.client.request(method, path, data=data, headers=shown) as response:
            data = await response.read()
            is_json = "json" in response.headers.get("content-type", "")
            return Answer(response.status, json.loads(data) if is_json else data, response.headers)

    async def do(self, number: int, what: str, body: Any = None) -> Answer:
        """Ask for a change of one credential."""
        return await self.ask("POST", f"{CREDENTIALS}/{number}/{what}", body)

    async def ids(self, query: str = "") -> list[int]:
        """Return the ids that the second list shows."""
        found = await self.ask("GET", f"{POOL}?{query}")
        assert 200 == found.status, found.body
        return [item["id"] for item in found.body["items"]]

    async def one(self, number: int) -> dict[str, Any]:
        """Return one credential in full."""
        return (await self.ask("GET", f"{POOL}/{number}")).body

    async def change(self, number: int, *, version: str | None = None, **fields: Any) -> Answer:
        """Change fields of a credential."""
        headers = {"x-api-key": ADMIN_KEY}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        return await self.ask("PATCH", f"{POOL}/{number}", fields, headers=headers)

    async def work(self, action: str, *numbers: int) -> dict[str, Any]:
        """Do something with credentials in a job, and return it at its end."""
        begun = await self.ask("POST", f"{V1}/jobs", {"action": action, "ids": numbers})
        assert 201 == begun.status, begun.body
        return await self.ended(begun.body["id"])

    async def ended(self, job: str) -> dict[str, Any]:
        """Wait for the end of a job, and return it."""
        async with asyncio.timeout(60):
            while True:
                found = (await self.ask("GET", f"{V1}/jobs/{job}")).body
                if found["state"] != "running":
                    return found
                await asyncio.sleep(0.02)

    async def ask_kiro(self) -> int:
        """Return the status of a client's request."""
        body = {
            "model": "claude-sonnet-4-5",
            "max_tokens": 100,
            "messages": [{"role": "user", "content": "say: hello"}],
        }
        return (await self.ask("POST", "/v1/messages", body, headers=KEY_HEADERS)).status

    async def see(self, number: int) -> dict[str, Any]:
        """Return one credential as the list shows it."""
        listed = (await self.ask("GET", CREDENTIALS)).body["credentials"]
        return next(found for found in listed if found["id"] == number)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the credentials file holds."""
        return json.loads((self.directory / "credentials.json").read_text("utf-8"))

    @property
    def config(self) -> Path:
        return self.directory / "config.json"


@asynccontextmanager
async def scene(
    directory: Path,
    *accounts: str,
    standings: dict[int, Standing] | None = None,
    is_fresh: bool = True,
    revoked: str | None = None,
    environ: dict[str, str] | None = None,
    people: Iterable[Account] = DEFAULT_ACCOUNTS,
    more: Mapping[int, Mapping[str, object]] = NOTHING_MORE,
    database: Database | None = None,
    **settings: object,
) -> AsyncGenerator[Scene]:
    """Run a gateway with a credential of each of these accounts, the first one the best.

    The sign-ins of the `revoked` account have ended before; Kiro knows the `people`, and entries
    have `more` members by their ids.
    """
    path = directory / "credentials.json"
    async with Simulator(accounts=people) as kiro:
        entries = [
            kiro.accounts.credential(name, is_fresh=is_fresh)
            | {"id": place, "priority": place}
            | dict(more.get(place, {}))
            for place, name in enumerate(accounts, start=1)
        ]
        path.write_text(json.dumps(entries))
        if revoked is not None:
            kiro.accounts.revoke(revoked)
        loaded = load_credentials(path, environ or {})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster, guests=loaded.guests)
        memory = StandingsFile(path, lambda _: None)
        memory.load()
        for number, standing in (standings or {}).items():
            memory.save(number, standing)
        memory.settle()
        keeping = Keeping(store, ConfigFile(directory / "config.json"))
        settings = {"admin_api_key": ADMIN_KEY} | settings
        async with (
            running_gateway(
                kiro.url, store, memory, None, None, keeping, database, **settings
            ) as url,
            aiohttp.ClientSession(url) as client,
        ):
            yield Scene(kiro, client, directory)
