"""I read and write the header block of a frame.

A block is a run of headers: one byte of name length, the name, one byte of type, the value.  All
integers are signed and big-endian; byte arrays and strings carry two bytes of length.  A name is
there once: two headers of one name say two things, so such a block is malformed.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import lru_cache
from struct import Struct
from struct import error as StructError  # noqa: N812 -- the module's own name says nothing
from types import MappingProxyType
from typing import Final, assert_never
from uuid import UUID

from kiro_py.errors import FrameFault
from kiro_py.eventstream.frame import Byte, HeaderValue, Integer, Short, Timestamp

_REMEMBERED_BLOCKS: Final = 256
"""An answer uses a dozen different blocks; 256 keep every kind of event of every model."""

_MAX_REMEMBERED_BYTES: Final = 512
"""Real blocks are about 90 bytes; a longer one is unusual and not worth its memory."""

_MAX_NAME_BYTES: Final = 0xFF
_UUID_BYTES: Final = 16

_LENGTH: Final = Struct(">H")


class _Type(IntEnum):
    TRUE = 0
    FALSE = 1
    BYTE = 2
    SHORT = 3
    INTEGER = 4
    LONG = 5
    BYTES = 6
    STRING = 7
    TIMESTAMP = 8
    UUID = 9


_NUMBERS: Final[Mapping[_Type, tuple[Struct, Callable[[int], HeaderValue]]]] = {
    _Type.BYTE: (Struct(">b"), Byte),
    _Type.SHORT: (Struct(">h"), Short),
    _Type.INTEGER: (Struct(">i"), Integer),
    _Type.LONG: (Struct(">q"), int),
    _Type.TIMESTAMP: (Struct(">q"), Timestamp),
}
_NUMBER_TYPES: Final = {make: kind for kind, (_, make) in _NUMBERS.items()}


class HeadersMalformed(ValueError):  # noqa: N818 -- what it is, in the field's own words
    """A block is not a run of headers; the decoder adds where, and makes it a `FrameCorrupt`."""

    def __init__(self, fault: FrameFault, *, found: object, expected: object) -> None:
        super().__init__(fault)
        self.fault: FrameFault = fault
        self.found = found
        self.expected = expected


def decode_headers(block: bytes) -> Mapping[str, HeaderValue]:
    """Return the headers in `block`, in their order, read-only; raises `HeadersMalformed`."""
    if len(block) > _MAX_REMEMBERED_BYTES:
        return _parse(block)
    return _parse_remembered(block)


def encode_headers(headers: Mapping[str, HeaderValue]) -> bytes:
    """Return the block for `headers`; raises `ValueError` for what a block cannot hold."""
    return b"".join(_encode_name(name) + _encode_value(value) for name, value in headers.items())


def _parse(block: bytes) -> Mapping[str, HeaderValue]:
    headers: dict[str, HeaderValue] = {}
    position = 0
    while position < len(block):
        name, position = _name(block, position)
        if name in headers:
            raise HeadersMalformed("header name", found=name, expected="each name once")
        headers[name], position = _value(block, position)
    return MappingProxyType(headers)


# Every event of a kind has the same block, byte for byte; a pure function may remember.
_parse_remembered = lru_cache(_REMEMBERED_BLOCKS)(_parse)


def _name(block: bytes, position: int) -> tuple[str, int]:
    length = block[position]
    if length == 0:
        raise HeadersMalformed("header name", found="no name", expected="1 to 255 bytes")
    raw, position = _take(block, position + 1, length, "header name")
    return _text(raw, "header name"), position


def _value(block: bytes, position: int) -> tuple[HeaderValue, int]:
    kind, position = _type(block, position)
    match kind:
        case _Type.TRUE | _Type.FALSE:
            return kind is _Type.TRUE, position
        case _Type.BYTE | _Type.SHORT | _Type.INTEGER | _Type.LONG | _Type.TIMESTAMP:
            form, make = _NUMBERS[kind]
            number, position = _number(block, position, form)
            return make(number), position
        case _Type.BYTES:
            return _run(block, position)
        case _Type.STRING:
            raw, position = _run(block, position)
            return _text(raw, "header value"), position
        case _Type.UUID:
            raw, position = _take(block, position, _UUID_BYTES, "header value")
            return UUID(bytes=raw), position
        case _:
            assert_never(kind)


def _type(block: bytes, position: int) -> tuple[_Type, int]:
    (code,), position = _take(block, position, 1, "header type")
    try:
        return _Type(code), position
    except ValueError:
        raise HeadersMalformed("header type", found=code, expected="0 to 9") from None


def _number(block: bytes, position: int, form: Struct) -> tuple[int, int]:
    raw, position = _take(block, position, form.size, "header value")
    return form.unpack(raw)[0], position


def _run(block: bytes, position: int) -> tuple[bytes, int]:
    length, position = _number(block, position, _LENGTH)
    return _take(block, position, length, "header value")


def _take(block: bytes, position: int, length: int, fault: FrameFault) -> tuple[bytes, int]:
    end = position + length
    if end > len(block):
        left = len(block) - position
        raise HeadersMalformed(fault, found=f"{left} bytes left", expected=f"{length} bytes")
    return block[position:end], end


def _text(raw: bytes, fault: FrameFault) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        found = f"0x{raw[error.start]:02x} at its byte {error.start}"
        raise HeadersMalformed(fault, found=found, expected="UTF-8") from None


def _encode_name(name: str) -> bytes:
    raw = name.encode()
    if not 0 < len(raw) <= _MAX_NAME_BYTES:
        raise ValueError(f"header name {name!r} has {len(raw)} bytes, expected 1 to 255")
    return bytes((len(raw),)) + raw


def _encode_value(value: HeaderValue) -> bytes:
    match value:
        case bool():  # before `int`, whose subclass it is
            return _tag(_Type.TRUE if value else _Type.FALSE)
        case int():
            return _encode_number(_Type.LONG, value)
        case Byte() | Short() | Integer() | Timestamp():
            return _encode_number(_NUMBER_TYPES[type(value)], value[0])
        case bytes():
            return _tag(_Type.BYTES) + _pack(_LENGTH, len(value)) + value
        case str():
            raw = value.encode()
            return _tag(_Type.STRING) + _pack(_LENGTH, len(raw)) + raw
        case UUID():
            return _tag(_Type.UUID) + value.bytes
        case _:
            assert_never(value)


def _encode_number(kind: _Type, number: int) -> bytes:
    return _tag(kind) + _pack(_NUMBERS[kind][0], number)


def _tag(kind: _Type) -> bytes:
    return bytes((kind,))


def _pack(form: Struct, number: int) -> bytes:
    try:
        return form.pack(number)
    except StructError:
        raise ValueError(f"header value: {number} does not fit {form.size} bytes") from None
