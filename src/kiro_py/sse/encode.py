"""I write one event as two lines and an empty one: its name, its data.

The data is one line for every reader.  In JSON strings CR and LF are escaped anyway, and between
tokens (JSON that passes through as it came) they are mere space.  U+0085, U+2028 and U+2029 end no
line in `text/event-stream`, but some clients split lines as Unicode does, so these are escaped too.
"""

from collections.abc import Iterable
from typing import Final, get_args

import msgspec

from kiro_py.wire.anthropic.stream import StreamEvent

_JSON: Final = msgspec.json.Encoder()

_HEADS: Final[dict[type[StreamEvent], bytes]] = {
    kind: f"event: {kind.__struct_config__.tag}\ndata: ".encode() for kind in get_args(StreamEvent)
}

# A byte is found in bytes ten times faster as a number than as bytes of length one.
_LF: Final = ord("\n")
_CR: Final = ord("\r")

_LINE_ENDS: Final = {
    b"\r": b" ",
    b"\n": b" ",
    "\u0085".encode(): rb"\u0085",
    "\u2028".encode(): rb"\u2028",
    "\u2029".encode(): rb"\u2029",
}


def encode(event: StreamEvent) -> bytes:
    """Return `event` as it goes over the wire."""
    data = _JSON.encode(event)
    if not data.isascii() or _LF in data or _CR in data:
        data = _on_one_line(data)
    return _HEADS[type(event)] + data + b"\n\n"


def encode_all(events: Iterable[StreamEvent]) -> bytes:
    """Return `events` as they go over the wire, one after the other."""
    return b"".join(map(encode, events))


def _on_one_line(data: bytes) -> bytes:
    # In UTF-8 none of these is ever a part of another character.
    for end, substitute in _LINE_ENDS.items():
        data = data.replace(end, substitute)
    return data
