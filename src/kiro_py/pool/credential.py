"""A way into Kiro: who it is, what it holds, how it is reached."""

from dataclasses import dataclass, field
from enum import Enum

from kiro_py.secret import Secret


class AuthMethod(Enum):
    """How a credential signs in and renews itself."""

    SOCIAL = "social"
    IDC = "idc"
    EXTERNAL_IDP = "external_idp"
    API_KEY = "api_key"


class Direct(Enum):
    """The word `direct`: no proxy at all, neither the global one nor the environment's."""

    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An outgoing proxy: `url` without user information, sign-in apart from it."""

    url: str
    username: str | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a renewal changes; `expires_at` is in epoch seconds, `None` when unknown."""

    access_token: Secret | None = None
    refresh_token: Secret | None = None
    expires_at: float | None = None
    profile_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One entry of `credentials.json`, checked (docs/reference/credentials.md tells its fields).

    `proxy` is `None` when the credential says nothing, so that the global one applies.
    `is_builder_id` marks the personal kind of `IDC`, which has no profile of its own.
    `token_endpoint`, `scopes` and `issuer_url` belong to `EXTERNAL_IDP`, whose tokens come from the
    customer's own identity provider.
    `persists` is false for a credential that came from the environment.
    """

    id: int
    auth_method: AuthMethod
    is_builder_id: bool = False
    tokens: Tokens = field(default_factory=Tokens)
    client_id: str | None = None
    client_secret: Secret | None = None
    token_endpoint: str | None = None
    scopes: str | None = None
    issuer_url: str | None = None
    kiro_api_key: Secret | None = None
    priority: int = 0
    region: str | None = None
    auth_region: str | None = None
    api_region: str | None = None
    machine_id: str | None = None
    email: str | None = None
    subscription_title: str | None = None
    note: str | None = None
    groups: tuple[str, ...] = ()
    proxy: Proxy | Direct | None = None
    disabled: bool = False
    endpoint: str | None = None
    persists: bool = True

    @property
    def bearer(self) -> Secret | None:
        """What Kiro wants to see: the API key, or else the access token if there is one."""
        if self.auth_method is AuthMethod.API_KEY:
            return self.kiro_api_key
        return self.tokens.access_token
