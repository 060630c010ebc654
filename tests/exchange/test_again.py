"""Which failures are worth another attempt."""

import pytest

from kiro_py.errors import (
    Again,
    Blame,
    FrameCorrupt,
    GatewayError,
    NoCredential,
    Refusal,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.again import MAX_ATTEMPTS, Next, Tries, after


def refused(again: Again) -> UpstreamRefused:
    refusal = Refusal("a row", Blame.SERVICE, again, 500, "api_error", "no")
    return UpstreamRefused(refusal, upstream_status=500)


CUT = UpstreamBroken("cut")
CORRUPT = FrameCorrupt("message checksum", offset=3, found=1, expected=2)
DOWN = UpstreamUnreachable("connect", host="q")
SILENT = UpstreamUnreachable("silence", host="q")
FIRST = Tries(attempts=1)


@pytest.mark.parametrize(
    ("failure", "tries", "hosts", "expected"),
    [
        (refused(Again.NEVER), FIRST, 2, None),
        (refused(Again.OTHER_CREDENTIAL), FIRST, 2, None),
        (refused(Again.SAME), FIRST, 2, Next(FIRST, 0.5)),
        (refused(Again.SAME), Tries(attempts=2), 2, Next(Tries(attempts=2), 1.5)),
        (refused(Again.NEXT_HOST), FIRST, 2, Next(Tries(1, host=1))),
        (refused(Again.NEXT_HOST), Tries(1, host=1), 2, None),
        (
            refused(Again.AFTER_RENEWAL),
            FIRST,
            1,
            Next(Tries(1, is_renewed=True), must_renew=True),
        ),
        (refused(Again.AFTER_RENEWAL), Tries(2, is_renewed=True), 1, None),
        (
            refused(Again.WITHOUT_REASONING),
            FIRST,
            1,
            Next(Tries(1, is_without_reasoning=True)),
        ),
        (refused(Again.WITHOUT_REASONING), Tries(2, is_without_reasoning=True), 1, None),
        (
            refused(Again.WITHOUT_SETTINGS),
            FIRST,
            1,
            Next(Tries(1, is_without_settings=True)),
        ),
        (refused(Again.WITHOUT_SETTINGS), Tries(2, is_without_settings=True), 1, None),
        (CUT, FIRST, 1, Next(FIRST)),
        (CUT, Tries(attempts=2), 1, None),
        (CORRUPT, FIRST, 1, Next(FIRST)),
        (DOWN, FIRST, 2, Next(Tries(1, host=1))),
        (DOWN, FIRST, 1, Next(FIRST, 0.5)),
        (DOWN, Tries(attempts=2), 1, None),
        (SILENT, FIRST, 2, None),
        (NoCredential("none"), FIRST, 2, None),
    ],
    ids=[
        "never", "another credential", "same", "same, later", "next host", "no further host",
        "renewal", "renewed already", "reasoning", "no reasoning already",
        "settings", "no settings already", "cut", "cut twice",
        "corrupt", "down, two hosts", "down, one host", "down twice", "silent", "nobody",
    ],
)  # fmt: skip
def test_each_failure_has_its_next_step(
    failure: GatewayError, tries: Tries, hosts: int, expected: Next | None
):
    """What may heal is tried once more with what must change; the rest is told at once."""
    assert expected == after(failure, tries, hosts)


@pytest.mark.parametrize("again", list(Again))
def test_there_is_an_end_to_patience(again: Again):
    """However a failure may heal, the last attempt is the last."""
    assert after(refused(again), Tries(attempts=MAX_ATTEMPTS), 9) is None
