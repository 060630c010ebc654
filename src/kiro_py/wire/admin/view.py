"""What all shapes of the admin door's own version have in common."""

from typing import Annotated, Literal, TypeAlias

import msgspec

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=9_007_199_254_740_991)]
"""A number that JavaScript can hold."""

Direction: TypeAlias = Literal["asc", "desc"]


class View(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A JSON object in camelCase.

    Times are RFC 3339 in UTC, durations are in seconds, and what is not known is null.
    """


class Change(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A JSON object that is sent to us; a member that is not known is refused by name."""
