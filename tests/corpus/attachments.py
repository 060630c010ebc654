"""Pictures and documents of a few bytes, no two alike."""

import base64
import struct
import zlib
from typing import Any

Json = dict[str, Any]


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(shade: int = 0) -> str:
    """Return a whole picture of one pixel, which any reader can open."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixel = _chunk(b"IDAT", zlib.compress(bytes([0, shade % 256])))
    return encoded(b"\x89PNG\r\n\x1a\n" + header + pixel + _chunk(b"IEND", b""))


def jpeg(mark: int = 0) -> str:
    """Return the beginning of a picture of 640 x 480, with a comment."""
    comment = struct.pack(">BBHI", 0xFF, 0xFE, 6, mark)
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC0, 17, 8, 480, 640, 3)
    return encoded(b"\xff\xd8" + comment + frame + bytes(9))


def gif(mark: int = 0) -> str:
    return encoded(b"GIF89a" + struct.pack("<HHI", 640, 480, mark))


def webp(mark: int = 0) -> str:
    body = b"\x2f" + struct.pack("<I", 639 | 479 << 14) + struct.pack("<I", mark)
    return encoded(b"RIFF" + bytes(4) + b"WEBPVP8L" + bytes(4) + body + bytes(8))


def pdf(mark: int = 0) -> str:
    return encoded(b"%%PDF-1.4\n%%%d\n" % mark)


def image(data: str, media_type: str | None = "image/png") -> Json:
    source = {"type": "base64", "media_type": media_type, "data": data}
    return {"type": "image", "source": source}


def document(data: str, media_type: str = "application/pdf", **members: object) -> Json:
    source = {"type": "base64", "media_type": media_type, "data": data}
    return {"type": "document", "source": source, **members}


def text_document(data: str, **members: object) -> Json:
    source = {"type": "text", "media_type": "text/plain", "data": data}
    return {"type": "document", "source": source, **members}


def block_document(content: str | list[Json], **members: object) -> Json:
    return {"type": "document", "source": {"type": "content", "content": content}, **members}
