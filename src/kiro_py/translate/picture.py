"""I tell a picture's format and size from its first bytes, still in base64.

Only as much is decoded as the answer needs: a few bytes for most formats, and for JPEG as far as
its first frame header, which metadata may push back.
"""

import binascii
import struct
from typing import Final

from kiro_py.wire.kiro.request import ImageFormat

MAX_HEADER_BASE64: Final = 512 * 1024  # EXIF, ICC profile and thumbnail of a camera's JPEG fit in

_HEAD_BASE64: Final = 48  # 36 bytes: all that the formats other than JPEG need
_MARKER: Final = 0xFF
_FRAME_MARKERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def format_of(base64_text: str) -> ImageFormat | None:
    """Return what the bytes are, whatever they were declared to be."""
    return _format(_decoded(base64_text, _HEAD_BASE64))


def size_of(base64_text: str) -> tuple[int, int] | None:
    """Return width and height in pixels, or `None` when the header does not tell."""
    head = _decoded(base64_text, _HEAD_BASE64)
    try:
        match _format(head):
            case "png":
                return struct.unpack_from(">II", head, 16)
            case "gif":
                return struct.unpack_from("<HH", head, 6)
            case "webp":
                return _webp_size(head)
            case "jpeg":
                return _jpeg_size(_decoded(base64_text, MAX_HEADER_BASE64))
            case None:
                return None
    except (struct.error, IndexError):
        return None


def _format(head: bytes) -> ImageFormat | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return None


def _decoded(base64_text: str, limit: int) -> bytes:
    """Decode at most `limit` characters; what is not base64 decodes to nothing."""
    head = base64_text[:limit]
    whole = head[: len(head) - len(head) % 4]
    try:
        return binascii.a2b_base64(whole)
    except ValueError:
        return b""


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """Read the three kinds of WebP: lossy, lossless, extended."""
    match head[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", head, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (packed,) = struct.unpack_from("<I", head, 21)
            return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
        case b"VP8X":
            width, height = head[24:27], head[27:30]
            return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
        case _:
            return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the first frame header."""
    at = 2
    while data[at] == _MARKER:
        marker = data[at + 1]
        if marker == _MARKER:  # fill bytes may stand before a marker
            at += 1
        elif marker in _BARE_MARKERS:
            at += 2
        elif marker in _FRAME_MARKERS:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
