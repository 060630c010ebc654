"""I find the pictures and documents of a request, and put others in their place.

They stand in messages, in tool results and in documents made of blocks; each is known by its path,
as refusals name it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from kiro_py.translate.assistant_turn import says_something
from kiro_py.translate.blocks import open_block
from kiro_py.wire.anthropic.content import (
    ContentBlock,
    ContentSource,
    DocumentBlock,
    ImageBlock,
    ToolResultBlock,
    UnknownBlock,
)
from kiro_py.wire.anthropic.request import Message, MessagesRequest
from kiro_py.wire.json import RawJson

Attachment = ImageBlock | DocumentBlock

_ENCODER: Final = msgspec.json.Encoder()
_NOTHING: Final[Mapping[int, Sequence[ContentBlock]]] = MappingProxyType({})
_MARKS: Final = (b'"image"', b'"document"')
_TEXTS: Final = (b'{"type":"text"', b'{"type": "text')
"""How blocks of text begin, as most clients write them: much of it, and none is read."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or a document, the path it stands at, and what it belongs to.

    `message` counts the client's messages, `turn` the turns that Kiro gets.
    """

    path: str
    block: Attachment
    message: int = 0
    turn: int = 0


def has_attachments(request: MessagesRequest) -> bool:
    """Tell whether there may be a picture or a document, without opening what lies inside."""
    for message in request.messages:
        if message.role == "assistant":
            continue
        for block in message.content:
            kind = type(block)  # the quickest of all questions, as every request is asked it
            if kind is ImageBlock or kind is DocumentBlock:
                return True
            if isinstance(block, ToolResultBlock) and _may_hold(block.content):
                return True
    return False


def find(request: MessagesRequest) -> list[Attached]:
    """Return what is attached to users' messages, in order.

    Raises `RequestRefused`, naming the path, when a block inside another one lacks what it needs.
    """
    found: list[Attached] = []
    turn = 0
    for index, message in enumerate(request.messages):
        if message.role == "assistant":
            turn += says_something(message.content)
            continue
        for number, block in enumerate(message.content):
            for path, attachment in _within(block, f"messages.{index}.content.{number}"):
                found.append(Attached(path, attachment, index, turn))
    return found


def replaced(
    request: MessagesRequest,
    others: Mapping[str, ContentBlock],
    added: Mapping[int, Sequence[ContentBlock]] = _NOTHING,
) -> MessagesRequest:
    """Return the request with `others` at their paths, which are some that `find` has told.

    What is `added` stands at the end of the message of that number, so that no path changes.
    """
    messages = tuple(
        _message(message, f"messages.{index}.content", others, added.get(index, ()))
        for index, message in enumerate(request.messages)
    )
    return replace(request, messages=messages)


def _may_hold(content: str | list[RawJson] | None) -> bool:
    return isinstance(content, list) and any(map(_may_be, content))


def _may_be(raw: RawJson) -> bool:
    if bytes(memoryview(raw)[: len(_TEXTS[0])]) in _TEXTS:
        return False
    written = bytes(raw)
    return any(mark in written for mark in _MARKS)


def _within(block: ContentBlock, path: str) -> Iterator[tuple[str, Attachment]]:
    """Yield what a block is, or holds."""
    match block:
        case ToolResultBlock() if _may_hold(block.content):
            yield from _inside(block.content, f"{path}.content")
        case DocumentBlock(source=ContentSource() as source):
            yield from _inside(source.content, f"{path}.source.content")
        case ImageBlock() | DocumentBlock():
            yield path, block
        case _:
            return


def _inside(content: str | list[RawJson] | None, path: str) -> Iterator[tuple[str, Attachment]]:
    if isinstance(content, list):
        for index, raw in enumerate(content):
            place = f"{path}.{index}"
            yield from _within(open_block(raw, place), place)


def _message(
    message: Message,
    path: str,
    others: Mapping[str, ContentBlock],
    added: Sequence[ContentBlock],
) -> Message:
    if not added and not _leads_to(path, others):
        return message
    content = [
        _other(block, f"{path}.{index}", others) for index, block in enumerate(message.content)
    ]
    return replace(message, content=(*content, *added))


def _other(block: ContentBlock, path: str, others: Mapping[str, ContentBlock]) -> ContentBlock:
    if path in others:
        return others[path]
    match block:
        case ToolResultBlock(content=list() as content):
            return replace(block, content=_others(content, f"{path}.content", others))
        case DocumentBlock(source=ContentSource(content=list() as content) as source):
            inside = _others(content, f"{path}.source.content", others)
            return replace(block, source=replace(source, content=inside))
        case _:
            return block


def _others(content: list[RawJson], path: str, others: Mapping[str, ContentBlock]) -> list[RawJson]:
    """Return the blocks inside another one; those that stay keep their bytes."""
    return [
        _written(_other(open_block(raw, place), place, others))
        if _leads_to(place := f"{path}.{index}", others)
        else raw
        for index, raw in enumerate(content)
    ]


def _written(block: ContentBlock) -> RawJson:
    if isinstance(block, UnknownBlock):
        raise TypeError("an unknown block is never put in another one's place")
    return RawJson(_ENCODER.encode(block))


def _leads_to(path: str, others: Mapping[str, ContentBlock]) -> bool:
    return any(place == path or place.startswith(f"{path}.") for place in others)
