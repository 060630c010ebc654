"""Which failures are worth another attempt."""

from dataclasses import replace

import pytest

from kiro_py.errors import (
    Again,
    Blame,
    FrameCorrupt,
    GatewayError,
    NoCredential,
    Refusal,
    RenewalFailed,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.again import MAX_ATTEMPTS, MAX_ON_ONE, Means, Next, Tries, after


def refused(again: Again) -> UpstreamRefused:
    refusal = Refusal("a row", Blame.SERVICE, again, 500, "api_error", "no")
    return UpstreamRefused(refusal, upstream_status=500)


CUT = UpstreamBroken("cut")
CORRUPT = FrameCorrupt("message checksum", offset=3, found=1, expected=2)
DOWN = UpstreamUnreachable("connect", host="q")
SILENT = UpstreamUnreachable("silence", host="q")
ONE, TWO = Means(hosts=1), Means(hosts=2)
OWN = Means(hosts=1, has_own_way=True)
BOLD = Means(hosts=1, leaves_limited_accounts=True)
FIRST = Tries(1, 1)
SECOND = Tries(2, 2)
LATER = replace(FIRST, host=1)
RENEWED = replace(FIRST, is_renewed=True)
SOUGHT = replace(FIRST, is_profile_sought=True)
BOTH = replace(RENEWED, is_profile_sought=True)
THIRD = Tries(3, 3)
KEYED = Means(hosts=1, can_renew=False)
UNREASONED = replace(FIRST, is_without_reasoning=True)
UNSET = replace(FIRST, is_without_settings=True)
MOVED = replace(FIRST, is_in_new_conversation=True)
BROKEN = replace(FIRST, broken=1)
LIMITED = Again.OTHER_CREDENTIAL_IF_ALLOWED

STEPS: dict[str, tuple[GatewayError, Tries, Means, Next | None]] = {
    "never": (refused(Again.NEVER), FIRST, TWO, None),
    "another credential": (
        refused(Again.OTHER_CREDENTIAL),
        FIRST,
        TWO,
        Next(FIRST, must_change=True),
    ),
    "limited": (refused(LIMITED), FIRST, TWO, None),
    "limited, allowed": (refused(LIMITED), FIRST, BOLD, Next(FIRST, must_change=True)),
    "same": (refused(Again.SAME), FIRST, TWO, Next(FIRST, 0.5)),
    "same, later": (refused(Again.SAME), SECOND, TWO, Next(SECOND, 1.5)),
    "once more": (refused(Again.ONCE_MORE), FIRST, TWO, Next(FIRST, 0.5)),
    "once more already": (refused(Again.ONCE_MORE), SECOND, TWO, None),
    "next host": (refused(Again.NEXT_HOST), FIRST, TWO, Next(LATER)),
    "no further host": (refused(Again.NEXT_HOST), LATER, TWO, Next(LATER, must_change=True)),
    "renewal": (refused(Again.AFTER_RENEWAL), FIRST, ONE, Next(RENEWED, must_renew=True)),
    "renewed already": (
        refused(Again.AFTER_RENEWAL),
        RENEWED,
        ONE,
        Next(BOTH, must_find_profile=True),
    ),
    "renewed, and no other profile": (
        refused(Again.AFTER_RENEWAL),
        BOTH,
        ONE,
        Next(BOTH, must_change=True),
    ),
    "cannot be renewed": (
        refused(Again.AFTER_RENEWAL),
        FIRST,
        KEYED,
        Next(SOUGHT, must_find_profile=True),
    ),
    "profile": (refused(Again.WITH_PROFILE), FIRST, TWO, Next(SOUGHT, must_find_profile=True)),
    "no profile": (
        refused(Again.WITH_PROFILE),
        SOUGHT,
        TWO,
        Next(replace(SOUGHT, host=1)),
    ),
    "no profile anywhere": (
        refused(Again.WITH_PROFILE),
        SOUGHT,
        ONE,
        Next(SOUGHT, must_change=True),
    ),
    "three on one": (
        refused(Again.AFTER_RENEWAL),
        THIRD,
        ONE,
        Next(THIRD, must_change=True),
    ),
    "renewal failed": (
        RenewalFailed("gone", is_final=True),
        FIRST,
        ONE,
        Next(FIRST, must_change=True),
    ),
    "reasoning": (refused(Again.WITHOUT_REASONING), FIRST, ONE, Next(UNREASONED)),
    "no reasoning already": (refused(Again.WITHOUT_REASONING), UNREASONED, ONE, None),
    "settings": (refused(Again.WITHOUT_SETTINGS), FIRST, ONE, Next(UNSET)),
    "no settings already": (refused(Again.WITHOUT_SETTINGS), UNSET, ONE, None),
    "conversation": (refused(Again.IN_NEW_CONVERSATION), FIRST, ONE, Next(MOVED)),
    "new conversation already": (refused(Again.IN_NEW_CONVERSATION), MOVED, ONE, None),
    "cut": (CUT, FIRST, ONE, Next(BROKEN)),
    "cut twice": (CUT, BROKEN, ONE, None),
    "corrupt": (CORRUPT, FIRST, ONE, Next(BROKEN)),
    "down, two hosts": (DOWN, FIRST, TWO, Next(LATER)),
    "down, no further host": (DOWN, LATER, TWO, None),
    "down, one host": (DOWN, FIRST, ONE, Next(BROKEN, 0.5)),
    "down twice": (DOWN, BROKEN, ONE, None),
    "down behind a proxy of its own": (DOWN, FIRST, OWN, Next(FIRST, must_change=True)),
    "silent": (SILENT, FIRST, TWO, None),
    "nobody": (NoCredential("none"), FIRST, TWO, None),
}


@pytest.mark.parametrize(("failure", "tries", "means", "expected"), STEPS.values(), ids=STEPS)
def test_each_failure_has_its_next_step(
    failure: GatewayError, tries: Tries, means: Means, expected: Next | None
):
    """What may heal is tried once more with what must change; the rest is told at once."""
    assert expected == after(failure, tries, means)


@pytest.mark.parametrize("again", list(Again))
def test_there_is_an_end_to_patience(again: Again):
    """However a failure may heal, the last attempt is the last."""
    assert after(refused(again), Tries(attempts=MAX_ATTEMPTS), Means(hosts=9)) is None


@pytest.mark.parametrize("again", [Again.SAME, Again.NEXT_HOST, Again.AFTER_RENEWAL])
def test_one_credential_has_its_own_end(again: Again):
    """After three attempts on one credential only another one may go on."""
    tired = Tries(attempts=MAX_ON_ONE, on_this=MAX_ON_ONE)
    step = after(refused(again), tired, Means(hosts=9))

    assert step is None or step.must_change


def test_another_credential_begins_anew():
    """What was tried with one credential says nothing about the next one."""
    tries = Tries(4, 3, host=1, is_renewed=True, is_without_reasoning=True)

    assert Tries(4, 0, is_without_reasoning=True, excluded=frozenset({7})) == tries.without(7)
