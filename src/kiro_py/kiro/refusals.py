"""I know what Kiro's refusals mean: an answer or an exception frame goes in, its meaning comes out.

What the service wrote stays here: a refusal's message is the table's own.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Final

import msgspec

from kiro_py.errors import Refusal
from kiro_py.kiro.refusal_row import Row
from kiro_py.kiro.refusal_table import (
    BODY_TOO_LARGE,
    MODEL_UNKNOWN,
    PROMPT_TOO_LONG,
    ROWS,
    THROTTLED_IN_STREAM,
)
from kiro_py.wire.json import JsonObject
from kiro_py.wire.kiro.events import InvalidStateEvent, UpstreamException

__all__ = [
    "BODY_TOO_LARGE",
    "MODEL_UNKNOWN",
    "PROMPT_TOO_LONG",
    "classify",
    "classify_exception",
    "model_unknown",
    "prompt_too_long",
]

MAX_WAIT_SECONDS: Final = 86_400
"""The longest wait that is believed: longer ones are a slip of the sender, not a plan."""

_IN_STREAM_STATUS: Final = 500
"""The status that an exception frame of a kind unheard of is taken for."""

_KIND_SUFFIX: Final = re.compile(r"(exception|error|event)$")
_TEXTS: Final = {
    row.name: re.compile(row.text, re.IGNORECASE | re.ASCII) for row in ROWS if row.text
}


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """Return what a refusing answer means; any status and any bytes have a meaning.

    `headers` have names in lower case.
    """
    members = _members(body)
    return _refusal(
        _Words(
            status=status,
            kind=_stem(_word(members, "__type", "code") or headers.get("x-amzn-errortype", "")),
            reason=_word(members, "reason"),
            message=_word(members, "message", "Message", "error"),
            is_page=_is_page(headers, body),
            wait_seconds=_asked_wait(headers, members),
        )
    )


def classify_exception(exception: UpstreamException | InvalidStateEvent) -> Refusal:
    """Return what an exception inside an event stream means.

    The kind comes as a shape's name (`ThrottlingException`), as a member's (`throttlingError`) or
    bare (`error`, which is the service's own failure).
    """
    kind = "invalidstate"
    if isinstance(exception, UpstreamException):
        kind = _stem(exception.kind) or "internalserver"
    return _refusal(
        _Words(
            status=_IN_STREAM_STATUS,
            kind=THROTTLED_IN_STREAM if kind == "throttling" else kind,
            reason=exception.reason or "",
            message=exception.message or "",
        )
    )


def prompt_too_long(tokens: int, window: int) -> str:
    """Return the sentence that makes clients compact: `tokens` of a prompt for a `window`.

    The first figure is always the greater, as clients subtract one from the other; an estimate
    that says otherwise is wrong, since the service has refused.
    """
    return f"prompt is too long: {max(tokens, window + 1)} tokens > {window} maximum"


def model_unknown(model: str) -> str:
    """Return the sentence that clients know for a `model` that is not there."""
    return f"model: {model}"


@dataclass(frozen=True, slots=True)
class _Words:
    """What the service said, whichever dialect it spoke."""

    status: int
    kind: str = ""
    reason: str = ""
    message: str = ""
    is_page: bool = False
    wait_seconds: int | None = None


_ROUNDS: Final[tuple[Callable[[Row, _Words], bool], ...]] = (
    lambda row, words: words.reason in row.reasons,
    lambda row, words: _text_match(row, words) is not None,
    lambda row, words: words.reason in row.families,
    lambda row, words: words.kind in row.kinds,
    lambda row, words: words.status in row.statuses and (words.is_page or not row.is_page),
)


def _refusal(words: _Words) -> Refusal:
    row = next((row for fits in _ROUNDS for row in ROWS if fits(row, words)), ROWS[-1])
    meaning = row.meaning
    return Refusal(
        name=row.name,
        blame=meaning.blame,
        again=meaning.again,
        status=meaning.status,
        error_type=meaning.error_type,
        message=_hint(row, words) + row.message,
        retry_after_seconds=_wait(row, words),
        should_retry=meaning.should_retry,
        penalty=meaning.penalty,
    )


def _text_match(row: Row, words: _Words) -> re.Match[str] | None:
    return _TEXTS[row.name].search(words.message) if row.text else None


def _hint(row: Row, words: _Words) -> str:
    match = _text_match(row, words)
    if match is None or None in match.groupdict().values():
        return ""
    return row.hint.format_map(match.groupdict())


def _wait(row: Row, words: _Words) -> int | None:
    seconds = row.usual_wait_seconds if words.wait_seconds is None else words.wait_seconds
    return None if seconds is None else min(max(seconds, row.least_wait_seconds), MAX_WAIT_SECONDS)


def _stem(kind: str) -> str:
    """Return the kind without its namespace, its address and its suffix, in lower case.

    All of `com.amazon.kiro.runtimeservice#ThrottlingException`, `throttlingError` and
    `ThrottlingException:http://internal.example.com/` are `throttling`.
    """
    name = kind.rpartition("#")[2].partition(":")[0]
    return _KIND_SUFFIX.sub("", name.strip().lower().replace("_", ""))


def _members(body: bytes) -> JsonObject:
    """Return the members of the body, with those of its `error` raised; none if it has none."""
    try:
        members = msgspec.json.decode(body, type=JsonObject)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    try:
        return members | msgspec.convert(members.get("error"), JsonObject)
    except msgspec.ValidationError:
        return members


def _word(members: JsonObject, *names: str) -> str:
    """Return the first of the members that is a string, or the empty string."""
    values: Iterable[object] = map(members.get, names)
    return next((value.strip() for value in values if isinstance(value, str)), "")


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    return "html" in headers.get("content-type", "") or body.lstrip()[:1] == b"<"


def _asked_wait(headers: Mapping[str, str], members: JsonObject) -> int | None:
    """Return the longest wait that the service asks for, in whole seconds."""
    asked = (_header_wait(headers), _member_wait(members.get("retryAfterMilliseconds")))
    return max((wait for wait in asked if wait is not None), default=None)


def _header_wait(headers: Mapping[str, str]) -> int | None:
    """Return what `retry-after` says: seconds, or a date if the answer is dated itself."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        until, since = (parsedate_to_datetime(text) for text in (value, headers.get("date", "")))
        return ceil((until - since).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _member_wait(milliseconds: object) -> int | None:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    return int(-(-milliseconds // 1000))  # rounded up, however large
