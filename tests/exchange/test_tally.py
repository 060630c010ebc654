"""The answer to `count_tokens`."""

import pytest

from fakes import FakeCounter
from kiro_py.exchange.counting import Counting
from kiro_py.exchange.plan import Planner
from kiro_py.exchange.tally import Tally
from kiro_py.translate.tokens import estimate
from kiro_py.wire.anthropic.content import TextBlock
from kiro_py.wire.anthropic.request import Message, MessagesRequest

WORDS = MessagesRequest(
    model="claude-sonnet-4-5",
    max_tokens=0,
    messages=(Message("user", (TextBlock("word " * 20_000),)),),
)
BODY = b"as it came"


def planner() -> Planner:
    """Return one that knows how one model counts: by a third more, with a prompt in front."""
    counting = Counting()
    for _ in range(8):
        for weight in (10, 100, 1_000, 10_000, 100_000):
            counting.learn("claude-sonnet-4.5", weight, round(1.3 * weight) + 2_000)
    return Planner({"fast": "claude-sonnet-4.5"}, lambda _: None, counting=counting)


@pytest.mark.parametrize("name", ["claude-sonnet-4-5", "fast", "claude-sonnet-4-5-thinking"])
async def test_the_model_that_is_meant_counts(name: str):
    """Whatever it is called, its own counting is used, without the service's prompt."""
    request = MessagesRequest(model=name, max_tokens=0, messages=WORDS.messages)
    tokens = await Tally(planner()).count(request, BODY)

    assert 1.3 * estimate(WORDS) == pytest.approx(tokens, rel=0.02)


async def test_parts_add_up():
    """A tiny request is not charged with the service's prompt, as it may be one part of many."""
    tiny = MessagesRequest(
        model="fast", max_tokens=0, messages=(Message("user", (TextBlock("foo"),)),)
    )

    assert 20 > await Tally(planner()).count(tiny, BODY)


@pytest.mark.parametrize("name", ["no-such-model", "claude-opus-4-6"])
async def test_a_model_that_is_not_known_counts_as_estimated(name: str):
    """Neither a strange name nor a model that was never asked is a reason to refuse a count."""
    request = MessagesRequest(model=name, max_tokens=0, messages=WORDS.messages)

    assert estimate(WORDS) == await Tally(planner()).count(request, BODY)


async def test_an_external_counter_goes_first():
    """It gets the bytes as they came, and its word counts."""
    counter = FakeCounter(321)

    assert 321 == await Tally(planner(), counter).count(WORDS, BODY)
    assert [BODY] == counter.asked


async def test_without_its_answer_the_estimate_stands():
    """A counter that does not answer changes nothing."""
    alone = await Tally(planner()).count(WORDS, BODY)

    assert alone == await Tally(planner(), FakeCounter(None)).count(WORDS, BODY)
