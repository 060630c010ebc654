"""The events of a streamed answer, in the order of their lives.

`message_start`, then for each block `content_block_start`, deltas, `content_block_stop`, then
`message_delta` and `message_stop`; `ping` anywhere; `error` instead of an end.
"""

import msgspec

from kiro_py.wire.anthropic.content import ReplyBlock
from kiro_py.wire.anthropic.message import ErrorEnvelope, ReplyMessage, StopReason, Usage


class TextDelta(msgspec.Struct, frozen=True, gc=False, tag_field="type", tag="text_delta"):
    """More text."""

    text: str


class ThinkingDelta(msgspec.Struct, frozen=True, gc=False, tag_field="type", tag="thinking_delta"):
    """More thinking."""

    thinking: str


class SignatureDelta(
    msgspec.Struct, frozen=True, gc=False, tag_field="type", tag="signature_delta"
):
    """The signature of the thinking block that is open; it replaces what was there."""

    signature: str


class InputJsonDelta(
    msgspec.Struct, frozen=True, gc=False, tag_field="type", tag="input_json_delta"
):
    """More of a tool's input, as JSON text."""

    partial_json: str


Delta = TextDelta | ThinkingDelta | SignatureDelta | InputJsonDelta


class MessageStart(msgspec.Struct, frozen=True, tag_field="type", tag="message_start"):
    """The turn begins; `usage.input_tokens` is an estimate unless the answer is buffered."""

    message: ReplyMessage


class ContentBlockStart(msgspec.Struct, frozen=True, tag_field="type", tag="content_block_start"):
    """A block opens at the next index."""

    index: int
    content_block: ReplyBlock


class ContentBlockDelta(
    msgspec.Struct, frozen=True, gc=False, tag_field="type", tag="content_block_delta"
):
    """The open block grows."""

    index: int
    delta: Delta


class ContentBlockStop(
    msgspec.Struct, frozen=True, gc=False, tag_field="type", tag="content_block_stop"
):
    """The open block is whole."""

    index: int


class TurnEnd(msgspec.Struct, frozen=True):
    """Why the turn ended; `stop_sequence` is the text that ended it, if one did."""

    stop_reason: StopReason
    stop_sequence: str | None = None


class MessageDelta(msgspec.Struct, frozen=True, gc=False, tag_field="type", tag="message_delta"):
    """The turn is whole; `usage` is final and cumulative."""

    delta: TurnEnd
    usage: Usage


class MessageStop(msgspec.Struct, frozen=True, tag_field="type", tag="message_stop"):
    """The stream ends."""


class Ping(msgspec.Struct, frozen=True, tag_field="type", tag="ping"):
    """Nothing happened, and the connection lives."""


StreamEvent = (
    MessageStart
    | ContentBlockStart
    | ContentBlockDelta
    | ContentBlockStop
    | MessageDelta
    | MessageStop
    | Ping
    | ErrorEnvelope
)
