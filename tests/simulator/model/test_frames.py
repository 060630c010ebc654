"""Answers cut into frames."""

import msgspec
import pytest

from kiro_py.eventstream.decoder import Decoder
from kiro_py.simulator.model.answer import (
    Answer,
    Part,
    Reasoning,
    RedactedReasoning,
    ToolCall,
    ToolCalls,
    text,
)
from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.model.conversation import EMPTY_CONVERSATION
from kiro_py.simulator.model.frames import Framing, error, event, exception
from kiro_py.simulator.model.scene import Scene
from kiro_py.simulator.replies import PieceKind
from simulator.worlds import bytes_of, events, words_of, world_of

CALL = ToolCall("t1", "weather", {"city": "Oslo", "unit": "celsius"})
TAIL = ["metadataEvent", "contextUsageEvent", "meteringEvent"]


def framing_of(
    *parts: Part,
    max_tokens: int | None = None,
    sends_metadata: bool = True,
    sends_usage: bool = True,
) -> Framing:
    world, model = world_of(), MODELS["claude-sonnet-4.5"]
    signer = world.signer("social", model.id)
    return Framing(
        Answer(parts, max_tokens=max_tokens),
        Scene(EMPTY_CONVERSATION, model, signer, world.recordings),
        sends_metadata=sends_metadata,
        sends_usage=sends_usage,
    )


def test_text_comes_in_words():
    """Each word is a frame, and the model is named in each."""
    found = events(bytes_of(framing_of(text("Hello, world"))))

    assert [
        ("assistantResponseEvent", {"content": "Hello, ", "modelId": "claude-sonnet-4.5"}),
        ("assistantResponseEvent", {"content": "world", "modelId": "claude-sonnet-4.5"}),
    ] == found[:2]


def test_every_stream_ends_with_its_tail():
    """Stop reason and usage, the share of the window, the credits: in this order."""
    found = events(bytes_of(framing_of(text("Hello, world"))))

    assert [
        (
            "metadataEvent",
            {
                "stopReason": "END_TURN",
                "tokenUsage": {
                    "uncachedInputTokens": 2000,
                    "outputTokens": 2,
                    "totalTokens": 2002,
                },
            },
        ),
        ("contextUsageEvent", {"contextUsagePercentage": 1.001}),
        ("meteringEvent", {"unit": "credit", "unitPlural": "credits", "usage": 0.026026}),
    ] == found[2:]


def test_the_tail_can_be_shorter():
    """Live routes differ: usage and metadata may be missing."""
    without_usage = events(bytes_of(framing_of(sends_usage=False)))
    without_metadata = events(bytes_of(framing_of(sends_metadata=False)))

    assert (("metadataEvent", {"stopReason": "END_TURN"}), TAIL[1:]) == (
        without_usage[0],
        [name for name, _ in without_metadata],
    )


def test_a_call_comes_in_fragments():
    """A name, fragments of JSON text, a stop."""
    found = events(bytes_of(framing_of(ToolCalls((CALL,)))))[:-3]
    fragments = [payload["input"] for _, payload in found[1:-1]]

    assert ({"name": "weather", "toolUseId": "t1"}, True, True, CALL.arguments) == (
        found[0][1],
        found[-1][1]["stop"],
        len(fragments) > 1,
        msgspec.json.decode("".join(fragments)),
    )


def test_a_call_without_arguments_is_one_frame():
    """An empty input comes alone and without a stop."""
    found = events(bytes_of(framing_of(ToolCalls((ToolCall("t1", "now", {}),)))))[:-3]

    assert [
        ("toolUseEvent", {"input": "", "name": "now", "toolUseId": "t1", "stop": False})
    ] == found


def test_raw_input_is_sent_as_it_is():
    """Input that does not parse can be sent on purpose."""
    call = ToolCall("t1", "weather", {}, raw_input='{"city": ')
    found = events(bytes_of(framing_of(ToolCalls((call,)))))

    assert '{"city": ' == found[1][1]["input"]


def test_calls_can_be_interleaved():
    """Interleaved calls send a frame each in turns; the others one after the other."""
    other = ToolCall("t2", "weather", {"city": "Rome"})

    def order(*, is_interleaved: bool) -> str:
        parts = ToolCalls((CALL, other), is_interleaved)
        found = events(bytes_of(framing_of(parts)))[:-3]
        return "".join(payload["toolUseId"][1] for _, payload in found)

    assert ("1212121", "1111222") == (
        order(is_interleaved=True),
        order(is_interleaved=False),
    )


def test_reasoning_ends_with_its_signature():
    """The words come first, then a frame with the signature alone."""
    found = events(bytes_of(framing_of(Reasoning("because of that", "signed"))))

    assert ("because of that", ("reasoningContentEvent", {"signature": "signed"})) == (
        words_of(found, "reasoningContentEvent"),
        found[3],
    )


def test_redacted_reasoning_is_one_frame():
    """Redacted reasoning comes as data."""
    found = events(bytes_of(framing_of(RedactedReasoning("AAAA"))))

    assert ("reasoningContentEvent", {"redactedContent": "AAAA"}) == found[0]


def test_an_answer_is_cut_at_its_limit():
    """At the limit the stream ends with the tail and says why."""
    found = events(bytes_of(framing_of(text("one two three four"), max_tokens=2)))

    assert ("one two ", "MAX_TOKENS") == (words_of(found), found[2][1]["stopReason"])


def test_an_answer_within_its_limit_is_whole():
    """An answer that just fits is not cut."""
    found = events(bytes_of(framing_of(text("one two"), max_tokens=2)))

    assert ("one two", "END_TURN") == (words_of(found), found[2][1]["stopReason"])


def test_pieces_know_what_they_are():
    """Faults and pace can tell the tail from the words."""
    kinds = [piece.kind for piece in framing_of(text("one"))]

    assert [
        PieceKind.TOKEN,
        PieceKind.METADATA,
        PieceKind.CONTEXT_USAGE,
        PieceKind.METERING,
    ] == kinds


def test_the_cost_is_known_at_the_end():
    """What the metering says is what the stream has cost."""
    framing = framing_of(text("one"))
    before = framing.cost
    found = events(bytes_of(framing))

    assert (0.0, found[-1][1]["usage"]) == (before, framing.cost)


@pytest.mark.parametrize(
    ("data", "headers", "payload"),
    [
        pytest.param(
            event("aEvent", {"b": 1}),
            {
                ":event-type": "aEvent",
                ":content-type": "application/json",
                ":message-type": "event",
            },
            b'{"b":1}',
            id="event",
        ),
        pytest.param(
            exception("throttlingError", "no", "BECAUSE"),
            {
                ":exception-type": "throttlingError",
                ":content-type": "application/json",
                ":message-type": "exception",
            },
            b'{"message":"no","reason":"BECAUSE"}',
            id="exception",
        ),
        pytest.param(
            exception("error", "no", None),
            {
                ":exception-type": "error",
                ":content-type": "application/json",
                ":message-type": "exception",
            },
            b'{"message":"no"}',
            id="exception without a reason",
        ),
        pytest.param(
            error("Code", "no"),
            {":message-type": "error", ":error-code": "Code", ":error-message": "no"},
            b"",
            id="error",
        ),
    ],
)
def test_frames_have_their_headers(data: bytes, headers: dict[str, str], payload: bytes):
    """Events, exceptions and errors are told apart by their headers."""
    (frame,) = Decoder().receive_data(data)

    assert (headers, payload) == (dict(frame.headers), frame.payload)
