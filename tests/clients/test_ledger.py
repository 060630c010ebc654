"""Accounts that several holders share: one account, whoever asks."""

from dataclasses import astuple, dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.clients.client import Limits
from kiro_py.clients.ledger import Outcome, Page, Posting, Unasked, Wanted, share_of
from kiro_py.clients.limits import Account, Busy, Cost, Entered, Sums, TooSoon

NOON = 1_800_014_400.0  # 2027-01-15T12:00:00Z
NEW = Page.begun(NOON, Sums(), Sums())


def wanted(*tokens: int, **limits: float) -> tuple[Wanted, ...]:
    return tuple(Wanted(Limits(**limits), each) for each in tokens)  # type: ignore[arg-type]


def test_places_are_those_of_all():
    """What one holder has under way leaves no room for another one, which sees as much."""
    page, outcomes = NEW.posted("a", Posting(number=1, wanted=wanted(5, parallel_requests=1)), NOON)
    assert [Entered(Cost(5, 0.0))] == outcomes
    page, outcomes = page.posted(
        "b", Posting(number=1, wanted=wanted(0, parallel_requests=1)), NOON
    )
    assert [Busy()] == outcomes
    assert (1, 0) == (page.seen("b", NOON).others, page.seen("a", NOON).others)


def test_a_request_that_is_over_frees_its_place():
    """The holder says what it has under way, and what it has used."""
    page, _ = NEW.posted("a", Posting(number=1, wanted=wanted(5)), NOON)
    page, _ = page.posted("a", Posting(number=2, done=Sums(1, 7, 0.5)), NOON)
    page, outcomes = page.posted(
        "b", Posting(number=1, wanted=wanted(0, parallel_requests=1)), NOON
    )
    assert ([Entered(Cost(0, 0.5))], Sums(1, 7, 0.5)) == (outcomes, page.books.day)


def test_a_posting_counts_once():
    """Whoever does not know whether it was written down makes it again."""
    posting = Posting(number=1, done=Sums(2, 10, 1.0), unasked=(Unasked(1, 5.0),))
    page, _ = NEW.posted("a", posting, NOON)
    page, _ = page.posted("a", replace(posting, number=2), NOON)
    assert (Sums(2, 10, 1.0), (NOON - 5.0,)) == (page.books.month, page.books.window)


def test_a_posting_that_comes_late_changes_nothing():
    """Nor does it let anybody in."""
    page, _ = NEW.posted("a", Posting(number=2), NOON)
    late = Posting(number=1, in_flight=9, done=Sums(9), wanted=wanted(0))
    assert (page, [Busy()]) == page.posted("a", late, NOON + 1)


def test_those_let_in_unasked_are_in_the_minute():
    """At the moment at which they were let in."""
    page, _ = NEW.posted("a", Posting(number=1, wanted=wanted(0)), NOON)
    unasked = (Unasked(1, 40.0), Unasked(2, 10.0))
    page, _ = page.posted("b", Posting(number=1, in_flight=2, unasked=unasked), NOON + 30)
    outcomes = page.posted(
        "a", Posting(number=2, wanted=wanted(0, requests_per_minute=3)), NOON + 30
    )[1]
    assert [TooSoon(20.0)] == outcomes


def test_places_of_those_who_are_gone_are_free():
    """After a silence, since whoever is new may not be known to be alive yet."""
    page, _ = NEW.posted("a", Posting(number=1, in_flight=1), NOON)
    early, late = (page.without(("b",), NOON + at, 10.0) for at in (9.0, 10.0))
    assert (1, 0) == (early.seen("b", NOON).others, late.seen("b", NOON).others)
    assert 1 == page.without(("a", "b"), NOON + 3600, 10.0).seen("b", NOON).others


def test_whoever_comes_back_begins_with_what_is_written_down():
    """What it has told before is not counted again."""
    page, _ = NEW.posted("a", Posting(number=1, done=Sums(3, 30, 3.0)), NOON)
    page = page.without((), NOON + 60, 10.0)
    again = Posting(number=2, in_flight=2, done=Sums(4, 50, 3.5), told=Sums(3, 30, 3.0))
    page, _ = page.posted("a", again, NOON + 60)
    assert (Sums(4, 50, 3.5), 2) == (page.books.day, page.seen("b", NOON).others)


def test_what_was_written_down_elsewhere_counts():
    """The larger of both."""
    page, _ = NEW.posted("a", Posting(number=1, done=Sums(3, 30, 3.0)), NOON)
    page = page.with_at_least(NOON + 60, Sums(4, 20, 1.0), Sums(9, 99, 9.0))
    assert (Sums(4, 30, 3.0), Sums(9, 99, 9.0)) == (page.books.day, page.books.month)


@pytest.mark.parametrize(
    ("sharers", "expected"),
    [
        (1, (10, 2, 1000, 5000, 2.0, 9.0)),
        (4, (3, 1, 700, 2000, 1.25, 9.0)),
        (9, (2, 1, 645, 1445, 1.0 + 1 / 9, 9.0)),
    ],
)
def test_a_share_is_a_part_of_what_is_left(sharers: int, expected: tuple[float, ...]):
    """It is rounded up, and never more than the whole; what is used up stays so."""
    limits = Limits(
        requests_per_minute=10,
        parallel_requests=2,
        tokens_per_day=1000,
        tokens_per_month=5000,
        credits_per_day=2.0,
        credits_per_month=9.0,
    )
    assert expected == astuple(share_of(limits, sharers, Sums(5, 600, 1.0), Sums(9, 1000, 9.5)))


def test_what_has_no_limit_has_no_share():
    """However many there are."""
    assert Limits() == share_of(Limits(), 4, Sums(), Sums())


@dataclass
class Holder:
    """What a holder knows of itself."""

    number: int = 0
    under_way: list[Entered] = field(default_factory=list[Entered])
    done: Sums = field(default_factory=Sums)


@dataclass
class Shared:
    """A page, and all who write on it."""

    page: Page = NEW
    holders: list[Holder] = field(default_factory=lambda: [Holder() for _ in range(3)])

    def post(self, who: int, now: float, *asked: Wanted) -> list[Outcome]:
        holder = self.holders[who]
        holder.number += 1
        reserved = Cost()
        for one in holder.under_way:
            reserved = reserved.plus(one.reserved)
        posting = Posting(
            number=holder.number,
            in_flight=len(holder.under_way),
            reserved=reserved,
            done=holder.done,
            wanted=asked,
        )
        self.page, outcomes = self.page.posted(str(who), posting, now)
        holder.under_way += [one for one in outcomes if isinstance(one, Entered)]
        return outcomes


Steps = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), st.integers(0, 2), st.integers(0, 300)),
        st.tuples(st.just("leave"), st.integers(0, 2), st.integers(0, 300)),
        st.tuples(st.just("wait"), st.just(0), st.sampled_from((1, 7, 59, 60, 3600, 43_200))),
    ),
    max_size=60,
)


@given(Steps, st.integers(1, 5), st.integers(1, 4), st.integers(1, 900))
def test_however_requests_are_spread_it_is_one_account(
    steps: list[tuple[str, int, int]], rate: int, parallel: int, tokens: int
):
    """Whoever is let in, and what everybody else is told, is what one account would say."""
    limits = Limits(
        requests_per_minute=rate,
        parallel_requests=parallel,
        tokens_per_day=tokens,
        credits_per_month=5.123456789,
    )
    shared, alone, now = Shared(), Account(NOON), NOON
    for step, who, value in steps:
        under_way = shared.holders[who].under_way
        if step == "wait":
            now += value
        elif step == "enter":
            (outcome,) = shared.post(who, now, Wanted(limits, value))
            assert alone.enter(limits, value, now, now) == outcome
        elif under_way:
            cost = Cost(value, value / 256)
            entered = under_way.pop(0)
            shared.holders[who].done = shared.holders[who].done.plus(cost)
            shared.post(who, now)
            alone.leave(entered, cost, now)
    ours, theirs = alone.use(now, now), Account.of(shared.page.books, now).use(now, now)
    assert (ours.day, ours.month, ours.this_minute) == (
        theirs.day,
        theirs.month,
        theirs.this_minute,
    )
