"""The account of a key that is shared, as one replica knows it."""

import asyncio

import pytest

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.clients.client import Limits
from kiro_py.clients.ledger import Outcome, Page, Posted, Posting, Wanted
from kiro_py.clients.limits import Account, Busy, Cost, Entered, SpentUp, Sums, TooSoon
from kiro_py.exchange.till import MOST_WAITING, Till, Unsure, Wish

NOON = 1_800_014_400.0  # 2027-01-15T12:00:00Z
CLOCK = FakeClock(NOON)
FIRST = Page.begun(NOON, Sums(5, 500, 5.0), Sums(9, 900, 9.0))


def till() -> Till:
    return Till(7, Account(CLOCK.now()), CLOCK)


def wish(till: Till, **limits: float) -> Wish:
    wanted = Wanted(Limits(**limits), 10)  # type: ignore[arg-type]
    made = Wish(wanted, asyncio.get_running_loop().create_future())
    till.wishes.append(made)
    return made


def take(till: Till, page: Page, *outcomes: Outcome) -> bool:
    wishes = tuple(till.wishes)
    return till.take(till.posting(), wishes, Posted(page.seen("a", CLOCK.now()), outcomes))


def test_what_ends_on_the_way_is_not_lost():
    """It is in the next posting, and in what is known here all the time."""

    async def main() -> tuple[Posting, Sums]:
        subject = till()
        entered = wish(subject)
        take(subject, FIRST, Entered(Cost(10)))
        subject.leave(one(entered), Cost(20, 0.5))
        on_its_way = subject.posting()
        again = wish(subject)
        subject.decide([again], 1)
        subject.leave(one(again), Cost(30, 0.25))
        page, _ = FIRST.posted("a", on_its_way, CLOCK.now())
        subject.take(on_its_way, (), Posted(page.seen("a", CLOCK.now()), ()))
        return subject.posting(), subject.use().day

    posting, day = run_jumping(main())
    assert (Sums(2, 50, 0.75), Sums(1, 20, 0.5), 0) == (
        posting.done,
        posting.told,
        posting.in_flight,
    )
    assert Sums(7, 550, 5.75) == day


def test_those_let_in_alone_are_told_for_a_minute():
    """Later they are in no minute any more."""

    async def main() -> list[list[tuple[int, float]]]:
        subject, told = till(), list[list[tuple[int, float]]]()
        for _ in range(3):
            subject.decide([wish(subject)], 1)
            await asyncio.sleep(25)
            told.append([(one.number, one.seconds_ago) for one in subject.posting().unasked])
        return told

    assert [
        [(1, 25.0)],
        [(1, 50.0), (2, 25.0)],
        [(2, 50.0), (3, 25.0)],
    ] == run_jumping(main())


def test_whoever_has_gone_is_not_answered():
    """A place that was kept for it has to be given back."""

    async def main() -> tuple[bool, bool, int]:
        subject = till()
        wishes = [wish(subject), wish(subject)]
        for each in wishes:
            each.answer.cancel()
        subject.decide(wishes, 1)
        page = FIRST
        return (
            take(subject, page, Busy(), TooSoon(1.0)),
            take(subject, page, Busy(), Entered(Cost())),
            subject.use().in_flight,
        )

    assert (False, True, 0) == run_jumping(main())


def test_so_many_wait():
    """One more is told at once, and those who wait go on."""

    async def main() -> list[Outcome | Unsure]:
        subject = till()
        wishes = [wish(subject) for _ in range(MOST_WAITING + 1)]
        for _ in range(2):
            take(subject, FIRST, *(Busy() for _ in subject.wishes))
        assert MOST_WAITING == subject.waiting
        return [one.answer.result() for one in wishes if one.answer.done()]

    assert [Busy()] == run_jumping(main())


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (249, Entered(Cost(10, 9 / 10))),
        (250, Unsure()),
        (500, SpentUp("1,000 tokens of this day", NOON + 43_200)),
    ],
    ids=["not used up", "used up", "all used up"],
)
def test_a_share_is_of_what_was_left_when_it_was_seen(tokens: int, expected: Outcome | Unsure):
    """What is used here meanwhile leaves the share as it is."""

    async def main() -> Outcome | Unsure:
        subject = till()
        take(subject, FIRST)
        entered, later = wish(subject), wish(subject, tokens_per_day=1000)
        subject.decide([entered], 2)
        subject.leave(one(entered), Cost(tokens, 0.0))
        subject.decide([later], 2)
        return later.answer.result()

    assert expected == run_jumping(main())


def one(wish: Wish) -> Entered:
    outcome = wish.answer.result()
    assert isinstance(outcome, Entered), outcome
    return outcome


def test_an_older_sight_is_no_news():
    """Whoever looks may see what was there before the last posting."""

    async def main() -> tuple[int, int]:
        subject = till()
        later, _ = FIRST.posted("b", Posting(number=1, in_flight=2), NOON + 1)
        take(subject, later)
        subject.see(FIRST.seen("a", NOON + 1))
        before = subject.use().in_flight
        latest, _ = later.posted("b", Posting(number=2, in_flight=3), NOON + 2)
        subject.see(latest.seen("a", NOON + 2))
        return before, subject.use().in_flight

    assert (2, 3) == run_jumping(main())


def test_only_the_first_posting_looks_at_what_was_used():
    """Of requests without limits that end later it is told as of all others."""

    async def main() -> list[tuple[bool, Sums, Sums]]:
        subject, told = till(), list[tuple[bool, Sums, Sums]]()
        for tokens in (3, 4):
            subject.miss(Cost(tokens))
            posting = subject.posting()
            subject.take(posting, (), Posted(FIRST.seen("a", CLOCK.now()), ()))
            told.append((posting.has_missed, posting.done, posting.told))
        return told

    assert [(True, Sums(1, 3), Sums(1, 3)), (False, Sums(2, 7), Sums(1, 3))] == run_jumping(main())
