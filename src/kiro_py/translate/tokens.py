"""I estimate tokens by weighing bytes: never zero, never less for more, as fast as memory.

The weights were fitted on prose, code, JSON, logs and several scripts: English prose comes out at
about four characters a token, JSON and code at about three and a half, digits at fewer than two,
Chinese and Japanese at a little more than one token a character.  Everything that is sent counts,
pictures by their area.  A weight is a sum over characters, so texts may be cut and added freely.
"""

import math
from typing import Final, assert_never

import msgspec

from kiro_py.translate.blocks import peek
from kiro_py.translate.picture import size_of
from kiro_py.wire.anthropic.content import (
    Base64Source,
    ContentBlock,
    ContentSource,
    DocumentBlock,
    DocumentSource,
    FileSource,
    ImageBlock,
    PlainTextSource,
    RedactedThinkingBlock,
    SearchResultBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolReferenceBlock,
    ToolResultBlock,
    ToolUseBlock,
    UnknownBlock,
    UrlSource,
    WebSearchToolResultBlock,
)
from kiro_py.wire.anthropic.request import Message, MessagesRequest, Tool

TOKENS_PER_ASCII: Final = 0.27  # letters, spaces and signs alike: the mix evens out
TOKENS_PER_DIGIT: Final = 0.6
TOKENS_PER_FURTHER_BYTE: Final = 0.42  # of a character that takes several bytes in UTF-8
TOKENS_PER_MESSAGE: Final = 4  # role and borders
TOKENS_PER_TOOL: Final = 8  # the frame around name, description and schema
TOKENS_FOR_TOOLS: Final = 346  # the instructions that a model gets as soon as it has any tool
TOKENS_PER_REQUEST: Final = 3

PIXELS_PER_TOKEN: Final = 750
MAX_IMAGE_TOKENS: Final = 1_600  # larger pictures are scaled down before the model sees them
BASE64_PER_DOCUMENT_TOKEN: Final = 32  # a PDF page of 2,000 tokens takes about 50 KB
MAX_DOCUMENT_TOKENS: Final = 300_000  # a hundred pages, as many as the service takes

_DIGITS: Final = b"0123456789"
_FURTHER_BYTES: Final = bytes(range(0x80, 0xC0))


def estimate(request: MessagesRequest) -> int:
    """Return how many tokens a request has, at least one."""
    total = float(TOKENS_PER_REQUEST)
    total += sum(weigh(text) for text in request.system)
    total += sum(map(_message, request.messages))
    if request.tools:
        total += TOKENS_FOR_TOOLS + sum(map(_tool, request.tools))
    if request.output_format is not None:
        total += _weigh_bytes(msgspec.json.encode(request.output_format))
    return math.ceil(total)


def estimate_text(text: str) -> int:
    """Return how many tokens a text has; only an empty one has none."""
    return math.ceil(weigh(text))


def weigh(text: str) -> float:
    """Return a text's tokens as a fraction, for sums over many pieces."""
    return _weigh_bytes(text.encode("utf-8", "surrogatepass"))


def _weigh_bytes(data: bytes) -> float:
    digits = len(data) - len(data.translate(None, _DIGITS))
    further = 0 if data.isascii() else len(data) - len(data.translate(None, _FURTHER_BYTES))
    return (
        (len(data) - digits - further) * TOKENS_PER_ASCII
        + digits * TOKENS_PER_DIGIT
        + further * TOKENS_PER_FURTHER_BYTE
    )


def _message(message: Message) -> float:
    return TOKENS_PER_MESSAGE + sum(map(_block, message.content))


def _tool(tool: Tool) -> float:
    schema = tool.input_schema
    return (
        TOKENS_PER_TOOL
        + weigh(tool.name)
        + weigh(tool.description or "")
        + (0.0 if schema is None else _weigh_bytes(msgspec.json.encode(schema)))
    )


def _block(block: ContentBlock) -> float:  # noqa: C901, PLR0911 -- one arm for every kind of block
    match block:
        case TextBlock():
            return weigh(block.text)
        case ToolUseBlock() | ServerToolUseBlock():
            return weigh(block.name) + _weigh_bytes(bytes(block.input))
        case ToolResultBlock():
            return sum(map(_block, peek(block.content)))
        case ThinkingBlock():
            return weigh(block.thinking)
        case RedactedThinkingBlock():
            return weigh(block.data)
        case ImageBlock():
            return _image(block)
        case DocumentBlock():
            return weigh(block.title or "") + weigh(block.context or "") + _document(block.source)
        case SearchResultBlock():
            return weigh(block.source) + weigh(block.title) + sum(map(_block, block.content))
        case ToolReferenceBlock():
            return weigh(block.tool_name)
        case WebSearchToolResultBlock():
            return _weigh_bytes(bytes(block.content))
        case UnknownBlock():
            return 0.0
        case _:
            assert_never(block)


def _image(block: ImageBlock) -> float:
    size = size_of(block.source.data) if isinstance(block.source, Base64Source) else None
    if size is None:
        return MAX_IMAGE_TOKENS
    width, height = size
    return min(width * height / PIXELS_PER_TOKEN, MAX_IMAGE_TOKENS)


def _document(source: DocumentSource) -> float:
    match source:
        case Base64Source():
            return min(len(source.data) / BASE64_PER_DOCUMENT_TOKEN, MAX_DOCUMENT_TOKENS)
        case PlainTextSource():
            return weigh(source.data)
        case ContentSource():
            return sum(map(_block, peek(source.content)))
        case UrlSource() | FileSource():
            return 0.0  # what cannot be seen from here cannot be weighed
        case _:
            assert_never(source)
