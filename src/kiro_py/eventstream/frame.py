"""A frame, and what its headers may hold (`application/vnd.amazon.eventstream`)."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID


class Byte(NamedTuple):
    """A header value of one signed byte."""

    value: int


class Short(NamedTuple):
    """A header value of two signed bytes."""

    value: int


class Integer(NamedTuple):
    """A header value of four signed bytes."""

    value: int


class Timestamp(NamedTuple):
    """A header value in milliseconds since the epoch, signed."""

    milliseconds: int


HeaderValue = bool | Byte | Short | Integer | int | bytes | str | Timestamp | UUID
"""Ten types: true, false, byte, short, integer, long (`int`), bytes, string, timestamp, UUID."""


class Frame(NamedTuple):
    """One message: headers and payload, both checked against their checksums."""

    headers: Mapping[str, HeaderValue]
    payload: bytes
