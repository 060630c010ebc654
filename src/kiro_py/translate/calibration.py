"""I learn how far our estimates are from what the upstream counts, model by model.

An upstream figure is taken for `factor` times our estimate, as tokenizers differ, and `offset`
more, for the prompt that the service puts in front.  Both are fitted to what was reported lately.
Errors are shares of the reported figure, so that a short request says as much as a long one, and a
figure that fits badly pulls no harder than one that is a little off (Huber's loss).  A few samples
move little: they stand against an expectation of 1 and 0.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Final

LEAST_FACTOR: Final = 0.4
GREATEST_FACTOR: Final = 2.5
"""Tokenizers differ by a third, windows by a half; what is beyond is not about counting."""

GREATEST_OFFSET: Final = 20_000
"""The service's own prompt was seen at about 2,000 tokens; this leaves room for a longer one."""

SAMPLES_OF_A_SIZE: Final = 8
"""How many samples are kept of requests that are alike in size (within a factor of four)."""

LONGEST_MEMORY: Final = 500
"""After so many further samples one is forgotten, as the service may count otherwise by then."""

_ODD_FACTOR: Final = 4.0
"""A report that says more than this many times our estimate, or less, is about something else."""

_NOISE: Final = 0.05
"""How far content lets a figure stray from the line: code and prose differ by as much."""

_FACTOR_WEIGHT: Final = (_NOISE / 0.5) ** 2  # a factor is expected within 1 ± 0.5
_OFFSET_WEIGHT: Final = (_NOISE / 8_000) ** 2  # an offset within 8,000 tokens
_ROUNDS: Final = 20
_CLOSE_ENOUGH: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: our estimate, the upstream's figure, and the how-manieth it was."""

    estimate: int
    reported: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known about the counting of one model."""

    factor: float = 1.0
    offset: float = 0.0
    samples: tuple[Sample, ...] = ()

    def content(self, estimate: int) -> int:
        """Return how many tokens the model counts for what weighs `estimate`."""
        return max(1, ceil(self.factor * estimate))

    def whole(self, estimate: int) -> int:
        """Return how many tokens the upstream will report for a request of `estimate`."""
        return max(1, ceil(self.factor * estimate + self.offset))

    def learn(self, estimate: int, reported: int) -> "Calibration":
        """Return what is known after one more report; an odd one teaches nothing."""
        if not _is_plausible(estimate, reported):
            return self
        number = self.samples[-1].number + 1 if self.samples else 1
        samples = _kept([*self.samples, Sample(estimate, reported, number)])
        return Calibration(*_fit(samples, self.factor, self.offset), samples)


def calibrated(samples: Iterable[Sample]) -> Calibration:
    """Return what samples teach, the oldest first; odd ones and those too many are left out."""
    kept = _kept([sample for sample in samples if _is_plausible(sample.estimate, sample.reported)])
    return Calibration(*_fit(kept, 1.0, 0.0), kept)


def _is_plausible(estimate: int, reported: int) -> bool:
    most = _ODD_FACTOR * estimate + GREATEST_OFFSET
    return estimate > 0 and estimate / _ODD_FACTOR <= reported <= most


def _kept(samples: list[Sample]) -> tuple[Sample, ...]:
    """Return the newest of each size, in their order."""
    newest = samples[-1].number if samples else 0
    of_a_size = Counter[int]()
    kept: list[Sample] = []
    for sample in reversed(samples):
        size = sample.estimate.bit_length() // 2
        is_recent = newest - sample.number < LONGEST_MEMORY
        if is_recent and of_a_size[size] < SAMPLES_OF_A_SIZE:
            of_a_size[size] += 1
            kept.append(sample)
    return tuple(reversed(kept))


def _fit(samples: tuple[Sample, ...], factor: float, offset: float) -> tuple[float, float]:
    """Return factor and offset; it is a convex problem: a good start saves rounds, no more."""
    rows = [(sample.estimate / sample.reported, 1 / sample.reported) for sample in samples]
    for _ in range(_ROUNDS):
        before = factor, offset
        factor, offset = _weighted(rows, factor, offset)
        is_close = abs(factor - before[0]) < _CLOSE_ENOUGH and abs(offset - before[1]) < 1
        if is_close:
            break
    return factor, offset


def _weighted(rows: list[tuple[float, float]], factor: float, offset: float) -> tuple[float, float]:
    """Return the best line when each row weighs as much as it lies near the given one."""
    sxx, sxy, syy = _FACTOR_WEIGHT, 0.0, _OFFSET_WEIGHT
    sx, sy = _FACTOR_WEIGHT, 0.0
    for x, y in rows:
        miss = abs(factor * x + offset * y - 1)
        weight = 1.0 if miss <= _NOISE else _NOISE / miss
        sxx += weight * x * x
        sxy += weight * x * y
        syy += weight * y * y
        sx += weight * x
        sy += weight * y
    best = (sy * sxx - sx * sxy) / (sxx * syy - sxy * sxy)
    # On the border of what is allowed, the best there is; never negative, so it stays monotone.
    best = min(max(best, 0.0), GREATEST_OFFSET)
    factor = (sx - best * sxy) / sxx
    if LEAST_FACTOR <= factor <= GREATEST_FACTOR:
        return factor, best
    factor = min(max(factor, LEAST_FACTOR), GREATEST_FACTOR)
    return factor, min(max((sy - factor * sxy) / syy, 0.0), GREATEST_OFFSET)
