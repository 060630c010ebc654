"""I find the thought in a text that begins with one.

Models without native reasoning are asked to think between `<thinking>` and `</thinking>`.
Rule 1: only a tag that is the first thing of the turn, after white space, opens a thought; a tag
anywhere else is text.  Rule 2: the first end tag that is not quoted closes it; it is quoted when
the same quotation mark stands on both sides.  Rule 3: what is thought and what is text depends on
the text alone, never on how it was cut into pieces.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

_OPENING: Final = "<thinking>"
_CLOSING: Final = "</thinking>"
_QUOTES: Final = frozenset("`\"'")
_SPACE: Final = " \t\r\n"
_LINE_ENDS: Final = "\r\n"


class Thought(NamedTuple):
    """A piece of the thought."""

    text: str


class Spoken(NamedTuple):
    """A piece of the text."""

    text: str


Piece = Thought | Spoken


class _Phase(Enum):
    BEFORE = "nothing but white space so far"
    OPENED = "the opening tag has just ended"
    WITHIN = "inside the thought"
    CLOSED = "the closing tag has just ended"
    AFTER = "the rest is text"


class ThoughtSplitter:
    """Splits a turn's text, piece by piece, into its thought and what was said."""

    __slots__ = ("_held", "_phase", "_previous")

    def __init__(self) -> None:
        self._phase = _Phase.BEFORE
        self._held = ""
        self._previous = ""

    def receive(self, text: str) -> Iterator[Piece]:
        """Yield what is certain after `text`; what is not is held until more comes."""
        if self._phase is _Phase.AFTER:
            if text:
                yield Spoken(text)
            return
        self._held += text
        yield from self._settle(at_end=False)

    def finish(self) -> Iterator[Piece]:
        """Yield what was held: nothing more will come."""
        yield from self._settle(at_end=True)

    def _settle(self, *, at_end: bool) -> Iterator[Piece]:
        if self._phase is _Phase.BEFORE:
            self._before(at_end=at_end)
        if self._phase is _Phase.OPENED and (at_end or self._held not in {"", "\r"}):
            self._held = self._held.removeprefix("\r\n" if self._held[:2] == "\r\n" else "\n")
            self._phase = _Phase.WITHIN
        if self._phase is _Phase.WITHIN:
            yield from self._within(at_end=at_end)
        if self._phase is _Phase.CLOSED:
            self._held = self._held.lstrip(_LINE_ENDS)
            if self._held:
                self._phase = _Phase.AFTER
        if self._phase is _Phase.AFTER and self._held:
            yield Spoken(self._held)
            self._held = ""

    def _before(self, *, at_end: bool) -> None:
        start = self._held.lstrip(_SPACE)
        if start.startswith(_OPENING):
            self._held = start[len(_OPENING) :]
            self._phase = _Phase.OPENED
        elif at_end or not _OPENING.startswith(start):
            self._phase = _Phase.AFTER

    def _within(self, *, at_end: bool) -> Iterator[Piece]:
        search_from = 0
        while True:
            found = self._held.find(_CLOSING, search_from)
            if found < 0:
                yield from self._release(self._certain(at_end=at_end))
                return
            end = found + len(_CLOSING)
            mark = self._held[found - 1] if found else self._previous
            if mark in _QUOTES:
                if end == len(self._held) and not at_end:
                    yield from self._release(max(0, found - 1))
                    return
                if self._held[end : end + 1] == mark:
                    search_from = end
                    continue
            yield from self._release(found)
            self._held = self._held[len(_CLOSING) :]
            self._phase = _Phase.CLOSED
            return

    def _certain(self, *, at_end: bool) -> int:
        """Return how much of what is held cannot be part of a closing tag."""
        if at_end:
            return len(self._held)
        for kept in range(min(len(_CLOSING) - 1, len(self._held)), 0, -1):
            if _CLOSING.startswith(self._held[-kept:]):
                return len(self._held) - kept
        return len(self._held)

    def _release(self, length: int) -> Iterator[Piece]:
        if length:
            self._previous = self._held[length - 1]
            yield Thought(self._held[:length])
            self._held = self._held[length:]
