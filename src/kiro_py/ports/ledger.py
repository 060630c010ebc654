"""The need to keep the accounts of keys for all who serve their requests."""

from collections.abc import Collection, Mapping
from typing import Protocol

from kiro_py.clients.ledger import Posted, Posting, Sight
from kiro_py.errors import GatewayError


class LedgerAway(GatewayError):  # noqa: N818 -- what it is
    """The ledger does not answer; what was posted is written there, or is not."""


class Ledger(Protocol):
    """One holder's hand in the accounts of all; `None` stands for the settings' own key.

    Both raise `LedgerAway` when there is no answer in a second.
    """

    async def post(self, postings: Mapping[int | None, Posting]) -> Mapping[int | None, Posted]:
        """Write down what the holder has to say of keys, and let requests in or not.

        All is written or nothing.
        """
        ...

    async def look(self, key_ids: Collection[int | None]) -> Mapping[int | None, Sight]:
        """Return what is known of keys; of one that has no page, what was used of it."""
        ...
