"""Which conversation is at home with which credential, for a while."""

from collections import OrderedDict
from typing import Final

MAX_CONVERSATIONS: Final = 10_000
"""How many are remembered, the latest ones: about a megabyte."""

HOME_SECONDS: Final = 3600.0
"""How long a conversation without a word keeps its home: the service's own memory is no longer."""


class Affinity:
    """A table of bounded size; times are in epoch seconds."""

    __slots__ = ("_homes",)

    def __init__(self) -> None:
        self._homes: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def find(self, conversation_id: str, now: float) -> int | None:
        """Return the credential of a conversation, `None` when it has none (any more)."""
        home = self._homes.get(conversation_id)
        if home is None or home[1] + HOME_SECONDS <= now:
            return None
        return home[0]

    def bind(self, conversation_id: str, credential_id: int, now: float) -> None:
        """Remember that `credential_id` has served the conversation."""
        self._homes[conversation_id] = (credential_id, now)
        self._homes.move_to_end(conversation_id)
        while len(self._homes) > MAX_CONVERSATIONS:
            self._homes.popitem(last=False)

    def __len__(self) -> int:
        return len(self._homes)
