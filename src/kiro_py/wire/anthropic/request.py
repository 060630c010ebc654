"""What a client sends to `/v1/messages` and `/v1/messages/count_tokens`.

Only members that change what is said upstream are named; everything else is accepted and
ignored, because clients add members all the time (`context_management`, `safeguards`, betas).
Numbers written `1024.0` are numbers too, so integers are decoded as `int | float` and checked.
"""

from typing import Literal

import msgspec

from kiro_py.wire.anthropic.content import ContentBlock, Role
from kiro_py.wire.json import JsonObject, RawJson

Effort = Literal["low", "medium", "high", "xhigh", "max"]


class RawMessage(msgspec.Struct, frozen=True):
    """One turn as it arrives: `content` is text, or blocks still to be decoded one by one."""

    role: str
    content: str | list[RawJson] | None = None
    output_config: "OutputConfig | None" = None


class SystemText(msgspec.Struct, frozen=True):
    """One text block of the system prompt."""

    text: str


class Thinking(msgspec.Struct, frozen=True):
    """How the model shall reason: `adaptive`, `enabled` with a budget, `disabled`."""

    type: str
    budget_tokens: int | float | None = None
    display: str | None = None


class OutputConfig(msgspec.Struct, frozen=True):
    """`effort` of the reasoning and `format` of the answer."""

    effort: str | None = None
    format: JsonObject | None = None


class ToolChoice(msgspec.Struct, frozen=True):
    """`auto`, `any`, `tool` (with a name) or `none`."""

    type: str
    name: str | None = None
    disable_parallel_tool_use: bool | None = None


class Tool(msgspec.Struct, frozen=True):
    """A tool: a client's own (`type` absent or `custom`) or one that Anthropic defined.

    `input_schema` is a JSON schema, absent on tools that Anthropic defined.  `allowed_domains` and
    `blocked_domains` belong to its web search.
    """

    name: str = ""
    type: str | None = None
    description: str | None = None
    input_schema: JsonObject | None = None
    max_uses: int | float | None = None
    allowed_domains: list[str] | None = None
    blocked_domains: list[str] | None = None
    defer_loading: bool | None = None


class Metadata(msgspec.Struct, frozen=True):
    """`user_id` is an opaque string; Claude Code writes JSON into it."""

    user_id: str | None = None


class RawMessagesRequest(msgspec.Struct, frozen=True):
    """The body of `POST /v1/messages` before its content blocks are decoded."""

    model: str
    messages: list[RawMessage]
    max_tokens: int | float
    system: str | list[SystemText] | None = None
    stream: bool | None = None
    tools: list[Tool] | None = None
    tool_choice: ToolChoice | None = None
    thinking: Thinking | None = None
    output_config: OutputConfig | None = None
    metadata: Metadata | None = None
    stop_sequences: list[str] | None = None
    temperature: int | float | None = None
    top_p: int | float | None = None
    top_k: int | float | None = None


class RawCountRequest(msgspec.Struct, frozen=True):
    """The body of `POST /v1/messages/count_tokens`."""

    model: str
    messages: list[RawMessage]
    system: str | list[SystemText] | None = None
    tools: list[Tool] | None = None
    tool_choice: ToolChoice | None = None
    thinking: Thinking | None = None
    output_config: OutputConfig | None = None


class Message(msgspec.Struct, frozen=True):
    """One turn with its blocks decoded; plain text has become one text block."""

    role: Role
    content: tuple[ContentBlock, ...]
    effort: str | None = None


class MessagesRequest(msgspec.Struct, frozen=True):
    """What a client asks, checked and ready to be translated.

    `system` is a tuple of texts, in order; `max_tokens` is `None` when only counting.
    """

    model: str
    messages: tuple[Message, ...]
    max_tokens: int | None = None
    system: tuple[str, ...] = ()
    stream: bool = False
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    thinking: Thinking | None = None
    effort: str | None = None
    output_format: JsonObject | None = None
    user_id: str | None = None
    stop_sequences: tuple[str, ...] = ()
