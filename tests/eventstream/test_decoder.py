"""Bytes in, frames out: whole, checked, and the same for any cut."""

from collections.abc import Iterable
from itertools import pairwise
from random import Random
from struct import pack
from typing import Any
from zlib import crc32

import pytest
from botocore.eventstream import EventStreamBuffer
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstream.forge import flip, frame_of
from eventstream.strategies import FRAMES
from kiro_py.errors import FrameCorrupt, FrameFault
from kiro_py.eventstream.decoder import Decoder, Limits
from kiro_py.eventstream.encoder import encode
from kiro_py.eventstream.frame import Frame

HELLO = Frame({":event-type": "assistantResponseEvent"}, b'{"content":"hello"}')
LIMITS = Limits()
GOOD = encode(HELLO.headers, HELLO.payload)
CUTS_PER_EXAMPLE = 200

Ending = tuple[FrameFault, int, object, object] | None


def decode(chunks: Iterable[bytes], limits: Limits = LIMITS) -> tuple[list[Frame], Ending]:
    """Return what a decoder says of a whole stream: its frames and how it ended."""
    decoder = Decoder(limits)
    frames: list[Frame] = []
    try:
        for chunk in chunks:
            frames += decoder.receive_data(chunk)
        decoder.receive_eof()
    except FrameCorrupt as fault:
        return frames, (fault.fault, fault.offset, fault.found, fault.expected)
    return frames, None


def cut(stream: bytes, random: Random) -> list[bytes]:
    """Return `stream` in pieces, some of them empty."""
    places = sorted(random.choices(range(len(stream) + 1), k=random.randint(0, 12)))
    return [stream[begin:end] for begin, end in pairwise([0, *places, len(stream)])]


def hex_sum(summed: bytes) -> str:
    return f"0x{crc32(summed):08x}"


TOO_SHORT = frame_of(b"", total=15)
TOO_LONG = frame_of(b"", total=16 * 1024 * 1024 + 1)
LYING_LENGTHS = pack(">II", 20, 5)
LYING_HEADERS = LYING_LENGTHS + pack(">I", crc32(LYING_LENGTHS)) + bytes(8)
BAD_PRELUDE = flip(GOOD, 8 * 8)
BAD_MESSAGE = flip(GOOD, 8 * (len(GOOD) - 5))

FAULTS: list[tuple[FrameFault, bytes, object, object]] = [
    ("prelude checksum", BAD_PRELUDE, hex_sum(GOOD[:8]), f"0x{BAD_PRELUDE[8:12].hex()}"),
    ("message checksum", BAD_MESSAGE, hex_sum(BAD_MESSAGE[:-4]), f"0x{GOOD[-4:].hex()}"),
    ("frame too short", TOO_SHORT, 15, "at least 16"),
    ("frame too long", TOO_LONG, 16_777_217, "at most 16777216"),
    ("headers too long", LYING_HEADERS, 5, "at most 4"),
    ("headers too long", frame_of(bytes(131_073)), 131_073, "at most 131072"),
    ("header name", frame_of(b"\x00"), "no name", "1 to 255 bytes"),
    ("header type", frame_of(b"\x01x\x0a"), 10, "0 to 9"),
    ("header value", frame_of(b"\x01x\x02"), "0 bytes left", "1 bytes"),
    ("truncated", GOOD[:11], 11, 16),
    ("truncated", GOOD[:-1], len(GOOD) - 1, len(GOOD)),
]


@pytest.mark.parametrize(
    ("fault", "corrupt", "found", "expected"), FAULTS, ids=[row[0] for row in FAULTS]
)
@pytest.mark.parametrize("before", [0, 1, 3], ids=["first", "second", "fourth"])
def test_a_corrupt_frame_is_named_with_its_place(
    fault: FrameFault, corrupt: bytes, found: object, expected: object, before: int
):
    """The frames before it are given, and the offset is where it begins."""
    told = decode([GOOD * before + corrupt])
    assert ([HELLO] * before, (fault, before * len(GOOD), found, expected)) == told


def test_a_whole_stream_ends_well():
    """Nothing is left over when the bytes end between frames."""
    assert ([HELLO, HELLO], None) == decode([GOOD + GOOD])


def test_no_bytes_are_a_whole_stream():
    """An empty answer is no fault of the framing."""
    assert ([], None) == decode([])


@pytest.mark.parametrize("corrupt", [BAD_PRELUDE, TOO_SHORT, TOO_LONG, LYING_HEADERS])
def test_a_lying_prelude_is_found_at_its_twelfth_byte(corrupt: bytes):
    """Nobody waits for the bytes that a corrupt length promises."""
    decoder = Decoder()
    decoder.receive_data(corrupt[:11])
    with pytest.raises(FrameCorrupt):
        decoder.receive_data(corrupt[11:12])


def test_frames_before_a_corrupt_one_are_given_first():
    """The call that makes frames whole returns them; the next one raises."""
    decoder = Decoder()
    decoder.receive_data(GOOD + BAD_MESSAGE)
    with pytest.raises(FrameCorrupt, match="message checksum"):
        decoder.receive_data(b"")


def test_a_dead_decoder_stays_dead():
    """Good bytes after a fault change nothing."""
    decoder = Decoder()
    with pytest.raises(FrameCorrupt):
        decoder.receive_data(BAD_MESSAGE)
    with pytest.raises(FrameCorrupt, match="message checksum at byte 0"):
        decoder.receive_data(GOOD)


def test_a_truncated_stream_takes_no_more():
    """After its end a stream does not go on."""
    decoder = Decoder()
    decoder.receive_data(GOOD[:20])
    with pytest.raises(FrameCorrupt):
        decoder.receive_eof()
    with pytest.raises(FrameCorrupt, match="truncated"):
        decoder.receive_data(GOOD[20:])


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        (Limits(max_frame_bytes=len(GOOD) - 1), "frame too long"),
        (Limits(max_headers_bytes=GOOD[7] - 1), "headers too long"),
    ],
    ids=["frame", "headers"],
)
def test_a_limit_can_be_lower(limits: Limits, fault: FrameFault):
    """A frame just over a limit is refused."""
    _, ending = decode([GOOD], limits)
    assert ending is not None
    assert fault == ending[0]


def test_a_frame_at_the_limits_is_read():
    """A limit is the largest that is allowed."""
    limits = Limits(max_frame_bytes=len(GOOD), max_headers_bytes=GOOD[7])
    assert ([HELLO], None) == decode([GOOD], limits)


def test_the_largest_frame_is_read_from_small_pieces():
    """Sixteen mebibytes in pieces of one kibibyte are one frame, in linear time."""
    payload = bytes(16 * 1024 * 1024 - 16)
    stream = encode({}, payload)
    frames, _ = decode(stream[at : at + 1024] for at in range(0, len(stream), 1024))
    assert [payload] == [frame.payload for frame in frames]


def test_one_flipped_bit_is_always_a_fault():
    """Whichever bit of a stream is wrong, no stream that ends well comes of it."""
    stream = GOOD + GOOD
    endings = [decode([flip(stream, bit)])[1] for bit in range(8 * len(stream))]
    assert [] == [bit for bit, ending in enumerate(endings) if ending is None]


@given(st.lists(FRAMES, max_size=4))
def test_what_is_encoded_is_decoded(frames: list[Frame]):
    """Frames come back equal, and their header values of the same types."""
    told, ending = decode([b"".join(encode(frame.headers, frame.payload) for frame in frames)])
    assert (frames, None) == (told, ending)
    assert [types(frame) for frame in frames] == [types(frame) for frame in told]


def types(frame: Frame) -> list[type]:
    return [type(value) for value in frame.headers.values()]


@given(st.lists(FRAMES, min_size=1, max_size=4))
def test_botocore_reads_the_same_payloads_and_names(frames: list[Frame]):
    """The oracle and the decoder agree frame by frame."""
    stream = b"".join(encode(frame.headers, frame.payload) for frame in frames)
    oracle: Any = EventStreamBuffer()
    oracle.add_data(stream)
    told, _ = decode([stream])
    assert [(message.payload, list(message.headers)) for message in oracle] == [
        (frame.payload, list(frame.headers)) for frame in told
    ]


@given(
    frames=st.lists(FRAMES, max_size=4),
    tail=st.one_of(st.just(b""), st.binary(max_size=40), st.sampled_from([f[1] for f in FAULTS])),
    seed=st.integers(0, 2**32),
)
def test_any_cut_gives_the_same_frames_and_the_same_fault(
    frames: list[Frame], tail: bytes, seed: int
):
    """Ten thousand random cuts and more (50 examples of 200) make no difference."""
    stream = b"".join(encode(frame.headers, frame.payload) for frame in frames) + tail
    whole = decode([stream])
    random = Random(seed)
    for _ in range(CUTS_PER_EXAMPLE):
        chunks = cut(stream, random)
        assert whole == decode(chunks), [len(chunk) for chunk in chunks]


@settings(max_examples=2 * settings().max_examples)
@given(st.binary(max_size=80), st.integers(0, 80))
def test_garbage_raises_only_frame_corrupt(garbage: bytes, at: int):
    """Bytes that are no frames end as a fault, never as anything else."""
    _, ending = decode([garbage[:at], garbage[at:]])
    assert (ending is None) == (garbage == b"")


@given(FRAMES, st.data())
def test_damaged_headers_raise_only_frame_corrupt(frame: Frame, data: st.DataObject):
    """With right sums around it, a damaged block is a fault of its headers or other headers."""
    whole = encode(frame.headers, b"")
    block = whole[12:-4]
    at = data.draw(st.integers(0, len(block)))
    damaged = block[:at] + data.draw(st.binary(max_size=4)) + block[at + 1 :]
    _, ending = decode([frame_of(damaged)])
    assert ending is None or ending[0] in {"header name", "header type", "header value"}
