"""Nothing leaves that the service would refuse."""

from collections.abc import Callable

import pytest
from hypothesis import given
from msgspec.structs import replace

from kiro_py.errors import BodyUnfit
from kiro_py.translate.invariants import check
from kiro_py.translate.models import Model
from kiro_py.wire.json import JsonObject, RawJson
from kiro_py.wire.kiro.request import (
    AssistantResponseMessage,
    AssistantTurn,
    ChatMessage,
    ConversationState,
    InputSchema,
    ResultText,
    Tool,
    ToolResult,
    ToolSpecification,
    ToolUse,
    UserInputMessage,
    UserInputMessageContext,
    UserTurn,
)
from translate.asking import Json
from translate.conversations import MEMBERS, MESSAGES, MODELS, find_translated

PLAIN: JsonObject = {"type": "object", "properties": {}}


def said(content: str, *results: ToolResult, tools: tuple[Tool, ...] = ()) -> UserTurn:
    context = UserInputMessageContext(results, tools) if results or tools else None
    message = UserInputMessage(content, "m", "AI_EDITOR", user_input_message_context=context)
    return UserTurn(message)


def answered(content: str, *calls: ToolUse) -> AssistantTurn:
    return AssistantTurn(AssistantResponseMessage(content, tool_uses=calls))


def use(call_id: str, name: str = "Read") -> ToolUse:
    return ToolUse(call_id, name, RawJson(b"{}"))


def outcome(call_id: str, *pieces: str) -> ToolResult:
    return ToolResult(call_id, tuple(map(ResultText, pieces)), "success")


def listed(name: str = "Read", description: str = "Reads.", schema: JsonObject = PLAIN) -> Tool:
    return Tool(ToolSpecification(name, description, InputSchema(schema)))


def state(*turns: ChatMessage) -> ConversationState:
    *past, current = turns
    assert isinstance(current, UserTurn)
    return ConversationState(
        chat_trigger_type="MANUAL",
        conversation_id="c",
        history=tuple(past),
        current_message=current,
    )


READ = (listed(),)
CALLED = (said("go"), answered("", use("t1"), use("t2")))
BOTH = (outcome("t1", "a"), outcome("t2", "b"))

FINE = {
    "one turn": state(said("hi")),
    "calls and results without words": state(*CALLED, said("", *BOTH, tools=READ)),
    "a call long ago": state(
        *CALLED,
        said("", *BOTH),
        answered("ok", use("t3")),
        said("", outcome("t3", "c"), tools=READ),
    ),
    "a tool that nobody called": state(said("hi", tools=(listed("a"), listed("b")))),
}

UNFIT: dict[str, tuple[ConversationState, str]] = {
    "the assistant first": (state(answered("a"), said("b")), "messages.0: the roles do not"),
    "two of one role": (state(said("a"), said("b")), "messages.1: the roles do not alternate"),
    "a blank turn": (state(said(" \n")), "messages.0: the turn says nothing"),
    "an empty answer": (
        state(said("a"), answered(""), said("b")),
        "messages.1: the turn says nothing",
    ),
    "a call without a result": (
        state(*CALLED, said("", outcome("t1", "a"), tools=READ)),
        "messages.2: the results are not those of the calls before",
    ),
    "a result too many": (
        state(*CALLED, said("", *BOTH, outcome("t2", "b"), tools=READ)),
        "messages.2: the results are not those of the calls before",
    ),
    "a result before any call": (
        state(said("a", outcome("t1", "a"))),
        "messages.0: the results are not those of the calls before",
    ),
    "a result that comes late": (
        state(said("a"), answered("b"), said("c"), answered("d"), said("e", outcome("t", "x"))),
        "messages.4: the results are not those of the calls before",
    ),
    "a result that says nothing": (
        state(*CALLED, said("", outcome("t1"), outcome("t2", "b"), tools=READ)),
        "messages.2: a result says nothing",
    ),
    "an odd id": (
        state(said("a"), answered("", use("t.1")), said("", outcome("t.1", "a"), tools=READ)),
        "messages.1: call id 't.1' is taken or odd",
    ),
    "an id twice": (
        state(
            *CALLED,
            said("", *BOTH),
            answered("", use("t1")),
            said("", outcome("t1", "a"), tools=READ),
        ),
        "messages.3: call id 't1' is taken or odd",
    ),
    "a call of a tool that is not listed": (
        state(*CALLED, said("", *BOTH)),
        "messages.1: tool 'Read' is called and not listed",
    ),
    "tools in an earlier turn": (
        state(said("a", tools=READ), answered("b"), said("c")),
        "messages.0: tools stand in an earlier turn",
    ),
    "an odd name": (state(said("a", tools=(listed("1st"),))), "tools.0: tool name '1st' is odd"),
    "names that differ in case only": (
        state(said("a", tools=(listed("read"), listed("Read")))),
        "tools: two of ['Read', 'read'] differ in case only",
    ),
    "no description": (
        state(said("a", tools=(listed(description=" "),))),
        "tools.0: tool 'Read' has no description",
    ),
    "a schema that is no object": (
        state(said("a", tools=(listed(schema={"type": "string"}),))),
        "tools.0: the schema of 'Read' is no plain object",
    ),
    "a schema that combines": (
        state(said("a", tools=(listed(schema={**PLAIN, "anyOf": [{}]}),))),
        "tools.0: the schema of 'Read' is no plain object",
    ),
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE.keys())
def test_a_body_that_keeps_the_rules_passes(body: ConversationState) -> None:
    """What the service takes is not held back."""
    check(body)


@pytest.mark.parametrize(("body", "expected"), UNFIT.values(), ids=UNFIT.keys())
def test_a_breach_is_named(body: ConversationState, expected: str) -> None:
    """What the service would refuse is not sent, and the place is told."""
    with pytest.raises(BodyUnfit, match="^" + expected.replace("[", r"\[")):
        check(body)


def without_results(body: ConversationState) -> ConversationState:
    return replace(body, history=tuple(map(_without_context, body.history)))


def _without_context(turn: ChatMessage) -> ChatMessage:
    if isinstance(turn, AssistantTurn):
        return turn
    return UserTurn(replace(turn.user_input_message, user_input_message_context=None))


def backwards(body: ConversationState) -> ConversationState:
    return replace(body, history=body.history[::-1])


@given(MESSAGES, MEMBERS, MODELS)
def test_what_is_translated_passes(messages: list[Json], members: Json, model: Model) -> None:
    """Whatever a client sends, it is never the gateway that cannot keep the rules."""
    made = find_translated(messages, members, model)
    if made is not None:
        check(made.body.conversation_state)


@pytest.mark.parametrize("spoilt", [without_results, backwards])
def test_a_body_that_is_spoilt_on_the_way_does_not_pass(
    spoilt: Callable[[ConversationState], ConversationState],
) -> None:
    """A later stage that breaks a rule is found out."""
    body = state(*CALLED, said("", *BOTH), answered("ok"), said("go", tools=READ))
    check(body)
    with pytest.raises(BodyUnfit):
        check(spoilt(body))
