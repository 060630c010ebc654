"""I take bytes as they come and give back whole frames, each one checked.

A frame is: total length, length of the headers, CRC-32 of these eight bytes, headers, payload,
CRC-32 of everything before it; integers are big-endian, four bytes each.

Rule 1: the prelude is checked as soon as its twelve bytes are there, so a lie about a length is
found at once and nothing is kept for it.

Rule 2: how the bytes are cut changes nothing: the same stream gives the same frames and then the
same fault.  Frames that are whole before a corrupt one are always delivered.

Rule 3: a corrupt frame ends the stream.  Nothing after it is read, skipped or guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Final
from zlib import crc32

from kiro_py.errors import FrameCorrupt, FrameFault
from kiro_py.eventstream.frame import Frame, HeaderValue
from kiro_py.eventstream.headers import HeadersMalformed, decode_headers

PRELUDE: Final = Struct(">III")
"""Total length, headers length, checksum of the two."""

CHECKSUM: Final = Struct(">I")

MIN_FRAME_BYTES: Final = PRELUDE.size + CHECKSUM.size
"""A frame with neither headers nor payload."""

SUMMED_PRELUDE: Final = Struct(">II")
"""The two lengths, which the prelude's checksum covers."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a frame may claim.

    `max_frame_bytes`: one frame is held in memory until it is whole, and the largest that the
    service sends, a tool's input, is far below 16 MiB; more is not an answer but an attack.
    `max_headers_bytes`: the format's own limit, 128 KiB.
    """

    max_frame_bytes: int = 16 * 1024 * 1024
    max_headers_bytes: int = 128 * 1024


class Decoder:
    """One event stream, from its first byte to its last."""

    __slots__ = ("_fault", "_held", "_limits", "_offset", "_wanted_bytes")

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._held = bytearray()
        self._wanted_bytes = PRELUDE.size
        self._offset = 0
        self._fault: FrameCorrupt | None = None

    def receive_data(self, data: bytes) -> list[Frame]:
        """Return the frames that `data` makes whole, perhaps none.

        Raises `FrameCorrupt`, then and ever after, when the next bytes are not a frame.  When
        whole frames came before them in the same `data`, these are returned and the next call
        raises; a caller that cannot wait for more bytes may ask with `receive_data(b"")`.
        """
        if self._fault is not None:
            raise self._fault
        if self._held:
            self._held += data
            if len(self._held) < self._wanted_bytes:
                return []
            data = bytes(self._held)
            self._held.clear()
        frames: list[Frame] = []
        try:
            taken = self._cut(data, frames)
        except FrameCorrupt as fault:
            self._fault = fault
            if not frames:
                raise
            return frames
        self._offset += taken
        self._held += data[taken:]
        return frames

    def receive_eof(self) -> None:
        """Say that no more bytes come; raises `FrameCorrupt` when a frame is unfinished."""
        if self._fault is None and self._held:
            wanted_bytes = max(self._wanted_bytes, MIN_FRAME_BYTES)
            self._fault = self._corrupt("truncated", 0, len(self._held), wanted_bytes)
        if self._fault is not None:
            raise self._fault

    def _cut(self, data: bytes, frames: list[Frame]) -> int:
        """Append every whole frame of `data` to `frames`; return how many bytes they took."""
        view = memoryview(data)
        size = len(data)
        begin = 0
        while size - begin >= PRELUDE.size:
            total, headers_length, prelude_sum = PRELUDE.unpack_from(data, begin)
            found = crc32(view[begin : begin + SUMMED_PRELUDE.size])
            if found != prelude_sum:
                raise self._mismatch("prelude checksum", begin, found, prelude_sum)
            self._check_lengths(begin, total, headers_length)
            end = begin + total
            if end > size:
                self._wanted_bytes = total
                return begin
            sum_begin = end - CHECKSUM.size
            # The prelude's own sum is the sum of the first eight bytes: go on from there.
            found = crc32(view[begin + SUMMED_PRELUDE.size : sum_begin], prelude_sum)
            (message_sum,) = CHECKSUM.unpack_from(data, sum_begin)
            if found != message_sum:
                raise self._mismatch("message checksum", begin, found, message_sum)
            payload_begin = begin + PRELUDE.size + headers_length
            headers = self._headers(begin, data[begin + PRELUDE.size : payload_begin])
            frames.append(Frame(headers, data[payload_begin:sum_begin]))
            begin = end
        self._wanted_bytes = PRELUDE.size
        return begin

    def _check_lengths(self, begin: int, total: int, headers_length: int) -> None:
        limits = self._limits
        if total < MIN_FRAME_BYTES:
            raise self._corrupt("frame too short", begin, total, f"at least {MIN_FRAME_BYTES}")
        if total > limits.max_frame_bytes:
            raise self._corrupt("frame too long", begin, total, f"at most {limits.max_frame_bytes}")
        most = min(total - MIN_FRAME_BYTES, limits.max_headers_bytes)
        if headers_length > most:
            raise self._corrupt("headers too long", begin, headers_length, f"at most {most}")

    def _headers(self, begin: int, block: bytes) -> Mapping[str, HeaderValue]:
        try:
            return decode_headers(block)
        except HeadersMalformed as malformed:
            raise self._corrupt(
                malformed.fault, begin, malformed.found, malformed.expected
            ) from None

    def _mismatch(self, fault: FrameFault, begin: int, found: int, expected: int) -> FrameCorrupt:
        return self._corrupt(fault, begin, f"0x{found:08x}", f"0x{expected:08x}")

    def _corrupt(
        self, fault: FrameFault, begin: int, found: object, expected: object
    ) -> FrameCorrupt:
        return FrameCorrupt(fault, offset=self._offset + begin, found=found, expected=expected)
