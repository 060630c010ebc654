"""What is told of this machine's clock."""

from collections.abc import Sequence

import pytest

from kiro_py.cli.doctor.clocks import check_clock
from kiro_py.cli.doctor.finding import Verdict


@pytest.mark.parametrize(
    ("skews", "verdict", "told"),
    [
        ([], Verdict.NOT_CHECKED, "no host has told the time"),
        ([0.4], Verdict.OK, "it is 0 s off at the most"),
        ([-60.0], Verdict.OK, "it is 60 s off at the most"),
        ([61.0], Verdict.WARNING, "its clock is 1 min slow"),
        ([-300.0], Verdict.WARNING, "its clock is 5 min fast"),
        ([600.0], Verdict.WARNING, "its clock is 10 min slow"),
        ([3_599.0], Verdict.FAILURE, "its clock is 1 h 0 min slow: it cannot be told when"),
        ([-86_400.0], Verdict.FAILURE, "its clock is 1 d 0 h fast: it cannot be told when"),
        ([3_600.0, 1.0], Verdict.OK, "it is 1 s off at the most"),
    ],
    ids=[
        "nobody",
        "right",
        "a minute",
        "over a minute",
        "fast",
        "ten minutes",
        "an hour",
        "a day",
        "two say two things",
    ],
)
def test_the_clock_is_as_wrong_as_its_nearest_witness(
    skews: Sequence[float], verdict: Verdict, told: str
):
    """From a minute on it is told, from ten on tokens end before they are renewed."""
    finding = check_clock(skews)

    assert (verdict, told) == (finding.verdict, finding.told[: len(told)])
