"""I look at a recorded stream with open eyes: what each frame says, and whether its sums are right.

The decoder's judgement stands: I stop where it stops, but I still show the frame it refused.
"""

from dataclasses import dataclass
from zlib import crc32

from kiro_py.errors import FrameCorrupt
from kiro_py.eventstream.decoder import (
    CHECKSUM,
    MIN_FRAME_BYTES,
    PRELUDE,
    SUMMED_PRELUDE,
    Decoder,
)
from kiro_py.eventstream.frame import Frame
from kiro_py.eventstream.headers import HeadersMalformed, decode_headers


@dataclass(frozen=True, slots=True)
class Checksum:
    """A checksum as the frame has it, and as its bytes have it."""

    found: int
    expected: int

    @property
    def is_right(self) -> bool:
        """Tell whether the two agree."""
        return self.found == self.expected


@dataclass(frozen=True, slots=True)
class Inspected:
    """One frame as it stands in the bytes, right or wrong.

    `length` is what the frame claims.  A member is `None` where the bytes end before it, or where
    what comes before it cannot be believed.
    """

    offset: int
    length: int | None = None
    prelude: Checksum | None = None
    message: Checksum | None = None
    frame: Frame | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """A whole stream: its frames, the refused one last, and why it was refused."""

    frames: tuple[Inspected, ...]
    fault: FrameCorrupt | None


def inspect(data: bytes) -> Inspection:
    """Return what `data`, a whole stream, consists of; never raises."""
    decoder = Decoder()
    accepted: list[Frame] = []
    fault = None
    try:
        accepted = decoder.receive_data(data)
        decoder.receive_eof()
    except FrameCorrupt as corrupt:
        fault = corrupt
    frames: list[Inspected] = []
    view = memoryview(data)
    offset = 0
    for _ in accepted:
        inspected = _frame_at(view, offset)
        frames.append(inspected)
        offset += inspected.length or 0
    if fault is not None:
        frames.append(_frame_at(view, fault.offset))
    return Inspection(tuple(frames), fault)


def _frame_at(view: memoryview, offset: int) -> Inspected:
    rest = view[offset:]
    if len(rest) < PRELUDE.size:
        return Inspected(offset)
    length, headers_length, expected = PRELUDE.unpack_from(rest)
    prelude = Checksum(crc32(rest[: SUMMED_PRELUDE.size]), expected)
    if not (prelude.is_right and MIN_FRAME_BYTES + headers_length <= length <= len(rest)):
        return Inspected(offset, length, prelude)
    summed = rest[: length - CHECKSUM.size]
    (expected,) = CHECKSUM.unpack_from(rest, len(summed))
    message = Checksum(crc32(summed), expected)
    return Inspected(offset, length, prelude, message, _frame(summed, headers_length))


def _frame(summed: memoryview, headers_length: int) -> Frame | None:
    payload_begin = PRELUDE.size + headers_length
    try:
        headers = decode_headers(bytes(summed[PRELUDE.size : payload_begin]))
    except HeadersMalformed:
        return None
    return Frame(headers, bytes(summed[payload_begin:]))
