"""What is sent upstream, judged by the rules of the service itself."""

from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.accounts.mint import Mint
from kiro_py.simulator.address import Address, Host, Operation
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.catalogue import CATALOGUE, MODELS
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.model.signatures import Signer
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.inspection import Sender
from kiro_py.simulator.strictness.judge import judge, judge_bytes
from kiro_py.translate.models import from_listing
from kiro_py.wire.kiro.request import GenerateRequest
from translate.asking import Json, asked, translated, user
from translate.conversations import MEMBERS, MESSAGES, find_translated

LISTED: Final = from_listing(
    {
        "modelId": model.id,
        "tokenLimits": {
            "maxInputTokens": model.max_input_tokens,
            "maxOutputTokens": model.max_output_tokens,
        },
        "additionalModelRequestFieldsSchema": model.fields_schema,
    }
    for model in CATALOGUE
)
SETTINGS: Final = Settings(tolerates=frozenset({"document-model"}))
"""Which models read documents is not listed, so that is for the service to say."""

SENDER: Final = Sender(
    "account", MODELS, lambda model: Signer(Mint("seed"), "account", model), lambda _: ()
)


def verdict(body: GenerateRequest) -> object:
    """Return the conversation that the service reads, or its refusal."""
    raw = msgspec.json.encode(body)
    call = Call(
        number=1,
        address=Address(Host.RUNTIME, Operation.GENERATE),
        operation="GenerateAssistantResponse",
        method="POST",
        path="/generateAssistantResponse",
        query={},
        headers={},
        raw=raw,
        body=msgspec.json.decode(raw),
    )
    return judge_bytes(call, SETTINGS) or judge(call, SENDER, SETTINGS)


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
        assert isinstance(verdict(made.without_reasoning()), Conversation)


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
    assert isinstance(verdict(made.body), Conversation)
