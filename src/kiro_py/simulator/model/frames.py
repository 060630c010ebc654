"""I cut an answer into the frames in which the service sends it."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

import msgspec

from kiro_py.eventstream.encoder import encode
from kiro_py.simulator.model.answer import (
    Answer,
    Part,
    Reasoning,
    RedactedReasoning,
    Text,
    ToolCall,
    ToolCalls,
    cut_into_words,
)
from kiro_py.simulator.model.scene import Scene
from kiro_py.simulator.replies import Piece, PieceKind

_FRAGMENT_CHARACTERS = 24
_CREDITS_PER_TOKEN = 0.000_01
_DIGITS = 6


def event(name: str, payload: object) -> bytes:
    """Return the frame of an event of the answer's union."""
    headers = {
        ":event-type": name,
        ":content-type": "application/json",
        ":message-type": "event",
    }
    return encode(headers, msgspec.json.encode(payload))


def exception(kind: str, message: str, reason: str | None) -> bytes:
    """Return an exception frame; `kind` is the union's member (`error`, `throttlingError`, …)."""
    headers = {
        ":exception-type": kind,
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    payload = {"message": message} if reason is None else {"message": message, "reason": reason}
    return encode(headers, msgspec.json.encode(payload))


def error(code: str, message: str) -> bytes:
    """Return an error frame: everything is in its headers."""
    headers = {":message-type": "error", ":error-code": code, ":error-message": message}
    return encode(headers, b"")


@lru_cache(maxsize=8192)
def text_piece(words: str, model_id: str) -> Piece:
    """Return one token of text; words come again and again, so their frames are kept."""
    payload = {"content": words, "modelId": model_id}
    return Piece(event("assistantResponseEvent", payload), PieceKind.TOKEN)


def _token(name: str, payload: object) -> Piece:
    return Piece(event(name, payload), PieceKind.TOKEN)


class Framing:
    """The frames of one answer, made while they are sent, with the usual tail.

    `cost` is 0 until the stream has reached its metering.
    """

    __slots__ = ("_answer", "_scene", "_sends_metadata", "_sends_usage", "cost", "tokens")

    def __init__(
        self, answer: Answer, scene: Scene, *, sends_metadata: bool, sends_usage: bool
    ) -> None:
        self._answer = answer
        self._scene = scene
        self._sends_metadata = sends_metadata
        self._sends_usage = sends_usage
        self.tokens = 0
        self.cost = 0.0

    def __iter__(self) -> Iterator[Piece]:
        limit = self._answer.max_tokens
        for piece in self._content():
            if limit is not None and self.tokens >= limit:
                yield from self._tail("MAX_TOKENS")
                return
            self.tokens += 1
            yield piece
        yield from self._tail(self._answer.stop_reason)

    def _content(self) -> Iterator[Piece]:
        for part in self._answer.parts:
            yield from _pieces(part, self._scene.model.id)

    def _tail(self, stop_reason: str) -> Iterator[Piece]:
        used = self._scene.input_tokens
        total = used + self.tokens
        metadata: dict[str, object] = {"stopReason": stop_reason}
        if self._sends_usage:
            metadata["tokenUsage"] = {
                "uncachedInputTokens": used,
                "outputTokens": self.tokens,
                "totalTokens": total,
            }
        if self._sends_metadata:
            yield Piece(event("metadataEvent", metadata), PieceKind.METADATA)
        percentage = round(100 * total / self._scene.model.max_input_tokens, _DIGITS)
        payload = {"contextUsagePercentage": percentage}
        yield Piece(event("contextUsageEvent", payload), PieceKind.CONTEXT_USAGE)
        self.cost = round(total * self._scene.model.rate * _CREDITS_PER_TOKEN, _DIGITS)
        metering = {"unit": "credit", "unitPlural": "credits", "usage": self.cost}
        yield Piece(event("meteringEvent", metering), PieceKind.METERING)


def _pieces(part: Part, model_id: str) -> Iterator[Piece]:
    match part:
        case Text(words):
            for word in words:
                yield text_piece(word, model_id)
        case Reasoning(words, signature):
            for word in cut_into_words(words):
                yield _token("reasoningContentEvent", {"text": word})
            yield _token("reasoningContentEvent", {"signature": signature})
        case RedactedReasoning(data):
            yield _token("reasoningContentEvent", {"redactedContent": data})
        case ToolCalls(calls, True):
            rows = zip_longest(*(_call(call) for call in calls))
            yield from (piece for row in rows for piece in row if piece is not None)
        case ToolCalls(calls):
            for call in calls:
                yield from _call(call)


def _call(call: ToolCall) -> Iterator[Piece]:
    """Yield a call as the service does: the name, fragments of JSON text, a stop.

    A call without arguments is a single frame with an empty input and no stop, as was seen live.
    """
    identity = {"name": call.name, "toolUseId": call.id}
    written = call.raw_input
    if written is None:
        if not call.arguments:
            yield _token("toolUseEvent", {"input": "", **identity, "stop": False})
            return
        written = msgspec.json.encode(call.arguments).decode()
    yield _token("toolUseEvent", identity)
    for start in range(0, len(written), _FRAGMENT_CHARACTERS):
        fragment = written[start : start + _FRAGMENT_CHARACTERS]
        yield _token("toolUseEvent", {"input": fragment, **identity})
    yield _token("toolUseEvent", {**identity, "stop": True})
