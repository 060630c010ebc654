"""The official Python SDK, old and new, accepts every recording when it checks every field."""

import json

import pytest

from clients.stage import (
    BROKEN,
    HERE,
    NEWEST_PYTHON,
    OLDER_PYTHON,
    STREAMS,
    WHOLE,
    Played,
    made,
    play,
)

pytestmark = pytest.mark.clients

KNOWN_ERRORS = {"APIStatusError", "BadRequestError", "InternalServerError", "OverloadedError"}


@pytest.fixture(params=[NEWEST_PYTHON, OLDER_PYTHON], ids=["newest", "0.125.0"])
def heard(request: pytest.FixtureRequest) -> Played:
    """What the SDK made of each recording, `whole` and `streamed`."""
    return play(made(request.param), HERE / "hear_recordings.py")


@pytest.mark.parametrize("name", WHOLE)
def test_streamed_and_whole_are_one_message(heard: Played, name: str):
    """Both ways give the same message."""
    assert heard.outcomes[name]["whole"] == heard.outcomes[name]["streamed"]


@pytest.mark.parametrize("name", WHOLE)
def test_the_message_is_what_is_written_down(heard: Played, name: str):
    """Its blocks and its ending are those of the transcript beside the recording."""
    message = heard.outcomes[name]["whole"]
    blocks = [block["type"] for block in message["content"]]
    assert written_down(name) == (blocks, message["stop_reason"])


@pytest.mark.parametrize("way", ["whole", "streamed"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_recording_is_an_error(heard: Played, name: str, way: str):
    """A broken answer is an error that the SDK knows, never a message or a surprise."""
    assert heard.outcomes[name][way] in KNOWN_ERRORS


def test_kiro_refuses_nothing(heard: Played):
    """Whatever it asks, the gateway breaks no rule of Kiro."""
    assert [] == heard.rules_broken


def written_down(name: str) -> tuple[list[str], str]:
    """Return the kinds of a transcript's blocks, and its stop reason."""
    lines = (STREAMS / f"{name}.sse").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
    blocks = [event["content_block"]["type"] for event in events if "content_block" in event]
    (end,) = [event for event in events if event["type"] == "message_delta"]
    return blocks, end["delta"]["stop_reason"]
