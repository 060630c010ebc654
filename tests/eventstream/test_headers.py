"""The header block: ten types, names and what is malformed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.errors import FrameFault
from kiro_py.eventstream.frame import Byte, HeaderValue, Integer, Short, Timestamp
from kiro_py.eventstream.headers import HeadersMalformed, decode_headers, encode_headers

TEN_TYPES: list[tuple[HeaderValue, str]] = [
    (True, "00"),
    (False, "01"),
    (Byte(-2), "02fe"),
    (Short(-2), "03fffe"),
    (Integer(-2), "04fffffffe"),
    (-2, "05fffffffffffffffe"),
    (b"\x00\xff", "06000200ff"),
    ("é", "070002c3a9"),
    (Timestamp(1_790_000_000_000), "08000001a0c4506c00"),
    (UUID(int=1), "09" + "00" * 15 + "01"),
]
TYPE_NAMES = [
    *("true", "false", "byte", "short", "integer"),
    *("long", "bytes", "string", "timestamp", "uuid"),
]
NAMED_X = "0178"


@pytest.mark.parametrize(("value", "encoded"), TEN_TYPES, ids=TYPE_NAMES)
def test_each_type_is_written_as_the_format_says(value: HeaderValue, encoded: str):
    """A header is a length byte, its name, its type and its value."""
    assert NAMED_X + encoded == encode_headers({"x": value}).hex()


@pytest.mark.parametrize(("value", "encoded"), TEN_TYPES, ids=TYPE_NAMES)
def test_each_type_is_read_back_as_itself(value: HeaderValue, encoded: str):
    """Equal numbers of different types stay different."""
    headers = decode_headers(bytes.fromhex(NAMED_X + encoded))
    assert ({"x": value}, type(value)) == (headers, type(headers["x"]))


MALFORMED: list[tuple[str, FrameFault, object, object]] = [
    ("00", "header name", "no name", "1 to 255 bytes"),
    ("0561", "header name", "1 bytes left", "5 bytes"),
    ("01ff00", "header name", "0xff at its byte 0", "UTF-8"),
    ("017800" + "017801", "header name", "x", "each name once"),
    ("0178", "header type", "0 bytes left", "1 bytes"),
    ("01780a", "header type", 10, "0 to 9"),
    ("017802", "header value", "0 bytes left", "1 bytes"),
    ("017803ff", "header value", "1 bytes left", "2 bytes"),
    ("017804ffffff", "header value", "3 bytes left", "4 bytes"),
    ("017805", "header value", "0 bytes left", "8 bytes"),
    ("0178060003ffff", "header value", "2 bytes left", "3 bytes"),
    ("01780700", "header value", "1 bytes left", "2 bytes"),
    ("017807000261ff", "header value", "0xff at its byte 1", "UTF-8"),
    ("017808" + "00" * 7, "header value", "7 bytes left", "8 bytes"),
    ("017809" + "00" * 15, "header value", "15 bytes left", "16 bytes"),
]


@pytest.mark.parametrize(
    ("block", "fault", "found", "expected"), MALFORMED, ids=[row[0][:12] for row in MALFORMED]
)
def test_a_malformed_block_says_what_is_wrong(
    block: str, fault: FrameFault, found: object, expected: object
):
    """The fault comes with what was found and what was expected."""
    with pytest.raises(HeadersMalformed) as caught:
        decode_headers(bytes.fromhex(block))
    assert (fault, found, expected) == (
        caught.value.fault,
        caught.value.found,
        caught.value.expected,
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"": True},
        {"n" * 256: True},
        {"x": Byte(128)},
        {"x": Short(-32_769)},
        {"x": Integer(1 << 31)},
        {"x": 1 << 63},
        {"x": Timestamp(1 << 63)},
        {"x": b"b" * 65_536},
        {"x": "é" * 32_768},
    ],
    ids=[
        "no_name",
        "long_name",
        "byte",
        "short",
        "integer",
        "long",
        "timestamp",
        "bytes",
        "string",
    ],
)
def test_what_a_block_cannot_hold_is_not_written(headers: dict[str, HeaderValue]):
    """Too long or too large is the caller's mistake."""
    with pytest.raises(ValueError, match="header"):
        encode_headers(headers)


def test_headers_are_read_only():
    """The same block gives the same headers to many frames, so nobody may change them."""
    headers = decode_headers(bytes.fromhex("017800"))
    with pytest.raises(TypeError):
        headers["x"] = False  # pyright: ignore[reportIndexIssue] -- what must not work


def test_a_long_block_is_read_like_a_short_one():
    """The memory for blocks holds short ones only; the others are read afresh."""
    headers = {f"name-{n}": "v" * 100 for n in range(50)}
    assert headers == decode_headers(encode_headers(headers))


@given(st.binary(max_size=60))
def test_garbage_is_headers_or_malformed(block: bytes):
    """Whatever the bytes are, only `HeadersMalformed` is raised, and headers are true."""
    try:
        headers = decode_headers(block)
    except HeadersMalformed:
        return
    assert block == encode_headers(headers)
