"""I name every fault that can be committed, in types and in JSON alike."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Closing = Literal["reset", "close", "end"]
"""How a connection goes down: a TCP reset, a FIN in the middle of the HTTP body, or a body that
ends properly as HTTP and too early as an event stream."""

Count = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=0)]
Moment = Literal["before-headers", "after-headers", "after-frames", "after-metering"]


class _Effect(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"
):
    """How every effect is written."""


class Answer(_Effect, frozen=True, tag_field="effect", tag="answer"):
    """Answer with this status at once; the operation is not carried out.

    `body` is sent as JSON, `text` as it is; with neither the body is empty.
    """

    status: Annotated[int, Meta(ge=200, le=599)]
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = {}


class Drop(_Effect, frozen=True, tag_field="effect", tag="drop"):
    """Drop the connection before the first byte of an answer.

    With `is_carried_out` the operation has happened all the same: a refresh token is spent, and
    nobody learns its successor.
    """

    how: Literal["reset", "close"] = "reset"
    is_carried_out: bool = False


class Empty(_Effect, frozen=True, tag_field="effect", tag="empty"):
    """Answer 200 with an event stream of no frames."""


class Relabel(_Effect, frozen=True, tag_field="effect", tag="content-type"):
    """Send the answer under another content type."""

    value: str = "application/json"


class Cut(_Effect, frozen=True, tag_field="effect", tag="cut"):
    """End the answer after some frames, or after some bytes of its body."""

    after_frames: Count | None = None
    after_bytes: Count | None = None
    how: Closing = "reset"

    def __post_init__(self) -> None:
        if (self.after_frames is None) is (self.after_bytes is None):
            raise ValueError("cut: expected either afterFrames or afterBytes")


class Corrupt(_Effect, frozen=True, tag_field="effect", tag="corrupt"):
    """Flip one bit of frame `frame` (from 0); `byte` may count from the end (-1 is the last)."""

    frame: Count
    byte: int = -5
    bit: Annotated[int, Meta(ge=0, le=7)] = 0


class Silence(_Effect, frozen=True, tag_field="effect", tag="silence"):
    """Send nothing for `seconds`, then go on; without them, until the client leaves."""

    at: Moment = "after-headers"
    frames: Count = 0
    seconds: Seconds | None = None


class Throw(_Effect, frozen=True, tag_field="effect", tag="exception"):
    """Send an exception frame after `after_frames` frames; the stream ends there.

    `type` is a member of the union (`error`, `throttlingError`, `validationError`,
    `serviceUnavailableError`) or a shape's name (`ThrottlingException`).
    """

    type: str = "error"
    message: str = "Encountered an unexpected error when processing the request, please try again."
    reason: str | None = None
    after_frames: Count = 0
    goes_on: bool = False


class Fail(_Effect, frozen=True, tag_field="effect", tag="error"):
    """Send a frame of `:message-type: error` after `after_frames` frames and end there."""

    code: str = "InternalServerException"
    message: str = "internal failure"
    after_frames: Count = 0


class Dribble(_Effect, frozen=True, tag_field="effect", tag="dribble"):
    """Send the body in chunks of `chunk_bytes`, whatever the frames, with a pause after each."""

    chunk_bytes: Annotated[int, Meta(ge=1)] = 1
    delay_seconds: Seconds = 0.0


class Replay(_Effect, frozen=True, tag_field="effect", tag="play"):
    """Send a recorded stream instead of an answer."""

    name: str
    chunk_bytes: Annotated[int, Meta(ge=1)] = 16_384
    seconds_between: Seconds = 0.0


Effect = Answer | Drop | Empty | Relabel | Cut | Corrupt | Silence | Throw | Fail | Dribble | Replay


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Effects for the next `times` calls that match, after `skip` of them went unharmed.

    `operation` and `account` are names; `None` matches every one.  Without `times` (`null`) the
    fault stays until it is removed.
    """

    effects: tuple[Effect, ...]
    operation: str | None = None
    account: str | None = None
    times: Annotated[int, Meta(ge=1)] | None = 1
    skip: Count = 0
