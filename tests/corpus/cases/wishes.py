"""How a model shall think and answer, and members that nobody has heard of."""

from collections.abc import Iterator
from typing import Any, Final

from corpus.case import Case, case
from corpus.trip import signer
from translate.asking import Json, assistant, call, result, text, thinking, tool, user

THOUGHT: Final = "They want a fruit."
SIGNED: Final = signer("claude-opus-4.8").sign(THOUGHT, "corpus")
READ: Json = tool("Read", description="Reads a file.")
NATIVE_AND_TAGGED: Final = ("claude-opus-4-8", "claude-sonnet-4-5")


def cases() -> Iterator[Case]:
    yield from _thinking()
    yield from _replayed()
    yield from _models()
    yield from _members()


def _thinking() -> Iterator[Case]:
    wishes: dict[str, Json] = {
        "adaptive": {"thinking": {"type": "adaptive"}},
        "adaptive and omitted": {"thinking": {"type": "adaptive", "display": "omitted"}},
        "adaptive and summarised": {"thinking": {"type": "adaptive", "display": "summarized"}},
        "adaptive with updates": {"thinking": {"type": "adaptive", "display": "updates"}},
        "with a budget": {"thinking": {"type": "enabled", "budget_tokens": 31_999}},
        "with a small budget": {"thinking": {"type": "enabled", "budget_tokens": 1}},
        "with a budget of 2048.0": {"thinking": {"type": "enabled", "budget_tokens": 2048.0}},
        "between tools": {"thinking": {"type": "between_tools"}},
        "off": {"thinking": {"type": "disabled"}},
        "of null": {"thinking": None},
        "of a kind that nobody knows": {"thinking": {"type": "sideways", "block_binding": "x"}},
        "with little effort": {"output_config": {"effort": "low"}},
        "with most effort": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
        "with an effort of null": {"output_config": {"effort": None}},
        "with an effort that nobody knows": {"output_config": {"effort": "heroic"}},
        "cleared": {
            "thinking": {"type": "adaptive"},
            "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        },
    }
    for model in NATIVE_AND_TAGGED:
        for what, members in wishes.items():
            yield case(
                f"thinking {what}, {model}",
                "every model takes other words for it, and some none",
                user("Why is the sky blue?"),
                **{"model": model, **members},
            )


def _replayed() -> Iterator[Case]:
    blocks: dict[str, list[Json]] = {
        "signed": [thinking(THOUGHT, SIGNED), text("Pear.")],
        "unsigned": [thinking(THOUGHT, ""), text("Pear.")],
        "signed elsewhere": [thinking(THOUGHT, "Zm9yZWlnbg=="), text("Pear.")],
        "signed and changed": [thinking("They want a tree.", SIGNED), text("Pear.")],
        "omitted": [thinking("", SIGNED), text("Pear.")],
        "redacted": [{"type": "redacted_thinking", "data": "QUJD"}, text("Pear.")],
        "twice": [thinking(THOUGHT, SIGNED), text("Hm."), thinking("No.", "x"), text("Pear.")],
        "with tags in the text": [thinking(THOUGHT, SIGNED), text("<thinking>x</thinking>")],
    }
    for model in NATIVE_AND_TAGGED:
        for what, content in blocks.items():
            yield case(
                f"a thought {what}, {model}",
                "clients send back what they got, also from elsewhere",
                user("Name a fruit."),
                assistant(content),
                user("Another."),
                model=model,
                thinking={"type": "adaptive"},
            )
    yield case(
        "a thought before a call",
        "the turn goes on after the result",
        user("Read a."),
        assistant([thinking(THOUGHT, SIGNED), call("t1", path="a")]),
        user([result("t1", "alpha")]),
        tools=[READ],
        thinking={"type": "adaptive"},
    )
    yield case(
        "thoughts between calls",
        "a model that interleaves",
        user("Read both."),
        assistant([thinking(THOUGHT, SIGNED), call("t1"), thinking("Then b.", "x"), call("t2")]),
        user([result("t1", "alpha"), result("t2", "beta")]),
        tools=[READ],
        thinking={"type": "between_tools"},
    )


def _models() -> Iterator[Case]:
    names = (
        *("auto", "claude-opus-5-5", "claude-opus-4-7", "claude-opus-4-6", "claude-opus-4-5"),
        *("claude-sonnet-5-5", "claude-sonnet-4-6", "claude-sonnet-4", "claude-haiku-4-5"),
        *("claude-sonnet-4-6[1m]", "claude-haiku-4-5-thinking", "claude-opus-4-5-20251101"),
        *("us.anthropic.claude-opus-4-8-20260115-v1:0", "claude-3-7-sonnet-20250219"),
        *("gpt-5.6-sol", "deepseek-3.2", "glm-5"),
    )
    for name in names:
        yield case(
            f"model {name}",
            "every model that is listed, by the names that clients use",
            user("Read a."),
            assistant([thinking("Hm.", ""), text("I read."), call("t1", path="a")]),
            user([result("t1", "alpha")]),
            model=name,
            tools=[READ],
            thinking={"type": "enabled", "budget_tokens": 4_000},
            max_tokens=128_000,
        )


def _members() -> Iterator[Case]:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    members: dict[str, dict[str, Any]] = {
        "max_tokens of 1": {"max_tokens": 1},
        "max_tokens beyond every model": {"max_tokens": 10_000_000},
        "max_tokens of 1024.0": {"max_tokens": 1024.0},
        "a stream": {"stream": True},
        "no stream": {"stream": None},
        "stop sequences": {"stop_sequences": ["\n\nHuman:", "END"]},
        "a temperature": {"temperature": 0.7, "top_p": 0.9, "top_k": 40},
        "nulls everywhere": dict.fromkeys(
            ("system", "tools", "tool_choice", "metadata", "stop_sequences", "temperature")
        ),
        "a form for the answer": {
            "output_config": {"format": {"type": "json_schema", "schema": schema}},
            "tools": [],
        },
        "a form of null": {"output_config": {"format": None, "effort": "high"}},
        "a user": {"metadata": {"user_id": "user_0a1b_account__session_0"}},
        "a user in JSON": {"metadata": {"user_id": '{"device_id":"0","session_id":"1"}'}},
        "a cache mark at the top": {"cache_control": {"type": "ephemeral"}},
        "a tier and a place": {"service_tier": "auto", "inference_geo": "eu", "speed": "fast"},
        "servers of tools": {"mcp_servers": [{"type": "url", "url": "https://example.com"}]},
        "a container": {"container": {"id": None, "skills": []}},
        "safeguards and tags": {"safeguards": {"auto": True}, "tags": ["a"], "foo": {"bar": 1}},
        "diagnostics": {"diagnostics": {"previous_message_id": "msg_1"}},
        "a task's budget": {"output_config": {"task_budget": {"type": "tokens", "total": 1}}},
    }
    for what, more in members.items():
        yield case(
            f"with {what}",
            "what has no word in Kiro is never an error",
            user("Give it a title."),
            **more,
        )
