"""Frames as the encoder writes them, and as botocore reads them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from botocore.eventstream import EventStreamBuffer
from hypothesis import given

from eventstream.strategies import FRAMES
from kiro_py.eventstream.encoder import encode
from kiro_py.eventstream.frame import Frame, HeaderValue


def test_the_empty_frame_is_sixteen_known_bytes():
    """Lengths and both checksums of the smallest frame."""
    assert "000000100000000005c248eb7d98c8ff" == encode({}, b"").hex()


def test_an_event_is_the_bytes_that_the_service_sends():
    """Three string headers and a JSON payload."""
    headers = {
        ":message-type": "event",
        ":event-type": "assistantResponseEvent",
        ":content-type": "application/json",
    }
    assert (
        "0000007f0000005c7c7db5a8"
        "0d3a6d6573736167652d747970650700056576656e74"
        "0b3a6576656e742d74797065070016617373697374616e74526573706f6e73654576656e74"
        "0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e"
        "7b22636f6e74656e74223a2248656c6c6f227d"
        "2544327c"
    ) == encode(headers, b'{"content":"Hello"}').hex()


def test_a_header_that_does_not_fit_is_refused():
    """No frame is written that no reader could read."""
    with pytest.raises(ValueError, match="1 to 255"):
        encode({"": "v"}, b"")


@given(FRAMES)
def test_botocore_reads_what_is_written(frame: Frame):
    """The oracle finds the same headers and payload, and nothing to object to."""
    buffer: Any = EventStreamBuffer()
    buffer.add_data(encode(frame.headers, frame.payload))
    message = next(buffer)
    assert (_as_botocore(frame.headers), frame.payload) == (message.headers, message.payload)


def _as_botocore(headers: Mapping[str, HeaderValue]) -> dict[str, object]:
    """Botocore gives plain numbers for numbers and times, and bytes for UUIDs."""
    return {name: _plain(value) for name, value in headers.items()}


def _plain(value: HeaderValue) -> object:
    match value:
        case UUID():
            return value.bytes
        case tuple():
            return value[0]
        case _:
            return value
