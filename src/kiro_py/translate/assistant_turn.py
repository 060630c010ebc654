"""I draft an assistant's turn: its reasoning, its text and its tool calls.

Only text and tool calls make a turn.  Reasoning alone is no answer to build on, so a turn that
had nothing else is left out, and its neighbours become one.
"""

from typing import Final

from kiro_py.errors import RequestRefused
from kiro_py.translate.blocks import misplaced
from kiro_py.translate.pairing import Answers
from kiro_py.translate.register import Register, Replay
from kiro_py.wire.anthropic.content import (
    ContentBlock,
    RedactedThinkingBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
    UnknownBlock,
    WebSearchToolResultBlock,
)
from kiro_py.wire.json import RawJson
from kiro_py.wire.kiro import request as kiro

_NO_INPUT: Final = RawJson(b"{}")


class AssistantDraft:
    """An assistant's turn; `answers` learns its calls, for the turn after it."""

    __slots__ = ("_calls", "_reasoning", "_register", "_texts", "_thoughts", "answers")

    def __init__(self, register: Register) -> None:
        self.answers = Answers()
        self._register = register
        self._texts: list[str] = []
        self._thoughts: list[str] = []
        self._reasoning: kiro.ReasoningContent | None = None
        self._calls: list[kiro.ToolUse] = []

    @property
    def says_something(self) -> bool:
        """Whether there is anything to send."""
        return bool(self._texts or self._calls)

    def hear(self, content: tuple[ContentBlock, ...], path: str) -> None:
        """Take a message.  Raises `RequestRefused` on a block that cannot be said here."""
        self._texts.extend(_texts(content))
        for index, block in enumerate(content):
            match block:
                case TextBlock():
                    pass
                case ThinkingBlock() | RedactedThinkingBlock():
                    self._hear_reasoning(block)
                case ToolUseBlock():
                    self._hear_call(block, f"{path}.{index}")
                case ServerToolUseBlock() | WebSearchToolResultBlock() | UnknownBlock():
                    pass  # what the server did by itself: the answer that came of it is text
                case _:
                    raise misplaced(block, f"{path}.{index}", "assistant")

    def finish(self) -> kiro.AssistantTurn:
        """Return the turn."""
        parts = self._texts
        if self._thoughts:
            parts = ["<thinking>" + "\n\n".join(self._thoughts) + "</thinking>", *parts]
        return kiro.AssistantTurn(
            kiro.AssistantResponseMessage("\n\n".join(parts), self._reasoning, tuple(self._calls))
        )

    def _hear_reasoning(self, block: ThinkingBlock | RedactedThinkingBlock) -> None:
        """Keep reasoning as the model takes it back.

        A turn has room for one piece with its signature, and a signature holds for its own piece
        only, so the first one stays.  What is unsigned was never this model's and is left out.
        """
        match self._register.replay, block:
            case Replay.TAGS, ThinkingBlock() if block.thinking and not block.thinking.isspace():
                self._thoughts.append(block.thinking)
            case Replay.NATIVE, ThinkingBlock() if block.signature and self._reasoning is None:
                signed = kiro.ReasoningText(block.thinking, block.signature)
                self._reasoning = kiro.ReasoningContent(reasoning_text=signed)
            case Replay.NATIVE, RedactedThinkingBlock() if self._reasoning is None:
                self._reasoning = kiro.ReasoningContent(redacted_content=block.data)
            case _:
                pass

    def _hear_call(self, block: ToolUseBlock, path: str) -> None:
        upstream_id = self._register.call_ids.take(block.id)
        self.answers.expect(block.id, upstream_id)
        name = self._register.names.upstream(block.name)
        self._calls.append(kiro.ToolUse(upstream_id, name, _object(block.input, path)))


def says_something(content: tuple[ContentBlock, ...]) -> bool:
    """Tell whether a message of the assistant is told; the turns around it are one if not."""
    return bool(_texts(content)) or any(isinstance(block, ToolUseBlock) for block in content)


def _texts(content: tuple[ContentBlock, ...]) -> list[str]:
    text = "".join([block.text for block in content if isinstance(block, TextBlock)])
    return [text] if text and not text.isspace() else []


def _object(raw: RawJson, path: str) -> RawJson:
    """Return the input of a call, which is an object or, from loose clients, nothing."""
    data = bytes(raw)
    if data.startswith(b"{"):
        return raw
    if data == b"null":
        return _NO_INPUT
    raise RequestRefused(f"{path}.input: Input should be an object")
