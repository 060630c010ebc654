"""I count the requests under way, and turn away the one too many."""

from collections.abc import Generator
from contextlib import contextmanager

from kiro_py.errors import RequestRefused


class Seats:
    """Room for `limit` requests at once; 0 is room for any number.

    `streams` is how many of those that have `taken` a seat are streamed.
    """

    __slots__ = ("limit", "streams", "taken")

    def __init__(self, limit: int = 0) -> None:
        self.limit = limit
        self.taken = 0
        self.streams = 0

    @contextmanager
    def one(self, *, is_streamed: bool = False) -> Generator[None]:
        """Take a seat for the block.  Raises `RequestRefused` (529) when there is none."""
        if self.limit and self.taken >= self.limit:
            raise RequestRefused(
                f"the gateway is serving its {self.limit} requests at once: try again",
                status=529,
                error_type="overloaded_error",
            )
        self.taken += 1
        self.streams += is_streamed
        try:
            yield
        finally:
            self.taken -= 1
            self.streams -= is_streamed
