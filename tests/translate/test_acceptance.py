"""What is sent upstream, judged by the rules of the service itself."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.trip import LISTED, verdict
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.settings import Settings
from translate.asking import Json, asked, translated, user
from translate.conversations import MEMBERS, MESSAGES, find_translated

SETTINGS: Final = Settings(tolerates=frozenset({"document-model"}))
"""Which models read documents is not listed, so that is for the service to say."""


WISHES = st.fixed_dictionaries(
    {},
    optional={
        "thinking": st.sampled_from(
            [
                {"type": "adaptive"},
                {"type": "enabled", "budget_tokens": 31_999},
                {"type": "disabled"},
                {"type": "between_tools"},
            ]
        ),
        "effort": st.sampled_from(["minimal", "low", "xhigh", "max", "none", "extreme"]),
        "max_tokens": st.sampled_from([0, 1, 4096, 10_000_000]),
        "tool_choice": st.sampled_from([{"type": "any"}, {"type": "none"}]),
    },
)


@given(MESSAGES, MEMBERS, WISHES, st.sampled_from(list(LISTED)))
def test_the_service_takes_every_body(
    messages: list[Json], members: Json, wishes: Json, model_id: str
) -> None:
    """Whatever a client sends and wishes, for whichever model, Kiro understands it."""
    made = find_translated(messages, {**members, **wishes}, LISTED[model_id])
    if made is not None:
        assert isinstance(verdict(made.without_reasoning(), SETTINGS), Conversation)


SCHEMAS: dict[str, Any] = {
    "missing": None,
    "empty": {},
    "several types": {"type": ["object", "null"]},
    "combined": {"anyOf": [{"properties": {"a": {"type": "string"}}}, {"required": ["b"]}]},
    "a reference": {"$ref": "#/$defs/A", "$defs": {"A": {"type": "object", "properties": {}}}},
    "nulls": {"type": "object", "properties": None, "required": None},
    "draft and bounds": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"n": {"type": "integer", "maximum": 9007199254740991}, "any": {}},
        "additionalProperties": False,
    },
}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())
def test_the_service_takes_every_tool(schema: Json | None) -> None:
    """One tool of a careless server does not cost the whole request."""
    tools = [{"name": "mcp__a.b__" + "x" * 80, "description": "", "input_schema": schema}]
    made = translated(asked(user("hi"), tools=tools), LISTED["claude-sonnet-4.5"])
    assert isinstance(verdict(made.body, SETTINGS), Conversation)
