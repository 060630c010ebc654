"""What a turn has spent."""

from collections.abc import Callable

import pytest

from kiro_py.translate.usage import Spending
from kiro_py.wire.anthropic.message import Usage
from kiro_py.wire.kiro.events import ContextUsageEvent, MetadataEvent, MeteringEvent, TokenUsage


def spending(*, estimate: int = 10, window: int = 200_000) -> Spending:
    return Spending(input_estimate=estimate, window_tokens=window)


def test_exact_figures_win():
    """Exact usage is taken as it is, caches apart, whatever the percentage says."""
    subject = spending()
    subject.context(ContextUsageEvent(context_usage_percentage=50.0))
    exact = TokenUsage(
        uncached_input_tokens=100,
        output_tokens=20,
        total_tokens=1120,
        cache_read_input_tokens=900,
        cache_write_input_tokens=100,
    )
    subject.metadata(MetadataEvent(token_usage=exact))

    assert subject.usage() == Usage(100, 20, 100, 900)


def test_the_input_follows_from_the_total():
    """Without an uncached figure the input is what the others leave of the total."""
    subject = spending()
    exact = TokenUsage(output_tokens=20, total_tokens=1120, cache_read_input_tokens=900)
    subject.metadata(MetadataEvent(token_usage=exact))

    assert subject.usage() == Usage(200, 20, 0, 900)


@pytest.mark.parametrize("window", [200_000, 272_000, 1_000_000])
@pytest.mark.parametrize("percentage", [0.5, 10.0, 99.9999])
def test_a_percentage_covers_the_answer_too(window: int, percentage: float):
    """Input and output together are the share of the window."""
    subject = spending(window=window)
    subject.wrote("a few words of an answer")
    subject.context(ContextUsageEvent(context_usage_percentage=percentage))

    usage = subject.usage()
    assert round(percentage / 100 * window) == usage.input_tokens + usage.output_tokens


@pytest.mark.parametrize("percentage", [None, 0.0])
def test_without_figures_the_estimate_stays(percentage: float | None):
    """A missing or zero percentage does not erase the estimate."""
    subject = spending(estimate=77)
    subject.context(ContextUsageEvent(context_usage_percentage=percentage))

    assert 77 == subject.usage().input_tokens


REPORTED: dict[str, tuple[TokenUsage | None, float | None, int | None]] = {
    "nothing": (None, None, None),
    "exact, with caches": (
        TokenUsage(
            uncached_input_tokens=100,
            output_tokens=20,
            cache_read_input_tokens=900,
            cache_write_input_tokens=50,
        ),
        50.0,
        1_050,
    ),
    "exact, out of the total": (TokenUsage(output_tokens=20, total_tokens=1_120), None, 1_100),
    "a total without the answer": (TokenUsage(total_tokens=1_120), None, None),
    "a percentage": (None, 1.0, 1_997),
    "a percentage, and the exact answer": (TokenUsage(output_tokens=200), 1.0, 1_800),
    "no percentage to speak of": (None, 0.0, None),
    "a percentage of the answer mostly": (TokenUsage(output_tokens=600), 1.0, None),
    "a full window": (None, 100.0, None),
    "more than a full window": (None, 104.5, None),
}


@pytest.mark.parametrize(
    ("exact", "percentage", "expected"), REPORTED.values(), ids=REPORTED.keys()
)
def test_only_real_figures_are_reported(
    exact: TokenUsage | None, percentage: float | None, expected: int | None
):
    """What the upstream says of the whole input is told apart from what we make of it."""
    subject = spending(estimate=77)
    subject.wrote("hello there")
    subject.metadata(MetadataEvent(token_usage=exact))
    subject.context(ContextUsageEvent(context_usage_percentage=percentage))

    assert expected == subject.reported_input()


def test_input_is_never_zero():
    """A client that sees zero keeps its first estimate and counts caches on top."""
    subject = spending(estimate=0)
    subject.metadata(
        MetadataEvent(token_usage=TokenUsage(uncached_input_tokens=0, cache_read_input_tokens=9))
    )

    assert 1 == subject.usage().input_tokens
    assert 1 == subject.at_start().input_tokens


def test_usage_without_any_input_figure_is_not_exact():
    """Output alone does not make an exact account."""
    subject = spending(estimate=55)
    subject.metadata(MetadataEvent(token_usage=TokenUsage(output_tokens=3)))

    assert 55 == subject.usage().input_tokens


def test_a_percentage_inside_the_metadata_counts():
    """Some routes put the percentage beside the tokens."""
    subject = spending()
    subject.metadata(MetadataEvent(token_usage=TokenUsage(context_usage_percentage=10.0)))

    usage = subject.usage()
    assert 20_000 == usage.input_tokens + usage.output_tokens


def test_credits_add_up_and_are_no_tokens():
    """Metering events are money."""
    subject = spending()
    subject.metering(MeteringEvent(usage=0.25, unit="credit"))
    subject.metering(MeteringEvent(usage=0.5, unit="credit"))
    subject.metering(MeteringEvent())

    assert 0.75 == subject.credits
    assert 10 == subject.usage().input_tokens


BEGINNINGS: dict[str, Callable[[Spending], None]] = {
    "a word": lambda subject: subject.wrote("a"),
    "a count": lambda subject: subject.counted(5),
    "figures": lambda subject: subject.metadata(MetadataEvent(token_usage=TokenUsage())),
    "a share": lambda subject: subject.context(ContextUsageEvent(context_usage_percentage=0.5)),
    "credits": lambda subject: subject.metering(MeteringEvent(usage=0.5)),
}


def test_a_turn_whose_words_were_weighed_has_begun():
    """What was weighed is no longer kept."""
    subject = spending()
    subject.wrote("a few words")
    subject.usage()
    assert subject.has_begun


@pytest.mark.parametrize("begin", BEGINNINGS.values(), ids=BEGINNINGS)
def test_a_turn_has_begun_with_the_first_sign(begin: Callable[[Spending], None]):
    """Before it the turn has cost nothing."""
    subject = spending()
    assert not subject.has_begun
    begin(subject)
    assert subject.has_begun


def test_pieces_of_an_answer_weigh_what_the_whole_weighs():
    """Many small pieces are not counted for more than one large one."""
    whole, pieces = spending(), spending()
    whole.wrote("hello " * 500)
    for _ in range(500):
        pieces.wrote("hello ")

    assert whole.usage().output_tokens == pieces.usage().output_tokens


def test_an_answer_that_was_ended_by_its_count_has_that_count():
    """What was counted up to there is the output, and the input stays an estimate."""
    subject = spending()
    subject.wrote("a text that weighs more")
    subject.counted(0)

    assert subject.usage() == Usage(10, 0)
