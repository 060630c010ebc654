"""The need to remember how credentials stand when the gateway starts again."""

from collections.abc import Mapping
from typing import Protocol

from kiro_py.pool.standing import Standing


class StandingStore(Protocol):
    """Where standings are kept, apart from the credentials themselves."""

    def load(self) -> Mapping[int, Standing]:
        """Return the standings by credential id; a memory that cannot be read is empty."""
        ...

    def save(self, standings: Mapping[int, Standing]) -> None:
        """Keep `standings` soon; never raises, never waits."""
        ...
