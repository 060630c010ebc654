"""I describe an account of the simulated service."""

from dataclasses import dataclass
from enum import Enum

import msgspec

BUILDER_ID_START_URL = "https://view.awsapps.com/start"


class Kind(Enum):
    """How an account signs in."""

    SOCIAL = "social"
    BUILDER_ID = "builder-id"
    IDC = "idc"
    EXTERNAL_IDP = "external-idp"
    API_KEY = "api-key"


TOKEN_TYPES: dict[Kind, str] = {
    Kind.API_KEY: "API_KEY",
    Kind.EXTERNAL_IDP: "EXTERNAL_IDP",
}
"""What the header `tokentype` must say; other kinds must not send it."""


class Account(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """An account: who it is, what its plan allows, and what it starts with.

    `models` limits the plan to some ids; `None` means the whole catalogue.  The profile belongs to
    `region`.
    """

    name: str
    kind: Kind
    region: str = "us-east-1"
    email: str | None = None
    subscription_title: str = "KIRO PRO+"
    credit_limit: float = 2000.0
    credits_used: float = 0.0
    models: tuple[str, ...] | None = None
    is_suspended: bool = False

    @property
    def address(self) -> str:
        """The account's mail address."""
        return self.email or f"{self.name}@example.com"


@dataclass(frozen=True, slots=True)
class Issued:
    """A pair of tokens as a sign-in or a refresh hands it out."""

    access_token: str
    refresh_token: str
    expires_in_seconds: float


DEFAULT_ACCOUNTS = tuple(Account(name=kind.value, kind=kind) for kind in Kind)
"""One account of each kind, named after it."""
