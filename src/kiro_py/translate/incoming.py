"""A frame says one event; I find out which, and refuse a payload that is not what it claims."""

from typing import Final

import msgspec

from kiro_py.errors import UpstreamBroken
from kiro_py.eventstream.frame import Frame, HeaderValue
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

_Payload = (
    MessageMetadataEvent
    | AssistantResponseEvent
    | ReasoningContentEvent
    | ToolUseEvent
    | MetadataEvent
    | ContextUsageEvent
    | MeteringEvent
    | InvalidStateEvent
)

_DECODERS: Final[dict[HeaderValue | None, msgspec.json.Decoder[_Payload]]] = {
    "messageMetadataEvent": msgspec.json.Decoder(MessageMetadataEvent),
    "assistantResponseEvent": msgspec.json.Decoder(AssistantResponseEvent),
    "reasoningContentEvent": msgspec.json.Decoder(ReasoningContentEvent),
    "toolUseEvent": msgspec.json.Decoder(ToolUseEvent),
    "metadataEvent": msgspec.json.Decoder(MetadataEvent),
    "contextUsageEvent": msgspec.json.Decoder(ContextUsageEvent),
    "meteringEvent": msgspec.json.Decoder(MeteringEvent),
    "invalidStateEvent": msgspec.json.Decoder(InvalidStateEvent),
}


class _ExceptionPayload(msgspec.Struct, frozen=True):
    message: str | None = None
    reason: str | None = None


_EXCEPTION: Final = msgspec.json.Decoder(_ExceptionPayload)


def read(frame: Frame) -> KiroEvent:
    """Return the event that `frame` carries; an unheard-of one is `UnknownEvent`.

    Exceptions come in three dresses (an exception frame, an error frame, an event of the name
    `invalidStateEvent`) and are `UpstreamException` in each.  Raises `UpstreamBroken` when a
    payload is not what its name says, or when the frame is of no known kind.
    """
    headers = frame.headers
    kind = headers.get(":message-type", "event")
    if kind == "event":
        return _event(headers.get(":event-type"), frame.payload)
    if kind == "exception":
        return _exception(str(headers.get(":exception-type", "")), frame.payload)
    if kind == "error":
        return UpstreamException(
            kind=str(headers.get(":error-code", "error")),
            message=str(headers.get(":error-message", "")),
        )
    raise UpstreamBroken(f"a frame of message type {kind!r}")


def _event(name: HeaderValue | None, payload: bytes) -> KiroEvent:
    decoder = _DECODERS.get(name)
    if decoder is None:
        return UnknownEvent(name=str(name))
    try:
        event = decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UpstreamBroken(f"the payload of {name} does not fit: {error}") from error
    if isinstance(event, InvalidStateEvent):
        return UpstreamException(
            kind="InvalidState", message=event.message or "", reason=event.reason
        )
    return event


def _exception(kind: str, payload: bytes) -> UpstreamException:
    try:
        said = _EXCEPTION.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return UpstreamException(kind=kind, message=payload.decode(errors="replace"))
    return UpstreamException(kind=kind, message=said.message or "", reason=said.reason)
