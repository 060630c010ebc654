"""Which conversation is at home with which credential, for a while."""

from collections import OrderedDict
from typing import Final, NamedTuple

MAX_CONVERSATIONS: Final = 10_000
"""How many are remembered, the latest ones: about a megabyte."""

HOME_SECONDS: Final = 3600.0
"""How long a conversation without a word keeps its home: the service's own memory is no longer."""


class Home(NamedTuple):
    """Who served a conversation last; it `is_shared` when it has turns of others, too."""

    credential_id: int
    model: str
    since: float
    is_shared: bool


class Affinity:
    """A table of bounded size; times are in epoch seconds."""

    __slots__ = ("_homes",)

    def __init__(self) -> None:
        self._homes: OrderedDict[str, Home] = OrderedDict()

    def find(self, conversation_id: str, now: float) -> int | None:
        """Return the credential of a conversation, `None` when it has none (any more)."""
        home = self._homes.get(conversation_id)
        if home is None or home.since + HOME_SECONDS <= now:
            return None
        return home.credential_id

    def is_shared(self, conversation_id: str, credential_id: int, model: str) -> bool:
        """Whether a conversation is known to have turns of another credential or another model.

        That is remembered for longer than a home, since what was said there stays said.
        """
        home = self._homes.get(conversation_id)
        if home is None:
            return False
        return home.is_shared or (home.credential_id, home.model) != (credential_id, model)

    def bind(self, conversation_id: str, credential_id: int, model: str, now: float) -> Home:
        """Remember that `model` has served the conversation, asked with `credential_id`."""
        is_shared = self.is_shared(conversation_id, credential_id, model)
        home = Home(credential_id, model, now, is_shared)
        self._remember(conversation_id, home)
        return home

    def take_over(self, conversation_id: str, told: Home) -> None:
        """Remember what others know of a conversation: the younger home counts.

        If it is another one, the conversation is shared, whichever counts.
        """
        own = self._homes.get(conversation_id, told)
        is_another = (own.credential_id, own.model) != (told.credential_id, told.model)
        younger = told if told.since > own.since else own
        is_shared = own.is_shared or told.is_shared or is_another
        self._remember(conversation_id, younger._replace(is_shared=is_shared))

    def _remember(self, conversation_id: str, home: Home) -> None:
        self._homes[conversation_id] = home
        self._homes.move_to_end(conversation_id)
        while len(self._homes) > MAX_CONVERSATIONS:
            self._homes.popitem(last=False)

    def __len__(self) -> int:
        return len(self._homes)
