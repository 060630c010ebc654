"""A stream folded into a message."""

import msgspec
import pytest

from kiro_py.translate.whole import Whole
from kiro_py.wire.anthropic.content import (
    RedactedThinkingBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
    WebSearchToolResultBlock,
)
from kiro_py.wire.anthropic.message import ReplyMessage, Usage
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
    TextDelta,
    ThinkingDelta,
    TurnEnd,
)
from kiro_py.wire.json import RawJson

START = MessageStart(ReplyMessage(id="msg_1", model="m", usage=Usage(10, 1)))
END = (MessageDelta(TurnEnd("tool_use"), Usage(12, 34)), MessageStop())


def test_each_block_is_put_together():
    """Deltas become the text, thinking, signature and input of their blocks."""
    whole = Whole()
    whole.receive(
        (
            START,
            ContentBlockStart(0, ThinkingBlock("")),
            ContentBlockDelta(0, ThinkingDelta("H")),
            ContentBlockDelta(0, ThinkingDelta("m")),
            ContentBlockDelta(0, SignatureDelta("sig")),
            ContentBlockStop(0),
            Ping(),
            ContentBlockStart(1, RedactedThinkingBlock("UkVE")),
            ContentBlockStop(1),
            ContentBlockStart(2, TextBlock("")),
            ContentBlockDelta(2, TextDelta("Yes")),
            ContentBlockStop(2),
            ContentBlockStart(3, ToolUseBlock("t1", "Read", RawJson(b"{}"))),
            ContentBlockDelta(3, InputJsonDelta('{"a":')),
            ContentBlockDelta(3, InputJsonDelta("1}")),
            ContentBlockStop(3),
            ContentBlockStart(4, ServerToolUseBlock("s1", "web_search", RawJson(b"{}"))),
            ContentBlockDelta(4, InputJsonDelta('{"query":"b"}')),
            ContentBlockStop(4),
            ContentBlockStart(5, WebSearchToolResultBlock("s1", RawJson(b"[]"))),
            ContentBlockStop(5),
            *END,
        )
    )

    expected: dict[str, object] = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "model": "m",
        "content": [
            {"type": "thinking", "thinking": "Hm", "signature": "sig"},
            {"type": "redacted_thinking", "data": "UkVE"},
            {"type": "text", "text": "Yes"},
            {"type": "tool_use", "id": "t1", "name": "Read", "input": {"a": 1}},
            {
                "type": "server_tool_use",
                "id": "s1",
                "name": "web_search",
                "input": {"query": "b"},
            },
            {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []},
        ],
        "stop_reason": "tool_use",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 12,
            "output_tokens": 34,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
        },
    }
    assert expected == msgspec.json.decode(msgspec.json.encode(whole.message()))


def test_a_stream_that_has_not_ended_is_no_message():
    """Half a stream is never given away."""
    whole = Whole()
    whole.receive((START,))

    with pytest.raises(ValueError, match="has not ended"):
        whole.message()
