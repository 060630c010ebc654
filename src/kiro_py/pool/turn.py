"""Whose turn it is.

Rule 0: whoever is out of the asker's reach is not there at all, whatever else is decided.  Rule 1:
only a credential that is enabled, ready and not barred for the model is ever chosen, and never
beyond its seats; nor does another one step in for an account that the service has limited,
unless the owner wants it.  Rule 2: a conversation stays where it is while it can, since the service
keeps what it has read of it.  Rule 3: `priority` takes the best one each time, so that a better
one is used again as soon as it can be; `balanced` takes the least busy one, weighed by the credits
that are left, and among equals the one that has rested longest.  Rule 4: one that has used more of
its quota than the owner wants to give away serves only when no other can, conversation or not.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from kiro_py.errors import Lack
from kiro_py.pool.credential import Credential
from kiro_py.pool.reach import EVERYWHERE, Reach
from kiro_py.pool.standing import Standing, State

LEAST_WEIGHT: Final = 0.05
"""What an almost empty account weighs: it is spared, and not forgotten."""


class Mode(Enum):
    """How turns are given."""

    PRIORITY = "priority"
    BALANCED = "balanced"


@dataclass(frozen=True, slots=True)
class Rules:
    """The owner's choice; `seats` is how many requests one credential carries, 0 for any number.

    `leaves_limited` lets others step in for an account that the service has limited.  From
    `pause_at` per cent of its quota a credential is spared, from 0 never.
    """

    mode: Mode = Mode.PRIORITY
    seats: int = 0
    leaves_limited: bool = False
    pause_at: float = 0.0

    def shared_by(self, sharers: int) -> "Rules":
        """Return the rules for one of so many that share the seats; nobody is left without any."""
        return replace(self, seats=math.ceil(self.seats / max(1, sharers)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A credential as it is now.

    `share_left` is the part of its credits that is left, and `models` are the ids of its plan;
    both are `None` when they are not known.
    """

    credential: Credential
    standing: Standing
    models: Collection[str] | None = None
    in_flight: int = 0
    last_used: float = 0.0
    share_left: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request needs: a model, its conversation's credential, and none of the `excluded`.

    `reach` is who may serve it at all.
    """

    model: str
    preferred: int | None = None
    excluded: frozenset[int] = frozenset()
    reach: Reach = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Turn:
    """This one."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class Full:
    """There are some that may serve, and none of them has a seat free."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody may serve; `until` (epoch seconds) is when somebody may again, if time helps.

    `resets_at` is when spent credits come back, if that is known.
    """

    lack: Lack
    why: str
    until: float | None = None
    resets_at: float | None = None


def choose(
    candidates: Sequence[Candidate], wanted: Wanted, rules: Rules, now: float
) -> Turn | Full | Nobody:
    """Return whose turn it is; `candidates` are in file order, with their standings of `now`."""
    candidates = [each for each in candidates if wanted.reach.covers(each.credential)]
    enabled = [each for each in candidates if not each.credential.disabled]
    usable = [each for each in _offering(enabled, wanted) if _may_serve(each, wanted, now)]
    if not usable:
        return _nobody(enabled, len(candidates), wanted, now)
    free = [each for each in usable if not rules.seats or each.in_flight < rules.seats]
    if not free:
        return Full()
    free = [each for each in free if not _is_spared(each, rules)] or free
    for each in free:
        if each.credential.id == wanted.preferred:
            return Turn(each.credential)
    limited = [] if rules.leaves_limited else _limited(enabled, wanted, now)
    running = [each for each in candidates if each in free or each in limited]
    best = min(running, key=_priority if rules.mode is Mode.PRIORITY else _load)
    if best in limited:
        return _nobody(limited, len(candidates), wanted, now)
    return Turn(best.credential)


def _offering(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """Leave out those whose plan lacks the model, unless no plan is known to have it.

    Lists are not always complete: what nobody lists is worth asking for.
    """
    if not any(wanted.model in (each.models or ()) for each in candidates):
        return candidates
    return [each for each in candidates if each.models is None or wanted.model in each.models]


def _limited(enabled: Sequence[Candidate], wanted: Wanted, now: float) -> list[Candidate]:
    """Return those that only the service's distrust keeps from serving."""
    return [
        each
        for each in _offering(enabled, wanted)
        if each.standing.state is State.LIMITED
        and each.standing.until is not None
        and not each.standing.is_barred(wanted.model, now)
    ]


def _may_serve(candidate: Candidate, wanted: Wanted, now: float) -> bool:
    standing = candidate.standing
    return (
        standing.state is State.READY
        and candidate.credential.id not in wanted.excluded
        and not standing.is_barred(wanted.model, now)
    )


def _is_spared(candidate: Candidate, rules: Rules) -> bool:
    share = candidate.share_left
    return bool(rules.pause_at) and share is not None and 100 - 100 * share >= rules.pause_at


def _priority(candidate: Candidate) -> int:
    return candidate.credential.priority


def _load(candidate: Candidate) -> tuple[float, float]:
    share = 1.0 if candidate.share_left is None else candidate.share_left
    return (candidate.in_flight + 1) / max(share, LEAST_WEIGHT), candidate.last_used


_LACKS: Final = (
    (Lack.COOLING, State.COOLING),
    (Lack.LIMITED, State.LIMITED),
    (Lack.SPENT, State.SPENT),
)
"""What time mends, the soonest first."""


def _nobody(enabled: Sequence[Candidate], total: int, wanted: Wanted, now: float) -> Nobody:
    """Say what is lacking, the most hopeful lack first."""
    offering = _offering(enabled, wanted)
    barred = [each for each in offering if each.standing.is_barred(wanted.model, now)]
    able = [each.standing for each in offering if each not in barred]
    for lack, state in _LACKS:
        ends = [each for each in able if each.state is state and each.until is not None]
        if ends:
            first = min(ends, key=lambda standing: standing.until or 0.0)
            why = f"every usable credential is {state.value}"
            return Nobody(lack, why, first.until, first.resets_at)
    if any(each.standing.state is State.READY for each in barred):
        return Nobody(Lack.MODEL, f"no credential has the model {wanted.model!r}")
    return Nobody(Lack.UNUSABLE, f"of {total} credentials none can be used")
