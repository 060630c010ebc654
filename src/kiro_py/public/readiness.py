"""Whether anybody can be served, and what an operator should see to meanwhile."""

from collections.abc import Collection
from typing import Literal

import msgspec


class Readiness(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of `/readyz`; `unsaved_tokens` are rotated tokens that could not be written yet.

    With those the gateway serves on, and would lose them with its process.  `database` says since
    when it does not answer; without it requests are served as long as an access token lives.
    """

    status: Literal["ready", "not ready"]
    reason: str = ""
    unsaved_tokens: tuple[int, ...] = ()
    database: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether requests should be sent here."""
        return self.status == "ready"


def readiness(
    *,
    can_serve: bool,
    unsaved: Collection[int],
    is_closing: bool = False,
    database: str = "",
    has_living: bool = True,
) -> Readiness:
    """Return how ready a gateway is; `unsaved` are the ids of credentials.

    `database` is what is wrong with it, `has_living` whether somebody can serve without a renewal.
    """
    tokens = tuple(sorted(unsaved))
    if is_closing:
        return Readiness("not ready", "shutting down", tokens, database)
    if not can_serve:
        return Readiness("not ready", "no usable credential", tokens, database)
    if database and not has_living:
        told = "no access token lives, and none can be renewed without the database"
        return Readiness("not ready", told, tokens, database)
    return Readiness("ready", "", tokens, database)
