"""What a credential may do now, why, and what leads out of it.

Rule 1: the table below is all there is; what it does not name leaves a standing as it is.

Rule 2: a standing with an `until` ends by itself and not before, since an answer that was under
way when it began proves nothing; one without ends by a new sign-in or by a person.

Rule 3: strikes count failures in a row and make each rest last longer than the one before; only an
answer that came through takes them away.  Attempts that were under way together fail together, and
count as one.

Rule 4: a clock that is set back prolongs nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, assert_never

DOUBTS: Final = 3
"""How many refusals in a row it takes: one may be a bad minute of the service."""

FIRST_DOUBT_SECONDS: Final = 300.0
"""How long a credential rests after a refusal that nobody can explain by the clock."""

LONGEST_DOUBT_SECONDS: Final = 24 * 3600.0
"""Doubt doubles up to a day: a sign-in that was mended is noticed the day after, at the latest."""

PROBE_SECONDS: Final = 300.0
"""How long after a reset date the first try is made: clocks and billing differ by minutes."""

UNKNOWN_RESET_SECONDS: Final = 3600.0
"""When spent credits are probed again while nobody knows the reset date."""

BAR_SECONDS: Final = 3600.0
"""How long a model stays barred for a credential: plans and catalogues change by the hour."""


class State(Enum):
    """Where a credential stands."""

    READY = "ready"
    COOLING = "cooling"
    LIMITED = "limited"
    SPENT = "spent"
    DOUBTED = "doubted"
    NEEDS_LOGIN = "needs login"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Served:
    """An answer came through."""


@dataclass(frozen=True, slots=True)
class Throttled:
    """The service wants to be left alone for `seconds`, as an attempt of `began_at` has heard."""

    reason: str
    message: str
    seconds: float
    began_at: float = math.inf


@dataclass(frozen=True, slots=True)
class Limited:
    """The service distrusts how the account is used, and wants to be left alone for `seconds`.

    Whether others may step in meanwhile is the owner's choice: it can look like evasion.
    """

    reason: str
    message: str
    seconds: float
    began_at: float = math.inf


@dataclass(frozen=True, slots=True)
class CreditsGone:
    """The credits are used up, until `resets_at` (epoch seconds) when that is known and to come.

    Else they are asked for again after `probe_seconds`.
    """

    reason: str
    message: str
    resets_at: float | None = None
    probe_seconds: float = UNKNOWN_RESET_SECONDS


@dataclass(frozen=True, slots=True)
class Doubted:
    """The service refuses the credential, and time may or may not mend it."""

    reason: str
    message: str
    began_at: float = math.inf


@dataclass(frozen=True, slots=True)
class LoginEnded:
    """The sign-in is over: only a new one helps."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Locked:
    """The account is suspended: it is left alone until a person says otherwise."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """There is a new sign-in."""


@dataclass(frozen=True, slots=True)
class CreditsBack:
    """The account has credits again, as its usage says."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The time of the standing is over."""


@dataclass(frozen=True, slots=True)
class Reset:
    """A person has said: try again."""


Event = (
    Served
    | Throttled
    | Limited
    | CreditsGone
    | Doubted
    | LoginEnded
    | Locked
    | SignedIn
    | CreditsBack
    | Elapsed
    | Reset
)

_PASSING: Final = (State.READY, State.COOLING, State.SPENT, State.DOUBTED)
"""States that end by themselves, and that a late answer of an earlier request may change."""

TRANSITIONS: Final[Mapping[tuple[State, type[Event]], State]] = {
    (State.READY, Served): State.READY,
    **{(state, Throttled): State.COOLING for state in (State.READY, State.COOLING)},
    **{(state, Limited): State.LIMITED for state in (*_PASSING, State.LIMITED)},
    **{(state, CreditsGone): State.SPENT for state in _PASSING},
    **{(state, Doubted): State.DOUBTED for state in (State.READY, State.COOLING, State.DOUBTED)},
    **{(state, LoginEnded): State.NEEDS_LOGIN for state in _PASSING},
    **{(state, Locked): State.SUSPENDED for state in State},
    **{(state, SignedIn): State.READY for state in (State.NEEDS_LOGIN, State.DOUBTED)},
    (State.SPENT, CreditsBack): State.READY,
    **{
        (state, Elapsed): State.READY
        for state in (State.COOLING, State.LIMITED, State.SPENT, State.DOUBTED)
    },
    **{(state, Reset): State.READY for state in State},
}
"""From where, by what, to where."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A model that the account does not have; `until` is in epoch seconds."""

    model: str
    until: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a credential stands; times are in epoch seconds, `until` is `None` for no end.

    `resets_at` is when spent credits come back, if that is known; `until` is a little later then.
    `reason` is the row of the table of refusals; `message` is for people.  `login` is the
    fingerprint of the token that a sign-in ended or was doubted with: another one is a new sign-in.
    """

    state: State = State.READY
    since: float = 0.0
    until: float | None = None
    resets_at: float | None = None
    reason: str = ""
    message: str = ""
    strikes: int = 0
    struck_at: float = 0.0
    login: str = ""
    bars: tuple[Bar, ...] = ()

    def is_barred(self, model: str, now: float) -> bool:
        """Whether the account is known not to have `model`."""
        return any(bar.model == model and bar.until > now for bar in self.bars)


def settle(standing: Standing, event: Event, now: float) -> Standing:
    """Return the standing after `event`."""
    state = TRANSITIONS.get((standing.state, type(event)))
    if state is None:
        return standing
    after = replace(standing, state=state, until=None, resets_at=None, reason="", message="")
    if state is not standing.state:
        after = replace(after, since=now)
    match event:
        case Served() | SignedIn() | Reset():
            forgiven = replace(after, strikes=0)
            is_reset = isinstance(event, Reset)
            return replace(forgiven, struck_at=0.0, bars=()) if is_reset else forgiven
        case Elapsed() | CreditsBack():
            return after
        case Throttled(seconds=seconds) | Limited(seconds=seconds):
            until = max(now + seconds, standing.until or 0.0)
            return _told(replace(_struck(after, event, now), until=until), event)
        case CreditsGone(resets_at=resets_at, probe_seconds=seconds):
            if resets_at is None or resets_at + PROBE_SECONDS <= now:
                return _told(replace(after, until=now + seconds), event)
            return _told(
                replace(after, until=resets_at + PROBE_SECONDS, resets_at=resets_at), event
            )
        case Doubted():
            return _doubted(standing, event, now)
        case LoginEnded() | Locked():
            return _told(after, event)
        case _:
            assert_never(event)


def elapse(standing: Standing, now: float) -> Standing:
    """Return the standing as it is at `now`: ended when its time is over, old bars forgotten."""
    if max(standing.since, standing.struck_at) > now:
        standing = _set_back(standing, now)
    bars = tuple(bar for bar in standing.bars if bar.until > now)
    if len(bars) != len(standing.bars):
        standing = replace(standing, bars=bars)
    if standing.until is not None and standing.until <= now:
        return settle(standing, Elapsed(), now)
    return standing


def _set_back(standing: Standing, now: float) -> Standing:
    """Return the standing after the clock was set back: what is left of it is as long as it was.

    The date on which credits come back stays that date.
    """
    by = max(standing.since - now, 0.0)
    until = standing.until
    if until is not None and standing.resets_at is None:
        until -= by
    return replace(
        standing,
        since=min(standing.since, now),
        struck_at=min(standing.struck_at, now),
        until=until,
        bars=tuple(Bar(bar.model, min(bar.until, now + BAR_SECONDS)) for bar in standing.bars),
    )


def bar(standing: Standing, model: str, now: float) -> Standing:
    """Return the standing with `model` barred for a while."""
    others = tuple(each for each in standing.bars if each.model != model)
    return replace(standing, bars=(*others, Bar(model, now + BAR_SECONDS)))


def _doubted(standing: Standing, event: Doubted, now: float) -> Standing:
    """Count a doubt; the first ones of a credential in use change nothing but the count."""
    if event.began_at < standing.struck_at:
        return standing
    standing = _struck(standing, event, now)
    strikes = standing.strikes
    if standing.state is State.READY and strikes < DOUBTS:
        return standing
    doubt = FIRST_DOUBT_SECONDS * 2 ** min(max(strikes - DOUBTS, 0), 16)
    since = now if standing.state is State.READY else standing.since
    after = replace(
        standing,
        state=State.DOUBTED,
        since=since,
        resets_at=None,
        until=now + min(doubt, LONGEST_DOUBT_SECONDS),
    )
    return _told(after, event)


def _struck(standing: Standing, event: Throttled | Limited | Doubted, now: float) -> Standing:
    """Count a strike, unless the attempt was under way when the last one was counted."""
    if event.began_at < standing.struck_at:
        return standing
    return replace(standing, strikes=standing.strikes + 1, struck_at=now)


_Telling = Throttled | Limited | CreditsGone | Doubted | LoginEnded | Locked


def _told(standing: Standing, event: _Telling) -> Standing:
    return replace(standing, reason=event.reason, message=event.message)
