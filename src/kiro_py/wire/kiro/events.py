"""What Kiro's event stream may say: the members of its response union, and exceptions.

Payloads are tolerant, since the service adds members and leaves some out: only what an event
cannot do without is required.  Members of the union that carry nothing for an answer
(`codeEvent`, `intentsEvent`, …) and members we have never met are `UnknownEvent`.
"""

import msgspec

from kiro_py.wire.json import JsonObject


class _Payload(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """How every payload is read; none can be part of a cycle, so the collector need not look."""


class MessageMetadataEvent(_Payload, frozen=True, gc=False):
    """Identity of the answer."""

    conversation_id: str | None = None
    utterance_id: str | None = None


class AssistantResponseEvent(_Payload, frozen=True, gc=False):
    """A piece of text."""

    content: str | None = None
    model_id: str | None = None


class ReasoningContentEvent(_Payload, frozen=True, gc=False):
    """A piece of reasoning, its signature (alone, last), or redacted reasoning in base64."""

    text: str | None = None
    signature: str | None = None
    redacted_content: str | None = None


class ToolUseEvent(_Payload, frozen=True, gc=False):
    """A piece of a tool call: `input` is a fragment of JSON text, or the object so far."""

    tool_use_id: str
    name: str | None = None
    input: str | JsonObject | None = None
    stop: bool | None = None


class TokenUsage(_Payload, frozen=True, gc=False):
    """Exact figures; `uncached_input_tokens` and the two cache figures are disjoint."""

    uncached_input_tokens: int | float | None = None
    output_tokens: int | float | None = None
    total_tokens: int | float | None = None
    cache_read_input_tokens: int | float | None = None
    cache_write_input_tokens: int | float | None = None
    context_usage_percentage: float | None = None


class MetadataEvent(_Payload, frozen=True, gc=False):
    """Part of the tail: why the turn ended and, on some routes, exact usage."""

    token_usage: TokenUsage | None = None
    stop_reason: str | None = None


class ContextUsageEvent(_Payload, frozen=True, gc=False):
    """Part of the tail: how full the model's window is, the answer included."""

    context_usage_percentage: float | None = None


class MeteringEvent(_Payload, frozen=True, gc=False):
    """The last of the tail: credits spent, never tokens."""

    usage: float | None = None
    unit: str | None = None


class InvalidStateEvent(_Payload, frozen=True, gc=False):
    """An error that comes as an event."""

    reason: str | None = None
    message: str | None = None


class UpstreamException(_Payload, frozen=True, gc=False):
    """An exception frame; `kind` is its name as the service spelt it."""

    kind: str
    message: str = ""
    reason: str | None = None


class UnknownEvent(_Payload, frozen=True, gc=False):
    """An event that changes nothing here; it is counted by `name`."""

    name: str


KiroEvent = (
    MessageMetadataEvent
    | AssistantResponseEvent
    | ReasoningContentEvent
    | ToolUseEvent
    | MetadataEvent
    | ContextUsageEvent
    | MeteringEvent
    | InvalidStateEvent
    | UpstreamException
    | UnknownEvent
)
