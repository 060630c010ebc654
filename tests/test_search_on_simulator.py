"""Web search on real sockets: a client, the gateway, and a Kiro that searches."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from anthropic import AsyncAnthropic
from anthropic.types import WebSearchToolResultBlock

from house import API_KEY, KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.simulator.faults.effects import Answer, Effect, Silence
from kiro_py.simulator.server import Simulator

Json = dict[str, Any]

MCP, GENERATE = "InvokeMCP", "GenerateAssistantResponse"
SEARCH: Json = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
READ: Json = {"name": "Read", "input_schema": {"type": "object", "properties": {}}}
QUERY = "Perform a web search for the query: old boats"
THROTTLED = Answer(status=429, body={"message": "Too many requests", "reason": None})
IMPROPER = Answer(status=400, body={"message": "Improperly formed request.", "reason": None})


def said(text: object, **members: Any) -> Answer:
    """Return the fault of a search that says `text`."""
    content = [{"type": "text", "text": json.dumps(text)}]
    return Answer(status=200, body={"id": "1", "result": {"content": content, **members}})


@dataclass
class Scene:
    """A simulator, a gateway on it, and where that is."""

    kiro: Simulator
    client: aiohttp.ClientSession
    url: str

    async def ask(self, tools: Sequence[Json] = (SEARCH,), **members: Any) -> tuple[int, Json]:
        body = {
            "model": "claude-haiku-4-5",
            "max_tokens": 1000,
            "messages": [{"role": "user", "content": QUERY}],
            "tools": tools,
            **members,
        }
        async with self.client.post("/v1/messages", json=body) as response:
            return response.status, await response.json()

    async def fail(self, *effects: Effect, **members: Any) -> tuple[int, Json]:
        self.kiro.faults.add(*effects, operation=MCP, times=None)
        return await self.ask(**members)

    @property
    def searched(self) -> list[str]:
        """The queries that have reached Kiro."""
        bodies: list[Any] = [call.body for call in self.kiro.calls.of(MCP)]
        return [body["params"]["arguments"]["query"] for body in bodies]

    def asked(self, operation: str = MCP) -> list[int | None]:
        return [call.status for call in self.kiro.calls.of(operation)]


@asynccontextmanager
async def scene(directory: Path, *accounts: str, **settings: object) -> AsyncGenerator[Scene]:
    """Run a gateway with one credential for each account, the first one the best."""
    async with Simulator() as kiro:
        path = directory / "credentials.json"
        entries = [
            kiro.accounts.credential(name) | {"priority": place}
            for place, name in enumerate(accounts or ("social",))
        ]
        path.write_text(json.dumps(entries))
        loaded = load_credentials(path, {})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
        filled = {name: str(value).replace("KIRO", kiro.url) for name, value in settings.items()}
        async with (
            running_gateway(kiro.url, store, **filled) as url,
            aiohttp.ClientSession(url, headers=KEY_HEADERS) as client,
        ):
            yield Scene(kiro, client, url)


def error_code(message: Json) -> str:
    _, result, _ = message["content"]
    return result["content"]["error_code"]


@pytest.mark.parametrize("host", ["q", "runtime"])
@pytest.mark.parametrize("account", ["social", "builder-id", "idc", "api-key"])
async def test_each_kind_of_sign_in_searches(tmp_path: Path, account: str, host: str):
    """On either host, the first time, and no model is asked."""
    async with scene(tmp_path, account, upstream_api=f"KIRO/{host}") as subject:
        status, message = await subject.ask()

        assert (200, ["old boats"]) == (status, subject.searched)
        call, result, text = message["content"]
        assert {"query": "old boats"} == call["input"]
        assert call["id"] == result["tool_use_id"]
        assert "https://www.example.com/1" == result["content"][0]["url"]
        assert "https://www.example.com/5" in text["text"]
        assert [] == subject.asked(GENERATE)


@pytest.mark.parametrize("base", ["", "/cc"])
async def test_the_sdk_reads_a_streamed_search(tmp_path: Path, base: str):
    """The official SDK checks every field, and hears what it would hear without a stream."""
    async with scene(tmp_path) as subject:
        async with AsyncAnthropic(
            base_url=subject.url + base,
            api_key=API_KEY,
            max_retries=0,
            _strict_response_validation=True,
        ) as client:
            whole = await client.messages.create(
                model="claude-haiku-4-5",
                max_tokens=1000,
                tools=[{"type": "web_search_20250305", "name": "web_search"}],
                messages=[{"role": "user", "content": QUERY}],
            )
            async with client.messages.stream(
                model="claude-haiku-4-5",
                max_tokens=1000,
                tools=[{"type": "web_search_20250305", "name": "web_search"}],
                messages=[{"role": "user", "content": QUERY}],
            ) as stream:
                streamed = await stream.get_final_message()

        _, result, _ = streamed.content
        assert isinstance(result, WebSearchToolResultBlock)
        assert isinstance(result.content, list)
        assert 5 == len(result.content)
        assert streamed.usage.server_tool_use is not None
        assert 1 == streamed.usage.server_tool_use.web_search_requests
        alike = {"id", "content", "usage"}
        assert whole.model_dump(exclude=alike) == streamed.model_dump(exclude=alike)
        assert [block.type for block in whole.content] == [block.type for block in streamed.content]


async def test_nothing_found_is_an_answer(tmp_path: Path):
    """It is no failure: the result is empty, and the search counts."""
    async with scene(tmp_path) as subject:
        status, message = await subject.fail(said({"results": [], "totalResults": 0}))

        assert (200, []) == (status, message["content"][1]["content"])
        assert 1 == message["usage"]["server_tool_use"]["web_search_requests"]


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        pytest.param(
            Answer(status=200, body={"id": "1", "error": {"code": -32000, "message": "no index"}}),
            "unavailable",
            id="an error",
        ),
        pytest.param(said("no", isError=True), "unavailable", id="a result that is one"),
        pytest.param(said({"error": "no index"}), "unavailable", id="an outcome that is one"),
        pytest.param(IMPROPER, "invalid_tool_input", id="refused"),
    ],
)
async def test_an_error_of_the_search_is_in_its_result(tmp_path: Path, effect: Effect, code: str):
    """The answer is whole, and says that the search failed."""
    async with scene(tmp_path) as subject:
        status, message = await subject.fail(effect)

        assert (200, code, 0) == (
            status,
            error_code(message),
            message["usage"]["server_tool_use"]["web_search_requests"],
        )


async def test_a_limit_is_a_status(tmp_path: Path):
    """429 is told as 429, with a wait, and is never an empty success."""
    async with scene(tmp_path) as subject:
        status, refusal = await subject.fail(THROTTLED, stream=True)

        assert (429, "rate_limit_error") == (status, refusal["error"]["type"])


async def test_another_credential_searches_when_one_is_limited(tmp_path: Path):
    """The client notices nothing, and the first credential rests."""
    async with scene(tmp_path, "social", "api-key") as subject:
        subject.kiro.faults.add(THROTTLED, operation=MCP, account="social", times=None)

        assert [200, 200] == [(await subject.ask())[0] for _ in range(2)]
        assert [429, 200, 200] == subject.asked()


async def test_a_refused_token_is_renewed(tmp_path: Path):
    """A token that Kiro no longer takes costs a renewal, and the client nothing."""
    async with scene(tmp_path) as subject:
        subject.kiro.accounts.expire_access("social")

        assert 200 == (await subject.ask())[0]
        assert ([403, 200], [200]) == (subject.asked(), subject.asked("RefreshToken"))


async def test_a_silent_search_is_heard_as_alive(tmp_path: Path):
    """The client gets `message_start` and pings while Kiro searches."""
    async with scene(
        tmp_path, hold_before_headers_seconds=0.3, ping_interval_seconds=0.3
    ) as subject:
        subject.kiro.faults.add(Silence(at="before-headers", seconds=0.8), operation=MCP)
        body: Json = {
            "model": "claude-haiku-4-5",
            "max_tokens": 100,
            "messages": [{"role": "user", "content": QUERY}],
            "tools": [SEARCH],
            "stream": True,
        }
        async with subject.client.post("/v1/messages", json=body) as response:
            lines = (await response.text()).splitlines()

        events = [line[7:] for line in lines if line.startswith("event: ")]
        assert ["message_start", "ping", "content_block_start"] == events[:3]
        assert "message_stop" == events[-1]


async def test_domains_are_kept(tmp_path: Path):
    """Pages elsewhere are not told, and the text says that there were some."""
    async with scene(tmp_path) as subject:
        _, message = await subject.ask([{**SEARCH, "allowed_domains": ["example.org"]}])

        _, result, text = message["content"]
        assert [] == result["content"]
        assert "(5 outside)" in text["text"]


async def test_a_long_query_reaches_nobody(tmp_path: Path):
    """Kiro would refuse it; the client hears why."""
    async with scene(tmp_path) as subject:
        messages = [{"role": "user", "content": "b" * 201}]
        _, message = await subject.ask(messages=messages)

        assert ("query_too_long", []) == (error_code(message), subject.searched)


async def test_a_conversation_goes_on_with_what_was_found(tmp_path: Path):
    """The blocks come back, the next search looks for the next words, and then a model is asked."""
    async with scene(tmp_path) as subject:
        _, message = await subject.ask()
        messages = [
            {"role": "user", "content": QUERY},
            {"role": "assistant", "content": message["content"]},
            {"role": "user", "content": "say: thanks"},
        ]

        assert 200 == (await subject.ask(messages=messages))[0]
        assert ["old boats", "say: thanks"] == subject.searched
        status, answer = await subject.ask([], messages=messages)
        assert (200, "thanks") == (status, answer["content"][0]["text"])
        (asked,) = subject.kiro.calls.of(GENERATE)
        assert "https://www.example.com/5" in json.dumps(asked.body)


@pytest.mark.parametrize(
    "tools",
    [
        pytest.param([{**READ, "name": "web_search"}], id="a tool of the client's"),
        pytest.param([SEARCH, READ], id="a search beside a tool"),
    ],
)
async def test_anything_else_asks_a_model(tmp_path: Path, tools: list[Json]):
    """Nothing is searched, and Kiro refuses nothing."""
    async with scene(tmp_path) as subject:
        messages = [{"role": "user", "content": "say: hello"}]
        status, message = await subject.ask(tools, messages=messages)

        assert (200, "hello") == (status, message["content"][0]["text"].split("\n")[0])
        assert ([], [200]) == (subject.searched, subject.asked(GENERATE))
