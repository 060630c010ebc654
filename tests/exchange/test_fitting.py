"""Requests with attachments: made fit, and made lighter once."""

import gc
import weakref
from collections.abc import AsyncGenerator, Callable, Sequence

import pytest

from exchange.test_attachments import SMALLER, Bench, heavy
from fakes import Notes
from jumping_loop import run_jumping
from kiro_py.errors import Again, Blame, GatewayError, Refusal, RequestRefused, UpstreamRefused
from kiro_py.exchange.ask import Ask
from kiro_py.exchange.ending import OneEnding
from kiro_py.exchange.fitting import Fitting
from kiro_py.kiro.refusals import BODY_TOO_LARGE
from kiro_py.translate.attached import find
from kiro_py.translate.models import known
from kiro_py.wire.anthropic.message import ReplyMessage, Usage
from kiro_py.wire.anthropic.request import MessagesRequest
from kiro_py.wire.anthropic.stream import Ping, StreamEvent
from translate.asking import Json, asked, image, png, user

Batch = Sequence[StreamEvent]

BATCHES: list[Batch] = [[Ping()], [Ping(), Ping()]]
MESSAGE = ReplyMessage(id="msg_1", model="m", usage=Usage(1, 1))
HEAVY = user([heavy(200_000)])
WIDE = user([image(png(9_000, 1))])


def refused(name: str = BODY_TOO_LARGE) -> UpstreamRefused:
    refusal = Refusal(name, Blame.REQUEST, Again.NEVER, 413, "request_too_large", "too large")
    return UpstreamRefused(refusal, upstream_status=413)


class House:
    """Answers as it is told, one failure per request; remembers the requests."""

    def __init__(self, *failures: GatewayError) -> None:
        self.failures = list(failures)
        self.asked: list[MessagesRequest] = []
        self.closed = 0

    async def events(self, ask: Ask) -> AsyncGenerator[Batch]:
        self._take(ask)
        try:
            for batch in BATCHES:
                yield batch
        finally:
            self.closed += 1

    async def whole(self, ask: Ask) -> ReplyMessage:
        self._take(ask)
        return MESSAGE

    def _take(self, ask: Ask) -> None:
        self.asked.append(ask.request)
        if self.failures:
            raise self.failures.pop(0)


def ask(message: Json) -> Ask:
    return Ask(asked(message), "req_1", "msg_1")


def fitting(drawn: bytes | None = b"drawn") -> Fitting:
    return Fitting(Bench(drawn).subject, lambda ask: known(ask.request.model))


def ending() -> OneEnding:
    return OneEnding(Notes())


def streamed(house: House, message: Json, drawn: bytes | None = b"drawn") -> list[Batch]:
    async def main() -> list[Batch]:
        return [
            batch async for batch in fitting(drawn).events(ask(message), house.events, ending())
        ]

    return run_jumping(main())


def whole(house: House, message: Json, drawn: bytes | None = b"drawn") -> ReplyMessage:
    return run_jumping(fitting(drawn).whole(ask(message), house.whole, ending()))


Answering = Callable[[House, Json], object]
BOTH = pytest.mark.parametrize(
    ("answered", "expected"), [(streamed, BATCHES), (whole, MESSAGE)], ids=["stream", "whole"]
)


@BOTH
def test_a_request_is_made_fit(answered: Answering, expected: object) -> None:
    """What is asked is the request as it fits, once."""
    house = House()
    assert expected == answered(house, WIDE)
    assert [[SMALLER]] == [[each.block for each in find(request)] for request in house.asked]


@BOTH
def test_what_was_too_heavy_is_asked_once_more(answered: Answering, expected: object) -> None:
    """Light pictures are the second try."""
    house = House(refused())
    assert expected == answered(house, HEAVY)
    first, second = house.asked
    assert asked(HEAVY) == first
    assert [SMALLER] == [each.block for each in find(second)]


@BOTH
def test_there_is_no_third_try(answered: Answering, expected: object) -> None:
    """The second refusal is the client's."""
    house, last = House(refused(), refused()), refused("malformed")
    house.failures[1] = last
    with pytest.raises(UpstreamRefused) as refusal:
        answered(house, HEAVY)
    assert (last, 2) == (refusal.value, len(house.asked))
    assert expected


@BOTH
def test_what_cannot_be_lighter_is_told(answered: Answering, expected: object) -> None:
    """A refusal that lightness does not answer is the client's at once."""
    house = House(first := refused("malformed"))
    with pytest.raises(UpstreamRefused) as refusal:
        answered(house, HEAVY)
    assert (first, 1) == (refusal.value, len(house.asked))
    assert expected


@BOTH
def test_what_does_not_fit_is_not_asked(answered: Answering, expected: object) -> None:
    """Nobody upstream hears of a request that is refused here."""
    house = House()
    broken = user([image(png(9_000, 1) + "A")])
    with pytest.raises(RequestRefused):
        answered(house, broken)
    assert [] == house.asked
    assert expected


def test_whoever_leaves_closes_the_answer() -> None:
    """The upstream is let go of with the stream."""

    async def main() -> int:
        house = House()
        stream = fitting().events(ask(WIDE), house.events, ending())
        await anext(stream)
        await stream.aclose()
        return house.closed

    assert 1 == run_jumping(main())


def test_a_request_is_forgotten_while_its_answer_streams() -> None:
    """Megabytes of pictures are not held for as long as an answer takes."""

    class Watched(Ask):
        """An ask that can be watched."""

    def answer(ready: Ask) -> AsyncGenerator[Batch]:
        seen.append(weakref.ref(ready))
        return batches()

    async def batches() -> AsyncGenerator[Batch]:
        for batch in BATCHES:
            yield batch

    async def main() -> list[Ask | None]:
        stream = fitting().events(Watched(asked(WIDE), "req_1", "msg_1"), answer, ending())
        await anext(stream)
        gc.collect()
        left = [each() for each in seen]
        await stream.aclose()
        return left

    seen: list[weakref.ref[Ask]] = []
    assert [None] == run_jumping(main())
