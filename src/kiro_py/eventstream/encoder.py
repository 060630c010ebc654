"""I make one frame of headers and a payload, sums included."""

from collections.abc import Mapping
from zlib import crc32

from kiro_py.eventstream.decoder import CHECKSUM, MIN_FRAME_BYTES, SUMMED_PRELUDE
from kiro_py.eventstream.frame import HeaderValue
from kiro_py.eventstream.headers import encode_headers


def encode(headers: Mapping[str, HeaderValue], payload: bytes) -> bytes:
    """Return the frame's bytes; raises `ValueError` for a header that no frame can hold."""
    block = encode_headers(headers)
    lengths = SUMMED_PRELUDE.pack(MIN_FRAME_BYTES + len(block) + len(payload), len(block))
    summed = b"".join((lengths, CHECKSUM.pack(crc32(lengths)), block, payload))
    return summed + CHECKSUM.pack(crc32(summed))
