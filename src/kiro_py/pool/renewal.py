"""When a token should be renewed, and when it must be.

Two windows: in the advisory one the old token still serves while a new one is fetched beside it;
in the mandatory one nothing is sent before the new one is there.
"""

from enum import Enum
from typing import Final

from kiro_py.pool.credential import AuthMethod, Credential

MANDATORY_SECONDS: Final = 60
"""Kiro's own command line treats a token as dead a minute early; so much may clocks differ."""

ADVISORY_SECONDS: Final = 600
"""Ten minutes leave time for several tries before anybody has to wait."""


class Due(Enum):
    """How urgent a renewal is."""

    NOT = "not"
    ADVISORY = "advisory"
    MANDATORY = "mandatory"


def due(credential: Credential, now: float) -> Due:
    """Tell how urgent it is to renew `credential`; an API key never is."""
    if credential.auth_method is AuthMethod.API_KEY:
        return Due.NOT
    tokens = credential.tokens
    if not tokens.access_token or tokens.expires_at is None:
        return Due.MANDATORY
    left = tokens.expires_at - now
    if left <= MANDATORY_SECONDS:
        return Due.MANDATORY
    return Due.ADVISORY if left <= ADVISORY_SECONDS else Due.NOT


def is_alive(credential: Credential, now: float) -> bool:
    """Tell whether the service would still take the token that `credential` holds."""
    if credential.auth_method is AuthMethod.API_KEY:
        return True
    expires_at = credential.tokens.expires_at
    return bool(credential.tokens.access_token) and expires_at is not None and expires_at > now
