"""What is kept for a while."""

import asyncio

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.exchange.kept import KEEP_SECONDS, MAX_KEPT_BYTES, Kept


def test_what_was_kept_is_found() -> None:
    """Keys of any kind lead to what was put there first."""
    subject = Kept[str](FakeClock())
    subject.keep(("a", 1), "first", 5)
    subject.keep(("a", 1), "second", 6)
    assert ("first", None) == (subject.find(("a", 1)), subject.find("a"))


def test_it_is_gone_after_a_while() -> None:
    """Nothing is found that is older than the time for it, counted from the beginning."""

    async def main() -> list[str | None]:
        subject = Kept[str](FakeClock())
        subject.keep("a", "value", 5)
        found = [subject.find("a")]
        for seconds in (KEEP_SECONDS - 1, 1):
            await asyncio.sleep(seconds)
            found.append(subject.find("a"))
        return found

    assert ["value", "value", None] == run_jumping(main())


def test_the_oldest_make_room() -> None:
    """All that is kept has a size, and the oldest go first."""
    subject = Kept[int](FakeClock())
    for number in range(5):
        subject.keep(number, number, MAX_KEPT_BYTES // 3)
    assert [None, None, 2, 3, 4] == [subject.find(number) for number in range(5)]


def test_what_is_too_large_is_not_kept() -> None:
    """One thing that has no room does not drive the others out."""
    subject = Kept[str](FakeClock())
    subject.keep("small", "value", 1)
    subject.keep("large", "value", MAX_KEPT_BYTES + 1)
    assert ("value", None) == (subject.find("small"), subject.find("large"))
