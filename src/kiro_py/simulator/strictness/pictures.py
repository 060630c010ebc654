"""I look at the first bytes of a picture: what it is and how large."""

import struct
from typing import NamedTuple

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_START = b"\xff\xd8"
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The markers that carry a frame's size."""

_GIF_STARTS = (b"GIF87a", b"GIF89a")


class Picture(NamedTuple):
    """A format in the service's words, and the size where the bytes tell it."""

    format: str
    width: int = 0
    height: int = 0


def recognise(data: bytes) -> Picture | None:
    """Return what `data` is by its first bytes, or `None` for no picture the service knows."""
    if data.startswith(_PNG):
        return Picture("png", *_unpack(">16x2I", data))
    if data.startswith(_JPEG_START):
        return Picture("jpeg", *_jpeg_size(data))
    if data.startswith(_GIF_STARTS):
        return Picture("gif", *_unpack("<6x2H", data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Picture("webp", *_webp_size(data))
    return None


def _unpack(layout: str, data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(layout, data) if len(data) >= struct.calcsize(layout) else (0, 0)


def _jpeg_size(data: bytes) -> tuple[int, ...]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 -- every marker starts with FF
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">2H", data, at + 5)
            return width, height
        at += 2 + length
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, ...]:
    """Return the size of the three kinds of WebP: lossy, lossless, extended."""
    match data[12:16]:
        case b"VP8 ":
            width, height = _unpack("<26x2H", data)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21) if len(data) > 24 else (0,)  # noqa: PLR2004 -- the header's end
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X" if len(data) >= 30:  # noqa: PLR2004 -- the header's end
            width, height = data[24:27], data[27:30]
            return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
        case _:
            return 0, 0
