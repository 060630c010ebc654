"""What an attempt does to a credential."""

import pytest

from kiro_py.errors import (
    GatewayError,
    NoCredential,
    RenewalFailed,
    RequestRefused,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.kiro.refusals import classify
from kiro_py.pool.standing import Standing, State, elapse
from kiro_py.pool.verdict import (
    LONGEST_DOUBLING_SECONDS,
    PROXY_SECONDS,
    SPENT_FOR_NOW_SECONDS,
    Attempted,
    failed,
    served,
)

NOW = 10_000.0


def refused(status: int, message: str, reason: str = "", retry_after: str = "") -> UpstreamRefused:
    headers = {"retry-after": retry_after} if retry_after else {}
    body = f'{{"message":"{message}","reason":"{reason}"}}'.encode()
    return UpstreamRefused(classify(status, headers, body), upstream_status=status)


THROTTLED = refused(429, "Too many requests, please wait before trying again.")
REFUSED = refused(403, "The bearer token included in the request is invalid.")
TRIED = Attempted("opus")
OWN_WAY = Attempted("opus", has_own_way=True)
DEAD_PROXY = UpstreamUnreachable("connect", host="q")


@pytest.mark.parametrize(
    ("failure", "state", "seconds"),
    [
        (THROTTLED, State.COOLING, 30),
        (refused(429, "Too many requests", retry_after="7"), State.COOLING, 7),
        (refused(429, "Due to suspicious activity, we are imposing limits"), State.LIMITED, 600),
        (refused(429, "x", "DAILY_REQUEST_COUNT"), State.COOLING, 3600),
        (
            refused(402, "x", "OVERAGE_REQUEST_LIMIT_EXCEEDED"),
            State.SPENT,
            SPENT_FOR_NOW_SECONDS,
        ),
        (refused(403, "x", "TEMPORARILY_SUSPENDED"), State.SUSPENDED, None),
        (RenewalFailed("gone", is_final=True), State.NEEDS_LOGIN, None),
        (RenewalFailed("busy", is_final=False, retry_after_seconds=60), State.COOLING, 60),
        (RenewalFailed("down", is_final=False), State.READY, None),
        (refused(400, "Improperly formed request."), State.READY, None),
        (refused(400, "Input is too long."), State.READY, None),
        (refused(500, "unexpectedly high load"), State.READY, None),
        (UpstreamBroken("cut"), State.READY, None),
        (DEAD_PROXY, State.READY, None),
        (NoCredential("none"), State.READY, None),
        (RequestRefused("no"), State.READY, None),
    ],
)
def test_only_its_own_fault_touches_a_credential(
    failure: GatewayError, state: State, seconds: float | None
):
    """Each failure leads where it should, and most lead nowhere."""
    after = failed(Standing(), failure, TRIED, NOW)

    assert state is after.state
    assert (None if seconds is None else NOW + seconds) == after.until


def test_spent_credits_are_asked_for_again():
    """A month's credits rest until the reset date, or an hour while that is unknown."""
    after = failed(Standing(), refused(402, "You have reached the limit."), TRIED, NOW)

    assert State.SPENT is after.state
    assert after.until is not None


def test_throttling_in_a_row_rests_longer_each_time():
    """Asking again does not help, so the rest doubles up to five minutes."""
    standing, rests, now = Standing(), list[float](), NOW
    for _ in range(6):
        standing = failed(elapse(standing, now), THROTTLED, TRIED, now)
        assert standing.until is not None
        rests.append(standing.until - now)
        now = standing.until

    assert [30, 60, 120, 240, 300, LONGEST_DOUBLING_SECONDS] == rests


def test_those_that_fail_together_fail_once():
    """Fifty requests under way meet one limit, and a late one that meets it after is no other."""
    standing = Standing()
    for _ in range(50):
        standing = failed(standing, THROTTLED, Attempted(began_at=NOW - 1), NOW)
    assert (1, NOW + 30) == (standing.strikes, standing.until)

    rested = elapse(standing, NOW + 30)
    late = failed(rested, THROTTLED, Attempted(began_at=NOW - 1), NOW + 40)
    assert (1, State.COOLING) == (late.strikes, late.state)


def test_doubts_that_come_together_are_one():
    """A bad second of the service meets whoever is under way, and condemns nobody."""
    standing = Standing()
    for _ in range(50):
        standing = failed(standing, REFUSED, Attempted(began_at=NOW - 1), NOW)
    assert (1, State.READY) == (standing.strikes, standing.state)
    for later in (1, 2):
        standing = failed(standing, REFUSED, Attempted(began_at=NOW + later), NOW + later)
    assert (3, State.DOUBTED) == (standing.strikes, standing.state)


def test_a_model_that_the_account_lacks_is_barred():
    """The credential goes on with its other models."""
    after = failed(Standing(), refused(400, "x", "INVALID_MODEL_ID"), TRIED, NOW)

    assert State.READY is after.state
    assert after.is_barred("opus", NOW + 1)


def test_a_proxy_of_its_own_is_its_own_matter():
    """A dead proxy rests its credential; a slow service behind it does not."""
    after = failed(Standing(), DEAD_PROXY, OWN_WAY, NOW)
    assert (State.COOLING, NOW + PROXY_SECONDS) == (after.state, after.until)

    silence = UpstreamUnreachable("silence", host="q")
    assert Standing() == failed(Standing(), silence, OWN_WAY, NOW)


def test_an_answer_is_a_clean_slate():
    """Strikes are for failures in a row."""
    struck = Standing(strikes=2)
    assert 0 == served(struck, NOW).strikes
