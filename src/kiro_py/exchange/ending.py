"""I tell the journal once how a request ended, however many journeys it took."""

from dataclasses import replace
from typing import Self

from kiro_py.ports.journal import Happening, Journal, RequestEnded


class OneEnding:
    """A journal that hands everything on, and the end of a request when it is over.

    Use it as a context manager around the journeys of one request.
    """

    __slots__ = ("_ended", "_journal")

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._ended: RequestEnded | None = None

    def note(self, happening: Happening) -> None:
        """Take note; see the port."""
        if isinstance(happening, RequestEnded):
            self._ended = _both(self._ended, happening)
        else:
            self._journal.note(happening)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._ended is not None:
            self._journal.note(self._ended)


def _both(first: RequestEnded | None, then: RequestEnded) -> RequestEnded:
    """Return how two journeys ended: as the second one did, after what both of them took."""
    if first is None:
        return then
    first_event = then.first_event_seconds
    return replace(
        then,
        attempts=first.attempts + then.attempts,
        seconds=first.seconds + then.seconds,
        first_event_seconds=None if first_event is None else first.seconds + first_event,
    )
