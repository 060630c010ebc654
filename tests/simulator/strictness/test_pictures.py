"""What pictures are by their first bytes."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.strictness.pictures import Picture, recognise
from simulator.bodies import PNG

JPEG = (
    b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + bytes(14)
    + b"\xff\xc0" + struct.pack(">HBHH", 11, 8, 30, 40)
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(PNG, Picture("png", 1, 1), id="png"),
        pytest.param(PNG[:8], Picture("png"), id="half a png"),
        pytest.param(b"GIF89a" + struct.pack("<2H", 7, 9), Picture("gif", 7, 9), id="gif"),
        pytest.param(JPEG, Picture("jpeg", 40, 30), id="jpeg"),
        pytest.param(b"\xff\xd8", Picture("jpeg"), id="half a jpeg"),
        pytest.param(
            b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<2H", 7, 9),
            Picture("webp", 7, 9),
            id="lossy webp",
        ),
        pytest.param(
            b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + struct.pack("<I", 6 | 8 << 14),
            Picture("webp", 7, 9),
            id="lossless webp",
        ),
        pytest.param(
            b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x06\0\0\x08\0\0",
            Picture("webp", 7, 9),
            id="extended webp",
        ),
        pytest.param(b"RIFF\0\0\0\0WEBPVP9 ", Picture("webp"), id="some webp"),
        pytest.param(b"BM", None, id="bmp"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_pictures_are_recognised(data: bytes, expected: Picture | None):
    """A picture is what its first bytes say."""
    assert expected == recognise(data)


@given(
    st.sampled_from([b"", PNG[:8], b"\xff\xd8\xff\xc0", b"GIF87a", b"RIFF0000WEBPVP8L"]),
    st.binary(max_size=40),
)
def test_no_bytes_break_it(start: bytes, rest: bytes):
    """Whatever the bytes, they are a picture or not."""
    assert isinstance(recognise(start + rest), Picture | None)
