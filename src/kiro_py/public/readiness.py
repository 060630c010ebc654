"""Whether anybody can be served, and what an operator should see to meanwhile."""

from collections.abc import Collection
from typing import Literal

import msgspec


class Readiness(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of `/readyz`; `unsaved_tokens` are rotated tokens that could not be written yet.

    With those the gateway serves on, and would lose them with its process.
    """

    status: Literal["ready", "not ready"]
    reason: str = ""
    unsaved_tokens: tuple[int, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether requests should be sent here."""
        return self.status == "ready"


def readiness(*, can_serve: bool, unsaved: Collection[int], is_closing: bool = False) -> Readiness:
    """Return how ready a gateway is; `unsaved` are the ids of credentials."""
    tokens = tuple(sorted(unsaved))
    if is_closing:
        return Readiness("not ready", "shutting down", tokens)
    if not can_serve:
        return Readiness("not ready", "no usable credential", tokens)
    return Readiness("ready", unsaved_tokens=tokens)
