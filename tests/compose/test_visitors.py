"""Clients with keys of their own, on real sockets."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from fakes import Notes
from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.key_store import DatabaseKeys
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.clients.client import Client, Key, Limits, Minted, minted
from kiro_py.compose.visitors import Visitors
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import RequestRefused
from kiro_py.ports.keys import Draft
from kiro_py.ports.presence import Replica
from kiro_py.secret import Secret
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.faults.effects import Answer, Silence
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.server import Simulator

GENERATE, MCP = "GenerateAssistantResponse", "InvokeMCP"
NOW = 1_700_000_000.0
SEARCH = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
QUERY = "Perform a web search for the query: old boats"
ADA, EVE = (Account(name=name, kind=Kind.SOCIAL) for name in ("ada", "eve"))
OVERLOADED = Answer(status=429, body={"message": "Too many requests", "reason": None})
_NUMBERS = count(1)


def key() -> Minted:
    return minted(next(_NUMBERS).to_bytes(32, "big"))


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.body["error"]["type"]

    @property
    def message(self) -> str:
        return self.body["error"]["message"]


@dataclass(frozen=True)
class Scene:
    """A gateway with a database, the Kiro behind it, and what the command line would hold."""

    kiro: Simulator
    client: aiohttp.ClientSession
    store: DatabaseKeys
    file: Path

    async def ask(self, shown: Minted | None, **members: Any) -> Reply:
        messages = [{"role": "user", "content": "say: hello there"}]
        body = {"model": "claude-sonnet-4-5", "max_tokens": 1000, "messages": messages} | members
        return await self.send("POST", "/v1/messages", shown, body)

    async def search(self, shown: Minted) -> Reply:
        messages = [{"role": "user", "content": QUERY}]
        return await self.ask(shown, messages=messages, tools=[SEARCH])

    async def see(self, path: str, shown: Minted | None) -> Reply:
        return await self.send("GET", path, shown)

    async def send(self, method: str, path: str, shown: Minted | None, body: Any = None) -> Reply:
        headers = KEY_HEADERS if shown is None else {"x-api-key": shown.key.reveal()}
        async with self.client.request(method, path, json=body, headers=headers) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            return Reply(response.status, json.loads(text) if is_json else text, response.headers)

    async def until(self, shown: Minted, status: int) -> None:
        """Wait until the key is answered like this, as a running gateway sees a change."""
        async with asyncio.timeout(10):
            while (await self.see("/v1/models", shown)).status != status:  # noqa: ASYNC110 -- asked over HTTP
                await asyncio.sleep(0.05)

    def calls(self, operation: str = GENERATE) -> Sequence[Call]:
        return self.kiro.calls.of(operation)


async def made(file: Path, shown: Minted, **members: Any) -> Key:
    """Make a key, as the command line does."""
    async with Database(in_file(file)).opened() as database:
        return await DatabaseKeys(database).add(Draft(name="Ada", **members), shown, NOW)


@asynccontextmanager
async def scene(
    directory: Path,
    accounts: Sequence[Account] = (ADA,),
    groups: Mapping[str, Sequence[str]] | None = None,
    kiro: Simulator | None = None,
) -> AsyncGenerator[Scene]:
    """Run a gateway with a credential of each account, the first one the best."""
    if kiro is None:
        async with (
            Simulator(accounts=accounts) as own,
            scene(directory, accounts, groups, own) as subject,
        ):
            yield subject
        return
    path, file = directory / "credentials.json", directory / "kiro-py.db"
    entries = [
        kiro.accounts.credential(account.name)
        | {"priority": place, "groups": list((groups or {}).get(account.name, ()))}
        for place, account in enumerate(accounts)
    ]
    path.write_text(json.dumps(entries))
    loaded = load_credentials(path, {})
    store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
    own = Database(in_file(file))
    async with (
        running_gateway(kiro.url, store, None, None, None, None, own) as url,
        aiohttp.ClientSession(url) as client,
        Database(in_file(file)).opened() as database,
    ):
        yield Scene(kiro, client, DatabaseKeys(database), file)


def most_at_once(calls: Sequence[Call]) -> int:
    """Return how many calls were under way at the same time."""
    edges = [(call.began_at, 1) for call in calls]
    edges += [(call.ended_at or 0.0, -1) for call in calls]
    under_way = most = 0
    for _, step in sorted(edges):
        under_way += step
        most = max(most, under_way)
    return most


async def test_a_hammered_key_keeps_to_its_limits(tmp_path: Path):
    """Fifty clients at once: never more than two are asked for, and ten in the minute."""
    shown = key()
    limits = Limits(requests_per_minute=10, parallel_requests=2)
    await made(tmp_path / "kiro-py.db", shown, limits=limits)
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(Silence(seconds=0.05), operation=GENERATE, times=None)
        async with asyncio.TaskGroup() as clients:
            asked = [
                clients.create_task(subject.ask(shown, stream=bool(number % 2)))
                for number in range(50)
            ]
        replies = [task.result() for task in asked]
        calls = subject.calls()
    assert {200: 10, 429: 40} == {
        status: sum(reply.status == status for reply in replies) for status in (200, 429)
    }
    assert (10, 2) == (len(calls), most_at_once(calls))
    refused = [reply for reply in replies if reply.status == 429]
    assert {(429, "rate_limit_error")} == {reply.error for reply in refused}
    assert all(1 <= int(reply.headers["retry-after"]) <= 60 for reply in refused)


async def test_a_key_s_limits_are_on_every_answer(tmp_path: Path):
    """Streams, messages, lists and refusals; the settings' own key has none."""
    shown = key()
    limits = Limits(requests_per_minute=2, tokens_per_day=10_000)
    await made(tmp_path / "kiro-py.db", shown, limits=limits)
    async with scene(tmp_path) as subject:
        replies = [
            await subject.see("/v1/models", shown),
            await subject.ask(shown, stream=True),
            await subject.ask(shown, max_tokens="many"),
            await subject.ask(shown),
            await subject.ask(shown),
        ]
        mine = await subject.ask(None)
    left = "anthropic-ratelimit-requests-remaining"
    assert [200, 200, 400, 200, 429] == [reply.status for reply in replies]
    assert ["2", "1", "1", "0", "0"] == [reply.headers[left] for reply in replies]
    assert {"2"} == {reply.headers["anthropic-ratelimit-requests-limit"] for reply in replies}
    tokens = [int(reply.headers["anthropic-ratelimit-tokens-remaining"]) for reply in replies]
    assert 10_000 == tokens[0] > tokens[3] >= tokens[4]
    assert replies[0].headers["anthropic-ratelimit-tokens-reset"].endswith("T00:00:00Z")
    assert not [name for name in mine.headers if name.startswith("anthropic-ratelimit")]


async def test_what_is_used_up_stays_used_up(tmp_path: Path):
    """A restart begins with the sums of before."""
    shown = key()
    made_key = await made(tmp_path / "kiro-py.db", shown, limits=Limits(tokens_per_day=1))
    async with Simulator(accounts=(ADA,)) as kiro:
        async with scene(tmp_path, kiro=kiro) as subject:
            first, second = await subject.ask(shown), await subject.ask(shown)
        async with scene(tmp_path, kiro=kiro) as subject:
            third = await subject.ask(shown)
            own = await subject.see("/api/usage", shown)
    assert (200, (429, "billing_error")) == (first.status, second.error)
    assert "spend limit reached (resets 20" in second.message
    assert ("false", True) == (
        second.headers["x-should-retry"],
        int(second.headers["retry-after"]) > 0,
    )
    assert second.message == third.message
    used = first.body["usage"]["input_tokens"] + first.body["usage"]["output_tokens"]
    assert used == own.body["use"]["tokensToday"]
    with closing(sqlite3.connect(tmp_path / "kiro-py.db")) as database:
        rows = database.execute("SELECT key_id, status FROM requests ORDER BY seq").fetchall()
    assert [(made_key.id, 200), (made_key.id, 429), (made_key.id, 429)] == rows


async def test_a_group_keeps_to_itself(tmp_path: Path):
    """Neither a better credential nor one that could step in serves, for a message or a search."""
    shown = key()
    await made(tmp_path / "kiro-py.db", shown, group="team")
    async with scene(tmp_path, (EVE, ADA), {"ada": ["team"]}) as subject:
        assert [200, 200] == [
            (await subject.ask(shown)).status,
            (await subject.search(shown)).status,
        ]
        assert {"ada"} == {call.account for call in (*subject.calls(), *subject.calls(MCP))}
        subject.kiro.faults.add(OVERLOADED, operation=GENERATE, account="ada", times=None)
        refused = await subject.ask(shown)
        assert (429, "rate_limit_error") == refused.error
        assert {"ada"} == {call.account for call in subject.calls()}
        assert 200 == (await subject.ask(None)).status
        assert "eve" == subject.calls()[-1].account


async def test_a_group_without_credentials_is_told_so(tmp_path: Path):
    """It is the owner who must look after that, and no fault of the key."""
    shown = key()
    await made(tmp_path / "kiro-py.db", shown, group="nobody")
    async with scene(tmp_path) as subject:
        replies = [await subject.ask(shown), await subject.search(shown)]
    assert [(503, "api_error")] * 2 == [reply.error for reply in replies]
    assert {"false"} == {reply.headers["x-should-retry"] for reply in replies}


async def test_models_that_a_key_may_not_have(tmp_path: Path):
    """They are refused, and hidden."""
    shown = key()
    await made(tmp_path / "kiro-py.db", shown, models=("claude-sonnet-4-5",))
    async with scene(tmp_path) as subject:
        listed = await subject.see("/v1/models", shown)
        hidden = await subject.see("/v1/models/claude-haiku-4-5", shown)
        refused = await subject.ask(shown, model="claude-haiku-4-5")
        granted = await subject.ask(shown)
        asked = len(subject.calls())
    assert ["claude-sonnet-4-5"] == [model["id"] for model in listed.body["data"]]
    assert (404, "not_found_error") == hidden.error
    assert ((403, "permission_error"), "false") == (
        refused.error,
        refused.headers["x-should-retry"],
    )
    assert (200, 1) == (granted.status, asked)


async def test_a_running_gateway_sees_what_becomes_of_a_key(tmp_path: Path):
    """Made, rotated with an overlap, disabled and removed by somebody else; one had expired."""
    old, new, expired = key(), key(), key()
    await made(tmp_path / "kiro-py.db", expired, expires_at=NOW)
    async with scene(tmp_path) as subject:
        assert [401, 401] == [(await subject.ask(each)).status for each in (old, expired)]
        known = await subject.store.add(Draft(name="Ada"), old, NOW)
        await subject.until(old, 200)

        async def change(**members: Any) -> Key:
            changed = await subject.store.change(replace(known, **members))
            assert changed is not None
            return changed

        far = 4_000_000_000.0
        known = await change(digest=new.digest, old_digest=old.digest, old_until=far)
        await subject.until(new, 200)
        assert 200 == (await subject.ask(old)).status
        known = await change(old_until=NOW, disabled=True)
        await subject.until(new, 401)
        known = await change(disabled=False)
        await subject.until(new, 200)
        assert 401 == (await subject.ask(old)).status
        await subject.store.remove(known.id)
        await subject.until(new, 401)
        refused = await subject.ask(new)
    assert ((401, "authentication_error"), "false") == (
        refused.error,
        refused.headers["x-should-retry"],
    )


async def test_a_key_s_holder_sees_its_use(tmp_path: Path):
    """With the key that is shown, whichever that is, and with nothing else."""
    shown = key()
    await made(tmp_path / "kiro-py.db", shown, limits=Limits(parallel_requests=3))
    async with scene(tmp_path) as subject:
        await subject.ask(shown)
        own, main = await subject.see("/api/usage", shown), await subject.see("/api/usage", None)
        stranger = await subject.see("/api/usage", key())
    assert ("Ada", shown.prefix, 3) == (
        own.body["name"],
        own.body["prefix"],
        own.body["limits"]["parallelRequests"],
    )
    assert own.body["use"]["tokensToday"] > 0 == main.body["use"]["tokensToday"]
    assert ("main", 401) == (main.body["name"], stranger.status)


@pytest.mark.parametrize("is_streamed", [True, False], ids=["stream", "whole"])
async def test_a_client_that_leaves_gives_its_place_back(tmp_path: Path, *, is_streamed: bool):
    """While its answer is awaited, and while it waits for its turn."""
    shown = key()
    await made(tmp_path / "kiro-py.db", shown, limits=Limits(parallel_requests=1))
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(Silence(), operation=GENERATE, times=1)
        async with asyncio.timeout(20):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await asyncio.gather(
                        *(subject.ask(shown, stream=is_streamed) for _ in range(2))
                    )
            assert 200 == (await subject.ask(shown, stream=is_streamed)).status


@dataclass(frozen=True)
class Beside:
    """One of two who serve."""

    me: Replica
    count: int = 2
    alive: Sequence[str] = ("a", "b")

    def others(self) -> Sequence[Replica]:
        return ()

    def eldest(self) -> Replica:
        return self.me


async def test_limits_hold_for_all_who_serve_on_a_database(database: Database):
    """Those of a key, wherever it is shown."""
    ada = Client(id=7, limits=Limits(requests_per_minute=1))
    a, b = (
        Visitors(Secret("key"), database, SystemClock(), Notes(), Beside(Replica(name, "", NOW)))
        for name in "ab"
    )
    async with asyncio.timeout(30), a.opened(), b.opened():
        (await a.admission.enter(ada, "req_1", 0)).leave()
        with pytest.raises(RequestRefused, match="1 requests per minute"):
            await b.admission.enter(ada, "req_2", 0)
