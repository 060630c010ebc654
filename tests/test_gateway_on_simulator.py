"""The whole way on real sockets: a client, the gateway, a Kiro as strict as the real one."""

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
from kiro_py.adapters.web_fetch import WebFetch
from kiro_py.config.credentials import load_credentials
from kiro_py.simulator.faults.effects import (
    Answer,
    Corrupt,
    Cut,
    Dribble,
    Drop,
    Effect,
    Empty,
    Fail,
    Relabel,
    Silence,
    Throw,
)
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.settings import Settings

GENERATE = "GenerateAssistantResponse"
READ: dict[str, Any] = {
    "name": "Read",
    "description": "Reads a file",
    "input_schema": {
        "type": "object",
        "properties": {"file_path": {"type": "string"}},
        "required": ["file_path"],
    },
}
NOW: dict[str, Any] = {"name": "Now", "input_schema": {"type": "object", "properties": {}}}


@dataclass
class Scene:
    """A simulator, a gateway on it, and a client of that."""

    kiro: Simulator
    client: aiohttp.ClientSession
    credentials: Path
    first_entry: dict[str, Any]

    async def post(self, body: dict[str, Any], path: str = "/v1/messages") -> tuple[int, Any]:
        async with self.client.post(path, json=body, headers=KEY_HEADERS) as response:
            return response.status, await response.json()

    async def stream(
        self, body: dict[str, Any], path: str = "/v1/messages"
    ) -> list[dict[str, Any]]:
        """Return the events of a stream, or the refusal as if it were one."""
        streamed = body | {"stream": True}
        async with self.client.post(path, json=streamed, headers=KEY_HEADERS) as response:
            text = (await response.read()).decode()
        if response.status != 200:
            return [json.loads(text) | {"status": response.status}]
        return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]

    @property
    def generated(self) -> int:
        return len(self.kiro.calls.of(GENERATE))


@asynccontextmanager
async def scene(
    directory: Path,
    account: str = "social",
    *,
    simulated: Settings | None = None,
    is_fresh: bool = True,
    pace: float | None = None,
    web: WebFetch | None = None,
    **settings: object,
) -> AsyncGenerator[Scene]:
    async with Simulator(settings=simulated, pace=pace) as kiro:
        path = directory / "credentials.json"
        entry = kiro.accounts.credential(account, is_fresh=is_fresh)
        path.write_text(json.dumps(entry))
        loaded = load_credentials(path, {})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
        async with (
            running_gateway(kiro.url, store, None, None, web, **settings) as url,
            aiohttp.ClientSession(url) as client,
        ):
            yield Scene(kiro, client, path, entry)


def ask(prompt: str | list[dict[str, Any]], **more: object) -> dict[str, Any]:
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    return {"model": "claude-sonnet-4-5", "max_tokens": 1000, "messages": messages, **more}


def whole(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Put a stream together as a client does."""
    message: dict[str, Any] = events[0]["message"]
    blocks: list[dict[str, Any]] = message["content"]
    pieces: list[str] = []
    for event in events[1:]:
        match event["type"]:
            case "content_block_start":
                assert event["index"] == len(blocks)
                blocks.append(event["content_block"])
                pieces.clear()
            case "content_block_delta":
                assert event["index"] == len(blocks) - 1
                delta = event["delta"]
                kind = delta["type"]
                if kind == "input_json_delta":
                    pieces.append(delta["partial_json"])
                    blocks[-1]["input"] = json.loads("".join(pieces))
                else:
                    name = kind.removesuffix("_delta")
                    blocks[-1][name] += delta[name]
            case "message_delta":
                message |= event["delta"]
                message["usage"] = event["usage"]
            case _:
                pass
    assert events[-1]["type"] == "message_stop"
    return message


@pytest.mark.parametrize("account", ["social", "builder-id", "idc", "api-key"])
async def test_each_kind_of_sign_in_gets_an_answer(tmp_path: Path, account: str):
    """Every kind is addressed as the service wants it, the first time."""
    async with scene(tmp_path, account) as subject:
        status, message = await subject.post(ask("say: hello there"))

        assert 200 == status
        assert [{"type": "text", "text": "hello there"}] == message["content"]
        assert 1 == subject.generated


PROMPTS = [
    ask("say: hello"),
    ask("write 50 words"),
    ask("think about boats. say: done", thinking={"type": "enabled", "budget_tokens": 2000}),
    ask(
        "think about boats. say: done",
        model="claude-opus-4-6",
        thinking={"type": "adaptive"},
        output_config={"effort": "high"},
    ),
    ask("think secretly about boats. say: ok", model="claude-opus-5",
        thinking={"type": "adaptive"}),
    ask("read the file /tmp/hello.txt", tools=[READ]),
    ask('call Read with {"file_path":"/a"} and Now in parallel', tools=[READ, NOW]),
    ask("call the tool Now", tools=[NOW]),
    ask("say: hello", system="You are brief.", metadata={"user_id": '{"session_id":"s"}'}),
    ask([{"role": "user", "content": [{"type": "text", "text": "say: one"}]},
         {"role": "system", "content": []}]),
]  # fmt: skip
PROMPT_IDS = [
    "plain",
    "long",
    "tags",
    "native",
    "redacted",
    "tool",
    "parallel",
    "no arguments",
    "system",
    "system role",
]


@pytest.mark.parametrize("body", PROMPTS, ids=PROMPT_IDS)
async def test_stream_and_whole_say_the_same(tmp_path: Path, body: dict[str, Any]):
    """A stream put together, a buffered stream and a JSON answer are one message."""
    async with scene(tmp_path) as subject:
        live = whole(await subject.stream(body))
        buffered = whole(await subject.stream(body, "/cc/v1/messages"))
        status, message = await subject.post(body)

    assert 200 == status
    for each in (live, buffered, message):
        each.pop("id")
        for block in each["content"]:
            block.pop("id", None)
            block.pop("signature", None)
    assert live == buffered == message
    assert message["content"]


async def test_thinking_goes_back_with_its_signature(tmp_path: Path):
    """What the model thought comes back to it signed, and is believed."""
    first = ask("think about boats. read the file /tmp/a.txt", model="claude-opus-4-6",
                thinking={"type": "adaptive"}, tools=[READ])  # fmt: skip
    async with scene(tmp_path) as subject:
        said = whole(await subject.stream(first))
        use = said["content"][-1]
        assert ["thinking", "tool_use"] == [said["content"][0]["type"], use["type"]]
        result = {"type": "tool_result", "tool_use_id": use["id"], "content": "contents of a"}
        turns = [
            *first["messages"],
            {"role": "assistant", "content": said["content"]},
            {"role": "user", "content": [result]},
        ]
        second = whole(await subject.stream(first | {"messages": turns}))

    assert "end_turn" == second["stop_reason"]
    assert 2 == subject.generated


async def test_a_foreign_signature_costs_one_more_call(tmp_path: Path):
    """A signature that the service refuses is dropped, once, and the turn goes on."""
    turns = [
        {"role": "user", "content": "say: hi"},
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "hm", "signature": "c29tZWJvZHkgZWxzZQ=="},
            {"type": "text", "text": "hi"}]},
        {"role": "user", "content": "say: again"},
    ]  # fmt: skip
    async with scene(tmp_path) as subject:
        body = ask(turns, model="claude-opus-4-6", thinking={"type": "adaptive"})
        status, message = await subject.post(body)

    assert 200 == status
    assert "again" in message["content"][-1]["text"]
    assert [400, 200] == [call.status for call in subject.kiro.calls.of(GENERATE)]


@pytest.mark.parametrize("account", ["social", "builder-id", "idc"])
async def test_an_expired_token_is_renewed_once_and_kept(tmp_path: Path, account: str):
    """Fifty requests at once renew it once, and the file has the newest tokens."""
    async with scene(tmp_path, account, is_fresh=False) as subject:
        answers = await asyncio.gather(*(subject.post(ask(f"say: {n}")) for n in range(50)))
        after = json.loads(subject.credentials.read_text())
        entry = subject.kiro.accounts.credential(account)

        assert [200] * 50 == [status for status, _ in answers]
        assert subject.first_entry["refreshToken"] != after["refreshToken"]
        assert entry["refreshToken"] == after["refreshToken"]
        assert 0 == subject.kiro.accounts.refresh_tokens_spent_twice
        renewals = [call for call in subject.kiro.calls if "oken" in call.operation]
        assert 1 == len(renewals)


async def test_a_token_revoked_early_is_renewed(tmp_path: Path):
    """A token that the service no longer takes costs one renewal, not the request."""
    async with scene(tmp_path) as subject:
        await subject.post(ask("say: one"))
        subject.kiro.accounts.expire_access("social")
        status, _ = await subject.post(ask("say: two"))

    assert 200 == status


async def test_a_login_that_has_ended_is_told(tmp_path: Path):
    """A dead refresh token is one attempt, and an answer that stops clients from trying again."""
    async with scene(tmp_path) as subject:
        subject.kiro.accounts.revoke("social")
        subject.kiro.accounts.expire_access("social")
        async with subject.client.post(
            "/v1/messages", json=ask("say: hi"), headers=KEY_HEADERS
        ) as response:
            assert 503 == response.status
            assert "false" == response.headers["x-should-retry"]


def refuse(status: int, message: str, reason: str | None = None) -> Answer:
    return Answer(status=status, body={"message": message, "reason": reason})


HEALED: list[tuple[str, Effect]] = [
    ("reset before headers", Drop()),
    ("no frames", Empty()),
    ("cut in the first frame", Cut(after_bytes=5)),
    ("reset in the first frame", Cut(after_bytes=5, how="close")),
    ("HTTP end without a tail", Cut(after_frames=0, how="end")),
    ("corrupt first frame", Corrupt(frame=0)),
    ("wrong content type", Relabel()),
    ("overload", refuse(500, "Encountered unexpectedly high load when processing the request")),
    (
        "overload in the stream",
        Throw(type="throttlingError", message="busy", reason="INSUFFICIENT_MODEL_CAPACITY"),
    ),
    ("failure in the stream", Fail()),
]


@pytest.mark.parametrize(
    "effect", [effect for _, effect in HEALED], ids=[name for name, _ in HEALED]
)
async def test_what_heals_is_not_noticed(tmp_path: Path, effect: Effect):
    """A passing fault before the first word costs one more call and nothing else."""
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(effect, operation=GENERATE)
        message = whole(await subject.stream(ask("say: hello")))

    assert [{"type": "text", "text": "hello"}] == message["content"]
    assert 2 == subject.generated


BROKEN: list[tuple[str, Effect]] = [
    ("cut", Cut(after_frames=3)),
    ("closed", Cut(after_frames=3, how="close")),
    ("ended", Cut(after_frames=3, how="end")),
    ("corrupt", Corrupt(frame=3)),
    ("exception", Throw(after_frames=3)),
    ("error", Fail(after_frames=3)),
]


@pytest.mark.parametrize(
    "effect", [effect for _, effect in BROKEN], ids=[name for name, _ in BROKEN]
)
async def test_a_loss_is_never_dressed_as_an_end(tmp_path: Path, effect: Effect):
    """After the first word a fault is an `error` event; a whole answer is tried again."""
    async with scene(tmp_path, pace=100) as subject:
        subject.kiro.faults.add(effect, operation=GENERATE)
        events = await subject.stream(ask("write 50 words"))
        assert "error" == events[-1]["type"]
        assert 1 == subject.generated

        subject.kiro.faults.add(effect, operation=GENERATE)
        status, message = await subject.post(ask("write 50 words"))
        assert (200, "end_turn") == (status, message["stop_reason"])
        assert 3 == subject.generated


TOLD: list[tuple[str, Effect, int, str, str]] = [
    ("improper", refuse(400, "Improperly formed request."), 400, "invalid_request_error", ""),
    (
        "too long",
        refuse(400, "Input is too long.", "CONTENT_LENGTH_EXCEEDS_THRESHOLD"),
        400,
        "invalid_request_error",
        "prompt is too long: 200001 tokens > 200000 maximum",
    ),
    (
        "too long in the stream",
        Throw(type="ValidationException", message="Input is too long."),
        400,
        "invalid_request_error",
        "prompt is too long: 200001 tokens > 200000 maximum",
    ),
    (
        "throttled",
        refuse(429, "Too many requests, please wait before trying again."),
        429,
        "rate_limit_error",
        "",
    ),
    (
        "spent",
        refuse(402, "You have reached the limit.", "MONTHLY_REQUEST_COUNT"),
        429,
        "billing_error",
        "",
    ),
    (
        "suspended",
        refuse(403, "Your User ID temporarily is suspended.", "TEMPORARILY_SUSPENDED"),
        503,
        "api_error",
        "",
    ),
]


@pytest.mark.parametrize(
    ("effect", "status", "error_type", "message"),
    [case[1:] for case in TOLD],
    ids=[case[0] for case in TOLD],
)
async def test_what_cannot_heal_is_told_once(
    tmp_path: Path, effect: Effect, status: int, error_type: str, message: str
):
    """A refusal is one call, an HTTP status, and words that clients understand."""
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(effect, operation=GENERATE, times=None)
        (told,) = await subject.stream(ask("say: hello"))

    assert (status, error_type) == (told["status"], told["error"]["type"])
    assert message in told["error"]["message"]
    assert 1 == subject.generated


async def test_a_silent_upstream_is_told(tmp_path: Path):
    """Pings while it is silent; then, when patience ends, an `error` event."""
    async with scene(
        tmp_path,
        idle_timeout_seconds=0.5,
        ping_interval_seconds=0.1,
        hold_before_headers_seconds=0.1,
        hold_after_headers_seconds=0.1,
    ) as subject:
        subject.kiro.faults.add(Silence(at="after-frames", frames=2), operation=GENERATE)
        events = await subject.stream(ask("write 50 words"))

    assert "ping" in [event["type"] for event in events]
    assert "error" == events[-1]["type"]


async def test_a_connection_that_lingers_does_not_hold_the_answer(tmp_path: Path):
    """The service meters, says nothing more and does not close: the answer ends all the same."""
    simulated = Settings(sends_metadata=False)
    async with scene(tmp_path, simulated=simulated, finish_grace_seconds=0.2) as subject:
        subject.kiro.faults.add(Silence(at="after-metering"), operation=GENERATE)
        message = whole(await subject.stream(ask("say: hello")))

    assert "end_turn" == message["stop_reason"]


async def test_dribbled_bytes_make_no_difference(tmp_path: Path):
    """One byte at a time is the same answer."""
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(Dribble(), operation=GENERATE)
        message = whole(await subject.stream(ask("say: Grüße, 世界")))

    assert [{"type": "text", "text": "Grüße, 世界"}] == message["content"]


async def test_unknown_models_are_not_found(tmp_path: Path):
    """A model that nobody has is a 404 that names it, without a call."""
    async with scene(tmp_path) as subject:
        status, told = await subject.post(ask("hi", model="gpt-9"))

    assert 404 == status
    assert "model: gpt-9" == told["error"]["message"]
    assert 0 == subject.generated


async def test_the_account_s_own_models_are_listed_and_served(tmp_path: Path):
    """The list comes from the account, and an exact id reaches the very model."""
    async with scene(tmp_path) as subject:
        async with subject.client.get("/v1/models", headers=KEY_HEADERS) as response:
            ids = [model["id"] for model in (await response.json())["data"]]
        assert "claude-opus-4-8" in ids
        status, _ = await subject.post(ask("say: hi", model="claude-opus-4-8"))
        (call,) = subject.kiro.calls.of(GENERATE)

    assert 200 == status
    current = call.body["conversationState"]["currentMessage"]["userInputMessage"]
    assert "claude-opus-4.8" == current["modelId"]


async def test_a_model_is_told_by_every_name_that_means_it(tmp_path: Path):
    """What a name means is told without a request for an answer, and so is that it means none."""
    async with scene(tmp_path) as subject:
        for name, status in (("claude-opus-4-8", 200), ("claude-opus-4-8[1m]", 200), ("o1", 404)):
            url = f"/v1/models/{name}"
            async with subject.client.get(url, headers=KEY_HEADERS) as response:
                told = await response.json()
                assert (status, name) == (response.status, told.get("id", name))
        async with subject.client.get(
            "/v1/models", params=[("lifecycle[]", "retired")], headers=KEY_HEADERS
        ) as response:
            assert [] == (await response.json())["data"]
        assert 0 == subject.generated


async def test_usage_comes_from_the_upstream(tmp_path: Path):
    """Exact figures are passed on; without them the share of the window is used."""
    async with scene(tmp_path) as subject:
        _, exact = await subject.post(ask("say: hello"))
    async with scene(tmp_path, simulated=Settings(sends_token_usage=False)) as subject:
        _, shared = await subject.post(ask("say: hello"))

    assert exact["usage"]["input_tokens"] > 1000
    total = shared["usage"]["input_tokens"] + shared["usage"]["output_tokens"]
    assert 0 < total < 10_000


async def test_settings_that_a_model_does_not_take_cost_one_more_call(tmp_path: Path):
    """Reasoning settings that the service refuses are left out, once, and the turn goes on."""
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(
            refuse(400, "additionalModelRequestFields is not supported for this model"),
            operation=GENERATE,
        )
        body = ask("say: hi", model="claude-opus-4-6", thinking={"type": "adaptive"})
        status, _ = await subject.post(body)
        first, second = subject.kiro.calls.of(GENERATE)

    assert 200 == status
    assert "additionalModelRequestFields" in first.body
    assert "additionalModelRequestFields" not in second.body
