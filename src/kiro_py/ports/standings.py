"""The need to remember how credentials stand when the gateway starts again."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from kiro_py.pool.standing import Standing


class StandingStore(Protocol):
    """Where standings are kept, apart from the credentials themselves."""

    def load(self) -> Mapping[int, Standing]:
        """Return the standings by credential id; a memory that cannot be read is empty."""
        ...

    def save(self, credential_id: int, standing: Standing) -> None:
        """Keep `standing` soon; never raises, never waits."""
        ...

    def news(self) -> Mapping[int, Standing]:
        """Return what other processes have written since the last call; never waits."""
        ...

    def follow(self, told: Callable[[], None]) -> None:
        """Call `told` when there are news, by the loop of `kept`; it does not wait, nor raise."""
        ...

    def kept(self) -> AbstractAsyncContextManager[None]:
        """Write and look for news during the context; all that was saved is kept at its end."""
        ...
