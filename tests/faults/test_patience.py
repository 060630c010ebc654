"""However a request goes wrong, it comes to an end."""

from collections import Counter
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from kiro_py.errors import (
    Again,
    Blame,
    FrameCorrupt,
    GatewayError,
    NoCredential,
    Refusal,
    RenewalFailed,
    RequestRefused,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.exchange.again import MAX_ATTEMPTS, MAX_ON_ONE, Means, Next, Tries, after

CREDENTIALS = 12
LONGEST_PAUSE_SECONDS = 2.0


def refused(again: Again, blame: Blame = Blame.SERVICE) -> UpstreamRefused:
    refusal = Refusal("a row", blame, again, 500, "api_error", "no")
    return UpstreamRefused(refusal, upstream_status=500)


FINAL: tuple[GatewayError, ...] = (
    refused(Again.NEVER),
    refused(Again.NEVER, Blame.REQUEST),
    UpstreamUnreachable("silence", host="q"),
    NoCredential("none"),
    RequestRefused("no"),
)
"""What is told at once, whatever has been tried."""

PASSING: tuple[GatewayError, ...] = (
    *(refused(again, blame) for again in Again for blame in Blame if again is not Again.NEVER),
    RenewalFailed("gone", is_final=True),
    RenewalFailed("503", is_final=False, retry_after_seconds=5),
    UpstreamBroken("cut"),
    UpstreamBroken("empty", is_empty=True),
    FrameCorrupt("message checksum", offset=3, found=1, expected=2),
    UpstreamUnreachable("connect", host="q"),
)
"""What may be worth another attempt."""

MEANS = st.builds(
    Means,
    hosts=st.integers(1, 4),
    leaves_limited_accounts=st.booleans(),
    has_own_way=st.booleans(),
)


@dataclass
class Request:
    """A request that fails, and fails, as long as it is tried again."""

    means: Means
    tries: Tries = field(default_factory=Tries)
    credential: int = 1
    attempts: Counter[int] = field(default_factory=Counter[int])
    renewals: Counter[int] = field(default_factory=Counter[int])

    def fail(self, failure: GatewayError) -> Next | None:
        """Make an attempt that fails; return what is tried next, made ready."""
        self.attempts[self.credential] += 1
        tries = self.tries
        tries = replace(tries, attempts=tries.attempts + 1, on_this=tries.on_this + 1)
        step = after(failure, tries, self.means)
        if step is None:
            return None
        self.tries = step.tries
        if step.must_renew:
            self.renewals[self.credential] += 1
        if step.must_change:
            if self.credential == CREDENTIALS:
                return None
            self.tries = self.tries.without(self.credential)
            self.credential += 1
        return step


@given(MEANS, st.lists(st.sampled_from(PASSING), min_size=MAX_ATTEMPTS, max_size=MAX_ATTEMPTS))
def test_every_run_of_failures_ends(means: Means, failures: list[GatewayError]):
    """The ninth failure at the latest is told, and no pause is long."""
    request = Request(means)
    steps = [request.fail(failure) for failure in failures]

    assert None in steps, "the ninth failure is told"
    assert all(step.pause_seconds <= LONGEST_PAUSE_SECONDS for step in steps if step is not None)


@given(MEANS, st.lists(st.sampled_from(PASSING), max_size=MAX_ATTEMPTS))
def test_no_credential_is_worn_out(means: Means, failures: list[GatewayError]):
    """Three attempts and one forced renewal are all that one credential gives to one request."""
    request = Request(means)
    for failure in failures:
        if request.fail(failure) is None:
            break

    assert all(count <= MAX_ON_ONE for count in request.attempts.values())
    assert all(count <= 1 for count in request.renewals.values())
    assert sum(request.attempts.values()) <= MAX_ATTEMPTS


@given(MEANS, st.lists(st.sampled_from(PASSING), max_size=MAX_ATTEMPTS - 1), st.sampled_from(FINAL))
def test_what_is_final_is_told(means: Means, failures: list[GatewayError], final: GatewayError):
    """After a refusal that cannot heal there is no further attempt, whatever came before."""
    request = Request(means)
    for failure in failures:
        if request.fail(failure) is None:
            return

    assert request.fail(final) is None
