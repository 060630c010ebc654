"""Format and size of a picture, from its first bytes."""

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.picture import format_of, size_of
from translate.asking import png


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def jpeg(*segments: bytes, marker: int = 0xC0) -> str:
    """Return the start of a JPEG of 640 x 480 with `segments` before its frame header."""
    frame = struct.pack(">BBHBHHB", 0xFF, marker, 17, 8, 480, 640, 3) + bytes(9)
    return encoded(b"\xff\xd8" + b"".join(segments) + frame)


def segment(marker: int, size: int) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, size + 2) + bytes(size)


def webp(kind: bytes, body: bytes) -> str:
    return encoded(b"RIFF" + bytes(4) + b"WEBP" + kind + bytes(4) + body)


LOSSY = webp(
    b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 640, 480 | 0x4000) + bytes(6)
)
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 639 | 479 << 14) + bytes(12))
EXTENDED = webp(b"VP8X", bytes(4) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"))

PICTURES = {
    "png": (png(640, 480), "png"),
    "gif 87": (encoded(b"GIF87a" + struct.pack("<HH", 640, 480)), "gif"),
    "gif 89": (encoded(b"GIF89a" + struct.pack("<HH", 640, 480) + bytes(9)), "gif"),
    "webp lossy": (LOSSY, "webp"),
    "webp lossless": (LOSSLESS, "webp"),
    "webp extended": (EXTENDED, "webp"),
    "jpeg": (jpeg(), "jpeg"),
    "jpeg progressive": (jpeg(marker=0xC2), "jpeg"),
    "jpeg with tables": (jpeg(segment(0xC4, 30), segment(0xDB, 65)), "jpeg"),
    "jpeg of a camera": (jpeg(segment(0xE1, 60_000), segment(0xE2, 65_000)), "jpeg"),
    "jpeg with fill bytes": (jpeg(b"\xff\xff", segment(0xE0, 14)), "jpeg"),
    "jpeg with a bare marker": (jpeg(b"\xff\x01"), "jpeg"),
}


@pytest.mark.parametrize(("data", "expected"), PICTURES.values(), ids=PICTURES.keys())
def test_format(data: str, expected: str) -> None:
    """The format is what the bytes say."""
    assert expected == format_of(data)


@pytest.mark.parametrize("data", [data for data, _ in PICTURES.values()], ids=PICTURES.keys())
def test_size(data: str) -> None:
    """The size is what the header says."""
    assert (640, 480) == size_of(data)


NO_PICTURES = {
    "nothing": "",
    "no base64": "%%%%",
    "no ASCII": "éééé",
    "text": encoded(b"hello, world, this is no picture"),
    "another RIFF": encoded(b"RIFF\x00\x00\x00\x00WAVEfmt "),
}


@pytest.mark.parametrize("data", NO_PICTURES.values(), ids=NO_PICTURES.keys())
def test_what_is_no_picture_has_no_format_and_no_size(data: str) -> None:
    """Other bytes are not taken for a picture."""
    assert (None, None) == (format_of(data), size_of(data))


SIZELESS = {
    "png cut": png()[:20],
    "gif cut": encoded(b"GIF89a\x01"),
    "webp of a new kind": webp(b"VP9 ", bytes(20)),
    "jpeg cut": encoded(b"\xff\xd8\xff"),
    "jpeg without a frame": encoded(b"\xff\xd8" + segment(0xE0, 14)),
    "jpeg with a stray byte": encoded(b"\xff\xd8\xff\xe0\x00\x04\x00\x00\x00\x00"),
}


@pytest.mark.parametrize("data", SIZELESS.values(), ids=SIZELESS.keys())
def test_a_header_that_ends_early_has_no_size(data: str) -> None:
    """A format without a readable header is still a format."""
    assert format_of(data) is not None
    assert size_of(data) is None


@given(st.sampled_from([data for data, _ in PICTURES.values()]), st.integers(0, 60), st.binary())
def test_no_bytes_are_too_strange(data: str, cut: int, tail: bytes) -> None:
    """Whatever follows a picture's beginning, there is an answer and never an exception."""
    broken = encoded(base64.b64decode(data)[:cut] + tail)
    size = size_of(broken)
    assert size is None or format_of(broken) is not None
