"""One end for each request, however many journeys it took."""

from dataclasses import replace

from fakes import Notes
from kiro_py.exchange.ending import OneEnding
from kiro_py.ports.journal import RequestEnded, UnknownEventSeen

REFUSED = RequestEnded(
    request_id="req_1",
    model="m",
    upstream_model="M",
    credential_id=1,
    outcome="UpstreamRefused",
    attempts=2,
    seconds=3.0,
    first_event_seconds=None,
)
ANSWERED = replace(
    REFUSED,
    credential_id=2,
    outcome="end_turn",
    attempts=1,
    seconds=4.0,
    first_event_seconds=1.5,
    credits=0.5,
)


def test_two_journeys_have_one_end() -> None:
    """It is the second one's, and says what both took."""
    notes = Notes()
    with OneEnding(notes) as journal:
        journal.note(REFUSED)
        journal.note(ANSWERED)
        assert [] == notes.happenings
    expected = replace(ANSWERED, attempts=3, seconds=7.0, first_event_seconds=4.5)
    assert [expected] == notes.happenings


def test_an_end_without_an_event_has_none() -> None:
    """A second refusal has not sent anything, either."""
    notes = Notes()
    with OneEnding(notes) as journal:
        journal.note(REFUSED)
        journal.note(REFUSED)
    assert [replace(REFUSED, attempts=4, seconds=6.0)] == notes.happenings


def test_one_journey_ends_as_it_did() -> None:
    """Nothing is added to a request that went once."""
    notes = Notes()
    with OneEnding(notes) as journal:
        journal.note(ANSWERED)
    assert [ANSWERED] == notes.happenings


def test_no_journey_has_no_end() -> None:
    """A request that was refused before it set out is not noted."""
    notes = Notes()
    with OneEnding(notes):
        pass
    assert [] == notes.happenings


def test_the_rest_is_noted_at_once() -> None:
    """Only ends wait."""
    notes = Notes()
    with OneEnding(notes) as journal:
        journal.note(UnknownEventSeen("newEvent"))
        assert [UnknownEventSeen("newEvent")] == notes.happenings
