"""I put fictional names where a recorded stream has real ones; text and thinking stay.

A model's words come in pieces, and a piece may end inside an address, so the pieces of one text
are read together: what replaces a secret stands where the secret began.
"""

import re
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from kiro_py.eventstream.frame import Frame, HeaderValue

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

FICTIONAL_ACCOUNT: Final = 123456789012
"""Also what an integer of twelve digits becomes."""

_MIN_ACCOUNT: Final = 10**11
_MAX_ACCOUNT: Final = 10**12 - 1

_FICTIONAL: Final = {
    "arn": f"arn:aws:codewhisperer:us-east-1:{FICTIONAL_ACCOUNT}:profile/EXAMPLE00000",
    "bearer": "Bearer example-token",
    "api_key": "ksk_example",
    "token": "example-token",
    "email": "user@example.com",
    "account": str(FICTIONAL_ACCOUNT),
}

# A tool's input is JSON text, where the `n` of `\n` must not become part of an address: escapes are
# read as a whole, and kept.  Runs are bounded or begin where words do, since a long text without a
# break (base64) must take linear time.  A letter is one in any script: rather a word too much is
# replaced than a part of an address kept.
_SECRET: Final = re.compile(
    r"""
      (?P<escape> \\ (?: u[0-9A-Fa-f]{4} | ["\\/bfnrt] ) )
    | (?P<arn> arn:aws[\w-]*: [\w:/.*+=,@-]+ )
    | (?P<bearer> (?i:bearer)[ ]+ [\w.~+/=:-]{16,} )
    | (?P<api_key> ksk_[\w-]+ )
    | (?P<token> (?: (?<![\w-]) | (?<=\\[nrtbf]) ) eyJ[\w-]{8,}\.[\w-]+\.[\w-]*
               | ao[ar]A[\w+/=:-]{20,} )
    | (?P<email> [\w.+-]{1,64} @ (?: [\w.-]{0,253}\.[^\W\d_]{2,} | [\w.-]*\Z ) )
    | (?P<account> (?<![0-9]) [0-9]{12} (?![0-9]) )
    """,
    re.VERBOSE,
)

_IDENTITIES: Final = frozenset(
    {
        "agentContinuationId",
        "conversationId",
        "messageId",
        "rootConversationId",
        "utteranceId",
        "workspaceId",
    }
)

_OPAQUE: Final = frozenset({"redactedContent", "signature"})
"""Members that only the model can read; changed, they would be worth nothing."""

_FLOWING: Final[Mapping[HeaderValue, str]] = {
    "assistantResponseEvent": "content",
    "codeEvent": "content",
    "reasoningContentEvent": "text",
    "toolUseEvent": "input",
}
"""The member of an event that holds a piece of a text, which goes on in the next such event."""

_MAX_DEPTH: Final = 100
"""Payloads are a few levels deep; what lies deeper than this is dropped, not followed."""


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """Frames to keep, and how many payloads were emptied because they were no JSON."""

    frames: tuple[Frame, ...]
    emptied_payloads: int


def scrub(frames: Sequence[Frame]) -> Scrubbed:
    """Return the frames of one stream without secrets, each in its place."""
    payloads = [_decode(frame.payload) for frame in frames]
    pieces = _scrub_texts(frames, payloads)
    walk = _Walk()
    kept = tuple(
        Frame(_scrub_headers(frame.headers), _encode(walk.scrub(payload), pieces.get(place, {})))
        for place, (frame, payload) in enumerate(zip(frames, payloads, strict=True))
    )
    emptied = sum(
        bool(old.payload) > bool(new.payload) for old, new in zip(frames, kept, strict=True)
    )
    return Scrubbed(kept, emptied)


def scrub_text(text: str) -> str:
    """Return `text` with fictional values of the same kind for the secrets in it."""
    (scrubbed,) = scrub_pieces([text])
    return scrubbed


def scrub_pieces(pieces: Sequence[str]) -> list[str]:
    """Return the pieces of one text without secrets, those across their borders included."""
    text = "".join(pieces)
    secrets = deque(found for found in _SECRET.finditer(text) if found.lastgroup in _FICTIONAL)
    scrubbed: list[str] = []
    end = 0
    for piece in pieces:
        begin, end = end, end + len(piece)
        kept: list[str] = []
        cursor = begin
        while secrets and secrets[0].start() < end:
            secret = secrets[0]
            if secret.start() >= begin:
                kept += text[cursor : secret.start()], _FICTIONAL[secret.lastgroup or ""]
            cursor = min(secret.end(), end)
            if secret.end() > end:
                break
            secrets.popleft()
        scrubbed.append("".join((*kept, text[cursor:end])))
    return scrubbed


def _scrub_texts(frames: Sequence[Frame], payloads: Sequence[Json]) -> dict[int, dict[str, Json]]:
    """Return the flowing member of each frame that has one, by the frame's place."""
    texts: defaultdict[tuple[HeaderValue, Json], list[int]] = defaultdict(list)
    raw: dict[int, tuple[str, str]] = {}
    for place, (frame, payload) in enumerate(zip(frames, payloads, strict=True)):
        kind = frame.headers.get(":event-type", "")
        member = _FLOWING.get(kind)
        if member is None or not isinstance(payload, dict):
            continue
        piece = payload.get(member)
        if isinstance(piece, str):
            raw[place] = member, piece
            texts[kind, str(payload.get("toolUseId"))].append(place)
    scrubbed: dict[int, dict[str, Json]] = {}
    for places in texts.values():
        pieces = scrub_pieces([raw[place][1] for place in places])
        for place, piece in zip(places, pieces, strict=True):
            scrubbed[place] = {raw[place][0]: piece}
    return scrubbed


class _Walk:
    """A walk through the payloads of one stream, which gives equal identities equal names."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def scrub(self, value: Json, depth: int = 0) -> Json:
        """Return `value` without secrets."""
        match value:
            case str():
                return scrub_text(value)
            case dict() if depth < _MAX_DEPTH:
                return {
                    scrub_text(name): self._member(name, member, depth + 1)
                    for name, member in value.items()
                }
            case list() if depth < _MAX_DEPTH:
                return [self.scrub(element, depth + 1) for element in value]
            case dict() | list():
                return None
            case int() if _MIN_ACCOUNT <= value <= _MAX_ACCOUNT:
                return FICTIONAL_ACCOUNT
            case _:
                return value

    def _member(self, name: str, value: Json, depth: int) -> Json:
        if name in _OPAQUE and isinstance(value, str):
            return value
        if name in _IDENTITIES and isinstance(value, str):
            return self._names.setdefault(value, str(UUID(int=len(self._names) + 1, version=4)))
        return self.scrub(value, depth)


def _scrub_headers(headers: Mapping[str, HeaderValue]) -> dict[str, HeaderValue]:
    return {name: _scrub_header(value) for name, value in headers.items()}


def _scrub_header(value: HeaderValue) -> HeaderValue:
    match value:
        case str():
            return scrub_text(value)
        case bytes():  # nobody knows what is in it, and no event of ours has one
            return b""
        case UUID():
            return UUID(int=0, version=4)
        case _:
            return value


def _decode(payload: bytes) -> Json:
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _encode(payload: Json, flowing: dict[str, Json]) -> bytes:
    if payload is None:
        return b""
    return msgspec.json.encode(payload | flowing if isinstance(payload, dict) else payload)
