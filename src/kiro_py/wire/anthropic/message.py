"""The whole answer of `POST /v1/messages`, and the error envelope."""

from typing import Literal

import msgspec

from kiro_py.errors import ErrorType
from kiro_py.wire.anthropic.content import ReplyBlock

StopReason = Literal[
    "end_turn",
    "max_tokens",
    "stop_sequence",
    "tool_use",
    "pause_turn",
    "refusal",
    "model_context_window_exceeded",
]


class ServerToolUsage(msgspec.Struct, frozen=True):
    """How often tools were used that the server runs by itself."""

    web_search_requests: int = 0
    web_fetch_requests: int = 0


class Usage(msgspec.Struct, frozen=True):
    """Tokens of one answer; the three input figures are disjoint and add up to the input."""

    input_tokens: int
    output_tokens: int
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    server_tool_use: ServerToolUsage | msgspec.UnsetType = msgspec.UNSET


class ReplyMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="message"):
    """An assistant's turn. `content` is empty in `message_start` and whole in JSON answers."""

    id: str
    role: Literal["assistant"] = "assistant"
    model: str
    content: list[ReplyBlock] = []
    stop_reason: StopReason | None = None
    stop_sequence: str | None = None
    usage: Usage


class ErrorBody(msgspec.Struct, frozen=True):
    """What went wrong: a type that clients match on and a message that people read."""

    type: ErrorType
    message: str


class ErrorEnvelope(msgspec.Struct, frozen=True, tag_field="type", tag="error"):
    """Anthropic's error shape, as a response body and as the data of an `error` event."""

    error: ErrorBody
    request_id: str | None = None
