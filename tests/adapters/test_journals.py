"""Several journals as one, and several books."""

from fakes import Notes
from kiro_py.adapters.journals import Books, Journals
from kiro_py.ports.journal import KeeperActed
from kiro_py.ports.usage import Entry
from written_requests import request


def test_each_journal_hears_everything():
    """None is left out, and the order of what happened stays."""
    first, second = Notes(), Notes()
    happenings = [KeeperActed("one"), KeeperActed("two")]
    subject = Journals((first, second))
    for happening in happenings:
        subject.note(happening)
    assert [happenings, happenings] == [first.happenings, second.happenings]


class Shelf:
    """A book in memory."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def keep(self, entry: Entry) -> None:
        self.entries.append(entry)


def test_each_book_keeps_every_entry():
    """None is left out."""
    first, second, entry = Shelf(), Shelf(), Entry(request())
    Books((first, second)).keep(entry)
    assert [[entry], [entry]] == [first.entries, second.entries]
