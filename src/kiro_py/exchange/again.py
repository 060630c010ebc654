"""I decide whether a failed attempt is worth another one, and what must change before it.

Only asked while nothing has left for the client.  Refusals that cannot heal are answered at once;
what may heal is tried again, on the same credential `MAX_ON_ONE` times at the most, and
`MAX_ATTEMPTS` times altogether, with growing pauses, so that a sick upstream is never hammered.
"""

from dataclasses import dataclass, replace
from typing import Final

from kiro_py.errors import (
    Again,
    GatewayError,
    RenewalFailed,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)

MAX_ON_ONE: Final = 3
"""Attempts on one credential for one request: two refusals in a row are seldom followed by luck."""

MAX_FAILED: Final = 2
"""Attempts on one credential when the service itself fails and does not say that it is busy."""

MAX_ATTEMPTS: Final = 9
"""Attempts for one request altogether, whoever makes them."""

MAX_BROKEN: Final = 2
"""Attempts that may break off or reach nobody: each may have been paid for."""

_PAUSES: Final = (0.5, 1.5)
"""Seconds before the second and the third attempt on one credential."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What has been tried for one request: altogether, and with the credential of now."""

    attempts: int = 0
    on_this: int = 0
    broken: int = 0
    host: int = 0
    is_renewed: bool = False
    is_profile_sought: bool = False
    is_without_reasoning: bool = False
    is_without_settings: bool = False
    is_in_new_conversation: bool = False
    excluded: frozenset[int] = frozenset()

    def without(self, credential_id: int) -> "Tries":
        """Return the tries with a credential out of the question and another one to begin with."""
        excluded = self.excluded | {credential_id}
        return replace(
            self, on_this=0, host=0, is_renewed=False, is_profile_sought=False, excluded=excluded
        )


@dataclass(frozen=True, slots=True)
class Next:
    """Try again after `pause_seconds`, with `tries` saying what has changed.

    `must_renew`: with another token.  `must_find_profile`: with a profile, or another one.
    `must_change`: with another credential, if there is one.
    """

    tries: Tries
    pause_seconds: float = 0.0
    must_renew: bool = False
    must_find_profile: bool = False
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to try with.

    `hosts` is their number; `leaves_limited_accounts` allows another account after an account's
    own limit; `has_own_way` is set for a credential with a proxy of its own, `can_renew` for one
    whose token can be exchanged.
    """

    hosts: int
    can_renew: bool = True
    leaves_limited_accounts: bool = False
    has_own_way: bool = False


def after(failure: GatewayError, tries: Tries, means: Means) -> Next | None:
    """Return the next try after `failure`, or `None` when it must be told to the client.

    `tries` counts the failed attempt already.
    """
    if tries.attempts >= MAX_ATTEMPTS:
        return None
    step = _after(failure, tries, means)
    if step is None or step.must_change or tries.on_this < MAX_ON_ONE:
        return step
    if not isinstance(failure, UpstreamRefused):
        return None
    return _with_somebody_else(failure.refusal.again, tries, means)


def _after(failure: GatewayError, tries: Tries, means: Means) -> Next | None:
    match failure:
        case UpstreamRefused(refusal=refusal):
            return _after_refusal(refusal.again, tries, means)
        case RenewalFailed():
            return Next(tries, must_change=True)
        case UpstreamBroken() if tries.broken + 1 < MAX_BROKEN:
            return Next(replace(tries, broken=tries.broken + 1))
        case UpstreamUnreachable(what="silence"):
            return None
        case UpstreamUnreachable() if tries.host + 1 < means.hosts:
            return Next(replace(tries, host=tries.host + 1))
        case UpstreamUnreachable() if means.has_own_way:
            return Next(tries, must_change=True)
        case UpstreamUnreachable() if means.hosts == 1 and tries.broken + 1 < MAX_BROKEN:
            return Next(replace(tries, broken=tries.broken + 1), _PAUSES[0])
        case _:
            return None


def _after_refusal(again: Again, tries: Tries, means: Means) -> Next | None:
    return _with_another_try(again, tries, means) or _with_somebody_else(again, tries, means)


def _with_another_try(again: Again, tries: Tries, means: Means) -> Next | None:
    """Return how the same credential may try again, with something changed."""
    match again:
        case Again.AFTER_RENEWAL if means.can_renew and not tries.is_renewed:
            return Next(replace(tries, is_renewed=True), must_renew=True)
        case Again.AFTER_RENEWAL | Again.WITH_PROFILE if not tries.is_profile_sought:
            # A foreign profile is refused in the words of an expired token.
            return Next(replace(tries, is_profile_sought=True), must_find_profile=True)
        case Again.WITHOUT_REASONING | Again.WITHOUT_SETTINGS | Again.IN_NEW_CONVERSATION:
            changed = _said_otherwise(again, tries)
            return None if changed == tries else Next(changed)
        case Again.NEXT_HOST | Again.WITH_PROFILE if tries.host + 1 < means.hosts:
            return Next(replace(tries, host=tries.host + 1))
        case Again.ONCE_MORE if tries.on_this >= MAX_FAILED:
            return None
        case Again.ONCE_MORE | Again.SAME:
            return Next(tries, _PAUSES[min(tries.on_this, len(_PAUSES)) - 1])
        case _:
            return None


def _said_otherwise(again: Again, tries: Tries) -> Tries:
    """Return the tries with the request changed, the same if it has been changed so already."""
    match again:
        case Again.WITHOUT_REASONING:
            return replace(tries, is_without_reasoning=True)
        case Again.WITHOUT_SETTINGS:
            return replace(tries, is_without_settings=True)
        case _:
            return replace(tries, is_in_new_conversation=True)


_SPARED_OTHERS: Final = frozenset(
    {Again.AFTER_RENEWAL, Again.WITH_PROFILE, Again.NEXT_HOST, Again.OTHER_CREDENTIAL}
)
"""What another credential may be spared."""


def _with_somebody_else(again: Again, tries: Tries, means: Means) -> Next | None:
    is_limited = again is Again.OTHER_CREDENTIAL_IF_ALLOWED
    if again in _SPARED_OTHERS or (is_limited and means.leaves_limited_accounts):
        return Next(tries, must_change=True)
    return None
