"""I read content blocks one by one, so that a strange one is not the end of a conversation.

An unknown block type is `UnknownBlock`; a known block that lacks what it cannot do without is
refused with its full path, also inside a tool's result or a document.
"""

from collections.abc import Sequence
from typing import Any, Final, get_args

import msgspec
from msgspec.structs import replace

from kiro_py.public.intake_errors import misfit, refused
from kiro_py.wire.anthropic.content import (
    ContentBlock,
    ContentSource,
    DocumentBlock,
    DocumentSource,
    ImageSource,
    KnownBlock,
    ServerToolUseBlock,
    TextBlock,
    ToolResultBlock,
    ToolUseBlock,
    UnknownBlock,
)
from kiro_py.wire.json import RawJson


def _tags(union: Any) -> tuple[str, ...]:  # noqa: ANN401 -- a union of structs has no type of its own
    return tuple(str(struct.__struct_config__.tag) for struct in get_args(union))


_BLOCK: Final[msgspec.json.Decoder[KnownBlock]] = msgspec.json.Decoder(KnownBlock)
_MEMBERS: Final = msgspec.json.Decoder(dict[str, RawJson])
_ENCODER: Final = msgspec.json.Encoder()

_KNOWN: Final = frozenset(_tags(KnownBlock))
_INNER_TAGS: Final = {
    "image": _tags(ImageSource),
    "document": _tags(DocumentSource),
    "search_result": ("text",),
}
"""What the one member with a type of its own may be, by the type of its block."""

_CALLS: Final = frozenset({"tool_use", "server_tool_use"})
_NULL: Final = b"null"
_NO_INPUT: Final = RawJson(b"{}")


def read_content(content: str | Sequence[RawJson], path: str) -> tuple[ContentBlock, ...]:
    """Return the blocks of `content`, which stands at `path`; plain text is one block.

    Raises `RequestRefused` for a block that is not what its type says.
    """
    if isinstance(content, str):
        return (TextBlock(content),)
    return tuple(_read(raw, f"{path}.{index}") for index, raw in enumerate(content))


def _read(raw: RawJson, path: str) -> ContentBlock:
    try:
        block = _BLOCK.decode(raw)
    except msgspec.ValidationError as error:
        block = _read_again(raw, path, error)
    match block:
        case ToolUseBlock() | ServerToolUseBlock():
            return _with_input(block, path)
        case ToolResultBlock(content=list(inner)):
            read_content(inner, f"{path}.content")
        case DocumentBlock(source=ContentSource(content=list(inner))):
            read_content(inner, f"{path}.source.content")
        case _:
            pass
    return block


def _read_again(raw: RawJson, path: str, error: msgspec.ValidationError) -> ContentBlock:
    """Return the block without its members that are `null`, or the call with an empty input."""
    try:
        members = _MEMBERS.decode(raw)
        tag = msgspec.json.decode(members.get("type", _NULL), type=str)
    except msgspec.ValidationError:
        raise misfit(error, path) from error
    if tag not in _KNOWN:
        return UnknownBlock(tag)
    present = {name: value for name, value in members.items() if bytes(value) != _NULL}
    if tag in _CALLS:
        present.setdefault("input", _NO_INPUT)
    try:
        return _BLOCK.decode(_ENCODER.encode(present))
    except msgspec.ValidationError as found:
        raise misfit(found, path, _INNER_TAGS.get(tag, ())) from found


def _with_input(
    block: ToolUseBlock | ServerToolUseBlock, path: str
) -> ToolUseBlock | ServerToolUseBlock:
    if memoryview(block.input)[0] == ord("{"):
        return block
    if bytes(block.input) == _NULL:
        return replace(block, input=_NO_INPUT)
    raise refused(f"{path}.input", "Input should be a valid dictionary")
