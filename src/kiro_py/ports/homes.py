"""The need to know where conversations are at home, wherever their last turn was served."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from kiro_py.pool.affinity import Home


class HomeStore(Protocol):
    """What processes tell each other of conversations."""

    async def recall(self, conversation_id: str) -> Home | None:
        """Return the home of a conversation, as far as it is known soon; never raises."""
        ...

    def keep(self, conversation_id: str, home: Home) -> None:
        """Tell the others a moment later; never raises, never waits."""
        ...

    def kept(self) -> AbstractAsyncContextManager[None]:
        """Ask and tell during the context; all that was kept is told at its end."""
        ...
