"""A body read as a conversation."""

import pytest

from kiro_py.simulator.model.conversation import (
    Conversation,
    estimate_tokens,
    read_conversation,
)
from simulator.bodies import (
    Body,
    assistant,
    body,
    document,
    image,
    result,
    said,
    tool,
    use,
    user,
)


def read(request: Body) -> Conversation:
    conversation = read_conversation(request)
    assert conversation is not None
    return conversation


def test_turns_are_in_order():
    """The current message is the last turn."""
    conversation = read(body(user("a"), assistant("b"), user("c")))

    assert ["a", "b", "c"] == [turn.content for turn in conversation.turns]


def test_tools_are_those_of_the_current_message():
    """Cache points are no tools, and a schema that is no object is none."""
    entries = [{"cachePoint": {"type": "default"}}, tool("weather")]
    odd = tool("odd")
    odd["toolSpecification"]["inputSchema"] = {"json": "text"}
    conversation = read(said("a", tools=[*entries, odd]))

    assert [("weather", {"type": "object", "properties": {}}), ("odd", {})] == [
        (specification.name, specification.schema) for specification in conversation.tools
    ]


def test_a_result_has_words():
    """A result's words are its texts and its JSON; images in it are dropped."""
    pieces: list[Body] = [{"text": "a"}, {"json": {"b": 1}}, {"image": {}}]
    turn = user(results=[{"toolUseId": "t", "content": pieces}])

    assert 'a\n{"b":1}' == read(body(turn)).current.tool_results[0].text


@pytest.mark.parametrize("request_body", [None, [], {}, {"conversationState": {}}])
def test_another_shape_is_no_conversation(request_body: object):
    """What cannot be read is `None`."""
    assert read_conversation(request_body) is None


@pytest.mark.parametrize(
    ("request_body", "expected"),
    [
        pytest.param(said("x" * 400), 2_100, id="text"),
        pytest.param(body(user("", images=[image()])), 3_500, id="image"),
        pytest.param(body(user("", documents=[document(data=b"x" * 300)])), 2_050, id="document"),
        pytest.param(
            body(
                user("x" * 4),
                assistant("x" * 4, uses=[use("t", "a", {"b": "x" * 32})]),
                user(results=[result("t", "x" * 40)]),
            ),
            2_022,
            id="call and result",
        ),
    ],
)
def test_everything_takes_its_part_of_the_window(request_body: Body, expected: int):
    """Four characters are a token, and the hidden prompt is always there."""
    assert expected == read(request_body).input_tokens


def test_tools_take_their_part_of_the_window():
    """A request with tools is larger than one without."""
    assert read(said("a", tools=[tool("weather")])).input_tokens > read(said("a")).input_tokens


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2)])
def test_a_text_has_tokens(text: str, expected: int):
    """Any text has at least one token."""
    assert expected == estimate_tokens(text)
