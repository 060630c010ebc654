"""What a user says: texts, results, attachments."""

import pytest

from kiro_py.errors import RequestRefused
from translate.asking import (
    TAGGED,
    Json,
    asked,
    assistant,
    body_of,
    call,
    current_of,
    document,
    image,
    png,
    result,
    text,
    thinking,
    turns_of,
    user,
)

PNG = png()
PICTURE = {"format": "png", "source": {"bytes": PNG}}
PDF = "JVBERi0xLjcK"
PDF_SOURCE = {"type": "base64", "media_type": "application/pdf", "data": PDF}


def paper(name: str) -> Json:
    return {"name": name, "format": "pdf", "source": {"bytes": PDF}}


SEARCH_RESULT = {
    "type": "search_result",
    "source": "https://example.com/a",
    "title": "A",
    "content": [text("one"), text("two")],
}
FOUND = (
    "<search_result>\n<title>A</title>\n<source>https://example.com/a</source>\n"
    "<content>\none\n\ntwo\n</content>\n</search_result>"
)

MESSAGES: dict[str, tuple[list[Json], Json]] = {
    "text": ([text("hi")], {"user": "hi"}),
    "blank texts are nothing": ([text(""), text("hi"), text(" ")], {"user": "hi"}),
    "unknown blocks are ignored": ([{"type": "hologram", "x": 1}, text("hi")], {"user": "hi"}),
    "image beside text": ([text("see"), image(PNG)], {"user": "see", "images": [PICTURE]}),
    "images alone are named": (
        [image(PNG), image(PNG)],
        {
            "user": "[image 1 attached to this message]\n\n[image 2 attached to this message]",
            "images": [PICTURE, PICTURE],
        },
    ),
    "document beside text": (
        [text("read"), document(PDF_SOURCE, title="A")],
        {"user": "read", "documents": [paper("A")]},
    ),
    "documents whose titles are no names": (
        [
            text("read"),
            document(PDF_SOURCE, title="报告"),
            document(PDF_SOURCE, title="A b.pdf", context="from B"),
            document(PDF_SOURCE, title=" "),
        ],
        {
            "user": "read\n\n"
            "[document 'document', titled '报告', attached to this message]\n\n"
            "[document 'A-b-pdf', titled 'A b.pdf', attached to this message]\nfrom B",
            "documents": [paper("document"), paper("A-b-pdf"), paper("document-2")],
        },
    ),
    "a title that is taken": (
        [document(PDF_SOURCE, title="A"), document(PDF_SOURCE, title="A")],
        {
            "user": "[document 'A-2', titled 'A', attached to this message]",
            "documents": [paper("A"), paper("A-2")],
        },
    ),
    "documents alone are named": (
        [document(PDF_SOURCE), document(PDF_SOURCE)],
        {
            "user": "[document 'document' attached to this message]\n\n"
            "[document 'document-2' attached to this message]",
            "documents": [paper("document"), paper("document-2")],
        },
    ),
    "context of a document": (
        [document(PDF_SOURCE, title="A", context="from B")],
        {"user": "[document 'A' attached to this message]\nfrom B", "documents": [paper("A")]},
    ),
    "text document": (
        [document({"type": "text", "data": "words"}, title="T", context="C")],
        {
            "user": "<document>\n<title>T</title>\n<context>C</context>\n"
            "<content>\nwords\n</content>\n</document>"
        },
    ),
    "document of blocks": (
        [document({"type": "content", "content": [text("a"), image(PNG)]})],
        {
            "user": "<document>\n<content>\na\n\n[image 1 attached to this message]\n"
            "</content>\n</document>",
            "images": [PICTURE],
        },
    ),
    "document of plain content": (
        [document({"type": "content", "content": "words"})],
        {"user": "<document>\n<content>\nwords\n</content>\n</document>"},
    ),
    "search result": ([SEARCH_RESULT], {"user": FOUND}),
    "tool reference": (
        [{"type": "tool_reference", "tool_name": "WebFetch"}],
        {"user": "Tool loaded: WebFetch"},
    ),
}


@pytest.mark.parametrize(("content", "expected"), MESSAGES.values(), ids=MESSAGES.keys())
def test_message(content: list[Json], expected: Json) -> None:
    """Each message is told in full."""
    assert expected == current_of(asked(user(content)))


RESULTS: dict[str, tuple[object, list[str], Json]] = {
    "text": ("out", ["out"], {}),
    "nothing": (None, ["(no output)"], {}),
    "no blocks": ([], ["(no output)"], {}),
    "blank": ("\n", ["(no output)"], {}),
    "texts": ([text("a"), text(""), text("b")], ["a", "b"], {}),
    "image": (
        [text("a"), image(PNG)],
        ["a", "[image 1 attached to this message]"],
        {"images": [PICTURE]},
    ),
    "document": (
        [document(PDF_SOURCE, title="D")],
        ["[document 'D' attached to this message]"],
        {"documents": [paper("D")]},
    ),
    "document whose title is no name": (
        [document(PDF_SOURCE, title="报告")],
        ["[document 'document', titled '报告', attached to this message]"],
        {"documents": [paper("document")]},
    ),
    "search result": ([SEARCH_RESULT], [FOUND], {}),
    "tool reference": (
        [{"type": "tool_reference", "tool_name": "WebFetch"}],
        ["Tool loaded: WebFetch"],
        {},
    ),
    "unknown block": ([{"type": "hologram"}, text("a")], ["a"], {}),
}


@pytest.mark.parametrize(("content", "pieces", "attached"), RESULTS.values(), ids=RESULTS.keys())
def test_result(content: object, pieces: list[str], attached: Json) -> None:
    """Each result keeps its texts; what is no text is attached to the turn and noted."""
    request = asked(user("go"), assistant([call("t")]), user([result("t", content)]))
    expected = {"user": "", **attached, "results": {"t": ("success", pieces)}}
    assert expected == current_of(request)


def test_images_of_a_turn_are_numbered_through() -> None:
    """Notes tell the pictures of one turn apart, whichever block brought them."""
    request = asked(
        user("go"),
        assistant([call("a"), call("b")]),
        user([image(PNG), result("a", [image(PNG)]), result("b", [image(PNG)])]),
    )
    assert {
        "a": ("success", ["[image 2 attached to this message]"]),
        "b": ("success", ["[image 3 attached to this message]"]),
    } == current_of(request)["results"]


def test_a_loaded_tool_is_named_as_the_model_knows_it() -> None:
    """A reference names the tool as it stands in the list."""
    long_name = "mcp__" + "x" * 80
    request = asked(
        user([{"type": "tool_reference", "tool_name": long_name}]), tools=[{"name": long_name}]
    )
    state = body_of(request)["conversationState"]["currentMessage"]["userInputMessage"]
    (listed,) = state["userInputMessageContext"]["tools"]
    assert f"Tool loaded: {listed['toolSpecification']['name']}" == state["content"]


def test_every_user_turn_names_the_model_and_the_origin() -> None:
    """Past and present turns carry the same constants."""
    state = body_of(asked(user("a"), assistant("b"), user("c")))["conversationState"]
    told = [state["history"][0], state["currentMessage"]]
    expected = [("claude-sonnet-4.5", "AI_EDITOR")] * 2
    assert expected == [
        (turn["userInputMessage"]["modelId"], turn["userInputMessage"]["origin"]) for turn in told
    ]


REFUSED: dict[str, tuple[list[Json], str]] = {
    "call": (
        [text("x"), call("t")],
        "messages.0.content.1: `tool_use` blocks cannot be sent to Kiro in `user` messages",
    ),
    "thinking": (
        [thinking("x")],
        "messages.0.content.0: `thinking` blocks cannot be sent to Kiro in `user` messages",
    ),
    "upload": (
        [{"type": "container_upload", "file_id": "f"}],
        "messages.0.content.0: `container_upload` blocks cannot be sent to Kiro in `user` messages",
    ),
    "result in a result": (
        [result("t", [result("u")])],
        (
            "messages.0.content.0.content.0: `tool_result` blocks cannot be sent to Kiro in `user`"
            " messages"
        ),
    ),
    "half a block in a result": (
        [result("t", [text("x"), {"type": "text"}])],
        "messages.0.content.0.content.1: Object missing required field `text`",
    ),
    "a broken image in a result": (
        [result("t", [image("AAAA")])],
        (
            "messages.0.content.0.content.0: Could not process image: its bytes are none of png,"
            " jpeg, gif, webp"
        ),
    ),
}


@pytest.mark.parametrize(("content", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(content: list[Json], expected: str) -> None:
    """What a user's turn has no room for is refused by its path."""
    with pytest.raises(RequestRefused) as refusal:
        turns_of(asked(user(content)), TAGGED)
    assert expected == refusal.value.message
