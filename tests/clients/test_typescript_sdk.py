"""@anthropic-ai/sdk gets what it expects, streaming and not."""

import pytest

from clients.stage import HERE, OUTCOMES, Played, find_node, play
from kiro_py.wire.json import JsonObject

pytestmark = pytest.mark.clients


@pytest.fixture
def played() -> Played:
    return play(find_node(), HERE / "typescript.mjs")


EXPECTED: dict[str, JsonObject] = {
    "plain": {"content": [{"type": "text", "text": "hello"}], "stop": "end_turn", "isSame": True},
    "increments": {"isCut": True, "text": "1, 2, 3, 4, 5."},
    "tools": {
        "inputs": [
            {"name": "add", "input": {"a": 2, "b": 3}},
            {"name": "multiply", "input": {"a": 4, "b": 5}},
        ],
        "stops": ["tool_use", "end_turn"],
        "sums": ["5", "20"],
    },
    "thinking": {
        "kinds": [["thinking", "text", "tool_use"], ["thinking", "text"]],
        "isSigned": True,
        "thinking": "I am asked about sums. Let me think about sums: it can be answered briefly.",
    },
    "search": {
        "kinds": [["server_tool_use", "web_search_tool_result", "text"]] * 2,
        "input": {"query": "old boats"},
        "isAnswered": True,
        "pages": [f"https://www.example.com/{number}" for number in range(1, 6)],
        "searches": [1, 1],
    },
    "counting": {"isCounted": True},
    "models": {"isListed": True, "isOne": True},
    "brokenMidway": {
        "kind": "APIError",
        "type": "api_error",
        "said": "the model service failed: try again",
        "retry": None,
        "texts": ["This will", " not"],
    },
    "wrongKey": {
        "kind": "AuthenticationError",
        "status": 401,
        "type": "authentication_error",
        "said": "invalid API key: send a key of the gateway as `x-api-key` or as a bearer token",
        "retry": "false",
    },
    "unknownModel": {
        "kind": "NotFoundError",
        "status": 404,
        "type": "not_found_error",
        "said": "model: no-such-model",
        "retry": None,
    },
    "wrongRequest": {
        "kind": "BadRequestError",
        "status": 400,
        "type": "invalid_request_error",
        "said": "messages: Input should be a valid list",
        "retry": None,
    },
    "tooLong": {
        "kind": "BadRequestError",
        "status": 400,
        "type": "invalid_request_error",
        "said": "prompt is too long: 1000001 tokens > 1000000 maximum",
        "retry": None,
    },
    "spent": {
        "kind": "RateLimitError",
        "status": 429,
        "type": "billing_error",
        "said": "spend limit reached: the gateway's Kiro account has used up the credits"
        " of its plan",
        "retry": "false",
    },
}


@pytest.mark.parametrize("case", EXPECTED)
def test_it_gets_what_it_expects(played: Played, case: str):
    """Answers, tool calls and refusals arrive as the SDK's own types."""
    assert EXPECTED[case] == played.outcomes[case]


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_recording_is_one_message_or_two_errors(played: Played, name: str):
    """Streamed and whole are the same message; a broken answer is an error both ways."""
    assert OUTCOMES[name] == played.outcomes["recordings"][name]


def test_kiro_refuses_nothing(played: Played):
    """Whatever it asks, the gateway breaks no rule of Kiro."""
    assert [] == played.rules_broken
