"""Whatever a client sends arrives whole, and the service takes it."""

from hypothesis import given

from corpus.nothing_lost import losses
from corpus.requests_strategy import requests
from corpus.trip import Json, travel


@given(requests())
def test_every_request_arrives_whole(asked: Json) -> None:
    """Of what can be answered the service refuses nothing, and nothing is lost on the way."""
    trip = travel(asked)
    assert (None, []) == (trip.refusal, losses(asked, trip.body))
