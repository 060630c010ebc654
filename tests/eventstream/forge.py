"""Frames that no honest sender writes."""

from struct import pack
from zlib import crc32


def frame_of(block: bytes, payload: bytes = b"", *, total: int | None = None) -> bytes:
    """Return a frame whose sums are right, whatever its headers and its length say."""
    lengths = pack(">II", 16 + len(block) + len(payload) if total is None else total, len(block))
    summed = lengths + pack(">I", crc32(lengths)) + block + payload
    return summed + pack(">I", crc32(summed))


def flip(stream: bytes, bit: int) -> bytes:
    """Return `stream` with one bit the other way."""
    flipped = bytearray(stream)
    flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)
