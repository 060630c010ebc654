"""The pool as kiro-rs shows and takes it: its names and shapes, for its page and scripts."""

from typing import Annotated, Literal, TypeAlias

import msgspec

Priority: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=4_294_967_295)]


class CredentialView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A credential without its secrets; times are RFC 3339.

    `state`, `reason` and `until` tell how the pool sees it; `disabled` is true when it serves
    nobody until a person acts.
    """

    id: int
    priority: int
    disabled: bool
    failure_count: int
    is_current: bool
    expires_at: str | None
    auth_method: str
    has_profile_arn: bool
    refresh_token_hash: str | None
    api_key_hash: str | None
    masked_api_key: str | None
    email: str | None
    success_count: int
    last_used_at: str | None
    has_proxy: bool
    proxy_url: str | msgspec.UnsetType = msgspec.UNSET
    refresh_failure_count: int
    disabled_reason: str | msgspec.UnsetType = msgspec.UNSET
    endpoint: str
    state: str
    reason: str | None
    until: str | None
    subscription_title: str | None


class CredentialList(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The pool, the best credential first; `current_id` is 0 when none can serve."""

    total: int
    available: int
    current_id: int
    credentials: tuple[CredentialView, ...]


class NewCredential(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A credential to add; members that are not named here are passed over."""

    auth_method: str | None = None
    kiro_api_key: str | None = None
    refresh_token: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    token_endpoint: str | None = None
    scopes: str | None = None
    issuer_url: str | None = None
    profile_arn: str | None = None
    priority: Priority = 0
    region: str | None = None
    auth_region: str | None = None
    api_region: str | None = None
    machine_id: str | None = None
    email: str | None = None
    proxy_url: str | None = None
    proxy_username: str | None = None
    proxy_password: str | None = None
    endpoint: str | None = None


class Done(msgspec.Struct, frozen=True):
    """A change was made; `message` is for people."""

    message: str
    success: bool = True


class Added(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A credential was added; `email` is there when it was given."""

    success: bool = True
    message: str
    credential_id: int
    email: str | msgspec.UnsetType = msgspec.UNSET


class SetDisabled(msgspec.Struct, frozen=True):
    """Whether to leave a credential out."""

    disabled: bool


class SetPriority(msgspec.Struct, frozen=True):
    """Lower comes first."""

    priority: Priority


class Balance(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What an account has left, in credits; `next_reset_at` is in epoch seconds."""

    id: int
    subscription_title: str | None
    current_usage: float
    usage_limit: float
    remaining: float
    usage_percentage: float
    next_reset_at: float | None


class LoadBalancing(msgspec.Struct, frozen=True):
    """How turns are given."""

    mode: Literal["priority", "balanced"]
