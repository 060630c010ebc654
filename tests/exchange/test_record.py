"""What is heard of a request becomes one entry, whatever is heard, and in whatever order."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.exchange.record import MOST_TRIES, Record
from kiro_py.ports.journal import (
    CLIENT_LEFT,
    AttemptEnded,
    AttemptFailed,
    Happening,
    RequestAnswered,
    RequestEnded,
    UnknownEventSeen,
)
from kiro_py.ports.usage import Entry, Try

FAILED = AttemptFailed("req_1", 1, "q", 1, "throttled", "Slow down", 10.0, 429, 0.5)
SERVED = AttemptEnded("req_1", 2, "q", 2, is_whole=True, at=11.0, seconds=2.0)
ENDED = RequestEnded(
    request_id="req_1",
    model="sonnet",
    upstream_model="claude-sonnet-4.5",
    credential_id=2,
    outcome="end_turn",
    attempts=2,
    seconds=3.0,
    first_event_seconds=1.5,
    input_tokens=10,
    output_tokens=5,
    credits=0.25,
    host="q",
    cache_read_tokens=3,
    cache_write_tokens=4,
)
ANSWERED = RequestAnswered(
    request_id="req_1",
    at=9.5,
    seconds=4.0,
    path="/v1/messages",
    model="sonnet",
    is_streamed=True,
    status=200,
    key_id=7,
)


class Book:
    """A book in memory."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def keep(self, entry: Entry) -> None:
        self.entries.append(entry)


def heard(*happenings: Happening) -> list[Entry]:
    book = Book()
    subject = Record(book)
    for happening in happenings:
        subject.note(happening)
    return book.entries


def test_an_entry_is_a_part_of_the_client_s_trace():
    """As the front door was told."""
    answered = replace(ANSWERED, traceparent="00-1-2-01", tracestate="a=b")
    (entry,) = heard(ENDED, answered)
    assert ("00-1-2-01", "a=b") == (entry.traceparent, entry.tracestate)


def test_an_entry_is_what_both_doors_said():
    """The front door tells who asked and what he saw, the other one what it took."""
    (entry,) = heard(FAILED, SERVED, ENDED, ANSWERED)
    request = entry.request
    assert (7, 2, "sonnet", "claude-sonnet-4.5") == (
        request.key_id,
        request.credential_id,
        request.model,
        request.upstream_model,
    )
    assert (10, 5, 3, 4, 0.25) == (
        request.input_tokens,
        request.output_tokens,
        request.cache_read_tokens,
        request.cache_write_tokens,
        request.credits,
    )
    assert (9.5, 4.0, 1.5, 200, False, "end_turn", 2) == (
        request.at,
        request.seconds,
        request.first_token_seconds,
        request.status,
        request.is_failed,
        request.outcome,
        request.attempts,
    )


def test_each_attempt_is_there_in_its_order():
    """The one that served is among them; Kiro's words stay with the one that failed."""
    (entry,) = heard(FAILED, SERVED, ENDED, ANSWERED)
    common = {"host": "q"}
    assert (
        Try(
            number=1,
            at=10.0,
            credential_id=1,
            verdict="throttled",
            status=429,
            seconds=0.5,
            detail="Slow down",
            **common,
        ),
        Try(
            number=2, at=11.0, credential_id=2, verdict="served", status=200, seconds=2.0, **common
        ),
    ) == entry.tries


@pytest.mark.parametrize(
    ("ended", "answered", "expected"),
    [
        ({}, {}, ("end_turn", False, 10)),
        ({}, {"status": 500, "error_type": "api_error"}, ("api_error", True, 10)),
        (
            {"first_event_seconds": None},
            {"status": 429, "error_type": "rate_limit_error"},
            ("rate_limit_error", True, 0),
        ),
        ({"first_event_seconds": None}, {}, ("end_turn", False, 10)),
        ({}, {"status": CLIENT_LEFT}, ("client left", False, 10)),
        ({"first_event_seconds": None}, {"status": CLIENT_LEFT}, ("client left", False, 0)),
    ],
    ids=["well", "midway", "refused", "whole", "left midway", "left before"],
)
def test_nothing_is_spent_where_no_word_came(
    ended: dict[str, object], answered: dict[str, object], expected: tuple[str, bool, int]
):
    """An estimate of what was asked is not a use of it; who left is no failure."""
    (entry,) = heard(
        replace(ENDED, **ended),
        replace(ANSWERED, **answered),
    )
    request = entry.request
    assert expected == (request.outcome, request.is_failed, request.input_tokens)


def test_what_was_refused_at_the_door_is_an_entry_too():
    """Nobody was asked, nothing was taken."""
    (entry,) = heard(replace(ANSWERED, status=400, error_type="invalid_request_error"))
    request = entry.request
    assert (("", None, 0, 0), ()) == (
        (request.upstream_model, request.credential_id, request.attempts, request.input_tokens),
        entry.tries,
    )


def test_what_is_remembered_is_bounded():
    """Requests that never end push out the oldest, and one that never succeeds keeps a few."""
    book = Book()
    subject = Record(book, most_under_way=2)
    for number in range(5):
        subject.note(replace(ENDED, request_id=f"req_{number}"))
    for number in range(5):
        subject.note(replace(ANSWERED, request_id=f"req_{number}"))
    assert [0, 0, 0, 2, 2] == [entry.request.attempts for entry in book.entries]
    (entry,) = heard(*[FAILED] * (MOST_TRIES + 5), ANSWERED)
    assert [*range(1, MOST_TRIES + 1)] == [each.number for each in entry.tries]


NAMES = st.sampled_from(["req_1", "req_2", "req_3"])
HEARD = st.one_of(
    NAMES.map(lambda name: replace(FAILED, request_id=name)),
    NAMES.map(lambda name: replace(SERVED, request_id=name)),
    NAMES.map(lambda name: replace(ENDED, request_id=name)),
    st.just(UnknownEventSeen("newEvent")),
)


@given(st.lists(HEARD, max_size=30), st.permutations(["req_1", "req_2", "req_3"]))
def test_every_answer_is_one_entry(happenings: list[Happening], answered: list[str]):
    """Whatever is heard before, each request that was answered is one entry, and no other is."""
    ends = [replace(ANSWERED, request_id=name) for name in answered]
    entries = heard(*happenings, *ends)
    assert dict.fromkeys(answered, 1) == Counter(each.request.request_id for each in entries)
