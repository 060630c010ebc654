"""A whole request in Kiro's words."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.models import Model
from kiro_py.translate.request import conversation_id
from kiro_py.translate.tools import STUB_DESCRIPTION
from translate.asking import (
    NATIVE,
    Json,
    asked,
    assistant,
    body_of,
    call,
    image,
    png,
    result,
    system,
    text,
    thinking,
    tool,
    translated,
    user,
)
from translate.conversations import MEMBERS, MESSAGE, MESSAGES, MODELS, find_body
from translate.invariants import check

PNG = png()


def test_a_session_in_the_middle() -> None:
    """A whole body: system, past, present, results, tools, reasoning."""
    request = asked(
        user([text("<system-reminder>x</system-reminder>"), text("look at a.py")]),
        system([text("The date is 2026-11-22.")], effort="medium"),
        assistant([thinking("I read it.", "c2ln"), text("Reading."), call("t1", "Read", path="a")]),
        user([result("t1", [text("import os"), image(PNG)]), text("and now?")]),
        system=("You are a coder.",),
        tools=[tool("Write", description="Writes a file.")],
        thinking={"type": "adaptive"},
        effort="high",
    )
    assert {
        "conversationState": {
            "chatTriggerType": "MANUAL",
            "conversationId": "c",
            "history": [
                {
                    "userInputMessage": {
                        "content": "You are a coder.\n\n<system-reminder>x</system-reminder>\n\n"
                        "look at a.py\n\nThe date is 2026-11-22.",
                        "modelId": "claude-opus-4.8",
                        "origin": "AI_EDITOR",
                    }
                },
                {
                    "assistantResponseMessage": {
                        "content": "Reading.",
                        "reasoningContent": {
                            "reasoningText": {"text": "I read it.", "signature": "c2ln"}
                        },
                        "toolUses": [{"toolUseId": "t1", "name": "Read", "input": {"path": "a"}}],
                    }
                },
            ],
            "currentMessage": {
                "userInputMessage": {
                    "content": "and now?",
                    "modelId": "claude-opus-4.8",
                    "origin": "AI_EDITOR",
                    "images": [{"format": "png", "source": {"bytes": PNG}}],
                    "userInputMessageContext": {
                        "toolResults": [
                            {
                                "toolUseId": "t1",
                                "content": [
                                    {"text": "import os"},
                                    {"text": "[image 1 attached to this message]"},
                                ],
                                "status": "success",
                            }
                        ],
                        "tools": [
                            {
                                "toolSpecification": {
                                    "name": "Write",
                                    "description": "Writes a file.",
                                    "inputSchema": {"json": {"type": "object", "properties": {}}},
                                }
                            },
                            {
                                "toolSpecification": {
                                    "name": "Read",
                                    "description": STUB_DESCRIPTION,
                                    "inputSchema": {"json": {"type": "object", "properties": {}}},
                                }
                            },
                        ],
                    },
                }
            },
        },
        "additionalModelRequestFields": {
            "thinking": {"type": "adaptive", "display": "summarized"},
            "output_config": {"effort": "medium"},
        },
    } == body_of(request, NATIVE)


def test_without_reasoning() -> None:
    """The body can be had again without the reasoning of earlier turns, and nothing else less."""
    turns = [user("a"), assistant([thinking("hm", "sig"), text("b")]), user("c")]
    bare = [user("a"), assistant([text("b")]), user("c")]
    members: dict[str, Any] = {"thinking": {"type": "adaptive"}}
    expected = translated(asked(*bare, **members), NATIVE).body
    assert expected == translated(asked(*turns, **members), NATIVE).without_reasoning()


SESSION = "8bb5523b-ec7c-4540-a9ca-beb6d79f1552"
FIRST = asked(user("hi"), system=("S",), user_id=json.dumps({"session_id": SESSION}))


def test_a_conversation_id_has_the_form_of_a_uuid() -> None:
    """The id is one that the service takes, and it is the same on every machine."""
    assert "93bb9089-79e8-5ec3-ac98-564fc645ed31" == conversation_id(FIRST)


SAME: dict[str, Any] = {
    "a later turn": asked(
        user("hi"),
        assistant("a"),
        user("b"),
        system=("S",),
        user_id=json.dumps({"session_id": SESSION}),
    ),
    "content as blocks": asked(
        user([text("hi")]), system=("S",), user_id=json.dumps({"session_id": SESSION})
    ),
    "more about the user": asked(
        user("hi"),
        system=("S",),
        user_id=json.dumps({"device_id": "d", "account_uuid": "", "session_id": SESSION}),
    ),
    "the older form": asked(
        user("hi"), system=("S",), user_id=f"user_0a1b_account__session_{SESSION}"
    ),
    "another billing line": asked(
        user("hi"),
        system=("x-anthropic-billing-header: cc_version=1; cch=af0;", "S"),
        user_id=json.dumps({"session_id": SESSION}),
    ),
    "a system message": asked(
        system("env"), user("hi"), system=("S",), user_id=json.dumps({"session_id": SESSION})
    ),
}


@pytest.mark.parametrize("request_", SAME.values(), ids=SAME.keys())
def test_one_conversation_has_one_id(request_: Any) -> None:
    """What changes from turn to turn does not change the conversation."""
    assert conversation_id(FIRST) == conversation_id(request_)


OTHER: dict[str, Any] = {
    "another session": asked(user("hi"), system=("S",), user_id='{"session_id":"x"}'),
    "a sub-agent": asked(user("hi"), system=("Sub",), user_id=json.dumps({"session_id": SESSION})),
    "another first message": asked(
        user("ho"), system=("S",), user_id=json.dumps({"session_id": SESSION})
    ),
    "no session": asked(user("hi"), system=("S",)),
    "an opaque user": asked(user("hi"), system=("S",), user_id="user-7"),
    "a session of another kind": asked(user("hi"), system=("S",), user_id='{"session_id":7}'),
    "nothing": asked(),
}


def test_every_other_conversation_has_another_id() -> None:
    """Sessions, sub-agents and users are told apart."""
    ids = {conversation_id(request) for request in (FIRST, *OTHER.values())}
    assert 1 + len(OTHER) == len(ids)


@given(MESSAGES, MEMBERS, MODELS)
def test_every_body_is_one_that_the_service_takes(
    messages: list[Json], members: Json, model: Model
) -> None:
    """Whatever a client sends, what leaves keeps the service's rules."""
    body = find_body(messages, members, model)
    if body is not None:
        check(body)


@given(MESSAGES, MEMBERS, MODELS)
def test_the_same_request_is_the_same_bytes(
    messages: list[Json], members: Json, model: Model
) -> None:
    """Nothing but the request decides what leaves."""
    one, other = (find_body(messages, members, model) for _ in range(2))
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


@given(MESSAGES, st.lists(MESSAGE, min_size=1, max_size=4), MEMBERS, MODELS)
def test_what_has_been_told_stays_as_it_was(
    messages: list[Json], more: list[Json], members: Json, model: Model
) -> None:
    """A conversation that goes on begins with the very same bytes."""
    before, after = (find_body(told, members, model) for told in (messages, [*messages, *more]))
    if before is not None and after is not None:
        past, longer = (history_of(body) for body in (before, after))
        assert past == longer[: len(past)]


def history_of(body: Json) -> list[bytes]:
    return [msgspec.json.encode(turn) for turn in body["conversationState"].get("history", [])]


@given(MESSAGES, st.sampled_from([(), ("You are X.",)]))
def test_a_turn_that_was_present_is_past_in_the_same_words(
    messages: list[Json], prompt: tuple[str, ...]
) -> None:
    """Answered, a turn differs only in that the tools go with the one after it."""
    members: Json = {"system": prompt, "tools": []}
    before = find_body(messages, members, NATIVE)
    if before is not None:
        after = body_of(asked(*messages, assistant("so"), user("on"), **members), NATIVE)
        present = before["conversationState"]["currentMessage"]
        present["userInputMessage"].get("userInputMessageContext", {}).pop("tools", None)
        past = after["conversationState"]["history"][-2]
        past["userInputMessage"].setdefault("userInputMessageContext", {})
        present["userInputMessage"].setdefault("userInputMessageContext", {})
        assert present == past


ADDITIONS = (
    "Result of tool call",
    "Error of tool call",
    "[image ",
    "[document ",
    "<thinking_mode>",
)


@given(MESSAGES, MEMBERS, MODELS)
def test_nothing_is_said_that_the_client_did_not_say(
    messages: list[Json], members: Json, model: Model
) -> None:
    """Every piece of every turn is the client's, or stands in the short list of additions."""
    body = find_body(messages, members, model)
    if body is None:
        return
    state = body["conversationState"]
    said = {words for message in messages for words in words_of(message)} | set(members["system"])
    for turn in [*state.get("history", []), state["currentMessage"]]:
        (told,) = turn.values()
        for piece in told["content"].split("\n\n"):
            words = piece.removeprefix("<thinking>").removesuffix("</thinking>")
            assert not words or words in said or piece.startswith(ADDITIONS)


def words_of(message: Json) -> list[str]:
    content: str | list[Json] = message["content"]
    if isinstance(content, str):
        return [content]
    texts = [block["text"] for block in content if block["type"] == "text"]
    thoughts = [block["thinking"] for block in content if block["type"] == "thinking"]
    return [*texts, "".join(texts), *thoughts]
