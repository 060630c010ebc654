"""Credentials in full, without their secrets."""

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from kiro_py.wire.admin.pool import NewCredential, Priority
from kiro_py.wire.admin.view import Change, View

StateName: TypeAlias = Literal[
    "ready", "cooling", "limited", "spent", "doubted", "needs login", "suspended", "disabled"
]
"""How a credential stands; `disabled` is the owner's own choice."""

SortKey: TypeAlias = Literal[
    "priority", "id", "email", "state", "plan", "remaining", "lastUsed", "expires", "created"
]


class AllowanceView(View, frozen=True, kw_only=True):
    """A number of credits: of the plan, a trial or a bonus."""

    name: str
    used: float
    limit: float
    ends_at: datetime | None
    is_active: bool


class OverageView(View, frozen=True, kw_only=True):
    """What may be spent beyond the limit; null figures were not told."""

    is_enabled: bool | None
    used: float
    cap: float | None
    rate: float | None
    charges: float | None
    currency: str | None


class QuotaView(View, frozen=True, kw_only=True):
    """What the account had left at `fetched_at`; `problem` says why that is stale."""

    plan: str | None
    used: float
    limit: float
    remaining: float
    percent: float
    resets_at: datetime | None
    allowances: tuple[AllowanceView, ...]
    overage: OverageView | None
    fetched_at: datetime | None
    is_stale: bool
    problem: str | None


class CredentialDetail(View, frozen=True, kw_only=True):
    """A credential, how it stands and what it has left.

    `state` has a `reason` (a word), a `message` (the service's own), `since` and, when it ends by
    itself, `until`.  `version` is its ETag: it changes with the entry, not with its state.
    `profile_arn` is shown, since it is no secret; `secret_hint` is the end of the key or token.
    One that is not `is_editable` comes from the environment.  `auth_method` is `social`, `idc`,
    `builder-id`, `external_idp` or `api_key`; `host` is the one that has answered last.
    `quota_problem` says why `quota` is missing or stale, null when it is neither or nobody asked.
    """

    id: int
    version: str
    label: str
    email: str | None
    note: str | None
    auth_method: str
    provider: str | None
    start_url: str | None
    secret_hint: str | None
    priority: int
    groups: tuple[str, ...]
    is_current: bool
    is_editable: bool
    state: StateName
    reason: str | None
    message: str | None
    since: datetime | None
    until: datetime | None
    strikes: int
    failed_renewals: int
    barred_models: tuple[str, ...]
    expires_at: datetime | None
    is_unsaved: bool
    profile_arn: str | None
    region: str | None
    auth_region: str | None
    api_region: str | None
    machine_id: str | None
    proxy_url: str | None
    proxy_username: str | None
    has_proxy_password: bool
    endpoint: str
    host: str | None
    in_flight: int
    served: int
    last_used_at: datetime | None
    subscription_title: str | None
    quota: QuotaView | None
    quota_problem: str | None


class CredentialPage(View, frozen=True, kw_only=True):
    """Some credentials of the pool; `matched` counts what the filters left, `total` the pool.

    `states` counts the whole pool by state; `problems` are entries of the file that cannot be used.
    """

    total: int
    matched: int
    available: int
    current_id: int | None
    states: dict[str, int]
    groups: tuple[str, ...]
    problems: tuple[str, ...]
    items: tuple[CredentialDetail, ...]


class NewEntry(
    NewCredential, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A credential to add, with what its owner wants to remember of it."""

    note: str | None = None
    groups: tuple[str, ...] = ()
    provider: str | None = None
    start_url: str | None = None


class CredentialChange(Change, frozen=True, kw_only=True):
    """What to change of a credential: what is left out stays, null takes a value away."""

    email: str | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType | None = msgspec.UNSET
    priority: Priority | msgspec.UnsetType = msgspec.UNSET
    groups: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    disabled: bool | msgspec.UnsetType = msgspec.UNSET
    region: str | msgspec.UnsetType | None = msgspec.UNSET
    auth_region: str | msgspec.UnsetType | None = msgspec.UNSET
    api_region: str | msgspec.UnsetType | None = msgspec.UNSET
    machine_id: str | msgspec.UnsetType | None = msgspec.UNSET
    profile_arn: str | msgspec.UnsetType | None = msgspec.UNSET
    proxy_url: str | msgspec.UnsetType | None = msgspec.UNSET
    proxy_username: str | msgspec.UnsetType | None = msgspec.UNSET
    proxy_password: str | msgspec.UnsetType | None = msgspec.UNSET
    endpoint: str | msgspec.UnsetType | None = msgspec.UNSET


class CredentialOrder(Change, frozen=True, kw_only=True):
    """All or some credentials, the first to be used first: they get priorities in this order."""

    ids: tuple[int, ...]


class CredentialHappening(View, frozen=True, kw_only=True):
    """Something that happened to a credential: `kind` is `state`, `renewal`, `quota`, `change`."""

    at: datetime
    kind: str
    text: str


class CredentialHistory(View, frozen=True, kw_only=True):
    """What happened to a credential, the newest first."""

    items: tuple[CredentialHappening, ...]


class CredentialModel(View, frozen=True, kw_only=True):
    """A model of a credential's plan; windows are in tokens, `rate` is credits per unit."""

    id: str
    name: str
    input_tokens: int | None
    output_tokens: int | None
    rate: float | None
    rate_unit: str | None


class CredentialModels(View, frozen=True, kw_only=True):
    """The models of a credential's plan, null when they are not known yet."""

    models: tuple[CredentialModel, ...] | None
