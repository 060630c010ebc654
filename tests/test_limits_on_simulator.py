"""What clients allow, on real sockets: an answer that is long enough costs no more than that."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from fakes import Forgetful
from house import KEY_HEADERS, Roster, running_gateway
from kiro_py.config.credentials import read_roster
from kiro_py.pool.standing import State
from kiro_py.simulator.ledger import Call, Ending, Ledger
from kiro_py.simulator.server import Simulator

GENERATE = "GenerateAssistantResponse"
LONG = "write 20000 words"
TOKENS_PER_SECOND = 500.0
"""At this pace the long answer takes forty seconds."""

PATIENCE_SECONDS = 1.0
"""How soon the upstream must hear that nobody listens any more."""

Message = dict[str, Any]


@dataclass
class Scene:
    """A slow simulator, a gateway on it, and a client of that."""

    kiro: Simulator
    client: aiohttp.ClientSession
    memory: Forgetful

    async def ask(self, prompt: str, *, is_streamed: bool, **more: object) -> Message:
        body = {
            "model": "claude-sonnet-4-5",
            "max_tokens": 32_000,
            "messages": [{"role": "user", "content": prompt}],
            "stream": is_streamed,
            **more,
        }
        async with self.client.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
            text = await response.text()
            assert 200 == response.status, text
        return folded(text) if is_streamed else json.loads(text)

    async def call(self) -> Call:
        """Return the only question for an answer, once it has ended."""

        def has_ended(calls: Ledger) -> bool:
            return all(call.ending is not Ending.OPEN for call in calls.of(GENERATE))

        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.kiro.calls.until(has_ended)
        (call,) = self.kiro.calls.of(GENERATE)
        return call


@asynccontextmanager
async def scene(pace: float | None = TOKENS_PER_SECOND) -> AsyncGenerator[Scene]:
    async with Simulator(pace=pace) as kiro:
        entry = json.dumps(kiro.accounts.credential("api-key")).encode()
        store, memory = Roster(*read_roster(entry, "simulator").credentials), Forgetful()
        async with (
            running_gateway(kiro.url, store, memory) as url,
            aiohttp.ClientSession(url) as client,
        ):
            yield Scene(kiro, client, memory)


def folded(stream: str) -> Message:
    """Return the text, the end and the figures of a stream of one block of text."""
    events = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: ")]
    assert "message_stop" == events[-1]["type"]
    deltas = [event["delta"]["text"] for event in events if event["type"] == "content_block_delta"]
    content = [{"type": "text", "text": "".join(deltas)}] if deltas else []
    return {**events[-2]["delta"], "usage": events[-2]["usage"], "content": content}


streamed = pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "whole"])


@streamed
async def test_max_tokens_end_the_answer_and_the_upstream(*, is_streamed: bool):
    """The client gets what it allowed, and the service is left alone at once."""
    async with scene() as subject:
        message = await subject.ask(LONG, is_streamed=is_streamed, max_tokens=100)
        call = await subject.call()

    assert ("max_tokens", None) == (message["stop_reason"], message["stop_sequence"])
    assert 100 == message["usage"]["output_tokens"]
    assert 350 < len(message["content"][0]["text"]) < 600
    assert (200, Ending.CLIENT_LEFT) == (call.status, call.ending)


@streamed
async def test_a_stop_sequence_ends_the_answer_and_the_upstream(*, is_streamed: bool):
    """The text ends before it, it is told, and the service is left alone at once."""
    async with scene() as subject:
        message = await subject.ask(
            LONG, is_streamed=is_streamed, stop_sequences=["lazy cat", "a lazy dog while"]
        )
        call = await subject.call()

    assert ("stop_sequence", "a lazy dog while") == (
        message["stop_reason"],
        message["stop_sequence"],
    )
    assert [{"type": "text", "text": "the quick brown fox jumps over "}] == message["content"]
    assert Ending.CLIENT_LEFT is call.ending


async def test_a_cut_answer_is_no_failure():
    """The credential has served, and serves the next request too."""
    async with scene() as subject:
        await subject.ask(LONG, is_streamed=True, max_tokens=20)
        await subject.ask(LONG, is_streamed=False, stop_sequences=["fox"])

        assert {State.READY} >= {each.state for each in subject.memory.standings.values()}
        assert [200, 200] == [call.status for call in subject.kiro.calls.of(GENERATE)]


@streamed
async def test_no_tokens_ask_nobody(*, is_streamed: bool):
    """A client that allows none hears what its input takes, and the service hears nothing."""
    async with scene() as subject:
        message = await subject.ask(LONG, is_streamed=is_streamed, max_tokens=0)

        assert ([], "max_tokens") == (message["content"], message["stop_reason"])
        assert 0 == message["usage"]["output_tokens"] < message["usage"]["input_tokens"]
        assert () == subject.kiro.calls.of(GENERATE)


@pytest.mark.parametrize("model", ["claude-sonnet-4-5", "claude-opus-4-6"])
@pytest.mark.parametrize("max_tokens", [10_000, 32_000, 64_000, 128_000])
async def test_an_answer_that_is_allowed_is_whole(model: str, max_tokens: int):
    """What fits is never cut, and more than the model can is no fault."""
    async with scene(pace=None) as subject:
        message = await subject.ask(
            "write 5000 words", is_streamed=True, model=model, max_tokens=max_tokens
        )
        call = await subject.call()

    assert "end_turn" == message["stop_reason"]
    assert 5000 == len(message["content"][0]["text"].split())
    assert Ending.COMPLETE is call.ending


async def test_what_the_service_minds_is_left_to_it():
    """A model that takes `max_tokens` is told them, and ends its answer itself."""
    async with scene(pace=None) as subject:
        message = await subject.ask(
            "write 5000 words", is_streamed=True, model="claude-opus-4-6", max_tokens=2000
        )
        call = await subject.call()

    assert 2000 == call.body["additionalModelRequestFields"]["max_tokens"]
    assert ("max_tokens", Ending.COMPLETE) == (message["stop_reason"], call.ending)
    assert 2000 == len(message["content"][0]["text"].split())


async def test_one_call_is_made_where_one_is_allowed():
    """Of two calls at once the second is left out, and the answer is whole otherwise."""
    tools: list[dict[str, Any]] = [
        {"name": name, "input_schema": {"type": "object", "properties": {}}} for name in ("A", "B")
    ]
    async with scene(pace=None) as subject:
        message = await subject.ask(
            "call A and B in parallel",
            is_streamed=False,
            tools=tools,
            tool_choice={"type": "auto", "disable_parallel_tool_use": True},
        )
        call = await subject.call()

    made = [block["name"] for block in message["content"] if block["type"] == "tool_use"]
    assert (["A"], "tool_use") == (made, message["stop_reason"])
    assert Ending.COMPLETE is call.ending
