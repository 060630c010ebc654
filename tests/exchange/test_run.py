"""The loop, against a world made of fakes and a clock that jumps."""

import asyncio
import contextlib
from base64 import b64decode
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeGuard

import msgspec
import pytest

from exchange.test_attachments import Bench, heavy
from fakes import FakeClock, FakeStream, FakeUpstream, Forgetful, Notes, Silence
from fakes_credentials import ARN, MemoryStore
from jumping_loop import run_jumping
from kiro_py.errors import (
    GatewayError,
    NoCredential,
    RequestRefused,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.eventstream.encoder import encode
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.approach import Doors
from kiro_py.exchange.ask import Ask, ExchangeLimits
from kiro_py.exchange.book import Book
from kiro_py.exchange.doorstep import Doorsteps
from kiro_py.exchange.fitting import Fitting
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.profiles import Profiles
from kiro_py.exchange.renew import Renewer
from kiro_py.exchange.run import Exchange
from kiro_py.exchange.seats import Seats
from kiro_py.kiro.address import AddressBook
from kiro_py.kiro.identity import Identity
from kiro_py.pool.credential import AuthMethod, Credential, Tokens
from kiro_py.ports.journal import (
    AttemptEnded,
    AttemptFailed,
    Happening,
    RequestEnded,
    UnknownEventSeen,
)
from kiro_py.ports.upstream import ByteStream, HttpAnswer
from kiro_py.secret import Secret
from kiro_py.translate.models import known
from kiro_py.wire.anthropic.content import TextBlock
from kiro_py.wire.anthropic.message import ReplyMessage
from kiro_py.wire.anthropic.request import Message, MessagesRequest
from playbook import spell_all
from translate.asking import asked, png, user

KEY = Credential(
    id=1,
    auth_method=AuthMethod.API_KEY,
    kiro_api_key=Secret("ksk_example"),
    tokens=Tokens(profile_arn=ARN),
)
HELLO = MessagesRequest(
    model="claude-sonnet-4-5",
    max_tokens=100,
    messages=(Message("user", (TextBlock("hello"),)),),
    stream=True,
)
ASK = Ask(HELLO, "req_1", "msg_1")
IMPROPER = HttpAnswer(400, {}, b'{"message":"Improperly formed request.","reason":null}')
TOO_LONG = HttpAnswer(
    400, {}, b'{"message":"Input is too long.","reason":"CONTENT_LENGTH_EXCEEDS_THRESHOLD"}'
)
OVERLOADED = HttpAnswer(
    500, {}, b'{"message":"Encountered unexpectedly high load when processing the request"}'
)


def frame(name: str, payload: object) -> bytes:
    headers = {":event-type": name, ":content-type": "application/json", ":message-type": "event"}
    return encode(headers, msgspec.json.encode(payload))


def say(text: str) -> bytes:
    return frame("assistantResponseEvent", {"content": text})


def exception(kind: str, message: str, reason: str | None = None) -> bytes:
    headers = {":message-type": "exception", ":exception-type": kind}
    return encode(headers, msgspec.json.encode({"message": message, "reason": reason}))


DONE = frame("metadataEvent", {"stopReason": "END_TURN"})
METERED = frame("meteringEvent", {"usage": 0.5, "unit": "credit"})
USED = frame("contextUsageEvent", {"contextUsagePercentage": 10.0})
HI = ["0 + text", "0 text 'Hi'", "0 -", "end_turn in=9", "message_stop"]


@dataclass
class World:
    """Everything around one exchange."""

    upstream: FakeUpstream
    notes: Notes
    exchange: Exchange


def world(
    *answers: ByteStream | HttpAnswer | GatewayError,
    delay: float = 0.0,
    credential: Credential | None = KEY,
    seats: int = 0,
) -> World:
    upstream, notes, clock = FakeUpstream(answers, delay=delay), Notes(), FakeClock()
    book = AddressBook(
        identity=Identity(kiro_version="0.9.2", system_version="linux#6.1", node_version="22.21.1")
    )
    store = MemoryStore(*([credential] if credential else []))
    renewer = Renewer(store=store, upstream=upstream, clock=clock, journal=notes, book=book)
    leases = Leases(store, renewer, Book(Forgetful(), clock, notes), clock)
    addressing = Addressing(book)
    profiles = Profiles(upstream, addressing, store, clock, notes)
    doors = Doors(upstream, leases, profiles, addressing, Doorsteps(clock), clock, notes)
    planner = Planner({}, lambda _: None, counting=doors.counting)
    return World(upstream, notes, Exchange(planner, doors, ExchangeLimits(), Seats(seats)))


def stream_of(*pieces: bytes | Silence | GatewayError) -> FakeStream:
    return FakeStream(list(pieces))


Heard = list[tuple[float, list[str]]]


def listen(subject: World, *, is_buffered: bool = False) -> tuple[Heard, GatewayError | None]:
    """Return what a client hears and when, and the failure that ended it."""
    heard: Heard = []

    async def main() -> GatewayError | None:
        try:
            batches = subject.exchange.stream(ASK, is_buffered=is_buffered)
            async with aclosing(batches):
                async for batch in batches:
                    heard.append((asyncio.get_running_loop().time(), spell_all(batch)))
        except GatewayError as failure:
            return failure
        return None

    return heard, run_jumping(main())


def whole(subject: World) -> ReplyMessage:
    async def main() -> ReplyMessage:
        return await subject.exchange.whole(ASK)

    return run_jumping(main())


def lines(heard: Heard) -> list[str]:
    return [line for _, batch in heard for line in batch]


def test_an_answer_goes_through():
    """The first batch begins with `message_start`; the last ends the message."""
    stream = stream_of(say("Hi"), DONE + METERED)
    subject = world(stream)

    heard, failure = listen(subject)

    assert failure is None
    assert ["message_start in=9", *HI] == lines(heard)
    assert stream.closed_when_over is True


def test_the_client_headers_wait_for_the_first_word():
    """Nothing leaves while the upstream's first frame may come soon."""
    heard, _ = listen(world(stream_of(Silence(2.9), say("Hi"), DONE + METERED), delay=9.0))

    assert 11.9 == pytest.approx(heard[0][0])
    assert "message_start in=9" == heard[0][1][0]


def test_patience_before_the_headers_ends():
    """After ten seconds without headers the client hears `message_start`, then pings."""
    heard, _ = listen(world(stream_of(say("Hi"), DONE + METERED), delay=41.0))

    assert [
        (10.0, ["message_start in=9"]),
        (25.0, ["ping"]),
        (40.0, ["ping"]),
        (41.0, HI[:2]),
        (41.0, HI[2:]),
    ] == heard


def test_patience_after_the_headers_ends_sooner():
    """Three seconds after the upstream's headers the client hears `message_start`."""
    stream = stream_of(Silence(20.0), say("Hi"), DONE + METERED)

    heard, _ = listen(world(stream, delay=1.0))

    assert [(4.0, ["message_start in=9"]), (19.0, ["ping"]), (21.0, HI[:2])] == heard[:3]


def test_a_silence_in_the_middle_is_filled_with_pings():
    """The client hears something every fifteen seconds."""
    stream = stream_of(say("H"), Silence(40.0), say("i"), DONE + METERED)

    heard, _ = listen(world(stream))

    assert [15.0, 30.0] == [at for at, batch in heard if batch == ["ping"]]


@pytest.mark.parametrize(
    ("answer", "status", "message"),
    [
        (IMPROPER, 400, ""),
        (TOO_LONG, 400, "prompt is too long: 200001 tokens > 200000 maximum"),
    ],
    ids=["improper", "too long"],
)
def test_a_refusal_is_told_before_anything_else(answer: HttpAnswer, status: int, message: str):
    """A refusal that cannot heal is raised at once, after one call."""
    subject = world(answer)

    heard, failure = listen(subject)

    assert [] == heard
    assert isinstance(failure, UpstreamRefused)
    assert status == failure.refusal.status
    assert message in failure.refusal.message
    assert 1 == len(subject.upstream.calls)


def test_an_exception_before_content_is_a_refusal():
    """A stream that begins with an exception is answered like a refusing status."""
    too_long = exception("ValidationException", "Input is too long.")
    subject = world(stream_of(frame("messageMetadataEvent", {}) + too_long))

    heard, failure = listen(subject)

    assert [] == heard
    assert isinstance(failure, UpstreamRefused)
    assert 400 == failure.refusal.status
    assert "prompt is too long" in failure.refusal.message


def test_an_exception_after_content_ends_the_stream():
    """What was said stays said, and nothing is tried again."""
    subject = world(stream_of(say("Hal"), exception("error", "oops")))

    heard, failure = listen(subject)

    assert ["message_start in=9", "0 + text", "0 text 'Hal'"] == lines(heard)
    assert isinstance(failure, UpstreamRefused)
    assert 1 == len(subject.upstream.calls)


@pytest.mark.parametrize(
    "bad",
    [
        OVERLOADED,
        stream_of(),
        stream_of(METERED),
        stream_of(b"garbage that is no frame"),
        stream_of(UpstreamUnreachable("reset", host="q")),
        UpstreamUnreachable("connect", host="q"),
        FakeStream([b"<html>"], {"content-type": "text/html"}),
    ],
    ids=["overloaded", "no frames", "only a tail", "garbage", "reset", "unreachable", "HTML"],
)
def test_what_may_heal_is_tried_again(bad: FakeStream | HttpAnswer | GatewayError):
    """A passing failure before the first word is not the client's business."""
    subject = world(bad, stream_of(say("Hi"), DONE + METERED))

    heard, failure = listen(subject)

    assert failure is None
    assert ["message_start in=9", *HI] == lines(heard)
    assert 2 == len(subject.upstream.calls)


@pytest.mark.parametrize(
    ("tail", "what"),
    [
        ((), "the stream ended without its tail"),
        ((b"garbage that is no frame",), "prelude checksum"),
        ((UpstreamUnreachable("reset", host="q"),), "the connection broke"),
        (
            (frame("toolUseEvent", {"toolUseId": "t", "name": "W", "input": "{"}), DONE + METERED),
            "ended half-way",
        ),
    ],
    ids=["cut", "corrupt", "reset", "half a tool call"],
)
def test_a_break_after_the_first_word_is_told(tail: tuple[bytes | GatewayError, ...], what: str):
    """A loss is never dressed as an end, and never tried again."""
    subject = world(stream_of(say("Hal"), *tail))

    heard, failure = listen(subject)

    assert ["message_start in=9", "0 + text", "0 text 'Hal'"] == lines(heard)
    assert isinstance(failure, UpstreamBroken)
    assert what in str(failure)
    assert 1 == len(subject.upstream.calls)


def test_nothing_is_tried_again_once_patience_has_ended():
    """After `message_start` a refusal is an error, even when it might heal."""
    subject = world(OVERLOADED, delay=12.0)

    heard, failure = listen(subject)

    assert ["message_start in=9"] == lines(heard)
    assert isinstance(failure, UpstreamRefused)
    assert 1 == len(subject.upstream.calls)


def test_a_connection_that_lingers_is_closed_after_a_grace():
    """A service that has metered and neither speaks nor closes ends after five seconds."""
    stream = stream_of(say("Hi"), METERED, Silence(1e6))

    heard, failure = listen(world(stream))

    assert failure is None
    assert "message_stop" == lines(heard)[-1]
    assert 5.0 == heard[-1][0]


def test_a_whole_tail_ends_the_turn_at_once():
    """When reason and metering are both here, nobody waits for the connection to close."""
    heard, failure = listen(world(stream_of(say("Hi"), DONE + METERED, Silence(1e6))))

    assert failure is None
    assert 0.0 == heard[-1][0]


def test_a_break_after_the_tail_is_no_loss():
    """A connection that is reset once all was said does no harm."""
    heard, failure = listen(
        world(stream_of(say("Hi"), METERED, UpstreamUnreachable("reset", host="q")))
    )

    assert failure is None
    assert "message_stop" == lines(heard)[-1]


@pytest.mark.parametrize(
    "pieces", [(say("Hi"), Silence(1e6)), (Silence(1e6),)], ids=["mid", "first"]
)
def test_silence_for_too_long_is_told(pieces: tuple[bytes | Silence, ...]):
    """Five minutes without a byte end the stream with an error."""
    heard, failure = listen(world(stream_of(*pieces)))

    assert isinstance(failure, UpstreamUnreachable)
    assert "silence" == failure.what
    assert "ping" == lines(heard)[-1]
    assert "message_stop" not in lines(heard)


def test_a_buffered_answer_has_exact_usage_in_its_first_event():
    """Pings only, until the answer is whole; then all of it, with the final input figure."""
    stream = stream_of(Silence(20.0), say("Hi"), Silence(20.0), USED + DONE + METERED)

    heard, failure = listen(world(stream), is_buffered=True)

    assert failure is None
    assert [(3.0, ["ping"]), (18.0, ["ping"]), (33.0, ["ping"])] == heard[:-1]
    assert 40.0 == heard[-1][0]
    assert "message_start in=19999" == heard[-1][1][0]
    assert "end_turn in=19999" == heard[-1][1][-2]


def test_a_buffered_answer_holds_one_attempt_only():
    """What a first attempt had said before it broke is not sent with the second one's answer."""
    subject = world(stream_of(say("Hal")), stream_of(say("Hi"), DONE + METERED))

    heard, failure = listen(subject, is_buffered=True)

    assert failure is None
    assert ["message_start in=9", *HI] == lines(heard)


def test_a_buffered_answer_pings_while_content_flows():
    """A long answer that is being held keeps the connection alive."""
    pieces = [piece for _ in range(40) for piece in (Silence(1.0), say("x"))]

    heard, _ = listen(world(stream_of(*pieces, DONE + METERED)), is_buffered=True)

    assert [3.0, 18.0, 33.0, 40.0] == [round(at) for at, _ in heard]


def test_a_whole_answer_is_tried_again_even_late():
    """Nothing has left for a client that does not stream, so a late break is retried."""
    subject = world(stream_of(say("Hal")), stream_of(say("Hi"), DONE + METERED))

    message = whole(subject)

    assert [TextBlock("Hi")] == message.content
    assert "end_turn" == message.stop_reason
    assert 2 == len(subject.upstream.calls)


def test_a_whole_answer_that_stays_broken_is_refused():
    """Twice broken is told, never given away by halves."""
    subject = world(stream_of(say("Hal")), stream_of(say("Hal")))

    with pytest.raises(UpstreamBroken):
        whole(subject)


def test_a_client_that_leaves_cuts_the_upstream():
    """Closing the iterator closes the upstream's stream in the middle."""
    stream = stream_of(say("Hi"), Silence(1e6))
    subject = world(stream)

    async def main() -> None:
        async with aclosing(subject.exchange.stream(ASK)) as batches:
            await anext(batches)

    run_jumping(main())

    assert stream.closed_when_over is False
    ended = [
        happening for happening in subject.notes.happenings if isinstance(happening, RequestEnded)
    ]
    assert ["client left"] == [happening.outcome for happening in ended]


def test_the_upstream_is_not_asked_for_more_than_was_taken():
    """A client that does not read does not fill anybody's memory."""
    stream = stream_of(*[say(str(n)) for n in range(100)], DONE + METERED)

    async def main() -> int:
        async with aclosing(world(stream).exchange.stream(ASK)) as batches:
            await anext(batches)
            await asyncio.sleep(60)
            return stream.taken

    assert 1 == run_jumping(main())


def test_no_credential_is_told():
    """A gateway without credentials says so."""
    heard, failure = listen(world(credential=None))

    assert [] == heard
    assert isinstance(failure, NoCredential)


def test_an_unknown_model_is_refused_before_any_call():
    """A model that nobody knows is a 404 that names it."""
    subject = world()
    ask = Ask(msgspec.structs.replace(HELLO, model="gpt-9"), "req_1", "msg_1")

    async def main() -> None:
        await anext(subject.exchange.stream(ask))

    with pytest.raises(RequestRefused, match="model: gpt-9"):
        run_jumping(main())
    assert [] == subject.upstream.calls


def allowing(max_tokens: int) -> Ask:
    return Ask(msgspec.structs.replace(HELLO, max_tokens=max_tokens), "req_1", "msg_1")


@pytest.mark.parametrize("is_buffered", [False, True])
def test_an_answer_of_no_tokens_asks_nobody(*, is_buffered: bool):
    """A client that allows none hears at once what its input takes."""
    subject = world()

    async def main() -> list[str]:
        batches = subject.exchange.stream(allowing(0), is_buffered=is_buffered)
        async with aclosing(batches):
            return [line async for batch in batches for line in spell_all(batch)]

    assert ["message_start in=9", "max_tokens in=9", "message_stop"] == run_jumping(main())
    assert [] == subject.upstream.calls
    assert [0] == [each.attempts for each in subject.notes.happenings if is_end(each)]


def test_a_whole_answer_of_no_tokens_asks_nobody():
    """It has no content, and no output."""
    subject = world()

    async def main() -> ReplyMessage:
        return await subject.exchange.whole(allowing(0))

    message = run_jumping(main())

    assert ([], "max_tokens") == (message.content, message.stop_reason)
    assert (9, 0) == (message.usage.input_tokens, message.usage.output_tokens)
    assert [] == subject.upstream.calls


def test_an_answer_that_is_long_enough_is_cut():
    """The rest is not waited for, and the credential has served."""
    stream = stream_of(say("Hi " * 100), Silence(1e6))
    subject = world(stream)

    async def main() -> ReplyMessage:
        return await subject.exchange.whole(allowing(5))

    message = run_jumping(main())

    assert ("max_tokens", 5) == (message.stop_reason, message.usage.output_tokens)
    assert stream.closed_when_over is False
    assert ["max_tokens"] == [each.outcome for each in subject.notes.happenings if is_end(each)]


def is_end(happening: Happening) -> TypeGuard[RequestEnded]:
    return isinstance(happening, RequestEnded)


def test_one_request_too_many_is_turned_away():
    """With every seat taken the next request is refused, and a seat that is left is free."""
    subject = world(stream_of(say("Hi"), DONE + METERED), stream_of(say("Hi"), DONE), seats=1)

    async def main() -> None:
        async with aclosing(subject.exchange.stream(ASK)) as first:
            await anext(first)
            with pytest.raises(RequestRefused, match="1 requests at once"):
                await anext(subject.exchange.stream(ASK))
        await subject.exchange.whole(ASK)

    run_jumping(main())


def test_the_journal_hears_of_everything():
    """A rescued failure, an unknown event and the end are noted."""
    subject = world(OVERLOADED, stream_of(frame("newEvent", {}) + say("Hi"), DONE + METERED))

    listen(subject)

    failed, unknown, attempt, ended = subject.notes.happenings
    assert isinstance(failed, AttemptFailed)
    assert ("req_1", 1, 1, 500) == (
        failed.request_id,
        failed.credential_id,
        failed.attempt,
        failed.status,
    )
    assert isinstance(attempt, AttemptEnded)
    assert (2, True) == (attempt.attempt, attempt.is_whole)
    assert UnknownEventSeen("newEvent") == unknown
    assert isinstance(ended, RequestEnded)
    assert ("end_turn", 2, 0.5) == (ended.outcome, ended.attempts, ended.credits)


@pytest.mark.parametrize(
    ("answer", "tokens"),
    [
        pytest.param(IMPROPER, (0, 0), id="refused"),
        pytest.param(
            stream_of(say("Hi"), UpstreamBroken("cut")), (9, 1), id="cut after the first word"
        ),
    ],
)
def test_what_was_not_begun_cost_nothing(answer: ByteStream | HttpAnswer, tokens: object):
    """Our own estimate of the question is no use, until the model has begun to answer."""
    subject = world(answer)
    listen(subject)
    (ended,) = filter(is_end, subject.notes.happenings)
    assert tokens == (ended.input_tokens, ended.output_tokens)


@pytest.mark.parametrize(
    ("answers", "outcome", "attempts"),
    [
        pytest.param([TOO_LONG, "Hi"], "end_turn", 2, id="light"),
        pytest.param([TOO_LONG, TOO_LONG], "UpstreamRefused", 2, id="too heavy still"),
        pytest.param([IMPROPER], "UpstreamRefused", 1, id="not mended by lightness"),
    ],
)
@pytest.mark.parametrize("is_streamed", [True, False], ids=["stream", "whole"])
def test_a_request_that_goes_twice_ends_once(
    answers: list[HttpAnswer | str], outcome: str, attempts: int, *, is_streamed: bool
):
    """Made lighter, it is still one request; its note says what both ways took."""
    says = (stream_of(say(x), DONE) if isinstance(x, str) else x for x in answers)
    subject = world(*says, delay=2.0)
    exchange = replace(
        subject.exchange,
        fitting=Fitting(Bench(b64decode(png())).subject, lambda ask: known(ask.request.model)),
    )
    heavy_ask = replace(ASK, request=asked(user([heavy(200_000)])))

    async def streamed() -> None:
        async for _ in exchange.stream(heavy_ask):
            pass

    async def main() -> None:
        with contextlib.suppress(UpstreamRefused):
            await (streamed() if is_streamed else exchange.whole(heavy_ask))

    run_jumping(main())

    ends = [each for each in subject.notes.happenings if isinstance(each, RequestEnded)]
    found = [(each.outcome, each.attempts, each.seconds) for each in ends]
    assert [(outcome, attempts, 2.0 * attempts)] == found


TRUTH = {"uncachedInputTokens": 40, "outputTokens": 2, "totalTokens": 42}
COUNTED = frame("metadataEvent", {"stopReason": "END_TURN", "tokenUsage": TRUTH})


def test_what_is_reported_is_learned():
    """The next request of the model is expected to be counted as the last one was."""
    subject = world(*(stream_of(say("Hi"), COUNTED, METERED) for _ in range(9)))
    starts = [listen(subject)[0][0][1][0] for _ in range(9)]

    known = subject.exchange.doors.counting.of("claude-sonnet-4.5")
    assert [(9, 40)] * 8 == [(sample.estimate, sample.reported) for sample in known.samples]
    assert 40 == pytest.approx(known.whole(9), abs=2)
    assert starts[0] != starts[-1]


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param((say("Hi"), DONE, METERED), id="nothing was reported"),
        pytest.param((say("Hi"), COUNTED, exception("error", "no more")), id="it broke"),
    ],
)
def test_without_a_good_end_nothing_is_learned(pieces: tuple[bytes, ...]):
    """Our own figures, and those of an answer that broke, teach nothing."""
    subject = world(stream_of(*pieces))
    listen(subject)

    assert () == subject.exchange.doors.counting.of("claude-sonnet-4.5").samples
