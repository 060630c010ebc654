"""Two gateways on one database are one gateway to those who use and keep them."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from adapters.database.shared import KEY
from hand import QUESTION
from house import API_KEY, KEY_HEADERS, running_gateway
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.adapters.database.engine import Database
from kiro_py.cli.shared import process_name, reading_of
from kiro_py.compose.keeping import Keeping
from kiro_py.compose.sharing import Place, Seat, of_replicas
from kiro_py.config.load import load
from kiro_py.config.secret_key import SecretKeys
from kiro_py.simulator.server import Simulator

ADMIN_HEADERS = {"x-api-key": "admin-key-for-tests"}
SECOND_CREDENTIALS = "/api/admin/v1/credentials"


@dataclass(frozen=True)
class Replica:
    """One of them, seen from outside and from inside."""

    client: aiohttp.ClientSession
    place: Place

    async def ask(self, conversation: str = "hello") -> int:
        body = QUESTION | {"messages": [{"role": "user", "content": f"say: {conversation}"}]}
        async with self.client.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
            return response.status

    async def change(self, method: str, path: str, body: object) -> None:
        async with self.client.request(method, path, json=body, headers=ADMIN_HEADERS) as response:
            assert response.status < 300, await response.text()

    async def state(self, number: int) -> str:
        path = f"{SECOND_CREDENTIALS}/{number}"
        async with self.client.get(path, headers=ADMIN_HEADERS) as response:
            return (await response.json())["state"]

    async def settings(self) -> dict[str, Any]:
        async with self.client.get("/api/admin/v1/settings", headers=ADMIN_HEADERS) as response:
            return {each["name"]: each["value"] for each in (await response.json())["items"]}


@asynccontextmanager
async def replica(directory: Path, url: str, kiro: Simulator) -> AsyncGenerator[Replica]:
    config = directory / "config.json"
    config.write_text(json.dumps({"apiKey": API_KEY, "adminApiKey": ADMIN_HEADERS["x-api-key"]}))
    settings = load(config, {}).settings
    database = Database(url)
    keys, seat = SecretKeys(KEY, None), Seat(process_name())
    loaded = reading_of(settings, {})
    sharing = of_replicas(database, keys, loaded, ConfigFile(config), seat, print)
    place = sharing.place
    assert place is not None
    keeping = Keeping(place.store, place.settings)
    async with database.opened():
        await place.read()
    async with (
        running_gateway(
            kiro.url,
            place.store,
            place.memory,
            place.counts,
            None,
            keeping,
            database,
            0,
            None,
            sharing,
            admin_api_key=ADMIN_HEADERS["x-api-key"],
        ) as served,
        aiohttp.ClientSession(served) as client,
    ):
        yield Replica(client, place)


@asynccontextmanager
async def two(
    directory: Path, url: str, *accounts: str
) -> AsyncGenerator[tuple[Replica, Replica, Simulator]]:
    async with Simulator() as kiro:
        for name in ("one", "other"):
            (directory / name).mkdir()
        async with replica(directory / "one", url, kiro) as one:
            await one.place.store.add([kiro.accounts.credential(name) for name in accounts])
            async with replica(directory / "other", url, kiro) as other:
                yield one, other, kiro


async def soon(is_so: Callable[[], Awaitable[bool]], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110 -- another process would not tell either
            await asyncio.sleep(0.02)


async def test_a_change_at_one_is_in_force_at_the_other(tmp_path: Path, postgres_url: str):
    """Of settings, of credentials, and of keys, without a restart."""
    async with two(tmp_path, postgres_url, "api-key") as (one, other, _):
        values = {"values": {"pauseAtPercent": 55}}
        await one.change("PATCH", "/api/admin/v1/settings", values)

        async def is_set() -> bool:
            return (await other.settings())["pauseAtPercent"] == 55

        await soon(is_set)
        assert 200 == await other.ask()
        await one.change("PATCH", f"{SECOND_CREDENTIALS}/1", {"disabled": True})

        async def is_out() -> bool:
            return await other.ask() == 503

        await soon(is_out)


async def test_what_one_learns_of_an_account_all_know(tmp_path: Path, postgres_url: str):
    """An account that is suspended is asked once, and by nobody else after that."""
    async with two(tmp_path, postgres_url, "social", "builder-id") as (one, other, kiro):
        kiro.accounts.suspend("social")
        await one.ask()

        async def is_known() -> bool:
            return await other.state(1) == "suspended"

        await soon(is_known)
        before = len(kiro.calls.of("GenerateAssistantResponse"))
        assert await other.ask() in {200, 503}
        asked = kiro.calls.of("GenerateAssistantResponse")[before:]
        assert "social" not in {call.account for call in asked}


async def test_an_expired_token_is_renewed_once_for_both(tmp_path: Path, postgres_url: str):
    """Asked at the same time, both serve with the one new token."""
    async with two(tmp_path, postgres_url, "social") as (one, other, kiro):
        kiro.accounts.expire_access("social")
        assert [200] * 8 == await asyncio.gather(*(each.ask() for each in (one, other) * 4))
        assert (1, 0) == (kiro.accounts.refreshes, kiro.accounts.refresh_tokens_spent_twice)


async def test_a_conversation_is_at_home_for_both(tmp_path: Path, postgres_url: str):
    """The next turn of a conversation that another replica serves goes to the same account."""
    async with two(tmp_path, postgres_url, "social", "builder-id", "idc") as (one, other, kiro):
        await one.change(
            "PATCH", "/api/admin/v1/settings", {"values": {"loadBalancingMode": "balanced"}}
        )
        for number in range(6):
            before = len(kiro.calls.of("GenerateAssistantResponse"))
            assert 200 == await one.ask(f"conversation {number}")
            await asyncio.sleep(0.2)
            assert 200 == await other.ask(f"conversation {number}")
            first, second = kiro.calls.of("GenerateAssistantResponse")[before:]
            assert first.account == second.account
