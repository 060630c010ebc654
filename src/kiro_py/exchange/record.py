"""I put together what is heard of a request, and hand it on when the client has its answer.

Rule 1: a request is an entry as soon as the front door is done with it, and only then, whatever
was heard of it before; so each is exactly one.  Rule 2: what is heard of those under way is
bounded, also when one of them never ends.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from kiro_py.ports.journal import (
    CLIENT_LEFT,
    AttemptEnded,
    AttemptFailed,
    Happening,
    RequestAnswered,
    RequestEnded,
)
from kiro_py.ports.usage import Entry, Request, Try, UsageBook

MOST_UNDER_WAY: Final = 20_000
"""Of how many requests under way it is remembered what was heard: more than one process serves."""

MOST_TRIES: Final = 30
"""How many attempts of one request are remembered: more than are made."""

LEFT: Final = "client left"
SERVED: Final = "served"

_OK: Final = 200
_FAILED: Final = 400


@dataclass(slots=True)
class _Heard:
    tries: list[Try] = field(default_factory=list[Try])
    ended: RequestEnded | None = None


class Record:
    """A journal that makes entries of requests, and hands them to `book`."""

    __slots__ = ("_book", "_heard", "_most")

    def __init__(self, book: UsageBook, *, most_under_way: int = MOST_UNDER_WAY) -> None:
        self._book = book
        self._most = most_under_way
        self._heard: OrderedDict[str, _Heard] = OrderedDict()

    def note(self, happening: Happening) -> None:
        """Take note; see the port."""
        match happening:
            case AttemptFailed() | AttemptEnded():
                heard = self._of(happening.request_id)
                if len(heard.tries) < MOST_TRIES:
                    heard.tries.append(_tried(happening, len(heard.tries) + 1))
            case RequestEnded():
                self._of(happening.request_id).ended = happening
            case RequestAnswered():
                heard = self._heard.pop(happening.request_id, None) or _Heard()
                self._book.keep(
                    Entry(
                        _request(happening, heard.ended),
                        tuple(heard.tries),
                        happening.traceparent,
                        happening.tracestate,
                    )
                )
            case _:
                pass

    def _of(self, request_id: str) -> _Heard:
        heard = self._heard.get(request_id)
        if heard is None:
            heard = self._heard[request_id] = _Heard()
            if len(self._heard) > self._most:
                self._heard.popitem(last=False)
        return heard


def _tried(attempt: AttemptFailed | AttemptEnded, number: int) -> Try:
    if isinstance(attempt, AttemptEnded):
        verdict, status, detail = SERVED if attempt.is_whole else LEFT, _OK, None
    else:
        verdict, status, detail = attempt.verdict, attempt.status, attempt.detail or None
    return Try(
        number=number,
        at=attempt.at,
        credential_id=attempt.credential_id,
        host=attempt.host,
        verdict=verdict,
        status=status,
        seconds=attempt.seconds,
        detail=detail,
    )


def _request(answered: RequestAnswered, ended: RequestEnded | None) -> Request:
    """Return the request; where no word came there is an estimate, but nothing was taken."""
    ended = ended or _unheard(answered)
    has_left = answered.status == CLIENT_LEFT
    is_spent = answered.status == _OK or ended.first_event_seconds is not None
    return Request(
        request_id=answered.request_id,
        at=answered.at,
        key_id=answered.key_id,
        credential_id=ended.credential_id,
        model=answered.model,
        upstream_model=ended.upstream_model,
        path=answered.path,
        is_streamed=answered.is_streamed,
        input_tokens=ended.input_tokens if is_spent else 0,
        output_tokens=ended.output_tokens if is_spent else 0,
        cache_read_tokens=ended.cache_read_tokens if is_spent else 0,
        cache_write_tokens=ended.cache_write_tokens if is_spent else 0,
        credits=ended.credits,
        first_token_seconds=ended.first_event_seconds,
        seconds=answered.seconds,
        status=answered.status,
        is_failed=answered.status >= _FAILED and not has_left,
        attempts=ended.attempts,
        outcome=answered.error_type or (LEFT if has_left else ended.outcome),
        message=answered.message,
        host=ended.host,
    )


def _unheard(answered: RequestAnswered) -> RequestEnded:
    """Return the end of a request that was refused before anybody was asked for it."""
    return RequestEnded(
        request_id=answered.request_id,
        model=answered.model,
        upstream_model="",
        credential_id=None,
        outcome="",
        attempts=0,
        seconds=0.0,
        first_event_seconds=None,
    )
