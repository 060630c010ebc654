"""I am what a call can be answered with, and how each answer looks on the wire."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

import msgspec

from kiro_py.simulator.address import NAMESPACES, Address
from kiro_py.wire.json import JsonObject

_MAX_DETAIL_CHARACTERS = 500

Envelope = Literal["smithy", "edge"]
"""Who refuses: the service in its own shape, or the listener in front of it."""


@dataclass(frozen=True, slots=True)
class Json:
    """A plain JSON answer."""

    body: JsonObject
    status: int = 200


@dataclass(frozen=True, slots=True)
class Redirect:
    """A browser is sent elsewhere."""

    location: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of Kiro's services; `rule` and `detail` help the developer, not the protocol.

    `rule` is the row of the rules' table, `detail` names the place in the body.  Both travel in
    headers of their own (`x-simulator-rule`, `x-simulator-detail`), so that body and status stay
    exactly what the service sends.
    """

    status: int
    error_type: str
    message: str
    reason: str | None = None
    rule: str | None = None
    detail: str | None = None
    envelope: Envelope = "smithy"
    extra: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class GrantError:
    """An error of the sign-in hosts, in OAuth's words."""

    error: str
    description: str
    status: int = 400


class PieceKind(Enum):
    """What a piece of a stream is, as far as faults and pace care."""

    TOKEN = "token"  # noqa: S105 -- one token of the model's output
    METADATA = "metadataEvent"
    CONTEXT_USAGE = "contextUsageEvent"
    METERING = "meteringEvent"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Piece:
    """One frame of a stream, encoded, or some bytes of a recording."""

    data: bytes
    kind: PieceKind


@dataclass(frozen=True, slots=True)
class Stream:
    """An event stream; `pieces` is read once, while it is sent."""

    pieces: Iterable[Piece]
    conversation_id: str | None = None
    seconds_between: float | None = None


Reply = Json | Redirect | Refusal | GrantError | Stream


def error_body(refusal: Refusal, address: Address) -> bytes:
    """Return the body of `refusal` in the dialect of the call."""
    if refusal.envelope == "edge":
        error = {"code": "validation_error", "message": refusal.message}
        return msgspec.json.encode({"error": error})
    body: dict[str, object] = {"message": refusal.message}
    if address.service is not None:
        namespace = NAMESPACES.get(address.service, "com.amazon.coral.service")
        body = {"__type": f"{namespace}#{refusal.error_type}", **body}
    if address.is_rest or refusal.reason is not None:
        body["reason"] = refusal.reason
    return msgspec.json.encode({**body, **refusal.extra})


def error_headers(refusal: Refusal, address: Address) -> dict[str, str]:
    """Return the headers that go with `error_body`."""
    headers: dict[str, str] = {}
    if address.is_rest and refusal.envelope == "smithy":
        headers["x-amzn-errortype"] = refusal.error_type
    if refusal.rule is not None:
        headers["x-simulator-rule"] = refusal.rule
    if refusal.detail is not None:
        escaped = refusal.detail[:_MAX_DETAIL_CHARACTERS].encode("unicode_escape")
        headers["x-simulator-detail"] = escaped.decode()
    return headers
