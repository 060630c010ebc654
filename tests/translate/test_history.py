"""The turns of a conversation, in the order that the service insists on."""

from typing import Any

import pytest

from kiro_py.errors import RequestRefused
from translate.asking import (
    NATIVE,
    Json,
    asked,
    assistant,
    call,
    result,
    system,
    text,
    thinking,
    turns_of,
    user,
)

CONVERSATIONS: dict[str, tuple[list[Json], list[Json]]] = {
    "one question": ([user("hi")], [{"user": "hi"}]),
    "turns alternate": (
        [user("a"), assistant("b"), user("c")],
        [{"user": "a"}, {"assistant": "b"}, {"user": "c"}],
    ),
    "texts of a user's message stand apart": (
        [user([text("a"), text("b")])],
        [{"user": "a\n\nb"}],
    ),
    "texts of an assistant's message are one text in pieces": (
        [user("a"), assistant([text("b "), text("c")]), user("d")],
        [{"user": "a"}, {"assistant": "b c"}, {"user": "d"}],
    ),
    "consecutive users become one": (
        [user("a"), user("b"), assistant("c"), user("d"), user("e")],
        [{"user": "a\n\nb"}, {"assistant": "c"}, {"user": "d\n\ne"}],
    ),
    "consecutive assistants become one": (
        [user("a"), assistant("b"), assistant("c"), user("d")],
        [{"user": "a"}, {"assistant": "b\n\nc"}, {"user": "d"}],
    ),
    "a system message last belongs to the user before it": (
        [user("a"), system([text("b")])],
        [{"user": "a\n\nb"}],
    ),
    "a system message after the assistant begins the next turn": (
        [user("a"), assistant("b"), system("c"), user("d")],
        [{"user": "a"}, {"assistant": "b"}, {"user": "c\n\nd"}],
    ),
    "an empty system message says nothing": ([user("a"), system([])], [{"user": "a"}]),
    "an assistant that said nothing is left out": (
        [user("a"), assistant([thinking("b", "sig")]), user("c")],
        [{"user": "a\n\nc"}],
    ),
    "a user that said nothing is left out": (
        [user("a"), assistant("b"), user(" \n"), assistant("c"), user("d")],
        [{"user": "a"}, {"assistant": "b\n\nc"}, {"user": "d"}],
    ),
    "a blank assistant at the end is no prefill": (
        [user("a"), assistant(" ")],
        [{"user": "a"}],
    ),
    "blanks around words stay": ([user(" a\n")], [{"user": " a\n"}]),
    "a call waits for its answer across a message without words": (
        [user("a"), assistant([call("t")]), assistant([]), user([result("t", "r")])],
        [
            {"user": "a"},
            {"assistant": "", "toolUses": [{"toolUseId": "t", "name": "Read", "input": {}}]},
            {"user": "", "results": {"t": ("success", ["r"])}},
        ],
    ),
}


@pytest.mark.parametrize(("messages", "expected"), CONVERSATIONS.values(), ids=CONVERSATIONS.keys())
def test_turns(messages: list[Json], expected: list[Json]) -> None:
    """Each conversation is told in the turns that it has."""
    assert expected == turns_of(asked(*messages), NATIVE)


def test_system_texts_stand_first_and_unchanged() -> None:
    """System texts are the beginning of the first user turn, in order."""
    request = asked(user("hi"), assistant("ho"), user("go"), system=("You are X. ", "", "Obey."))
    assert {"user": "You are X. \n\nObey.\n\nhi"} == turns_of(request)[0]


def test_the_thinking_tag_stands_before_the_system_texts() -> None:
    """A tag comes before everything that the client said."""
    request = asked(user("hi"), system=("You are X.",), thinking={"type": "adaptive"})
    tag = "<thinking_mode>adaptive</thinking_mode><thinking_effort>high</thinking_effort>"
    assert [{"user": f"{tag}\n\nYou are X.\n\nhi"}] == turns_of(request)


def test_system_texts_alone_make_a_first_turn() -> None:
    """Where the assistant speaks first, the system texts are the user's turn before it."""
    request = asked(assistant("Welcome."), user("hi"), system=("You are X.",))
    expected = [{"user": "You are X."}, {"assistant": "Welcome."}, {"user": "hi"}]
    assert expected == turns_of(request)


def test_a_blank_system_text_says_nothing() -> None:
    """Blanks do not make a first turn, since the service refuses a turn of nothing else."""
    request = asked(assistant("Welcome."), user("hi"), system=(" ", "\n"))
    with pytest.raises(RequestRefused, match='first message must use the "user" role'):
        turns_of(request)


PREFILL = (
    "This model does not support assistant message prefill. The conversation must end with a user"
    " message."
)
REFUSED: dict[str, tuple[list[Json], str]] = {
    "no messages": ([], "messages: at least one message is required"),
    "prefill": ([user("a"), assistant("{")], PREFILL),
    "a call without a turn after it": ([user("a"), assistant([call("t")])], PREFILL),
    "the assistant first": (
        [assistant("a"), user("b")],
        'messages: first message must use the "user" role',
    ),
    "nothing said": ([user([])], "messages.0.content: the last message says nothing"),
    "nothing said at last": (
        [user("a"), assistant("b"), user("")],
        "messages.2.content: the last message says nothing",
    ),
}


@pytest.mark.parametrize(("messages", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(messages: list[Json], expected: str) -> None:
    """What cannot be told is refused in words that say why."""
    with pytest.raises(RequestRefused) as refusal:
        turns_of(asked(*messages))
    assert (expected, 400, "invalid_request_error") == (
        refusal.value.message,
        refusal.value.status,
        refusal.value.error_type,
    )


def test_a_first_turn_of_system_texts_has_no_results() -> None:
    """Results before any call are told as text, since a first turn may answer nothing."""
    members: dict[str, Any] = {"system": ("You are X.",)}
    (turn,) = turns_of(asked(user([result("t", "r"), text("hi")]), **members))
    lost = "Result of tool call t, which is not in this conversation:\nr"
    assert {"user": f"You are X.\n\n{lost}\n\nhi"} == turn
