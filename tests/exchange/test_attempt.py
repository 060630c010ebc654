"""One try, byte by byte."""

import asyncio

import msgspec
import pytest

from fakes import FakeClock, FakeStream, Silence
from jumping_loop import run_jumping
from kiro_py.errors import FrameCorrupt, UpstreamBroken, UpstreamRefused, UpstreamUnreachable
from kiro_py.eventstream.encoder import encode
from kiro_py.exchange.ask import ExchangeLimits
from kiro_py.exchange.attempt import Attempt
from kiro_py.translate.limits import Limits
from kiro_py.translate.reply import Reply, ReplyTerms
from kiro_py.translate.usage import Spending
from playbook import spell_all


def frame(name: str, payload: object) -> bytes:
    headers = {":event-type": name, ":content-type": "application/json", ":message-type": "event"}
    return encode(headers, msgspec.json.encode(payload))


HI = frame("assistantResponseEvent", {"content": "Hi"})
DONE = frame("metadataEvent", {"stopReason": "END_TURN"})
METERED = frame("meteringEvent", {"usage": 1})


def attempt(
    *pieces: bytes | Silence | UpstreamUnreachable, limits: Limits | None = None
) -> tuple[Attempt, FakeStream]:
    terms = ReplyTerms("msg_1", "claude-test", lambda name: name, limits=limits or Limits())
    stream = FakeStream(list(pieces))
    subject = Attempt(stream, Reply(terms, Spending(10, 200_000)), FakeClock(), ExchangeLimits())
    return subject, stream


def test_it_is_over_when_all_is_said():
    """Text, reason and metering end the answer, and the connection is given back."""

    async def main() -> tuple[list[str], bool | None]:
        subject, stream = attempt(HI + DONE + METERED)
        async with subject:
            events = await subject.receive()
        assert subject.is_over
        return spell_all(events), stream.closed_when_over

    events, was_over = run_jumping(main())

    assert "message_stop" == events[-1]
    assert was_over is True


def test_leaving_early_cuts():
    """An answer that is not over is not given back for reuse."""

    async def main() -> bool | None:
        subject, stream = attempt(HI, Silence(100))
        async with subject:
            await subject.receive()
        return stream.closed_when_over

    assert run_jumping(main()) is False


def test_nothing_comes_when_the_time_comes_first():
    """`until` ends a wait without losing what comes later."""

    async def main() -> tuple[list[str], float, list[str]]:
        subject, _ = attempt(Silence(30), HI)
        async with subject:
            nothing = spell_all(await subject.receive(until=12))
            at = asyncio.get_running_loop().time()
            return nothing, at, spell_all(await subject.receive(until=100))

    assert ([], 12, ["0 + text", "0 text 'Hi'"]) == run_jumping(main())


def test_what_came_before_a_fault_is_delivered_first():
    """Good frames and a corrupt one in the same bytes are told apart."""
    corrupt = HI[:-1] + bytes([HI[-1] ^ 1])

    async def main() -> list[str]:
        subject, _ = attempt(HI + corrupt, Silence(1000))
        async with subject:
            events = await subject.receive()
            with pytest.raises(FrameCorrupt):
                await subject.receive()
            return spell_all(events)

    assert ["0 + text", "0 text 'Hi'"] == run_jumping(main())


def test_an_exception_frame_is_a_refusal():
    """The service's own exception is classified, with its words kept for our side."""
    headers = {":message-type": "exception", ":exception-type": "throttlingError"}
    thrown = encode(headers, b'{"message":"busy","reason":"INSUFFICIENT_MODEL_CAPACITY"}')

    async def main() -> UpstreamRefused:
        subject, _ = attempt(thrown)
        async with subject:
            with pytest.raises(UpstreamRefused) as refused:
                await subject.receive()
            return refused.value

    refused = run_jumping(main())

    assert 529 == refused.refusal.status
    assert "busy" in refused.detail
    assert "busy" not in refused.refusal.message


@pytest.mark.parametrize(
    ("pieces", "failure"),
    [
        ((HI,), UpstreamBroken),
        ((HI[:20],), FrameCorrupt),
        ((HI, Silence(1e6)), UpstreamUnreachable),
        ((HI, UpstreamUnreachable("reset", host="q")), UpstreamBroken),
    ],
    ids=["no tail", "half a frame", "silence", "reset"],
)
def test_an_end_that_is_none_is_raised(
    pieces: tuple[bytes | Silence | UpstreamUnreachable, ...], failure: type[Exception]
):
    """Only a proper tail makes an end."""

    async def main() -> None:
        subject, _ = attempt(*pieces)
        async with subject:
            while not subject.is_over:
                await subject.receive()

    with pytest.raises(failure):
        run_jumping(main())


@pytest.mark.parametrize("rest", [(), (Silence(1e6),), (UpstreamUnreachable("reset", host="q"),)])
def test_a_tail_makes_an_end(rest: tuple[Silence | UpstreamUnreachable, ...]):
    """Once the answer is metered, EOF, silence and a reset are all the same end."""

    async def main() -> list[str]:
        subject, _ = attempt(HI + METERED, *rest)
        async with subject:
            events = await subject.receive()
            while not subject.is_over:
                events += await subject.receive()
            return spell_all(events)

    assert "message_stop" == run_jumping(main())[-1]


def test_unknown_events_are_kept_by_name():
    """What nobody has a word for is counted elsewhere."""

    async def main() -> list[str]:
        subject, _ = attempt(frame("brandNewEvent", {}) + HI)
        async with subject:
            await subject.receive()
            return subject.unknown

    assert ["brandNewEvent"] == run_jumping(main())


@pytest.mark.parametrize("limits", [Limits(stop_sequences=("Hi",)), Limits(max_tokens=1)])
@pytest.mark.parametrize(
    "pieces",
    [(HI, HI, HI), (HI + HI + HI,), (HI + HI + HI + b"this is not a frame",)],
    ids=["3", "1", "broken"],
)
def test_an_answer_that_is_long_enough_is_cut(pieces: tuple[bytes, ...], limits: Limits):
    """It is over without a tail, whatever comes behind, and its connection is not used again."""

    async def main() -> tuple[str, bool | None]:
        subject, stream = attempt(*pieces, Silence(1e6), limits=limits)
        async with subject:
            events = await subject.receive()
            while not subject.is_over:
                events += await subject.receive()
        assert subject.reply.is_cut
        return spell_all(events)[-1], stream.closed_when_over

    assert ("message_stop", False) == run_jumping(main())
