"""What a person may wish of a key on the command line."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from cyclopts import Parameter

from kiro_py.config.entry import INSTANT
from kiro_py.config.kinds import Unfit, explain

NONE: Final = "none"
"""The word that takes a value away."""

Whole: TypeAlias = int | Literal["none"] | None
Amount: TypeAlias = float | Literal["none"] | None

_LIMITS: Final = (
    "requests_per_minute",
    "parallel_requests",
    "tokens_per_day",
    "tokens_per_month",
    "credits_per_day",
    "credits_per_month",
)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a key shall be; what is not said stays, and `none` takes a value away.

    Parameters
    ----------
    note
        Whatever its owner wants to remember of it.
    group
        The group of credentials that it may use.
    model
        A pattern of models that it may ask, like `claude-sonnet-*`; may be given several times.
    requests_per_minute
        The most requests in any 60 seconds.
    parallel_requests
        The most requests at once.
    tokens_per_day
        The most tokens of a day of UTC.
    tokens_per_month
        The most tokens of a month of UTC.
    credits_per_day
        The most credits of a day of UTC.
    credits_per_month
        The most credits of a month of UTC.
    expires
        When it ends: a date, or an RFC 3339 time.
    """

    note: str | None = None
    group: str | None = None
    model: Annotated[list[str] | None, Parameter(negative="")] = None
    requests_per_minute: Whole = None
    parallel_requests: Whole = None
    tokens_per_day: Whole = None
    tokens_per_month: Whole = None
    credits_per_day: Amount = None
    credits_per_month: Amount = None
    expires: str | None = None

    def members(self) -> dict[str, Any]:
        """Return the members of the admin API that say the same.

        Raises `msgspec.ValidationError` for a time that is none.
        """
        members: dict[str, Any] = {}
        if self.note is not None:
            members["note"] = "" if self.note == NONE else self.note
        if self.group is not None:
            members["group"] = _or_none(self.group)
        if self.model is not None:
            members["models"] = [] if self.model == [NONE] else self.model
        if self.expires is not None:
            members["expiresAt"] = None if self.expires == NONE else _moment(self.expires)
        limits = {name: getattr(self, name) for name in _LIMITS}
        said = {
            _camel(name): _or_none(value) for name, value in limits.items() if value is not None
        }
        return members | ({"limits": said} if said else {})


NOTHING: Final = Wishes()


def _or_none(value: object) -> object:
    return None if value == NONE else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(INSTANT.read(text), UTC)
    except (Unfit, ValueError, OverflowError, OSError):
        raise msgspec.ValidationError(f"--expires: {explain(INSTANT, text)}") from None
