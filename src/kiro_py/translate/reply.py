"""Kiro's events become the events of an Anthropic stream.

Rule 1: one block is open at a time; indexes are 0, 1, 2, …  Rule 2: a tool call is a block only
when it is whole.  Rule 3: the turn ends well only after a tail (`metadataEvent`,
`contextUsageEvent` or `meteringEvent`) and with something said; else it is broken.  Rule 4: when
the model ran out of tokens, whole blocks stay, half ones are left out, and the turn says so.
Rule 5: what the client allows ends the turn as if the model had ended it there, without a tail.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, assert_never

from kiro_py.errors import UpstreamBroken
from kiro_py.translate.limits import Allowance, Limits, StopSequences
from kiro_py.translate.thinking import Spoken, Thought, ThoughtSplitter
from kiro_py.translate.toolcalls import ToolCall, ToolCalls
from kiro_py.translate.usage import Spending
from kiro_py.wire.anthropic.content import (
    RedactedThinkingBlock,
    ReplyBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
)
from kiro_py.wire.anthropic.message import ReplyMessage, StopReason
from kiro_py.wire.anthropic.stream import (
    ContentBlockDelta,
    ContentBlockStart,
    ContentBlockStop,
    Delta,
    InputJsonDelta,
    MessageDelta,
    MessageStart,
    MessageStop,
    SignatureDelta,
    StreamEvent,
    TextDelta,
    ThinkingDelta,
    TurnEnd,
)
from kiro_py.wire.json import RawJson
from kiro_py.wire.kiro.events import (
    AssistantResponseEvent,
    ContextUsageEvent,
    InvalidStateEvent,
    KiroEvent,
    MessageMetadataEvent,
    MetadataEvent,
    MeteringEvent,
    ReasoningContentEvent,
    ToolUseEvent,
    UnknownEvent,
    UpstreamException,
)

STOP_REASONS: Final[dict[str, StopReason]] = {
    "END_TURN": "end_turn",
    "TOOL_USE": "end_turn",  # a call that was seen says `tool_use` by itself
    "STOP_SEQUENCE": "stop_sequence",
    "MAX_TOKENS": "max_tokens",
    "CONTENT_FILTERED": "refusal",
    "MODEL_CONTEXT_WINDOW_EXCEEDED": "model_context_window_exceeded",
}
"""Kiro's `stopReason` in Anthropic's words; an unheard-of one is an `end_turn`."""

_CUT_SHORT: Final = frozenset({"max_tokens", "refusal", "model_context_window_exceeded"})
_EMPTY_INPUT: Final = RawJson(b"{}")


class ThinkingShown(Enum):
    """What the client wants to see of the model's reasoning."""

    WHOLE = "whole"
    SIGNATURE_ONLY = "signature only"
    NOTHING = "nothing"


class _Open(Enum):
    NOTHING = "nothing"
    TEXT = "text"
    THINKING = "thinking"


@dataclass(frozen=True, slots=True)
class ReplyTerms:
    """What a reply needs to know of its request.

    `original_name` undoes the renaming of tools; `reads_tags` is set for models that were asked
    to think in tags; `limits` are the client's.
    """

    message_id: str
    model: str
    original_name: Callable[[str], str]
    thinking: ThinkingShown = ThinkingShown.WHOLE
    reads_tags: bool = False
    limits: Limits = field(default_factory=Limits)


class Reply:
    """One turn, from `start` over `receive` to `finish`; `spending` has the account."""

    __slots__ = (
        "_allowance",
        "_calls",
        "_index",
        "_open",
        "_signature",
        "_splitter",
        "_stop_reason",
        "_stop_sequences",
        "_terms",
        "_used_tools",
        "has_tail",
        "is_metered",
        "spending",
    )

    def __init__(self, terms: ReplyTerms, spending: Spending) -> None:
        self._terms = terms
        self.spending = spending
        self._splitter = ThoughtSplitter() if terms.reads_tags else None
        limits = terms.limits
        self._allowance = Allowance(limits.max_tokens)
        self._stop_sequences = StopSequences(limits.stop_sequences)
        self._calls = ToolCalls()
        self._index = -1
        self._open = _Open.NOTHING
        self._signature = ""
        self._stop_reason: StopReason | None = None
        self._used_tools = False
        self.has_tail = False
        self.is_metered = False

    @property
    def has_content(self) -> bool:
        """Whether a block has begun, so that the client has seen something of the answer."""
        return self._index >= 0

    @property
    def is_complete(self) -> bool:
        """Whether all of the usual tail is here, so that nothing more is expected."""
        return self.is_metered and self._stop_reason is not None

    @property
    def is_cut(self) -> bool:
        """Whether the client allows no more, so that nothing more is taken."""
        return self._allowance.is_spent or self._stop_sequences.found is not None

    @property
    def stop_reason(self) -> StopReason:
        """Why the turn ends, as far as it is known."""
        reason = self._stop_reason or "end_turn"
        if self._stop_sequences.found is not None:
            reason = "stop_sequence"
        elif self._allowance.is_spent:
            reason = "max_tokens"
        return "tool_use" if self._used_tools and reason not in _CUT_SHORT else reason

    def start(self) -> MessageStart:
        """Return the first event; its input figure is the estimate."""
        usage = self.spending.at_start()
        return MessageStart(
            ReplyMessage(id=self._terms.message_id, model=self._terms.model, usage=usage)
        )

    def receive(self, event: KiroEvent) -> list[StreamEvent]:
        """Return what `event` adds to the stream.

        Raises `UpstreamBroken` when it cannot be.  Exceptions are not for this method: what a
        refusal means is decided elsewhere.
        """
        out: list[StreamEvent] = []
        match event:
            case AssistantResponseEvent():
                if event.content:
                    self._text(event.content, out)
            case ReasoningContentEvent():
                self._reasoning(event, out)
            case ToolUseEvent():
                self._tool_use(event, out)
            case MetadataEvent():
                self.has_tail = True
                self.spending.metadata(event)
                self._note_stop(event.stop_reason)
            case ContextUsageEvent():
                self.has_tail = True
                self.spending.context(event)
            case MeteringEvent():
                self.has_tail = self.is_metered = True
                self.spending.metering(event)
            case MessageMetadataEvent() | UnknownEvent():
                pass
            case UpstreamException() | InvalidStateEvent():
                raise UpstreamBroken(f"an exception inside the answer: {event.message}")
            case _:
                assert_never(event)
        return out

    def finish(self) -> list[StreamEvent]:
        """Return the events that end the turn; call it once, when nothing more will come.

        Raises `UpstreamBroken` when the turn is not whole: no tail, half a tool call, or nothing
        said at all.  A turn that is cut is whole as it is.
        """
        if not (self.has_tail or self.is_cut):
            raise UpstreamBroken("the stream ended without its tail", is_empty=not self.has_content)
        out: list[StreamEvent] = []
        if self._splitter is not None:
            self._pieces(self._splitter.finish(), out)
        is_cut_short = self.is_cut or self._stop_reason in _CUT_SHORT
        calls, half = self._calls.finish(is_cut_short=is_cut_short)
        if half is not None and not is_cut_short:
            raise UpstreamBroken(f"the call of tool {half!r} ended half-way")
        self._tool_calls(calls, out)
        self._release(out)
        if not self.has_content and not is_cut_short:
            raise UpstreamBroken("the answer is empty", is_empty=True)
        self._close(out)
        if self._allowance.is_spent and self._stop_sequences.found is None:
            self.spending.counted(self._allowance.tokens)
        end = TurnEnd(self.stop_reason, self._stop_sequences.found)
        out.append(MessageDelta(end, self.spending.usage()))
        out.append(MessageStop())
        return out

    def _note_stop(self, reason: str | None) -> None:
        if reason is None:
            return
        if reason == "MALFORMED_TOOL_USE":
            raise UpstreamBroken("the model wrote a tool call that is not one")
        self._stop_reason = STOP_REASONS.get(reason, "end_turn")

    def _text(self, text: str, out: list[StreamEvent]) -> None:
        text = self._allowance.admit(text)
        if self._splitter is not None:
            self._pieces(self._splitter.receive(text), out)
        else:
            self._say(text, out)
        self.spending.wrote(text[: max(0, len(text) - self._stop_sequences.left_over)])

    def _pieces(self, pieces: Iterable[Thought | Spoken], out: list[StreamEvent]) -> None:
        for piece in pieces:
            match piece:
                case Thought(text):
                    self._think(text, out)
                case Spoken(text):
                    self._say(text, out)

    def _say(self, text: str, out: list[StreamEvent]) -> None:
        self._write(self._stop_sequences.receive(text), out)

    def _release(self, out: list[StreamEvent]) -> None:
        """Write what was held back: the text ends here."""
        self._write(self._stop_sequences.finish(), out)

    def _write(self, text: str, out: list[StreamEvent]) -> None:
        if not text:
            return
        if self._open is not _Open.TEXT:
            self._begin(TextBlock(""), out)
            self._open = _Open.TEXT
        out.append(ContentBlockDelta(self._index, TextDelta(text)))

    def _reasoning(self, event: ReasoningContentEvent, out: list[StreamEvent]) -> None:
        if self._terms.thinking is ThinkingShown.NOTHING:
            self.spending.wrote(event.text or "")
            return
        text = self._allowance.admit(event.text or "")
        self.spending.wrote(text)
        if event.redacted_content:
            self._release(out)
            self._begin(RedactedThinkingBlock(event.redacted_content), out)
            out.append(ContentBlockStop(self._index))
            return
        if text:
            self._think(text, out)
        if event.signature and not self.is_cut:
            if self._open is not _Open.THINKING:
                self._think("", out)
            self._signature = event.signature
            self._close(out)

    def _think(self, text: str, out: list[StreamEvent]) -> None:
        if self._open is not _Open.THINKING:
            self._release(out)
            self._begin(ThinkingBlock(""), out)
            self._open = _Open.THINKING
        if text and self._terms.thinking is ThinkingShown.WHOLE:
            out.append(ContentBlockDelta(self._index, ThinkingDelta(text)))

    def _tool_use(self, event: ToolUseEvent, out: list[StreamEvent]) -> None:
        """Take a piece of a call, unless it is too much: then the call stays half.

        An input that comes as a growing object is not counted.
        """
        fragment = event.input if isinstance(event.input, str) else ""
        if len(self._allowance.admit(fragment)) == len(fragment):
            self._tool_calls(self._calls.receive(event), out)

    def _tool_calls(self, calls: Iterable[ToolCall], out: list[StreamEvent]) -> None:
        for call in calls:
            self.spending.wrote(call.input_json)
            if self._used_tools and self._terms.limits.has_one_call:
                continue
            self._release(out)
            name = self._terms.original_name(call.name)
            self._begin(ToolUseBlock(call.id, name, _EMPTY_INPUT), out)
            self._delta(InputJsonDelta(call.input_json), out)
            out.append(ContentBlockStop(self._index))
            self._used_tools = True

    def _begin(self, block: ReplyBlock, out: list[StreamEvent]) -> None:
        self._close(out)
        self._index += 1
        out.append(ContentBlockStart(self._index, block))

    def _delta(self, delta: Delta, out: list[StreamEvent]) -> None:
        out.append(ContentBlockDelta(self._index, delta))

    def _close(self, out: list[StreamEvent]) -> None:
        if self._open is _Open.THINKING:
            self._delta(SignatureDelta(self._signature), out)
            self._signature = ""
        if self._open is not _Open.NOTHING:
            out.append(ContentBlockStop(self._index))
        self._open = _Open.NOTHING
