"""I write the table of upstream errors for `docs/reference/errors.md`."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, cast

from kiro_py.pool.standing import DOUBTS, UNKNOWN_RESET_SECONDS, State
from kiro_py.simulator.faults.effects import Answer, Cut, Drop, Empty, Fail, Replay, Throw
from upstream_errors.row import Left, Meets, Row, Told
from upstream_errors.rows import ROWS

TABLE = f"""
## What follows, row by row

Every row is tried against the simulator, with one credential and with two.
Wordings of one row are the same to the gateway.
"Calls" are the questions for an answer that one request costs while the failure lasts.
What heals before the last of them is not noticed.
A request too large for its pictures, and documents that a model does not read, cost one call more.
Each of two hosts is there to be asked, and there is a pause between calls that are the same.
"Another" says whether another credential serves the request, for one call more.
A credential that is doubted serves on; {DOUBTS} doubts in a row rest it.
Once the first word has left, nothing is tried again: a failure ends the stream.

| no. | Kiro says | the client gets | calls | the credential | another |
|---|---|---|---|---|---|
"""

_KINDS = {"api-key": " to an API key", "idc": " of an Identity Center sign-in"}
_NAMELESS: Final[dict[type, str]] = {
    Empty: "a stream without a frame",
    Replay: "a stream of heartbeats alone",
    Cut: "a stream that is cut before its first frame",
    Drop: "nothing: the connection is reset",
    type(None): "nothing: no host can be reached",
}


def lines() -> Iterator[tuple[str, ...]]:
    """Yield the cells of each line."""
    for row in ROWS:
        yield (
            row.number,
            "; ".join(_ways(row)) + (f", to {row.asked}" if row.asked else ""),
            "; ".join(_told(row.told)),
            _calls(row),
            _left(row.left),
            row.other.value,
        )


def _ways(row: Row) -> Iterator[str]:
    """Yield each thing that Kiro does; the same words under several statuses are said once."""
    statuses = defaultdict[str, list[str]](list)
    for meets in row.meets:
        status, words = _met(meets)
        statuses[words + _KINDS.get(meets.kind, "")].append(status)
    for words, under in statuses.items():
        yield f"{' or '.join(under)} {words}".strip()


def _met(meets: Meets) -> tuple[str, str]:
    """Return a status, if there is one, and words."""
    match meets.renewal or meets.effect:
        case Answer(status=status, text=None, body=body):
            where = " to the renewal of the token" if meets.renewal else ""
            return f"HTTP {status}", " ".join(_words(body)) + where
        case Answer(status=status):
            return f"HTTP {status}", "with an HTML page"
        case Throw(type=kind, message=message):
            return "", f"in the stream, exception `{kind}`: {_quoted(message)}"
        case Fail(code=code, message=message):
            return "", f"in the stream, error `{code}`: {_quoted(message)}"
        case other:
            return "", _NAMELESS[type(other)]


def _words(body: dict[str, Any]) -> Iterator[str]:
    """Yield the message, then what a refusal is known by besides."""
    error = body.get("error")
    members = cast("dict[str, Any]", error) if isinstance(error, dict) else body
    for message in (members.get("message"), members.get("error")):
        if message:
            yield _quoted(message)
    names = (members.get(name) for name in ("reason", "__type", "code"))
    known_by = ", ".join(f"`{name.rpartition('#')[2]}`" for name in names if name)
    if known_by:
        yield f"({known_by})"


def _quoted(words: str) -> str:
    return f"`` {words} ``" if "`" in words else f"`{words}`"


def _told(told: Told) -> Iterator[str]:
    yield f"{told.status} `{told.error_type}`: {told.message}"
    if told.retry_after is not None:
        yield f"`retry-after: {told.retry_after}`"
    if told.should_retry is not None:
        yield f"`x-should-retry: {json.dumps(told.should_retry)}`"


def _calls(row: Row) -> str:
    return f"{row.calls}, and 1 renewal" if row.renewals else str(row.calls)


def _left(left: Left) -> str:
    match left:
        case Left(state=State.READY, is_barred=True):
            return "is not asked for this model for an hour"
        case Left(state=State.READY, strikes=0):
            return "as before"
        case Left(state=State.READY):
            return "doubted once"
        case Left(state=State.COOLING):
            return f"cools down for {left.seconds} s"
        case Left(state=State.LIMITED):
            return f"limited for {left.seconds} s"
        case Left(state=State.SPENT):
            dated = left.seconds == UNKNOWN_RESET_SECONDS
            until = "until the credits are back; if nobody knows when, " if dated else ""
            return f"spent, {until}for {left.seconds} s"
        case Left(state=State.NEEDS_LOGIN):
            return "needs a new sign-in"
        case Left(state=State.SUSPENDED):
            return "suspended, until a person resets it"
        case _:
            raise ValueError(f"no words for {left!r}")
