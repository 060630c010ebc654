"""Whose turn it is: the best credential that may be used."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiro_py.pool.credential import Credential


@dataclass(frozen=True, slots=True)
class Nobody:
    """No credential may be used: how many there are, and how many of them are switched off."""

    total: int
    disabled: int


def choose(credentials: Sequence[Credential]) -> Credential | Nobody:
    """Return the enabled credential with the lowest priority number, the first one on ties."""
    enabled = [credential for credential in credentials if not credential.disabled]
    if not enabled:
        return Nobody(total=len(credentials), disabled=len(credentials))
    return min(enabled, key=lambda credential: credential.priority)
