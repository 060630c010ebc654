"""Frames become events."""

import msgspec
import pytest

from kiro_py.errors import UpstreamBroken
from kiro_py.eventstream.frame import Frame
from kiro_py.translate.incoming import read
from kiro_py.wire.kiro.events import (
    AssistantResponseEvent,
    ContextUsageEvent,
    KiroEvent,
    MessageMetadataEvent,
    MetadataEvent,
    MeteringEvent,
    ReasoningContentEvent,
    TokenUsage,
    ToolUseEvent,
    UnknownEvent,
    UpstreamException,
)


def event(name: str, payload: object) -> Frame:
    headers = {":event-type": name, ":content-type": "application/json", ":message-type": "event"}
    return Frame(headers, msgspec.json.encode(payload))


@pytest.mark.parametrize(
    ("name", "payload", "expected"),
    [
        (
            "messageMetadataEvent",
            {"conversationId": "c", "utteranceId": "u"},
            MessageMetadataEvent("c", "u"),
        ),
        ("assistantResponseEvent", {"content": "é"}, AssistantResponseEvent("é")),
        ("assistantResponseEvent", {"content": None, "new": 1}, AssistantResponseEvent(None)),
        ("reasoningContentEvent", {"text": "Hm"}, ReasoningContentEvent(text="Hm")),
        ("reasoningContentEvent", {"signature": "s"}, ReasoningContentEvent(signature="s")),
        (
            "reasoningContentEvent",
            {"redactedContent": "UkVE"},
            ReasoningContentEvent(redacted_content="UkVE"),
        ),
        (
            "toolUseEvent",
            {"toolUseId": "t", "name": "n", "input": "{", "stop": False},
            ToolUseEvent("t", "n", "{", stop=False),
        ),
        ("toolUseEvent", {"toolUseId": "t", "input": {"a": 1}}, ToolUseEvent("t", None, {"a": 1})),
        (
            "metadataEvent",
            {"stopReason": "END_TURN", "tokenUsage": {"outputTokens": 3}},
            MetadataEvent(TokenUsage(output_tokens=3), "END_TURN"),
        ),
        ("contextUsageEvent", {"contextUsagePercentage": 10.867}, ContextUsageEvent(10.867)),
        (
            "meteringEvent",
            {"unit": "credit", "unitPlural": "credits", "usage": 0.09},
            MeteringEvent(0.09, "credit"),
        ),
        (
            "invalidStateEvent",
            {"reason": "R", "message": "m"},
            UpstreamException("InvalidState", "m", "R"),
        ),
        ("codeReferenceEvent", {"references": []}, UnknownEvent("codeReferenceEvent")),
        ("initial-response", {}, UnknownEvent("initial-response")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_event_has_a_type(name: str, payload: object, expected: KiroEvent):
    """Members of the union are typed, others are unknown by name, unknown members are ignored."""
    assert expected == read(event(name, payload))


@pytest.mark.parametrize(
    ("headers", "payload", "expected"),
    [
        (
            {":message-type": "exception", ":exception-type": "throttlingError"},
            b'{"message":"slow","reason":"R"}',
            UpstreamException("throttlingError", "slow", "R"),
        ),
        (
            {":message-type": "exception", ":exception-type": "error"},
            b"not json",
            UpstreamException("error", "not json"),
        ),
        (
            {":message-type": "exception"},
            b'{"message":null}',
            UpstreamException("", ""),
        ),
        (
            {":message-type": "error", ":error-code": "Fault", ":error-message": "gone"},
            b"",
            UpstreamException("Fault", "gone"),
        ),
    ],
    ids=["exception", "no json", "nameless", "error"],
)
def test_exceptions_come_in_any_dress(
    headers: dict[str, str], payload: bytes, expected: UpstreamException
):
    """Exception frames and error frames are one kind of event."""
    assert expected == read(Frame(headers, payload))


@pytest.mark.parametrize(
    "frame",
    [
        event("assistantResponseEvent", {"content": 5}),
        event("toolUseEvent", {"name": "n"}),
        Frame({":message-type": "event", ":event-type": "meteringEvent"}, b"{"),
        Frame({":message-type": "event", ":event-type": "meteringEvent"}, b'{"unit":"\xff"}'),
        Frame({":message-type": "surprise"}, b"{}"),
    ],
    ids=["wrong type", "missing id", "half json", "not UTF-8", "unknown message type"],
)
def test_a_payload_that_lies_breaks_the_stream(frame: Frame):
    """What does not fit its name is never guessed at."""
    with pytest.raises(UpstreamBroken):
        read(frame)
