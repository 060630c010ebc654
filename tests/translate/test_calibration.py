"""Estimates that learn from what is reported."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.calibration import (
    GREATEST_FACTOR,
    GREATEST_OFFSET,
    LEAST_FACTOR,
    LONGEST_MEMORY,
    SAMPLES_OF_A_SIZE,
    Calibration,
    Sample,
    calibrated,
)

TRUTHS = {
    "another tokenizer": (1.35, 2_000),
    "a smaller window": (0.68, 2_000),
    "a larger window": (1.47, 3_000),
    "no prompt in front": (1.2, 0),
    "a long prompt in front": (1.0, 12_000),
}
every_truth = pytest.mark.parametrize(("factor", "offset"), TRUTHS.values(), ids=TRUTHS.keys())

SIZES = {
    "of all sizes": [10, 40, 200, 900, 3_000, 12_000, 50_000, 180_000],
    "of a growing conversation": [4_000 + 3_000 * turn for turn in range(20)],
    "small": [20, 35, 60, 110, 240, 300],
    "large": [60_000, 90_000, 120_000, 150_000],
}
every_size = pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES.keys())


def taught(
    factor: float, offset: int, sizes: list[int], *, count: int = 20, stray: float = 0.0
) -> Calibration:
    """Return what `count` requests teach whose figures stray by at most a share."""
    dice = random.Random(7)
    known = Calibration()
    for number in range(count):
        estimate = sizes[number % len(sizes)]
        reported = (factor * estimate + offset) * dice.uniform(1 - stray, 1 + stray)
        known = known.learn(estimate, round(reported))
    return known


def worst(known: Calibration, factor: float, offset: int, sizes: list[int]) -> float:
    """Return the greatest error, as a share of the truth, a token of rounding aside."""
    truths = ((size, factor * size + offset) for size in sizes)
    return max((abs(known.whole(size) - truth) - 1) / truth for size, truth in truths)


def test_nothing_is_changed_before_anything_is_known():
    """The first estimate is our own."""
    assert (77, 77) == (Calibration().whole(77), Calibration().content(77))


@every_size
@every_truth
def test_twenty_requests_are_enough(factor: float, offset: int, sizes: list[int]):
    """After twenty requests no estimate of their kind is off by 5 %."""
    assert 0.05 > worst(taught(factor, offset, sizes), factor, offset, sizes)


@every_size
@every_truth
def test_content_may_stray(factor: float, offset: int, sizes: list[int]):
    """Figures that stray by 5 % still teach what they have in common."""
    known = taught(factor, offset, sizes, stray=0.05)

    assert 0.05 > worst(known, factor, offset, sizes)


@pytest.mark.parametrize("wrong", [0.3, 0.5, 1.8, 3.0])
@every_truth
def test_outliers_are_borne(factor: float, offset: int, wrong: float):
    """One wrong figure in ten does not carry the others away."""
    sizes = SIZES["of all sizes"]
    known = Calibration()
    for number in range(40):
        estimate = sizes[number * 3 % len(sizes)]
        truth = factor * estimate + offset
        known = known.learn(estimate, round(truth * (wrong if number % 10 == 3 else 1)))

    assert 0.05 > worst(known, factor, offset, sizes)


@pytest.mark.parametrize(
    ("estimate", "reported"),
    [
        pytest.param(1_000, 240, id="far too few"),
        pytest.param(1_000, 24_001, id="far too many"),
        pytest.param(0, 100, id="no estimate"),
        pytest.param(-5, 100, id="less than none"),
        pytest.param(1_000, 0, id="nothing"),
    ],
)
def test_what_is_about_something_else_teaches_nothing(estimate: int, reported: int):
    """A figure out of all proportion leaves everything as it was."""
    known = taught(1.2, 2_000, SIZES["small"])

    assert known is known.learn(estimate, reported)


def test_what_is_learned_is_bounded():
    """However wild the figures, factor and offset stay where counting can be."""
    high = taught(3.9, 0, SIZES["large"], count=60)
    low = taught(0.26, 0, SIZES["large"], count=60)
    far = taught(3.5, GREATEST_OFFSET, SIZES["small"], count=60)

    assert GREATEST_FACTOR == high.factor
    assert LEAST_FACTOR == low.factor
    assert GREATEST_OFFSET == far.offset


def test_a_prompt_in_front_never_helps():
    """An offset is not negative, so that even the least estimate stays one."""
    known = taught(1.0, -15, [20, 40, 80], count=30)

    assert 0.0 == known.offset
    assert 1 <= known.whole(1)


figures = st.tuples(st.integers(1, 10**6), st.integers(1, 10**6))


@given(st.lists(figures, max_size=30), st.integers(1, 10**6), st.integers(0, 10**5))
def test_more_is_never_counted_as_less(learned: list[tuple[int, int]], size: int, more: int):
    """Whatever was learned, a longer request counts at least as much as a shorter one."""
    known = Calibration()
    for estimate, reported in learned:
        known = known.learn(estimate, reported)

    assert 1 <= known.whole(size) <= known.whole(size + more)
    assert 1 <= known.content(size) <= known.content(size + more)
    assert known.content(size) <= known.whole(size)


def test_memory_is_bounded_and_keeps_every_size():
    """A long conversation does not drive out what was learned of short requests."""
    known = taught(1.3, 2_000, [10, 50], count=4)
    for turn in range(200):
        known = known.learn(100_000 + turn, 132_000)

    assert [10, 50, 10, 50] == [sample.estimate for sample in known.samples[:4]]
    assert 4 + SAMPLES_OF_A_SIZE == len(known.samples)


def test_what_is_old_is_forgotten():
    """Samples go in the end, even where no newer one of their size came."""
    known = Calibration().learn(10, 2_013)
    for _ in range(LONGEST_MEMORY):
        known = known.learn(100_000, 132_000)

    assert 100_000 == known.samples[0].estimate


def test_a_change_is_followed():
    """When the service begins to count otherwise, so do we, within a conversation."""
    sizes = SIZES["of a growing conversation"]
    known = taught(1.0, 2_000, sizes)
    for estimate in sizes * 2:
        known = known.learn(estimate, round(1.5 * estimate + 2_000))

    assert 0.05 > worst(known, 1.5, 2_000, sizes[4:])


def test_samples_are_all_there_is_to_keep():
    """Whoever has the samples has what was learned."""
    known = taught(1.35, 2_000, SIZES["of all sizes"], stray=0.05)
    again = calibrated(known.samples)

    assert known.samples == again.samples
    assert known.factor == pytest.approx(again.factor, abs=1e-3)
    assert known.offset == pytest.approx(again.offset, abs=2)


def test_odd_samples_are_left_out():
    """What somebody has written into the memory by hand is looked at like any report."""
    good = Sample(100, 120, 1)

    assert (good,) == calibrated([good, replace(good, reported=-1), Sample(0, 0)]).samples
