"""Pictures and documents, wherever they stand."""

import msgspec
import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.attached import Attached, find, has_attachments, replaced
from kiro_py.wire.anthropic.content import ImageBlock, KnownBlock, TextBlock, ToolResultBlock
from translate.asking import (
    Json,
    asked,
    assistant,
    block_of,
    call,
    document,
    image,
    png,
    result,
    system,
    text,
    turns_of,
    user,
)

PICTURE = image(png())
PAPER = document({"type": "url", "url": "https://example.com/a.pdf"})
MADE_OF_BLOCKS = document({"type": "content", "content": [text("x"), PICTURE]})
TOLD = document({"type": "content", "content": "told"})
LEFT_OUT = TextBlock("left out")

PLACES: dict[str, tuple[Json, list[str]]] = {
    "picture": (PICTURE, [""]),
    "document": (PAPER, [""]),
    "result": (result("c", [text("x"), PICTURE, PAPER]), [".content.1", ".content.2"]),
    "document of blocks": (MADE_OF_BLOCKS, [".source.content.1"]),
    "document of blocks in a result": (
        result("c", [MADE_OF_BLOCKS]),
        [".content.0.source.content.1"],
    ),
    "picture in a result, written otherwise": (
        result("c", [{"source": PICTURE["source"], "type": "image"}]),
        [".content.0"],
    ),
    "text": (text('"image"'), []),
    "result of text": (result("c", [text("x")]), []),
    "result that tells of pictures": (result("c", [text('the "image" is')]), []),
    "result of words": (result("c", '"image"'), []),
    "empty result": (result("c", None), []),
    "document of words": (TOLD, []),
}


@pytest.mark.parametrize(("block", "places"), PLACES.values(), ids=PLACES.keys())
def test_each_is_found_by_its_path(block: Json, places: list[str]) -> None:
    """Paths are those that a refusal would name."""
    request = asked(user("first"), user([text("x"), block]))
    found = find(request)
    assert [f"messages.1.content.1{place}" for place in places] == [each.path for each in found]
    assert has_attachments(request) or not found


@pytest.mark.parametrize(("block", "places"), PLACES.values(), ids=PLACES.keys())
def test_each_can_be_replaced(block: Json, places: list[str]) -> None:
    """What is found is replaced, and only that: nothing is found afterwards."""
    request = asked(user([text("x"), block, PICTURE]), user("last"))
    others = {f"messages.0.content.1{place}": LEFT_OUT for place in places}
    changed = replaced(request, others)
    assert ["messages.0.content.2"] == [each.path for each in find(changed)]
    assert request.messages[1] is changed.messages[1]


def test_what_stays_keeps_its_bytes() -> None:
    """Neighbours of a replaced block are not written anew."""
    request = asked(user([result("c", [text("x"), PICTURE])]))
    changed = replaced(request, {"messages.0.content.0.content.1": LEFT_OUT})
    before, after = request.messages[0].content[0], changed.messages[0].content[0]
    assert isinstance(before, ToolResultBlock)
    assert isinstance(after, ToolResultBlock)
    assert isinstance(before.content, list)
    assert isinstance(after.content, list)
    assert before.content[0] is after.content[0]
    assert LEFT_OUT == msgspec.json.decode(after.content[1], type=KnownBlock)


def test_a_request_of_text_has_none() -> None:
    """Most requests need not be looked through."""
    request = asked(
        system("s"), user("x"), assistant([call("c")]), user([result("c", [text("done")])])
    )
    assert not has_attachments(request)


def test_what_an_assistant_may_not_say_is_not_looked_at() -> None:
    """Pictures in assistants' messages are refused by others."""
    request = asked(user("x"), assistant([PICTURE]), user("y"))
    assert not has_attachments(request)
    assert [] == find(request)


def test_a_broken_block_is_refused_by_its_path() -> None:
    """What cannot be opened is told where it stands."""
    request = asked(user([result("c", [PICTURE, {"type": "image"}])]))
    with pytest.raises(RequestRefused) as refusal:
        find(request)
    assert refusal.value.message.startswith("messages.0.content.0.content.1: ")


def test_a_found_block_is_the_block() -> None:
    """Along with the path comes what stands there."""
    block = block_of(PICTURE)
    assert isinstance(block, ImageBlock)
    assert [Attached("messages.0.content.0", block, 0, 0)] == find(asked(user([PICTURE])))


def test_what_is_found_belongs_to_a_turn_of_kiro() -> None:
    """Messages of users in a row are one turn, and so are those around an assistant's silence."""
    request = asked(
        user([PICTURE]),
        system([PICTURE]),
        assistant([text(" "), {"type": "hologram"}]),
        user([PICTURE]),
        assistant([call("c")]),
        user([result("c", [PICTURE])]),
        assistant("a"),
        user([PICTURE]),
    )
    expected = [(0, 0), (1, 0), (3, 0), (5, 1), (7, 2)]
    assert expected == [(each.message, each.turn) for each in find(request)]
    images = [len(turn.get("images", [])) for turn in turns_of(request) if "user" in turn]
    assert [3, 1, 1] == images


def test_what_is_added_stands_at_the_end() -> None:
    """No path changes, and other messages stay as they are."""
    request = asked(user([text("x"), PICTURE]), user("last"))
    changed = replaced(request, {"messages.0.content.1": LEFT_OUT}, {0: [block_of(PICTURE)]})
    assert (TextBlock("x"), LEFT_OUT, block_of(PICTURE)) == changed.messages[0].content
    assert request.messages[1] is changed.messages[1]


def test_nothing_unknown_is_put_in_a_place() -> None:
    """A block without a word here could not be written again."""
    request = asked(user([result("c", [PICTURE])]))
    with pytest.raises(TypeError):
        replaced(request, {"messages.0.content.0.content.0": block_of({"type": "new"})})
