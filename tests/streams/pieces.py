"""The pieces that recorded answers are made of: events, exceptions, tool calls, tails."""

import msgspec

from kiro_py.eventstream.encoder import encode

READ = "tooluse_ExampleReadTheFile0001"
RUN = "tooluse_ExampleRunACommand0002"
LIST = "tooluse_ExampleListTheTree0003"
"""Ids have 22 characters after their prefix; these belong to nobody."""

CONVERSATION = "00000000-0000-4000-8000-000000000001"
UTTERANCE = "00000000-0000-4000-8000-000000000002"
MODEL = "claude-sonnet-4.5"


def event(kind: str, /, **payload: object) -> bytes:
    """Return an event frame; the payload is the event's structure itself, not wrapped."""
    return _frame(kind, "event", payload)


def exception(kind: str, message: str, reason: str | None = None) -> bytes:
    """Return an exception frame, spelt as the caller says."""
    return _frame(kind, "exception", {"message": message, "reason": reason})


def error(code: str, message: str) -> bytes:
    """Return an error frame, which carries its facts in headers and has no payload."""
    return encode({":error-code": code, ":error-message": message, ":message-type": "error"}, b"")


def text(*contents: str) -> bytes:
    """Return one `assistantResponseEvent` for each piece."""
    return b"".join(
        event("assistantResponseEvent", content=content, modelId=MODEL) for content in contents
    )


def reasoning(*texts: str, signature: str | None = None) -> bytes:
    """Return one `reasoningContentEvent` for each piece, then the signature alone."""
    frames = [event("reasoningContentEvent", text=piece) for piece in texts]
    if signature is not None:
        frames.append(event("reasoningContentEvent", signature=signature))
    return b"".join(frames)


def tool(tool_use_id: str, name: str, *fragments: str, stop: bool = True) -> bytes:
    """Return a tool call: its opening, a fragment of input each, and its end."""
    frames = [tool_piece(tool_use_id, name)]
    frames += [tool_piece(tool_use_id, name, input=fragment) for fragment in fragments]
    if stop:
        frames.append(tool_piece(tool_use_id, name, stop=True))
    return b"".join(frames)


def tool_piece(tool_use_id: str, name: str, **members: object) -> bytes:
    """Return one `toolUseEvent`."""
    return event("toolUseEvent", toolUseId=tool_use_id, name=name, **members)


def end(reason: str) -> bytes:
    """Return the first part of a tail: why the turn ended."""
    return event("metadataEvent", stopReason=reason)


def context(percentage: float = 4.25) -> bytes:
    """Return the second part of a tail: how full the window is."""
    return event("contextUsageEvent", contextUsagePercentage=percentage)


def metering(credit: float = 0.0897) -> bytes:
    """Return the last part of a tail: what was spent."""
    return event("meteringEvent", unit="credit", unitPlural="credits", usage=credit)


def tail(reason: str = "END_TURN", percentage: float = 4.25) -> bytes:
    """Return the usual end of an answer."""
    return end(reason) + context(percentage) + metering()


def _frame(name: str, message_type: str, payload: dict[str, object]) -> bytes:
    headers = {
        f":{message_type}-type": name,
        ":content-type": "application/json",
        ":message-type": message_type,
    }
    return encode(headers, msgspec.json.encode(payload))
