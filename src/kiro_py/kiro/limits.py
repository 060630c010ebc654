"""I read what Kiro says about an account's credits, and I guess nothing that it does not say.

Any figure may be missing, null or a fraction.  An answer without a limit is no quota at all: an
account whose plan is unknown must not look like one that has none.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import msgspec

from kiro_py.pool.standing import CreditsBack, CreditsGone
from kiro_py.wire.json import JsonObject

_CREDIT_KINDS: Final = ("CREDIT", "AGENTIC_REQUEST", "VIBE")
"""What answers are paid with, the present currency first; other kinds are beside the point."""

_LATEST_SECONDS: Final = 1e11
"""Times beyond the year 5138 are in milliseconds."""


_BEYOND_BELIEF: Final = 1e15
"""Figures from here on are a slip: no account has them, and sums of them would be infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A number of credits and what is used of them; `ends_at` (epoch seconds) if it ends."""

    name: str
    used: float
    limit: float
    is_active: bool = True
    ends_at: float | None = None

    @property
    def remaining(self) -> float:
        """The credits that are left, never fewer than none."""
        return max(self.limit - self.used, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overage:
    """What may be spent beyond the limit; `is_enabled` and `cap` are `None` when not told.

    The owner's own limit is the cap where it is lower than the plan's, and a cap of 0 is none.
    `rate` is the price of one credit, `charges` what is owed already, both in `currency`.
    """

    is_enabled: bool | None = None
    used: float = 0.0
    cap: float | None = None
    rate: float | None = None
    charges: float | None = None
    currency: str | None = None

    @property
    def remaining(self) -> float:
        """The credits that may still be spent: without end when enabled without a cap."""
        if not self.is_enabled:
            return 0.0
        return math.inf if self.cap is None else max(self.cap - self.used, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """One kind of thing that a plan counts; `kind` is the service's own word for it."""

    kind: str
    base: Allowance
    trial: Allowance | None = None
    bonuses: tuple[Allowance, ...] = ()
    overage: Overage = field(default_factory=Overage)
    resets_at: float | None = None

    @property
    def active(self) -> tuple[Allowance, ...]:
        """What counts now: the plan's own allowance, the trial and bonuses that have not ended."""
        extra = (*((self.trial,) if self.trial else ()), *self.bonuses)
        return (self.base, *(each for each in extra if each.is_active))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """An account's credits as the service told them; `main` is the breakdown that answers cost.

    `plan` is `None` when the service does not name it.  `resets_at` is in epoch seconds.
    """

    main: Breakdown
    breakdowns: tuple[Breakdown, ...]
    plan: str | None = None
    resets_at: float | None = None
    email: str | None = None
    user_id: str | None = None

    @property
    def used(self) -> float:
        """The credits that are used, as the service counts them: overage may be among them."""
        return sum(each.used for each in self.main.active)

    @property
    def limit(self) -> float:
        """The credits of plan, trial and bonuses together, without overage."""
        return sum(each.limit for each in self.main.active)

    @property
    def remaining(self) -> float:
        """The credits that are left of the limit; overage of one allowance costs no other."""
        return sum(each.remaining for each in self.main.active)

    @property
    def remaining_share(self) -> float | None:
        """The part of the limit that is left, from 0 to 1; `None` when the limit is nothing."""
        return min(self.remaining / self.limit, 1.0) if self.limit else None

    @property
    def percent(self) -> float:
        """How much of the limit is used, from 0 to 100."""
        share = self.remaining_share
        return 0.0 if share is None else 100.0 - 100.0 * share

    @property
    def overage(self) -> Overage:
        """What may be spent beyond the limit."""
        return self.main.overage

    @property
    def spendable(self) -> float:
        """The credits that can still be spent, overage included; may be infinite."""
        return self.remaining + self.overage.remaining

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left for certain.

        It is not certain when the limit is nothing, or when nobody tells whether overage is on.
        """
        is_told = self.limit > 0 and self.overage.is_enabled is not None
        return is_told and self.spendable <= 0


def credits_event(before: Quota | None, after: Quota) -> CreditsGone | CreditsBack | None:
    """Return what `after` tells the pool, given what was known `before`.

    Credits are back only when there are more of them than before: an account that is refused
    although its usage shows credits would otherwise be tried again and again.
    """
    if after.is_spent:
        reason = "overage-spent" if after.overage.is_enabled else "plan-spent"
        message = f"{after.used:,.2f} of {after.limit:,.2f} credits are used"
        return CreditsGone(reason, message, after.resets_at)
    if after.spendable > 0 and (before is None or after.spendable > before.spendable):
        return CreditsBack()
    return None


def read_limits(body: bytes) -> Quota | None:
    """Return the quota that a `GetUsageLimits` answer tells, `None` when it tells no limit."""
    try:
        answer = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    config = _object(answer.get("overageConfiguration"))
    breakdowns = tuple(_breakdown(entry, config) for entry in _entries(answer))
    if not breakdowns:
        return None
    main = min(breakdowns, key=_rank)
    user = _object(answer.get("userInfo"))
    return Quota(
        main=main,
        breakdowns=breakdowns,
        plan=_text(_object(answer.get("subscriptionInfo")), "subscriptionTitle"),
        resets_at=_time(answer.get("nextDateReset")) or main.resets_at,
        email=_text(user, "email"),
        user_id=_text(user, "userId"),
    )


def _entries(answer: JsonObject) -> Sequence[JsonObject]:
    """Return the breakdowns that tell a limit, of the newest form that has any."""
    forms = (
        _objects(answer.get("usageBreakdownList")),
        _objects([answer.get("usageBreakdown")]),
        (
            each | {"resourceType": each.get("type"), "usageLimit": each.get("totalUsageLimit")}
            for each in _objects(answer.get("limits"))
        ),
    )
    telling = (tuple(entry for entry in form if _has_limit(entry)) for form in forms)
    return next((entries for entries in telling if entries), ())


def _has_limit(entry: JsonObject) -> bool:
    holders = (entry, _object(entry.get("freeTrialInfo")), *_objects(entry.get("bonuses")))
    return any(_figure(holder, "usageLimit") is not None for holder in holders)


def _rank(breakdown: Breakdown) -> int:
    known = breakdown.kind in _CREDIT_KINDS
    return _CREDIT_KINDS.index(breakdown.kind) if known else len(_CREDIT_KINDS)


def _breakdown(entry: JsonObject, config: JsonObject) -> Breakdown:
    trial = _object(entry.get("freeTrialInfo"))
    return Breakdown(
        kind=_kind(entry),
        base=_allowance(entry, _text(entry, "displayNamePlural", "displayName") or _kind(entry)),
        trial=_allowance(
            trial,
            "trial",
            is_active=_is_active(trial.get("freeTrialStatus")),
            ends_at=_time(trial.get("freeTrialExpiry")),
        )
        if trial
        else None,
        bonuses=tuple(
            _allowance(
                bonus,
                _text(bonus, "displayName", "bonusCode") or "bonus",
                is_active=_is_active(bonus.get("status")),
                ends_at=_time(bonus.get("expiresAt")),
            )
            for bonus in _objects(entry.get("bonuses"))
        ),
        overage=_overage(entry, config),
        resets_at=_time(entry.get("nextDateReset")),
    )


def _allowance(
    entry: JsonObject, name: str, *, is_active: bool = True, ends_at: float | None = None
) -> Allowance:
    return Allowance(
        name=name,
        used=_figure(entry, "currentUsage") or 0.0,
        limit=_figure(entry, "usageLimit") or 0.0,
        is_active=is_active,
        ends_at=ends_at,
    )


def _overage(entry: JsonObject, config: JsonObject) -> Overage:
    used = _figure(entry, "currentOverages")
    if used is None:
        beyond = (_figure(entry, "currentUsage") or 0.0) - (_figure(entry, "usageLimit") or 0.0)
        used = max(beyond, 0.0)
    caps = (_figure(entry, "overageCap"), _number(config.get("overageLimit")))
    return Overage(
        is_enabled={"ENABLED": True, "DISABLED": False}.get(_text(config, "overageStatus") or ""),
        used=used,
        cap=min((cap for cap in caps if cap), default=None),
        rate=_number(entry.get("overageRate")),
        charges=_number(entry.get("overageCharges")),
        currency=_text(entry, "currency"),
    )


def _kind(entry: JsonObject) -> str:
    return _text(entry, "resourceType") or "unnamed"


def _is_active(status: object) -> bool:
    return status == "ACTIVE"


def _figure(entry: JsonObject, name: str) -> float | None:
    """Return a figure; the one with precision first, since the plain one is cut to an integer."""
    precise = _number(entry.get(f"{name}WithPrecision"))
    return _number(entry.get(name)) if precise is None else precise


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if 0 <= number < _BEYOND_BELIEF else None


def _time(value: object) -> float | None:
    seconds = _number(value)
    if not seconds:
        return None
    return seconds / 1000 if seconds > _LATEST_SECONDS else seconds


def _text(entry: JsonObject, *names: str) -> str | None:
    values = (entry.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), None)


def _object(value: object) -> JsonObject:
    return cast("JsonObject", value) if isinstance(value, dict) else {}


def _objects(value: object) -> Iterator[JsonObject]:
    if isinstance(value, list):
        for each in cast("list[object]", value):
            if isinstance(each, dict):
                yield cast("JsonObject", each)
