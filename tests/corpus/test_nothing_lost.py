"""The search for what is lost finds everything, and notices when it is not there."""

import copy
from collections.abc import Callable

import pytest

from corpus.attachments import document, image, pdf, png, text_document
from corpus.nothing_lost import losses
from corpus.trip import Json, travel
from translate.asking import assistant, call, result, system, text, tool, user

ASKED: Json = {
    "model": "claude-opus-4-8",
    "max_tokens": 1000,
    "system": [text("You are a coder."), text("Be brief.")],
    "messages": [
        user([text("Look."), image(png(1)), image(png(2)), document(pdf(1), title="报告")]),
        system("It is noon."),
        assistant([text("I read."), call("t1", path="a"), call("t.2", "Odd.Name", path="b")]),
        user(
            [
                result("t.2", [text("beta"), image(png(3))]),
                result("t1", "alpha", is_error=True),
                result("t9", "an orphan"),
            ]
        ),
        assistant("Done."),
        user([text("Go on."), text_document("inner words", title="T", context="C")]),
    ],
    "tools": [
        tool("Read", description="Reads.", input_schema={"properties": {"path": {}}}),
        tool("Odd.Name", description="d" * 40_000 + " end"),
    ],
    "tool_choice": {"type": "any"},
    "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
}
BODY: Json = travel(ASKED).body


def first(body: Json) -> Json:
    return body["conversationState"]["history"][0]["userInputMessage"]


def answered(body: Json) -> Json:
    return body["conversationState"]["history"][2]["userInputMessage"]


def answers(body: Json) -> list[Json]:
    return answered(body)["userInputMessageContext"]["toolResults"]


def uses(body: Json) -> list[Json]:
    return body["conversationState"]["history"][1]["assistantResponseMessage"]["toolUses"]


def current(body: Json) -> Json:
    return body["conversationState"]["currentMessage"]["userInputMessage"]


def specs(body: Json) -> list[Json]:
    tools = current(body)["userInputMessageContext"]["tools"]
    return [entry["toolSpecification"] for entry in tools]


def reword(message: Callable[[Json], Json], old: str, new: str) -> Callable[[Json], object]:
    """Return what writes `new` for `old` in a message's text."""

    def change(body: Json) -> None:
        told = message(body)
        assert old in told["content"]
        told["content"] = told["content"].replace(old, new)

    return change


def assign(found: Callable[[Json], Json], member: str, value: object) -> Callable[[Json], object]:
    def change(body: Json) -> None:
        found(body)[member] = value

    return change


def swap_results(body: Json) -> None:
    one, other = answers(body)
    one["content"], other["content"] = other["content"], one["content"]


CHANGES: dict[str, tuple[Callable[[Json], object], str]] = {
    "system text": (reword(first, "You are a coder.", "You are."), "system text"),
    "system texts in another order": (
        reword(first, "You are a coder.\n\nBe brief.", "Be brief.\n\nYou are a coder."),
        "system text 'Be brief.'",
    ),
    "text": (reword(first, "Look.", ""), "text of message 0 'Look.'"),
    "system message": (reword(first, "It is noon.", ""), "text of message 1 'It is noon.'"),
    "text in an earlier turn": (
        lambda body: (
            first(body).update(content=first(body)["content"] + " Go on.")
            or reword(current, "Go on.", "")(body)
        ),
        "text of message 5",
    ),
    "text of a document": (reword(current, "inner words", "words"), "text of message 5"),
    "title of a document": (reword(current, "<title>T", "<title>"), "text of message 5"),
    "title that is no name": (reword(first, "报告", "document"), "text of message 0 '报告'"),
    "orphan": (
        reword(answered, "an orphan", ""),
        "result of 't9': 'an orphan'",
    ),
    "result": (lambda body: answers(body)[0].update(content=[]), "result of 't1': 'alpha'"),
    "results of other calls": (swap_results, "result of 't.2': 'beta'"),
    "failure": (lambda body: answers(body)[0].update(status="success"), "that 't1' failed"),
    "call": (lambda body: uses(body).pop(), "2 calls became 1"),
    "input": (lambda body: uses(body)[0].update(input={}), "input of call 't1'"),
    "id that fits": (lambda body: uses(body)[0].update(toolUseId="t7"), "id of call 't1'"),
    "name": (lambda body: uses(body)[1].update(name="Read"), "difference between tool names"),
    "picture": (lambda body: first(body)["images"].pop(), "images: 3 became 2"),
    "order of pictures": (lambda body: first(body)["images"].reverse(), "images: 3 became 3"),
    "document": (assign(first, "documents", []), "documents: 1 became 0"),
    "tool": (
        lambda body: current(body)["userInputMessageContext"]["tools"].pop(),
        "2 tools became 1",
    ),
    "name of a tool": (lambda body: specs(body)[0].update(name="Lead"), "name of tool 'Read'"),
    "description": (
        lambda body: specs(body)[0].update(description="Re."),
        "description of 'Read' after 2 characters",
    ),
    "rest of a description": (reword(first, " end", ""), "description of 'Odd.Name'"),
    "word of a schema": (
        lambda body: specs(body)[0].update(inputSchema={}),
        "'path' of the schema of 'Read'",
    ),
    "choice": (reword(current, "Call ", "Do "), "choice of a tool"),
    "form of the answer": (reword(current, '{"type":"object"}', ""), "the form of the answer"),
}


MANY: Json = ASKED | {"messages": [user([text("Look."), *map(image, map(png, range(20)))])]}
NOTE = "[picture 20 is shown in row 1, column 2 "


def swapped(body: Json) -> None:
    """Say of two pictures on one sheet that each is where the other one is."""
    told = current(body)
    for one, other in (
        ("column 1", "column 0"),
        ("column 2", "column 1"),
        ("column 0", "column 2"),
    ):
        told["content"] = told["content"].replace(one, other)


SHEET_CHANGES: dict[str, Callable[[Json], object]] = {
    "a sheet": lambda body: current(body)["images"].pop(),
    "order of sheets": lambda body: current(body)["images"].insert(
        6, current(body)["images"].pop()
    ),
    "a note": reword(current, NOTE, "[picture 20 is "),
    "the right notes": swapped,
}


def test_pictures_on_sheets_are_found() -> None:
    """Twenty pictures arrive as ten, and none is missing."""
    body = travel(MANY).body
    assert ([], 10) == (losses(MANY, body), len(current(body)["images"]))


@pytest.mark.parametrize("change", SHEET_CHANGES.values(), ids=SHEET_CHANGES.keys())
def test_what_is_missing_from_sheets_is_noticed(change: Callable[[Json], object]) -> None:
    """Sheets count by what they show, where the notes say it."""
    body = travel(MANY).body
    change(body)
    assert "images: 20 became" in "; ".join(losses(MANY, body))


def test_nothing_is_missing_from_a_whole_body() -> None:
    """What arrived whole lacks nothing."""
    assert [] == losses(ASKED, BODY)


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_what_is_missing_is_noticed(change: Callable[[Json], object], expected: str) -> None:
    """A body that lacks one thing is found out, and the thing is named."""
    changed = copy.deepcopy(BODY)
    change(changed)
    assert expected in "; ".join(losses(ASKED, changed))
