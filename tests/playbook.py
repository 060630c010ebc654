"""A conversation written down: what arrives on the right of `>>`, what must leave after `<<`.

Events that leave are spelt as one short line each, so that a difference reads as a diff.
"""

from collections.abc import Iterable
from difflib import ndiff
from typing import Self, assert_never

from kiro_py.errors import GatewayError
from kiro_py.translate.reply import Reply
from kiro_py.wire.anthropic.content import (
    RedactedThinkingBlock,
    ReplyBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
    WebSearchToolResultBlock,
)
from kiro_py.wire.anthropic.message import ErrorEnvelope
from kiro_py.wire.anthropic.stream import (
    ContentBlockDelta,
    ContentBlockStart,
    ContentBlockStop,
    Delta,
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
from kiro_py.wire.kiro.events import KiroEvent


class Ending:
    """What arrives when nothing more does."""

    def __repr__(self) -> str:
        return "END"


END = Ending()


class Playbook:
    """Feeds a reply and compares what it says with what it shall say."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._said: list[str] = []
        self._lines: list[str] = []
        self._expected: list[str] = []

    def __rshift__(self, arriving: KiroEvent | Ending) -> Self:
        self._settle()
        self._note(f">> {arriving!r}")
        try:
            events = (
                self._reply.finish()
                if isinstance(arriving, Ending)
                else self._reply.receive(arriving)
            )
            self._said = [spell(event) for event in events]
        except GatewayError as failure:
            self._said = [f"{type(failure).__name__}: {failure}"]
        return self

    def __lshift__(self, expected: str) -> Self:
        self._expected.append(f"<< {expected}")
        self._lines.append(f"<< {self._said.pop(0)}" if self._said else "<< (nothing)")
        return self

    def __bool__(self) -> bool:
        self._settle()
        if self._lines != self._expected:
            difference = "\n".join(ndiff(self._expected, self._lines))
            raise AssertionError(f"expected (-) and heard (+):\n{difference}")
        return True

    def _settle(self) -> None:
        """What was said and nobody expected is a difference too."""
        self._lines += [f"<< {line}" for line in self._said]
        self._said = []

    def _note(self, line: str) -> None:
        self._lines.append(line)
        self._expected.append(line)


def spell_all(events: Iterable[StreamEvent]) -> list[str]:
    """Spell events, one line each."""
    return [spell(event) for event in events]


def spell(event: StreamEvent) -> str:
    """Spell an event in one short line."""
    match event:
        case MessageStart():
            return f"message_start in={event.message.usage.input_tokens}"
        case ContentBlockStart(index=index, content_block=block):
            return f"{index} + {_block(block)}"
        case ContentBlockDelta(index=index, delta=delta):
            return f"{index} {_delta(delta)}"
        case ContentBlockStop(index=index):
            return f"{index} -"
        case MessageDelta():
            return f"{event.delta.stop_reason} in={event.usage.input_tokens}"
        case MessageStop():
            return "message_stop"
        case Ping():
            return "ping"
        case ErrorEnvelope():
            return f"error {event.error.type}"
        case _:
            assert_never(event)


def _block(block: ReplyBlock) -> str:
    match block:
        case TextBlock():
            return "text"
        case ThinkingBlock():
            return "thinking"
        case RedactedThinkingBlock():
            return f"redacted_thinking {block.data}"
        case ToolUseBlock():
            return f"tool_use {block.id} {block.name}"
        case ServerToolUseBlock():
            return f"server_tool_use {block.id} {block.name}"
        case WebSearchToolResultBlock():
            return f"web_search_tool_result {block.tool_use_id}"
        case _:
            assert_never(block)


def _delta(delta: Delta) -> str:
    match delta:
        case TextDelta():
            return f"text {delta.text!r}"
        case ThinkingDelta():
            return f"thinking {delta.thinking!r}"
        case SignatureDelta():
            return f"signature {delta.signature!r}"
        case InputJsonDelta():
            return f"json {delta.partial_json}"
        case _:
            assert_never(delta)
