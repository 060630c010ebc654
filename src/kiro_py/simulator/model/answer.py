"""I am an answer of the model, before it is cut into frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiro_py.wire.json import JsonObject

StopReason = Literal[
    "END_TURN",
    "STOP_SEQUENCE",
    "TOOL_USE",
    "MAX_TOKENS",
    "CONTENT_FILTERED",
    "MODEL_CONTEXT_WINDOW_EXCEEDED",
    "MALFORMED_TOOL_USE",
]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Native reasoning: its words, then a frame with the signature alone."""

    text: str
    signature: str


@dataclass(frozen=True, slots=True)
class RedactedReasoning:
    """Reasoning that only the service can read, in base64."""

    data: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words with the space behind them, one token each."""

    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class ToolCalls:
    """Calls of one turn; interleaved ones send their fragments in turns."""

    calls: tuple["ToolCall", ...]
    is_interleaved: bool = False


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call; `raw_input` replaces the arguments' JSON, for input that does not parse."""

    id: str
    name: str
    arguments: JsonObject
    raw_input: str | None = None


Part = Reasoning | RedactedReasoning | Text | ToolCalls


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says, in order.  `max_tokens` cuts it there, with `MAX_TOKENS`."""

    parts: tuple[Part, ...]
    stop_reason: StopReason = "END_TURN"
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded stream to be sent as it is, `chunk_bytes` at a time."""

    data: bytes
    chunk_bytes: int = 16_384
    seconds_between: float = 0.0


Performance = Answer | Recording
"""Whatever a script may give."""


def text(words: str) -> Text:
    """Return a text cut into word-sized pieces; nothing of it is lost."""
    return Text(cut_into_words(words))


_LONGEST_PIECE = 12


def cut_into_words(words: str) -> list[str]:
    """Cut before each word; pieces without a space are cut after 12 characters."""
    pieces: list[str] = []
    start = 0
    for at in range(1, len(words) + 1):
        is_boundary = at == len(words) or (words[at - 1].isspace() and not words[at].isspace())
        if is_boundary or at - start >= _LONGEST_PIECE:
            pieces.append(words[start:at])
            start = at
    return pieces
