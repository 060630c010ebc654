"""The AI SDK, which checks every event against its own schema, gets what it expects."""

import pytest

from clients.stage import HERE, OUTCOMES, Played, find_node, play
from kiro_py.wire.json import JsonObject

pytestmark = pytest.mark.clients


@pytest.fixture
def played() -> Played:
    return play(find_node(), HERE / "vercel.mjs")


BEGIN = ["start-step", "custom"]
TEXT = ["text-start", "text-delta", "text-end"]
REASONING = ["reasoning-start", "reasoning-delta", "reasoning-end"]
CALL = ["tool-input-start", "tool-input-delta", "tool-input-end", "tool-call", "tool-result"]

PAGES = [f"https://www.example.com/{number}" for number in range(1, 6)]

EXPECTED: dict[str, JsonObject] = {
    "plain": {"text": "hello", "finishReason": "stop", "isCounted": True},
    "streamed": {
        "kinds": ["start", *BEGIN, *TEXT, "finish-step", "finish"],
        "errors": [],
        "calls": [],
        "text": "hello",
        "reason": "stop",
    },
    "thinking": {
        "reasoningText": "I am asked about rain. Let me think about rain:"
        " it can be answered briefly.",
        "text": "I have thought about rain.",
    },
    "thinkingStreamed": {
        "kinds": ["start", *BEGIN, *REASONING, *TEXT, "finish-step", "finish"],
        "errors": [],
        "calls": [],
        "text": "I have thought about rain.",
        "reason": "stop",
    },
    "tools": {"reasons": ["tool-calls", "stop"], "sums": ["5"]},
    "toolsStreamed": {
        "kinds": [
            *("start", *BEGIN, *TEXT, *CALL, "finish-step"),
            *(*BEGIN, *TEXT, "finish-step", "finish"),
        ],
        "errors": [],
        "calls": [{"toolName": "add", "input": {"a": 2, "b": 3}}],
        "sums": ["5"],
        "reason": "stop",
    },
    "toolsWithThinking": {"reasons": ["tool-calls", "stop"], "sums": ["5"]},
    "search": {"pages": PAGES, "isTold": True, "finishReason": "stop"},
    "searchStreamed": {
        "kinds": ["start", *BEGIN, *CALL, "source", *TEXT, "finish-step", "finish"],
        "errors": [],
        "calls": [{"toolName": "web_search", "input": {"query": "old boats"}}],
        "reason": "stop",
    },
    "object": {"city": "Paris"},
    "withoutVersion": {"text": "hello"},
    "brokenMidway": {
        "kinds": ["start", *BEGIN, "text-start", "text-delta", "error", "finish-step", "finish"],
        "errors": [
            {
                "kind": "AI_StreamProviderError",
                "status": 500,
                "said": "the model service failed: try again",
                "isRetryable": True,
            }
        ],
        "calls": [],
        "text": "This will not",
        "reason": "error",
    },
    "wrongKey": {
        "kind": "AI_APICallError",
        "status": 401,
        "said": "invalid API key: send a key of the gateway as `x-api-key` or as a bearer token",
        "isRetryable": False,
    },
    "unknownModel": {
        "kind": "AI_APICallError",
        "status": 404,
        "said": "model: no-such-model",
        "isRetryable": False,
    },
    "tooLong": {
        "kind": "AI_APICallError",
        "status": 400,
        "said": "prompt is too long: 1000001 tokens > 1000000 maximum",
        "isRetryable": False,
    },
    "spent": {
        "kind": "AI_APICallError",
        "status": 429,
        "said": "spend limit reached: the gateway's Kiro account has used up the credits"
        " of its plan",
        "isRetryable": True,
    },
}


@pytest.mark.parametrize("case", EXPECTED)
def test_it_gets_what_it_expects(played: Played, case: str):
    """Answers, tool calls, objects and refusals pass its schemas and keep their words."""
    assert EXPECTED[case] == played.outcomes[case]


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_recording_is_one_message_or_two_errors(played: Played, name: str):
    """Streamed and whole say and call the same; a broken answer is an error both ways."""
    assert OUTCOMES[name] == played.outcomes["recordings"][name]


def test_kiro_refuses_nothing(played: Played):
    """Whatever it asks, the gateway breaks no rule of Kiro."""
    assert [] == played.rules_broken
