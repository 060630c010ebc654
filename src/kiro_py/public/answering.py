"""I follow how a client's request is answered, and tell the journal once, when that is over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

from litestar.types import ASGIApp, Receive, Scope, Send

from kiro_py.errors import RequestRefused
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import CLIENT_LEFT, Journal, RequestAnswered
from kiro_py.public.refusals import answer

LONGEST_MESSAGE: Final = 300
"""Characters of what a client was told that are kept: the rest may be a list of all its models."""

LONGEST_NAME: Final = 200

LONGEST_TRACE: Final = 512
"""Characters of what a client says of its trace, as W3C allows."""

_TRACE: Final = {b"traceparent": "traceparent", b"tracestate": "tracestate"}

_NAME: Final = "answering"
_UNAUTHORIZED: Final = 401


@dataclass(slots=True)
class Answering:
    """A request of a client, as far as it is known; until it is `over`, the client may leave.

    `key_id` is the number of the client's key, `None` for the gateway's own.
    """

    model: str = ""
    is_streamed: bool = False
    key_id: int | None = None
    status: int = CLIENT_LEFT
    error_type: str = ""
    message: str = ""
    is_stranger: bool = False

    def reads(self, model: str, *, is_streamed: bool) -> None:
        """Take in what is asked."""
        self.model, self.is_streamed = model[:LONGEST_NAME], is_streamed

    def fails(self, failure: Exception) -> None:
        """Take in that the client is told of a failure, as a status or as an event."""
        told = answer(failure, "")
        self.status, error = told.status, told.envelope.error
        self.error_type, self.message = error.type, error.message[:LONGEST_MESSAGE]
        # Not the client's of any key of ours, so that it is nobody's use.
        self.is_stranger = isinstance(failure, RequestRefused) and told.status == _UNAUTHORIZED

    def over(self) -> None:
        """Take in that the client has been sent all there is."""
        if not self.error_type:
            self.status = 200


def answering_of(scope: Scope) -> Answering:
    """Return how the request of `scope` is being answered."""
    state: dict[str, object] = cast("Any", scope).setdefault("state", {})
    found = state.get(_NAME)
    if isinstance(found, Answering):
        return found
    made = state[_NAME] = Answering()
    return made


def followed(
    journal: Journal, clock: Clock, request_id: Callable[[Scope], str]
) -> Callable[[ASGIApp], ASGIApp]:
    """Return a middleware that tells `journal` how each request has been answered."""

    def wrap(app: ASGIApp) -> ASGIApp:
        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            at, began = clock.now(), clock.monotonic()
            answering = answering_of(scope)
            try:
                await app(scope, receive, send)
            finally:
                if not answering.is_stranger:
                    journal.note(
                        RequestAnswered(
                            request_id=request_id(scope),
                            at=at,
                            seconds=clock.monotonic() - began,
                            path=scope["path"],
                            model=answering.model,
                            is_streamed=answering.is_streamed,
                            status=answering.status,
                            key_id=answering.key_id,
                            error_type=answering.error_type,
                            message=answering.message,
                            **_trace(scope),
                        )
                    )

        return run

    return wrap


def _trace(scope: Scope) -> dict[str, str]:
    return {
        _TRACE[name]: value[:LONGEST_TRACE].decode("latin-1")
        for name, value in scope["headers"]
        if name in _TRACE
    }
