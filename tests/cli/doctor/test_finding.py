"""What a finding says of the whole."""

import pytest

from kiro_py.cli.doctor.finding import (
    Finding,
    Verdict,
    failure,
    has_failure,
    not_checked,
    ok,
    warning,
)


@pytest.mark.parametrize(
    ("finding", "fails"),
    [
        (ok("clock", "this machine", "it is right"), False),
        (warning("clock", "this machine", "it is slow", "set it"), False),
        (not_checked("clock", "this machine", "nobody was asked"), False),
        (failure("clock", "this machine", "it is wrong", "set it"), True),
    ],
    ids=[verdict.value for verdict in (Verdict.OK, Verdict.WARNING, Verdict.NOT_CHECKED)]
    + [Verdict.FAILURE.value],
)
def test_only_a_failure_is_one(finding: Finding, fails: bool):  # noqa: FBT001 -- an expectation
    """What is odd, or was not looked at, does not make a set-up fail."""
    assert fails is has_failure([finding])
