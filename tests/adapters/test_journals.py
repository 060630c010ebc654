"""Several journals as one."""

from fakes import Notes
from kiro_py.adapters.journals import Journals
from kiro_py.ports.journal import KeeperActed


def test_each_journal_hears_everything():
    """None is left out, and the order of what happened stays."""
    first, second = Notes(), Notes()
    happenings = [KeeperActed("one"), KeeperActed("two")]
    subject = Journals((first, second))
    for happening in happenings:
        subject.note(happening)
    assert [happenings, happenings] == [first.happenings, second.happenings]
