"""I tell a client what went wrong, in Anthropic's envelope and with the headers its retries obey.

One function maps every error; a route has no `except` of its own.  Nothing that the upstream, the
store or a stranger's exception says gets out here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from kiro_py.clients.calendar import to_the_minute
from kiro_py.errors import (
    BodyUnfit,
    ErrorType,
    GatewayError,
    Lack,
    NoCredential,
    RenewalFailed,
    RequestRefused,
    StoreAway,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.wire.anthropic.message import ErrorBody, ErrorEnvelope


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal: `headers` are what it adds to those that every answer has."""

    status: int
    envelope: ErrorEnvelope
    headers: Mapping[str, str]


def answer(error: Exception, request_id: str) -> Answer:
    """Return the HTTP answer for `error`, as long as nothing has been sent yet."""
    said = _said(error)
    headers: dict[str, str] = {}
    if said.retry_after_seconds is not None:
        headers["retry-after"] = str(max(said.retry_after_seconds, 1))
    if said.should_retry is not None:
        headers["x-should-retry"] = str(said.should_retry).lower()
    return Answer(said.status, _envelope(said, request_id), headers)


def error_event(error: Exception, request_id: str) -> ErrorEnvelope:
    """Return the event that ends a stream which has begun and cannot be finished."""
    return _envelope(_said(error), request_id)


def is_unforeseen(error: Exception) -> bool:
    """Whether the owner must hear of a failure: a stranger's exception, or a fault of our own."""
    return isinstance(error, BodyUnfit) or not isinstance(error, GatewayError)


@dataclass(frozen=True, slots=True)
class _Said:
    status: int
    error_type: ErrorType
    message: str
    retry_after_seconds: int | None = None
    should_retry: bool | None = None


_INTERNAL: Final = _Said(500, "api_error", "internal error")
_AWAY: Final = _Said(503, "api_error", "the gateway's database does not answer: try again")
_UNFIT: Final = _Said(
    500,
    "api_error",
    "the gateway made of this request one that Kiro would refuse, and did not send it: that is a"
    " fault of the gateway, so please report it",
    should_retry=False,
)
_EMPTY: Final = _Said(529, "overloaded_error", "the model service gave an empty answer: try again")
_BROKEN: Final = _Said(502, "api_error", "the answer of the model service broke off: try again")
_SILENT: Final = _Said(
    504, "timeout_error", "the model service has been silent for too long: try again"
)
_UNREACHABLE: Final = _Said(
    502, "api_error", "the gateway cannot reach the model service: try again"
)
_NOBODY: Final = _Said(
    503,
    "api_error",
    "no usable Kiro credential: the gateway's owner must look after the credentials",
    should_retry=False,
)
_SIGNED_OUT: Final = _Said(
    503,
    "api_error",
    "the gateway's Kiro sign-in has ended: the gateway's owner must sign in to Kiro again",
    should_retry=False,
)
_RENEWAL: Final = _Said(503, "api_error", "the gateway could not renew its Kiro sign-in: try again")


def _said(error: Exception) -> _Said:  # noqa: C901, PLR0911 -- one arm for each error of the tree
    match error:
        case RequestRefused():
            return _refused(error)
        case BodyUnfit():
            return _UNFIT
        case UpstreamRefused(refusal=refusal):
            return _Said(
                refusal.status,
                refusal.error_type,
                refusal.message,
                refusal.retry_after_seconds,
                refusal.should_retry,
            )
        case UpstreamBroken(is_empty=is_empty):
            return _EMPTY if is_empty else _BROKEN
        case UpstreamUnreachable(what=what):
            return _SILENT if what == "silence" else _UNREACHABLE
        case NoCredential():
            return _lacking(error)
        case RenewalFailed(is_final=True):
            return _SIGNED_OUT
        case RenewalFailed(is_limited=True, retry_after_seconds=int(seconds)):
            return _waiting("the gateway's Kiro sign-in is being limited", seconds)
        case RenewalFailed(retry_after_seconds=seconds):
            return replace(_RENEWAL, retry_after_seconds=seconds)
        case StoreAway():
            return _AWAY
        case _:
            return _INTERNAL


def _refused(error: RequestRefused) -> _Said:
    """Tell the client its fault; a key that is wrong now is wrong in a second, too."""
    should_retry = False if error.status == 401 else error.should_retry  # noqa: PLR2004 -- HTTP
    return _Said(
        error.status, error.error_type, error.message, error.retry_after_seconds, should_retry
    )


_WAITS: Final = {
    Lack.BUSY: "every Kiro credential is as busy as it may be",
    Lack.LIMITED: "Kiro limits the gateway's account for a while",
}


def _lacking(error: NoCredential) -> _Said:
    """Tell who can wait how long, and who cannot wait why."""
    seconds = error.retry_after_seconds
    if error.lack is Lack.SPENT:
        resets = error.resets_at
        when = "" if resets is None else f" (resets {to_the_minute(resets)})"
        message = f"spend limit reached{when}: the gateway's Kiro credits are used up"
        return _Said(429, "billing_error", message, should_retry=False)
    if seconds is None:
        return _NOBODY
    return _waiting(_WAITS.get(error.lack, "every Kiro credential is cooling down"), seconds)


def _waiting(why: str, seconds: int) -> _Said:
    wait = max(seconds, 1)
    return _Said(429, "rate_limit_error", f"{why}: try again in {wait} s", wait)


def _envelope(said: _Said, request_id: str) -> ErrorEnvelope:
    return ErrorEnvelope(ErrorBody(said.error_type, said.message), request_id)
