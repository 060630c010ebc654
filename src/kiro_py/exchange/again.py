"""I decide whether a failed attempt is worth another one, and what must change before it.

Only asked while nothing has left for the client.  Refusals that cannot heal are answered at once;
what may heal is tried again at most `MAX_ATTEMPTS` times in all, with growing pauses, so that a
sick upstream is never hammered.
"""

from dataclasses import dataclass, replace
from typing import Final

from kiro_py.errors import (
    Again,
    GatewayError,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)

MAX_ATTEMPTS: Final = 3
"""Attempts on one credential for one request: two refusals in a row are seldom followed by luck."""

_PAUSES: Final = (0.5, 1.5)
"""Seconds before the second and the third attempt."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What has been tried for one request."""

    attempts: int = 0
    host: int = 0
    is_renewed: bool = False
    is_without_reasoning: bool = False
    is_without_settings: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """Try again after `pause_seconds`, with `tries` saying what has changed."""

    tries: Tries
    pause_seconds: float = 0.0
    must_renew: bool = False


def after(failure: GatewayError, tries: Tries, hosts: int) -> Next | None:
    """Return the next try after `failure`, or `None` when it must be told to the client.

    `tries` counts the failed attempt already; `hosts` is how many addresses there are.
    """
    if tries.attempts >= MAX_ATTEMPTS:
        return None
    match failure:
        case UpstreamRefused(refusal=refusal):
            return _after_refusal(refusal.again, tries, hosts)
        case UpstreamBroken():
            return Next(tries) if tries.attempts == 1 else None
        case UpstreamUnreachable(what="silence"):
            return None
        case UpstreamUnreachable() if tries.host + 1 < hosts:
            return Next(replace(tries, host=tries.host + 1))
        case UpstreamUnreachable():
            return Next(tries, _pause(tries)) if tries.attempts == 1 else None
        case _:
            return None


def _after_refusal(again: Again, tries: Tries, hosts: int) -> Next | None:
    match again:
        case Again.AFTER_RENEWAL if not tries.is_renewed:
            return Next(replace(tries, is_renewed=True), must_renew=True)
        case Again.WITHOUT_REASONING if not tries.is_without_reasoning:
            return Next(replace(tries, is_without_reasoning=True))
        case Again.WITHOUT_SETTINGS if not tries.is_without_settings:
            return Next(replace(tries, is_without_settings=True))
        case Again.NEXT_HOST if tries.host + 1 < hosts:
            return Next(replace(tries, host=tries.host + 1))
        case Again.SAME:
            return Next(tries, _pause(tries))
        case _:
            return None


def _pause(tries: Tries) -> float:
    return _PAUSES[min(tries.attempts, len(_PAUSES)) - 1]
