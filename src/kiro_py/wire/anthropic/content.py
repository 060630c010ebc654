"""Content blocks, as clients send them and (`ReplyBlock`) as they get them.

Clients send `null` for absent members, so every optional member also takes `None`; members and
block types that are not named here are accepted and ignored.  Anthropic Messages API reference.
"""

from typing import Literal

import msgspec

from kiro_py.wire.json import RawJson


class TextBlock(msgspec.Struct, frozen=True, tag_field="type", tag="text"):
    """Plain text."""

    text: str


class ThinkingBlock(msgspec.Struct, frozen=True, tag_field="type", tag="thinking"):
    """Reasoning in the open; `signature` is opaque and may be empty."""

    thinking: str
    signature: str = ""


class RedactedThinkingBlock(msgspec.Struct, frozen=True, tag_field="type", tag="redacted_thinking"):
    """Reasoning that only the model can read; `data` is base64."""

    data: str


class ToolUseBlock(msgspec.Struct, frozen=True, tag_field="type", tag="tool_use"):
    """A call of one of the client's tools; `input` is a JSON object, byte for byte."""

    id: str
    name: str
    input: RawJson


class Base64Source(msgspec.Struct, frozen=True, tag_field="type", tag="base64"):
    """Bytes in base64 with the media type that the client believes they have."""

    data: str
    media_type: str | None = None


class UrlSource(msgspec.Struct, frozen=True, tag_field="type", tag="url"):
    """Bytes somewhere else."""

    url: str


class FileSource(msgspec.Struct, frozen=True, tag_field="type", tag="file"):
    """Bytes uploaded to Anthropic's Files API, which this gateway does not have."""

    file_id: str


class PlainTextSource(msgspec.Struct, frozen=True, tag_field="type", tag="text"):
    """A document that is text already."""

    data: str


class ContentSource(msgspec.Struct, frozen=True, tag_field="type", tag="content"):
    """A document made of blocks."""

    content: "str | list[RawJson]"


ImageSource = Base64Source | UrlSource | FileSource
DocumentSource = Base64Source | UrlSource | FileSource | PlainTextSource | ContentSource


class ImageBlock(msgspec.Struct, frozen=True, tag_field="type", tag="image"):
    """A picture."""

    source: ImageSource


class DocumentBlock(msgspec.Struct, frozen=True, tag_field="type", tag="document"):
    """A document to read."""

    source: DocumentSource
    title: str | None = None
    context: str | None = None


class SearchResultBlock(msgspec.Struct, frozen=True, tag_field="type", tag="search_result"):
    """A found text with its place; `content` holds text blocks."""

    source: str
    title: str
    content: list[TextBlock]


class ToolReferenceBlock(msgspec.Struct, frozen=True, tag_field="type", tag="tool_reference"):
    """The name of a deferred tool that a search has found."""

    tool_name: str


class ServerToolUseBlock(msgspec.Struct, frozen=True, tag_field="type", tag="server_tool_use"):
    """A call of a tool that the server ran by itself."""

    id: str
    name: str
    input: RawJson


class WebSearchToolResultBlock(
    msgspec.Struct, frozen=True, tag_field="type", tag="web_search_tool_result"
):
    """What a server-side search found; kept as it came."""

    tool_use_id: str
    content: RawJson


SearchErrorCode = Literal[
    "invalid_tool_input",
    "max_uses_exceeded",
    "query_too_long",
    "request_too_large",
    "too_many_requests",
    "unavailable",
]
"""Why a server-side search failed."""


class WebSearchResult(msgspec.Struct, frozen=True, tag_field="type", tag="web_search_result"):
    """A page that a search found; `page_age` is a date in words."""

    url: str
    title: str
    encrypted_content: str
    page_age: str | None = None


class WebSearchError(
    msgspec.Struct, frozen=True, tag_field="type", tag="web_search_tool_result_error"
):
    """What stands in a search's result instead of pages."""

    error_code: SearchErrorCode


class ToolResultBlock(msgspec.Struct, frozen=True, tag_field="type", tag="tool_result"):
    """The client's answer to a tool call; `content` is text, or blocks still to be decoded."""

    tool_use_id: str
    content: str | list[RawJson] | None = None
    is_error: bool | None = None


class UnknownBlock(msgspec.Struct, frozen=True):
    """A block type that this gateway has no word for."""

    type: str


KnownBlock = (
    TextBlock
    | ThinkingBlock
    | RedactedThinkingBlock
    | ToolUseBlock
    | ImageBlock
    | DocumentBlock
    | SearchResultBlock
    | ToolReferenceBlock
    | ServerToolUseBlock
    | WebSearchToolResultBlock
    | ToolResultBlock
)
"""Every block that has a meaning here: what one element of `content` decodes to."""

ContentBlock = KnownBlock | UnknownBlock

ReplyBlock = (
    TextBlock
    | ThinkingBlock
    | RedactedThinkingBlock
    | ToolUseBlock
    | ServerToolUseBlock
    | WebSearchToolResultBlock
)
"""The blocks that an answer is made of."""

Role = Literal["user", "assistant", "system"]
