"""Keys of clients, and what they may do."""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

from kiro_py.wire.admin.view import Change, Count, View

KeyName: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
KeyNote: TypeAlias = Annotated[str, msgspec.Meta(max_length=2000)]
GroupName: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Pattern: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Patterns: TypeAlias = Annotated[tuple[Pattern, ...], msgspec.Meta(max_length=100)]
Most: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]
"""A limit; a key that shall do nothing is disabled."""

Amount: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=1e15)]
"""A limit of credits."""


class KeyLimits(View, frozen=True, kw_only=True):
    """What a key may use; null sets no limit.  Days and months are those of UTC."""

    requests_per_minute: Count | None = None
    parallel_requests: Count | None = None
    tokens_per_day: Count | None = None
    tokens_per_month: Count | None = None
    credits_per_day: float | None = None
    credits_per_month: float | None = None


class KeyUse(View, frozen=True, kw_only=True):
    """What a key has used so far."""

    in_flight: int
    requests_this_minute: int
    requests_today: int
    tokens_today: int
    tokens_this_month: int
    credits_today: float
    credits_this_month: float
    day_ends_at: datetime
    month_ends_at: datetime


class KeyView(View, frozen=True, kw_only=True):
    """A client key; `prefix` is all that is shown of it.  `old_until` is when an old key ends.

    `group` names the credentials it may use, null all of them; `models` are patterns like
    `claude-sonnet-*`, none for all models.  `is_main` marks the `apiKey` of the settings, which is
    changed there.  `state` tells whether it works.
    """

    id: int
    version: str
    name: str
    note: str
    prefix: str
    group: str | None
    models: tuple[str, ...]
    limits: KeyLimits
    use: KeyUse
    expires_at: datetime | None
    disabled: bool
    state: str
    created_at: datetime | None
    last_used_at: datetime | None
    old_until: datetime | None
    is_main: bool


class KeyPage(View, frozen=True, kw_only=True):
    """All client keys, the newest first, and the groups that credentials have."""

    items: tuple[KeyView, ...]
    groups: tuple[str, ...]


class KeyLimitsChange(Change, frozen=True, kw_only=True):
    """Limits to set: what is left out stays, null takes a limit away."""

    requests_per_minute: Most | msgspec.UnsetType | None = msgspec.UNSET
    parallel_requests: Most | msgspec.UnsetType | None = msgspec.UNSET
    tokens_per_day: Most | msgspec.UnsetType | None = msgspec.UNSET
    tokens_per_month: Most | msgspec.UnsetType | None = msgspec.UNSET
    credits_per_day: Amount | msgspec.UnsetType | None = msgspec.UNSET
    credits_per_month: Amount | msgspec.UnsetType | None = msgspec.UNSET


class NewKey(Change, frozen=True, kw_only=True):
    """A key to make."""

    name: KeyName
    note: KeyNote = ""
    group: GroupName | None = None
    models: Patterns = ()
    limits: KeyLimitsChange = KeyLimitsChange()
    expires_at: datetime | None = None


class KeyChange(Change, frozen=True, kw_only=True):
    """What to change of a key: what is left out stays, null takes a value away."""

    name: KeyName | msgspec.UnsetType = msgspec.UNSET
    note: KeyNote | msgspec.UnsetType = msgspec.UNSET
    group: GroupName | msgspec.UnsetType | None = msgspec.UNSET
    models: Patterns | msgspec.UnsetType = msgspec.UNSET
    limits: KeyLimitsChange | msgspec.UnsetType = msgspec.UNSET
    expires_at: datetime | msgspec.UnsetType | None = msgspec.UNSET
    disabled: bool | msgspec.UnsetType = msgspec.UNSET


class RotateKey(Change, frozen=True, kw_only=True):
    """How long the old key still works."""

    overlap_seconds: Annotated[int, msgspec.Meta(ge=0, le=2_592_000)] = 0


class KeyMade(View, frozen=True, kw_only=True):
    """A new key, whole: the only time that it is shown."""

    key: str
    view: KeyView


class PlaygroundPass(View, frozen=True, kw_only=True):
    """A key for one request in the next minute, to the credential that was named, if one was."""

    key: str
    expires_at: datetime


class PassWanted(Change, frozen=True, kw_only=True):
    """The credential that shall answer, null for whoever's turn it is."""

    credential_id: int | None = None
