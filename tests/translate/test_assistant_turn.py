"""What the assistant said: reasoning, text, calls."""

from typing import Any

import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.assistant_turn import says_something
from kiro_py.translate.models import Model
from translate.asking import (
    NATIVE,
    TAGGED,
    Json,
    asked,
    assistant,
    call,
    image,
    png,
    result,
    text,
    thinking,
    turns_of,
    user,
)

SIGNED: Json = {"reasoningText": {"text": "hm", "signature": "sig"}}
REDACTED: Json = {"type": "redacted_thinking", "data": "QUJD"}

REASONING: dict[str, tuple[Model, list[Json], Json]] = {
    "signed, native": (
        NATIVE,
        [thinking("hm", "sig"), text("a")],
        {"assistant": "a", "reasoningContent": SIGNED},
    ),
    "unsigned, native": (NATIVE, [thinking("hm"), text("a")], {"assistant": "a"}),
    "redacted, native": (
        NATIVE,
        [REDACTED, text("a")],
        {"assistant": "a", "reasoningContent": {"redactedContent": "QUJD"}},
    ),
    "two signed, native": (
        NATIVE,
        [thinking("hm", "sig"), thinking("then", "other"), text("a")],
        {"assistant": "a", "reasoningContent": SIGNED},
    ),
    "redacted after signed, native": (
        NATIVE,
        [thinking("hm", "sig"), REDACTED, text("a")],
        {"assistant": "a", "reasoningContent": SIGNED},
    ),
    "signed with empty text, native": (
        NATIVE,
        [thinking("", "sig"), text("a")],
        {
            "assistant": "a",
            "reasoningContent": {"reasoningText": {"text": "", "signature": "sig"}},
        },
    ),
    "tags": (
        TAGGED,
        [thinking("hm", "sig"), text("a")],
        {"assistant": "<thinking>hm</thinking>\n\na"},
    ),
    "tags, several thoughts": (
        TAGGED,
        [thinking("hm"), thinking(" "), thinking("so"), text("a")],
        {"assistant": "<thinking>hm\n\nso</thinking>\n\na"},
    ),
    "tags, redacted": (TAGGED, [REDACTED, text("a")], {"assistant": "a"}),
    "tags, before a call": (
        TAGGED,
        [thinking("hm"), call("t")],
        {
            "assistant": "<thinking>hm</thinking>",
            "toolUses": [{"toolUseId": "t", "name": "Read", "input": {}}],
        },
    ),
}


@pytest.mark.parametrize(("model", "content", "expected"), REASONING.values(), ids=REASONING.keys())
def test_reasoning(model: Model, content: list[Json], expected: Json) -> None:
    """Reasoning goes back in the form that the model gave it, or not at all."""
    members: dict[str, Any] = {"thinking": {"type": "enabled", "budget_tokens": 2000}}
    request = asked(user("go"), assistant(content), user([result("t"), text("on")]), **members)
    assert expected == turns_of(request, model)[1]


@pytest.mark.parametrize("wish", [None, {"type": "disabled"}], ids=["unsaid", "disabled"])
def test_tags_are_not_told_again_when_nobody_reads_them(wish: Json | None) -> None:
    """A model that is not asked to think in tags does not see any."""
    members: dict[str, Any] = {} if wish is None else {"thinking": wish}
    request = asked(user("go"), assistant([thinking("hm"), text("a")]), user("on"), **members)
    assert {"assistant": "a"} == turns_of(request, TAGGED)[1]


SPEAKING: dict[str, tuple[list[Json], bool]] = {
    "text": ([text("a")], True),
    "call": ([call("c")], True),
    "blank": ([text(" "), text("\n")], False),
    "nothing": ([], False),
    "thought": ([thinking("hm", "sig")], False),
    "unknown": ([{"type": "hologram"}], False),
}


@pytest.mark.parametrize(("content", "expected"), SPEAKING.values(), ids=SPEAKING.keys())
@pytest.mark.parametrize("model", [NATIVE, TAGGED], ids=["native", "tagged"])
def test_says_something(model: Model, content: list[Json], *, expected: bool) -> None:
    """A message that says nothing is no turn, and those around it are one."""
    request = asked(user("a"), assistant(content), user([result("c")]))
    assert expected == says_something(request.messages[1].content)
    assert (3 if expected else 1) == len(turns_of(request, model))


def test_calls_keep_their_input_byte_for_byte() -> None:
    """Order and depth of an input are the client's."""
    nested = {"z": 1, "a": {"y": [1, {"x": None}], "b": "ü"}}
    request = asked(user("go"), assistant([call("t", "Do", **nested)]), user([result("t")]))
    (made,) = turns_of(request)[1]["toolUses"]
    assert ({"toolUseId": "t", "name": "Do", "input": nested}, ["z", "a"]) == (
        made,
        list(made["input"]),
    )


def test_a_call_without_input_gets_an_empty_one() -> None:
    """`null` is what some clients write for no arguments."""
    bare = {**call("t"), "input": None}
    (made,) = turns_of(asked(user("go"), assistant([bare]), user([result("t")])))[1]["toolUses"]
    assert {} == made["input"]


def test_blocks_of_tools_that_a_server_ran_are_left_out() -> None:
    """The answer that came of a server's tool is text, and that stays."""
    search = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}}
    found: Json = {"type": "web_search_tool_result", "tool_use_id": "s", "content": []}
    request = asked(
        user("go"), assistant([search, found, {"type": "hologram"}, text("a")]), user("on")
    )
    assert {"assistant": "a"} == turns_of(request)[1]


REFUSED: dict[str, tuple[Json, str]] = {
    "image": (image(png()), "`image` blocks cannot be sent to Kiro in `assistant` messages"),
    "result": (result("t"), "`tool_result` blocks cannot be sent to Kiro in `assistant` messages"),
}


@pytest.mark.parametrize(("block", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(block: Json, expected: str) -> None:
    """What an assistant's turn has no room for is refused by its path."""
    with pytest.raises(RequestRefused) as refusal:
        turns_of(asked(user("go"), assistant([text("a"), block]), user("on")))
    assert f"messages.1.content.1: {expected}" == refusal.value.message


def test_an_input_that_is_no_object_is_refused() -> None:
    """The service takes objects only."""
    odd = {**call("t"), "input": "path"}
    with pytest.raises(RequestRefused) as refusal:
        turns_of(asked(user("go"), assistant([odd]), user([result("t")])))
    assert "messages.1.content.0.input: Input should be an object" == refusal.value.message
