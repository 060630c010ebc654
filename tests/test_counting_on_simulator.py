"""Counting that learns, and the external counter, the whole way on real sockets."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from house import KEY_HEADERS, api_key, running_gateway
from kiro_py.adapters.counts_file import CountsFile
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings, TrueCount

MODELS = {
    "claude-sonnet-4.5": (1.35, 2_000),
    "claude-opus-4.5": (0.7, 500),
    "claude-haiku-4.5": (1.1, 6_000),
}
"""How each model counts, as nobody tells the gateway: a factor, and a prompt in front."""

SENTENCE = "All happy families resemble one another, every unhappy one is so in its own way. "
SIZES = [1, 5, 20, 60, 200, 600, 1_500]
"""In sentences of about twenty tokens."""


@dataclass
class Client:
    """Who asks the gateway."""

    session: aiohttp.ClientSession

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        async with self.session.post(path, json=body, headers=KEY_HEADERS) as response:
            assert 200 == response.status, await response.text()
            return await response.read()

    async def spent(self, model: str, sentences: int) -> tuple[int, int]:
        """Return the input as it was expected, and as the upstream counted it."""
        said = await self.post("/v1/messages", asked(model, sentences) | {"stream": True})
        events = [json.loads(line[6:]) for line in said.splitlines() if line[:6] == b"data: "]
        usages = {
            event["type"]: event.get("usage") or event["message"]["usage"]
            for event in events
            if event["type"] in {"message_start", "message_delta"}
        }
        return usages["message_start"]["input_tokens"], usages["message_delta"]["input_tokens"]

    async def counted(self, model: str, sentences: int) -> int:
        """Return the answer of `count_tokens`."""
        body = asked(model, sentences)
        del body["max_tokens"]
        return json.loads(await self.post("/v1/messages/count_tokens", body))["input_tokens"]


def asked(model: str, sentences: int) -> dict[str, Any]:
    content = f"{SENTENCE * sentences}\n\nsay: yes"
    return {
        "model": model,
        "max_tokens": 100,
        "messages": [{"role": "user", "content": content}],
    }


def simulated(*, has_exact_figures: bool = True) -> Settings:
    counts = tuple(TrueCount(name, *truth) for name, truth in MODELS.items())
    return Settings(counts=counts, sends_token_usage=has_exact_figures)


@asynccontextmanager
async def client(kiro: Simulator, path: Path, **settings: object) -> AsyncGenerator[Client]:
    """Start a gateway that remembers in files beside `path`, and ask it."""
    store = api_key(str(kiro.accounts.credential("api-key")["kiroApiKey"]))
    async with (
        running_gateway(kiro.url, store, None, CountsFile(path), **settings) as url,
        aiohttp.ClientSession(url) as session,
    ):
        yield Client(session)


@pytest.mark.parametrize("has_exact_figures", [True, False])
async def test_twenty_requests_teach_how_a_model_counts(tmp_path: Path, *, has_exact_figures: bool):
    """After them `message_start` is off by less than 5 %, for each model, and after a restart."""
    path = tmp_path / "credentials.json"
    async with Simulator(settings=simulated(has_exact_figures=has_exact_figures)) as kiro:
        async with client(kiro, path) as before:
            for number in range(20):
                for model in MODELS:
                    await before.spent(model, SIZES[number % len(SIZES)])
        async with client(kiro, path) as after:
            for model in MODELS:
                for sentences in (2, 100, 900):
                    expected, reported = await after.spent(model, sentences)
                    assert reported == pytest.approx(expected, rel=0.05), (model, sentences)


async def test_count_tokens_names_the_model(tmp_path: Path):
    """Its figures follow each model's counting too, without the prompt that Kiro adds."""
    async with (
        Simulator(settings=simulated()) as kiro,
        client(kiro, tmp_path / "credentials.json") as subject,
    ):
        for model, (_, offset) in MODELS.items():
            for number in range(20):
                await subject.spent(model, SIZES[number % len(SIZES)])
            _, reported = await subject.spent(model, 1_000)
            hidden = round(MODELS[model][0] * 2_000) + offset  # the simulator has one of its own

            counted = await subject.counted(model, 1_000)
            assert reported - hidden == pytest.approx(counted, rel=0.05)
            assert 30 > await subject.counted(model, 0)


async def test_too_long_a_prompt_is_told_in_learned_figures(tmp_path: Path):
    """The first figure of `prompt is too long` is what this model counts."""
    settings = Settings(counts=(TrueCount("claude-sonnet-4.5", 2.0, 1_000),))
    async with (
        Simulator(settings=settings) as kiro,
        client(kiro, tmp_path / "credentials.json") as subject,
    ):
        for number in range(20):
            await subject.spent("claude-sonnet-4.5", SIZES[number % len(SIZES)])
        body = asked("claude-sonnet-4.5", 5_500)
        async with subject.session.post("/v1/messages", json=body, headers=KEY_HEADERS) as response:
            message = (await response.json())["error"]["message"]

    truth = 2.0 * (len(body["messages"][0]["content"]) / 4 + 2_000) + 1_000
    words = message.split()
    assert ["prompt", "is", "too", "long:", "tokens", ">", "200000", "maximum"] == [
        *words[:4],
        *words[5:],
    ]
    assert truth == pytest.approx(int(words[4]), rel=0.05)


@dataclass
class Outside:
    """An external counter."""

    tokens: int = 4_711
    is_silent: bool = False
    bodies: list[bytes] = field(default_factory=list[bytes])
    keys: list[str | None] = field(default_factory=list[str | None])
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        self.bodies.append(await request.read())
        self.keys.append(request.headers.get("authorization"))
        if self.is_silent:
            await self.gone.wait()
        return web.json_response({"input_tokens": self.tokens})


@asynccontextmanager
async def standing(outside: Outside) -> AsyncGenerator[str]:
    runner = web.ServerRunner(web.Server(outside.answer), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/count"
    finally:
        outside.gone.set()
        await runner.cleanup()


async def test_an_external_counter_answers_count_tokens_only(tmp_path: Path):
    """It is asked for a count, with its key, and never when a message is sent."""
    outside = Outside()
    async with (
        standing(outside) as count_url,
        Simulator() as kiro,
        client(
            kiro,
            tmp_path / "credentials.json",
            count_tokens_api_url=count_url,
            count_tokens_api_key="count-example",
            count_tokens_auth_type="bearer",
        ) as subject,
    ):
        assert 4_711 == await subject.counted("claude-sonnet-4-5", 3)
        assert 4_711 == await subject.counted("claude-sonnet-4-5", 3)
        assert 1_000 > (await subject.spent("claude-sonnet-4-5", 3))[0]

    assert ["Bearer count-example"] == outside.keys
    assert "claude-sonnet-4-5" == json.loads(outside.bodies[0])["model"]


async def test_a_silent_counter_keeps_nobody_waiting(tmp_path: Path):
    """While it is waited for others are served, and in the end the estimate answers."""
    outside = Outside(is_silent=True)
    async with (
        standing(outside) as count_url,
        Simulator() as kiro,
        client(kiro, tmp_path / "credentials.json", count_tokens_api_url=count_url) as subject,
        asyncio.timeout(30),
        asyncio.TaskGroup() as tasks,
    ):
        counting = tasks.create_task(subject.counted("claude-sonnet-4-5", 3))
        while not outside.bodies:  # noqa: ASYNC110 -- another task's socket sets no event here
            await asyncio.sleep(0.005)
        await subject.spent("claude-sonnet-4-5", 3)

        assert not counting.done()
        assert 40 < await counting < 150
