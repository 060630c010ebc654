"""Several journals as one, and several books."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiro_py.ports.journal import Happening, Journal
from kiro_py.ports.usage import Entry, UsageBook


@dataclass(frozen=True, slots=True)
class Journals:
    """Implements the `Journal` port: each of `journals` takes note, in their order."""

    journals: Sequence[Journal]

    def note(self, happening: Happening) -> None:
        """Tell it to all of them."""
        for journal in self.journals:
            journal.note(happening)


@dataclass(frozen=True, slots=True)
class Books:
    """Several books as one: each of `books` keeps an entry, in their order."""

    books: Sequence[UsageBook]

    def keep(self, entry: Entry) -> None:
        """Hand it to all of them."""
        for book in self.books:
            book.keep(entry)
