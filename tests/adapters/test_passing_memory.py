"""What is kept in memory only."""

from kiro_py.adapters.passing_memory import PassingAudit, PassingSessions
from kiro_py.ports.audit import Change
from kiro_py.ports.sessions import OpenSession

CHANGE = Change(1.0, "key", "", "act", "", "")


def session(number: int) -> OpenSession:
    return OpenSession(number.to_bytes(4), 1.0, 1.0, "")


async def test_the_oldest_session_makes_room():
    """There are never more than a thousand."""
    subject = PassingSessions()
    for number in range(subject.MAX + 1):
        await subject.begin(session(number))
    assert await subject.find(session(0).digest) is None
    assert session(1) == await subject.find(session(1).digest)


async def test_a_session_that_has_ended_is_not_seen_again():
    """Touching it does not bring it back."""
    subject = PassingSessions()
    await subject.touch(session(1).digest, 5.0)
    assert await subject.find(session(1).digest) is None


async def test_the_oldest_change_makes_room():
    """Numbers go on."""
    subject = PassingAudit()
    for _ in range(subject.MAX + 1):
        await subject.write(CHANGE)
    found = await subject.read(subject.MAX + 1, None)
    assert (subject.MAX, subject.MAX + 1, 2) == (len(found), found[0].id, found[-1].id)


async def test_pages_follow_each_other():
    """The newest come first, and a page begins where the one before has ended."""
    subject = PassingAudit()
    for _ in range(3):
        await subject.write(CHANGE)
    assert [3, 2] == [entry.id for entry in await subject.read(2, None)]
    assert [1] == [entry.id for entry in await subject.read(2, 2)]
