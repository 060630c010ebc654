"""How a request was answered is told once, whichever way it went."""

import asyncio
from typing import Any, cast

import pytest
from litestar.types import Scope

from fakes import FakeClock, Notes
from jumping_loop import run_jumping
from kiro_py.errors import NoCredential, RequestRefused
from kiro_py.ports.journal import CLIENT_LEFT, RequestAnswered
from kiro_py.public.answering import (
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_TRACE,
    answering_of,
    followed,
)

NOW = 1_800_000_000.0
STRANGER = RequestRefused("invalid API key", status=401, error_type="authentication_error")


async def nothing(*_: object) -> Any:
    """Take the place of what a server sends and receives."""


def told(
    app: Any, *headers: tuple[bytes, bytes]
) -> tuple[list[RequestAnswered], BaseException | None]:
    """Return what the journal hears of a request that `app` answers, and what that raises."""
    notes = Notes()
    scope = cast("Scope", {"type": "http", "path": "/v1/messages", "headers": headers})
    subject = followed(notes, FakeClock(NOW), lambda _: "req_1")(app)

    async def main() -> BaseException | None:
        try:
            await subject(scope, nothing, nothing)
        except (RuntimeError, asyncio.CancelledError) as raised:
            return raised
        return None

    raised = run_jumping(main())
    return cast("list[RequestAnswered]", notes.happenings), raised


def test_an_answer_that_has_all_been_sent_is_told_with_what_was_asked():
    """Who asked what, when, and how long it took."""

    async def app(scope: Scope, *_: object) -> None:
        answering = answering_of(scope)
        answering.key_id = 7
        answering.reads("sonnet" * 100, is_streamed=True)
        await asyncio.sleep(2.5)
        answering.over()

    (answered,), _ = told(app)
    assert (
        RequestAnswered(
            request_id="req_1",
            at=NOW,
            seconds=2.5,
            path="/v1/messages",
            model=("sonnet" * 100)[:LONGEST_NAME],
            is_streamed=True,
            status=200,
            key_id=7,
        )
        == answered
    )


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (RequestRefused("no such model: 'gpt'", status=404), (404, "no such model: 'gpt'")),
        (RequestRefused("x" * 1000), (400, "x" * LONGEST_MESSAGE)),
        (RuntimeError("a secret"), (500, "internal error")),
        (NoCredential("of 3 none"), (503, None)),
    ],
    ids=["refused", "long", "unforeseen", "nobody"],
)
def test_a_failure_is_told_as_the_client_heard_it(
    failure: Exception, expected: tuple[int, str | None]
):
    """Also one after which the stream was ended properly; its own words stay inside."""

    async def app(scope: Scope, *_: object) -> None:
        answering_of(scope).fails(failure)
        answering_of(scope).over()

    (answered,), _ = told(app)
    assert expected == (answered.status, answered.message if expected[1] else None)


@pytest.mark.parametrize("raised", [asyncio.CancelledError(), RuntimeError("half way")])
def test_whoever_did_not_get_all_of_it_has_left(raised: BaseException):
    """An answer that was broken off is told all the same."""

    async def app(*_: object) -> None:
        raise raised

    (answered,), found = told(app)
    assert (CLIENT_LEFT, raised) == (answered.status, found)


def test_a_stranger_is_not_told_of():
    """Without a key of ours nobody has used anything."""

    async def app(scope: Scope, *_: object) -> None:
        answering_of(scope).fails(STRANGER)

    assert ([], None) == told(app)


def test_the_trace_of_a_client_is_told():
    """What it says of it is taken over as it is, up to the length that W3C allows."""
    parent = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    (answered,), _ = told(nothing, (b"traceparent", parent), (b"tracestate", b"a" * 1000))
    assert (parent.decode(), "a" * LONGEST_TRACE) == (answered.traceparent, answered.tracestate)
