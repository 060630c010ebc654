"""A process that shares nothing."""

from kiro_py.ports.presence import Alone, Presence, Replica


def test_whoever_is_alone_is_all_there_is():
    """It counts as one."""
    me = Replica("me", "", 5.0)
    subject: Presence = Alone(me)
    assert (1, ["me"], []) == (subject.count, [*subject.alive], [*subject.others()])
    assert me == subject.me
