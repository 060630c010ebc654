"""The words of Kiro's MCP endpoint: JSON-RPC 2.0 with one tool, the web search.

Answers are tolerant: `id` and `jsonrpc` are not looked at, members may be missing or `null`, and
pages are decoded one by one, so that an odd one costs itself only.
"""

from typing import Literal

import msgspec

from kiro_py.wire.json import RawJson


class SearchArguments(msgspec.Struct, frozen=True):
    """What the tool takes."""

    query: str


class SearchCall(msgspec.Struct, frozen=True):
    """Which tool is called."""

    arguments: SearchArguments
    name: Literal["web_search"] = "web_search"


class McpRequest(msgspec.Struct, frozen=True):
    """The body of the call; `id` is ours to choose."""

    id: str
    params: SearchCall
    method: Literal["tools/call"] = "tools/call"
    jsonrpc: Literal["2.0"] = "2.0"


class McpError(msgspec.Struct, frozen=True):
    """Why the call failed; it comes with HTTP 200."""

    code: int | float | None = None
    message: str | None = None


class McpContent(msgspec.Struct, frozen=True):
    """A piece of a result; only pieces of the type `text` have a meaning here."""

    type: str = ""
    text: str | None = None


class McpResult(msgspec.Struct, frozen=True, rename="camel"):
    """What the tool said; with `is_error` it says why it failed."""

    content: list[McpContent] | None = None
    is_error: bool | None = None


class McpAnswer(msgspec.Struct, frozen=True):
    """The body of an answer: one of the two."""

    result: McpResult | None = None
    error: McpError | None = None


class SearchOutcome(msgspec.Struct, frozen=True):
    """What the text of a result holds, as JSON within JSON.

    An outcome with neither `results` nor `error` is none.
    """

    results: list[RawJson] | msgspec.UnsetType | None = msgspec.UNSET
    error: RawJson = RawJson(b"null")


class FoundPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page that was found; `published_date` is in milliseconds since the epoch."""

    url: str
    title: str | None = None
    snippet: str | None = None
    published_date: int | float | str | None = None
