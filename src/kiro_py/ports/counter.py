"""The need to have tokens counted by somebody who knows better."""

from typing import Protocol


class Counter(Protocol):
    """Somebody outside who counts tokens."""

    async def count(self, body: bytes) -> int | None:
        """Return how many tokens the body of a `count_tokens` request has.

        `None` when no answer is to be had, or not soon enough; never raises.
        """
        ...
