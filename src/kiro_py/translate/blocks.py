"""I open the blocks that lie inside other blocks, and refuse those that stand out of place."""

from typing import Final, get_args

import msgspec

from kiro_py.errors import RequestRefused
from kiro_py.wire.anthropic.content import (
    ContentBlock,
    KnownBlock,
    Role,
    TextBlock,
    UnknownBlock,
)
from kiro_py.wire.json import RawJson

_KNOWN: Final = msgspec.json.Decoder[KnownBlock](KnownBlock)
_ANY: Final = msgspec.json.Decoder(UnknownBlock)
_NAMES: Final[frozenset[object]] = frozenset(
    block.__struct_config__.tag for block in get_args(KnownBlock)
)


def open_block(raw: RawJson, path: str) -> ContentBlock:
    """Return the block at `path`, `UnknownBlock` for a type that has no word here.

    Raises `RequestRefused`, naming the path, when a known block lacks what it needs.
    """
    try:
        return _KNOWN.decode(raw)
    except msgspec.MsgspecError as problem:
        unknown = _find_unknown(raw)
        if unknown is None:
            raise RequestRefused(f"{path}: {problem}") from problem
        return unknown


def peek(content: str | list[RawJson] | None) -> tuple[ContentBlock, ...]:
    """Return the blocks of a content that can be read, leaving out what cannot."""
    match content:
        case None:
            return ()
        case str():
            return (TextBlock(content),)
        case list():
            return tuple(block for raw in content if (block := _find(raw)) is not None)


def misplaced(block: ContentBlock, path: str, role: Role) -> RequestRefused:
    """Return the refusal of a block that this role's turn has no room for."""
    kind = block.type if isinstance(block, UnknownBlock) else block.__struct_config__.tag
    return RequestRefused(f"{path}: `{kind}` blocks cannot be sent to Kiro in `{role}` messages")


def _find(raw: RawJson) -> ContentBlock | None:
    try:
        return _KNOWN.decode(raw)
    except msgspec.MsgspecError:
        return None


def _find_unknown(raw: RawJson) -> UnknownBlock | None:
    try:
        block = _ANY.decode(raw)
    except msgspec.MsgspecError:
        return None
    return None if block.type in _NAMES else block
