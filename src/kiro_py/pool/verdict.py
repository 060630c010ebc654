"""What an attempt's outcome does to the standing of the credential that made it."""

import math
from dataclasses import dataclass
from typing import Final, assert_never

from kiro_py.errors import (
    GatewayError,
    Penalty,
    Refusal,
    RenewalFailed,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.pool.standing import (
    CreditsGone,
    Doubted,
    Event,
    Limited,
    Locked,
    LoginEnded,
    Served,
    Standing,
    State,
    Throttled,
    bar,
    settle,
)

DOUBLING_SECONDS: Final = 30.0
"""The least rest from the second throttling in a row on; it doubles each time."""

LONGEST_DOUBLING_SECONDS: Final = 300.0
"""Where doubling ends: the service's own penalty lasts about two minutes."""

PROXY_SECONDS: Final = 60.0
"""How long a credential rests whose own proxy is dead."""

SPENT_FOR_NOW_SECONDS: Final = 900.0
"""Overage limits are sometimes told in error: a quarter of an hour later they are asked again."""


def served(standing: Standing, now: float) -> Standing:
    """Return the standing after an answer came through."""
    return settle(standing, Served(), now)


@dataclass(frozen=True, slots=True)
class Attempted:
    """What is known of an attempt: its model, when it began, and by which way it went.

    `has_own_way` when the credential has a proxy of its own; `resets_at` is when its credits come
    back, as far as its usage has told.  Times are in epoch seconds.
    """

    model: str = ""
    began_at: float = math.inf
    has_own_way: bool = False
    resets_at: float | None = None


def failed(standing: Standing, failure: GatewayError, attempted: Attempted, now: float) -> Standing:
    """Return the standing after an attempt failed.

    Most failures say nothing about the credential: the request, the model, the host or the
    network is at fault, and the standing stays what it is.  With a proxy of its own the network is
    the credential's own matter.
    """
    began_at = attempted.began_at
    match failure:
        case UpstreamUnreachable(what=what) if attempted.has_own_way and what != "silence":
            why = "its own proxy does not lead to the service"
            return settle(standing, Throttled("proxy", why, PROXY_SECONDS, began_at), now)
        case UpstreamRefused(refusal=refusal) if refusal.penalty is Penalty.BAR_MODEL:
            return bar(standing, attempted.model, now)
        case UpstreamRefused(refusal=refusal):
            event = _event(refusal, standing, attempted)
            return standing if event is None else settle(standing, event, now)
        case RenewalFailed(is_final=True, why=why):
            return settle(standing, LoginEnded("login-ended", why), now)
        case RenewalFailed(retry_after_seconds=int(seconds), why=why, is_limited=is_limited):
            name = "renewal-limited" if is_limited else "renewal-failed"
            return settle(standing, Throttled(name, why, seconds, began_at), now)
        case _:
            return standing


def _event(refusal: Refusal, standing: Standing, attempted: Attempted) -> Event | None:
    name, message = refusal.name, refusal.message
    began_at = attempted.began_at
    match refusal.penalty:
        case Penalty.NONE | Penalty.BAR_MODEL:
            return None
        case Penalty.COOL:
            return Throttled(name, message, _cool_seconds(refusal, standing), began_at)
        case Penalty.LIMIT:
            return Limited(name, message, _cool_seconds(refusal, standing), began_at)
        case Penalty.SPEND:
            return CreditsGone(name, message, attempted.resets_at)
        case Penalty.SPEND_FOR_NOW:
            return CreditsGone(name, message, probe_seconds=SPENT_FOR_NOW_SECONDS)
        case Penalty.DOUBT:
            return Doubted(name, message, began_at)
        case Penalty.SUSPEND:
            return Locked(name, message)
        case _:
            assert_never(refusal.penalty)


def _cool_seconds(refusal: Refusal, standing: Standing) -> float:
    """Return what was asked for, and more when it has not helped before."""
    asked = float(refusal.retry_after_seconds or DOUBLING_SECONDS)
    if standing.strikes == 0 or standing.state is not State.READY:
        return asked
    doubled = DOUBLING_SECONDS * 2 ** min(standing.strikes, 10)
    return max(asked, min(doubled, LONGEST_DOUBLING_SECONDS))
