"""The events of a stream, folded into the message they spell."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

import msgspec

from kiro_py.wire.anthropic.content import (
    RedactedThinkingBlock,
    ReplyBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
    WebSearchToolResultBlock,
)
from kiro_py.wire.anthropic.message import ErrorEnvelope, ReplyMessage
from kiro_py.wire.anthropic.stream import (
    ContentBlockDelta,
    ContentBlockStart,
    ContentBlockStop,
    InputJsonDelta,
    MessageDelta,
    MessageStart,
    MessageStop,
    Ping,
    SignatureDelta,
    StreamEvent,
    TextDelta,
    ThinkingDelta,
)
from kiro_py.wire.json import RawJson


@dataclass(slots=True)
class _Growing:
    block: ReplyBlock
    written: list[str] = field(default_factory=list[str])
    signature: str = ""

    def whole(self) -> ReplyBlock:
        text = "".join(self.written)
        match self.block:
            case TextBlock():
                return TextBlock(text)
            case ThinkingBlock():
                return ThinkingBlock(text, self.signature)
            case ToolUseBlock(id=tool_use_id, name=name):
                return ToolUseBlock(tool_use_id, name, RawJson(text.encode() or b"{}"))
            case ServerToolUseBlock(id=tool_use_id, name=name):
                return ServerToolUseBlock(tool_use_id, name, RawJson(text.encode() or b"{}"))
            case RedactedThinkingBlock() | WebSearchToolResultBlock():
                return self.block
            case _:
                assert_never(self.block)


class Whole:
    """Gathers a stream; `message` is what a client that does not stream gets."""

    __slots__ = ("_blocks", "_end", "_start")

    def __init__(self) -> None:
        self._start: ReplyMessage | None = None
        self._blocks: list[_Growing] = []
        self._end: MessageDelta | None = None

    def receive(self, events: Iterable[StreamEvent]) -> None:
        """Take the next events, in order."""
        for event in events:
            match event:
                case MessageStart(message=message):
                    self._start = message
                case ContentBlockStart(content_block=block):
                    self._blocks.append(_Growing(block))
                case ContentBlockDelta():
                    self._grow(event)
                case MessageDelta():
                    self._end = event
                case ContentBlockStop() | MessageStop() | Ping() | ErrorEnvelope():
                    pass
                case _:
                    assert_never(event)

    def message(self) -> ReplyMessage:
        """Return the whole message.  Raises `ValueError` before the stream has ended."""
        if self._start is None or self._end is None:
            raise ValueError("the stream has not ended")
        return msgspec.structs.replace(
            self._start,
            content=[growing.whole() for growing in self._blocks],
            stop_reason=self._end.delta.stop_reason,
            stop_sequence=self._end.delta.stop_sequence,
            usage=self._end.usage,
        )

    def _grow(self, event: ContentBlockDelta) -> None:
        growing = self._blocks[event.index]
        match event.delta:
            case TextDelta(text=text) | ThinkingDelta(thinking=text):
                growing.written.append(text)
            case InputJsonDelta(partial_json=text):
                growing.written.append(text)
            case SignatureDelta(signature=signature):
                growing.signature = signature
            case _:
                assert_never(event.delta)
