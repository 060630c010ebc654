"""Events as `text/event-stream`, read back by a small reader and by the official SDK's own."""

from collections.abc import Callable

import msgspec
import pytest
from anthropic._streaming import SSEDecoder
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.sse.encode import encode, encode_all
from kiro_py.wire.anthropic.content import (
    RedactedThinkingBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
)
from kiro_py.wire.anthropic.message import ErrorBody, ErrorEnvelope, ReplyMessage, Usage
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
    StreamEvent,
    TextDelta,
    ThinkingDelta,
    TurnEnd,
)

EMPTY_USAGE = '"cache_creation_input_tokens":0,"cache_read_input_tokens":0'

EVENTS: list[tuple[str, StreamEvent, str, str]] = [
    (
        "message_start",
        MessageStart(ReplyMessage(id="msg_1", model="claude-example", usage=Usage(7, 1))),
        "message_start",
        '{"type":"message_start","message":{"type":"message","id":"msg_1","role":"assistant",'
        '"model":"claude-example","content":[],"stop_reason":null,"stop_sequence":null,'
        '"usage":{"input_tokens":7,"output_tokens":1,' + EMPTY_USAGE + "}}}",
    ),
    (
        "text_start",
        ContentBlockStart(0, TextBlock("")),
        "content_block_start",
        '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
    ),
    (
        "thinking_start",
        ContentBlockStart(0, ThinkingBlock("")),
        "content_block_start",
        (
            '{"type":"content_block_start","index":0,'
            '"content_block":{"type":"thinking","thinking":"","signature":""}}'
        ),
    ),
    (
        "redacted_thinking_start",
        ContentBlockStart(0, RedactedThinkingBlock("cmVk")),
        "content_block_start",
        (
            '{"type":"content_block_start","index":0,'
            '"content_block":{"type":"redacted_thinking","data":"cmVk"}}'
        ),
    ),
    (
        "tool_use_start",
        ContentBlockStart(1, ToolUseBlock("toolu_1", "Read", msgspec.Raw(b"{}"))),
        "content_block_start",
        (
            '{"type":"content_block_start","index":1,'
            '"content_block":{"type":"tool_use","id":"toolu_1","name":"Read","input":{}}}'
        ),
    ),
    (
        "text_delta",
        ContentBlockDelta(0, TextDelta("hé")),
        "content_block_delta",
        '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hé"}}',
    ),
    (
        "thinking_delta",
        ContentBlockDelta(0, ThinkingDelta("hm")),
        "content_block_delta",
        '{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}',
    ),
    (
        "signature_delta",
        ContentBlockDelta(0, SignatureDelta("c2ln")),
        "content_block_delta",
        (
            '{"type":"content_block_delta","index":0,'
            '"delta":{"type":"signature_delta","signature":"c2ln"}}'
        ),
    ),
    (
        "input_json_delta",
        ContentBlockDelta(1, InputJsonDelta('{"a":')),
        "content_block_delta",
        (
            '{"type":"content_block_delta","index":1,'
            '"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":"}}'
        ),
    ),
    (
        "content_block_stop",
        ContentBlockStop(1),
        "content_block_stop",
        '{"type":"content_block_stop","index":1}',
    ),
    (
        "message_delta",
        MessageDelta(TurnEnd("end_turn"), Usage(7, 9)),
        "message_delta",
        '{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},'
        '"usage":{"input_tokens":7,"output_tokens":9,' + EMPTY_USAGE + "}}",
    ),
    ("message_stop", MessageStop(), "message_stop", '{"type":"message_stop"}'),
    ("ping", Ping(), "ping", '{"type":"ping"}'),
    (
        "error",
        ErrorEnvelope(ErrorBody("overloaded_error", "later"), "req_1"),
        "error",
        (
            '{"type":"error","error":{"type":"overloaded_error","message":"later"},'
            '"request_id":"req_1"}'
        ),
    ),
]

Read = Callable[[bytes], list[tuple[str | None, str]]]


def read_by_the_standard(stream: bytes) -> list[tuple[str | None, str]]:
    """Read `event` and `data` lines as the HTML standard says; anything else is a mistake."""
    told: list[tuple[str | None, str]] = []
    name: str | None = None
    data: list[str] = []
    for line in stream.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode().split("\n"):
        field, _, value = line.partition(": ")
        match field:
            case "event":
                name = value
            case "data":
                data.append(value)
            case "":
                if data:
                    told.append((name, "\n".join(data)))
                name, data = None, []
            case _:
                raise AssertionError(line)
    return told


def read_by_unicode_lines(stream: bytes) -> list[tuple[str | None, str]]:
    """Read as clients do that split text with `str.splitlines`."""
    return read_by_the_standard("\n".join(stream.decode().splitlines()).encode() + b"\n\n")


def read_by_the_sdk(stream: bytes) -> list[tuple[str | None, str]]:
    """Read with the decoder of the official Python SDK."""
    return [(told.event, told.data) for told in SSEDecoder().iter_bytes(iter([stream]))]


READERS = [read_by_the_standard, read_by_unicode_lines, read_by_the_sdk]
READER_NAMES = ["standard", "unicode", "sdk"]


@pytest.mark.parametrize(
    ("event", "name", "data"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS]
)
def test_each_event_is_its_name_and_its_data(event: StreamEvent, name: str, data: str):
    """Two lines and an empty one, the JSON compact."""
    assert f"event: {name}\ndata: {data}\n\n" == encode(event).decode()


@pytest.mark.parametrize("read", READERS, ids=READER_NAMES)
def test_many_events_are_read_back_in_order(read: Read):
    """Every reader finds each event once."""
    stream = encode_all(row[1] for row in EVENTS)
    assert [(row[2], row[3]) for row in EVENTS] == read(stream)


@pytest.mark.parametrize("read", READERS, ids=READER_NAMES)
@given(text=st.text(st.sampled_from('ab\n\r\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029é世😀"\\:')))
def test_no_text_breaks_a_line(read: Read, text: str):
    """Line ends of every kind stay inside the data, and the text comes back unchanged."""
    event = ContentBlockDelta(0, TextDelta(text))
    ((_, data),) = read(encode(event))
    assert event == msgspec.json.decode(data, type=ContentBlockDelta)


@pytest.mark.parametrize("read", READERS, ids=READER_NAMES)
def test_json_that_came_in_lines_leaves_as_one(read: Read):
    """A tool's input passes through as its own bytes, except for line ends between tokens."""
    block = ToolUseBlock("toolu_1", "Read", msgspec.Raw(b'{\r\n"a": "\\n",\n"b": 1}'))
    ((_, data),) = read(encode(ContentBlockStart(0, block)))
    assert {"a": "\n", "b": 1} == msgspec.json.decode(data)["content_block"]["input"]
