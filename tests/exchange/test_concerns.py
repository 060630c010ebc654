"""What should be seen to, and what should not be made a fuss about."""

from dataclasses import replace
from typing import Any

import pytest

from kiro_py.exchange.concerns import Account, Facts, Marks, concerns
from kiro_py.pool.forecast import Lasts, Outlook
from kiro_py.pool.standing import Standing, State

NOW = 1_800_000_000.0  # 15 January 2027
PLENTY = Outlook(100, 1_000, 900, 10, None, NOW, Lasts.UNTIL_RESET)
SHORT = Outlook(100, 1_000, 900, 500, NOW, NOW + 86_400, Lasts.RUNS_OUT)


def account(state: State = State.READY, until: float | None = None, **others: Any) -> Account:
    return Account(1, "ada@example.com", Standing(state, until=until), outlook=PLENTY, **others)


def told(facts: Facts, marks: Marks | None = None) -> list[tuple[str, str, str]]:
    found = concerns(facts, marks or Marks())
    assert all(each.mend for each in found)
    return [(each.kind, each.level, each.text) for each in found]


def kinds(facts: Facts, marks: Marks | None = None) -> list[str]:
    return [kind for kind, _, _ in told(facts, marks)]


def test_when_all_is_well_nothing_is_said():
    """A resting credential and a slow day are no news."""
    assert [] == told(Facts(accounts=[account(), account(State.COOLING, NOW)], pool=PLENTY))


@pytest.mark.parametrize(
    ("state", "until", "expected"),
    [
        (State.NEEDS_LOGIN, None, ("warning", "ada@example.com is signed out")),
        (State.SUSPENDED, None, ("critical", "Kiro has suspended ada@example.com")),
        (
            State.LIMITED,
            NOW,
            (
                "warning",
                "Kiro limits ada@example.com for suspicious activity, until 15 January 2027",
            ),
        ),
        (
            State.SPENT,
            NOW,
            ("notice", "the credits of ada@example.com are used up, until 15 January 2027"),
        ),
        (
            State.DOUBTED,
            NOW,
            ("warning", "Kiro refuses ada@example.com, and does not say for how long"),
        ),
    ],
)
def test_a_state_that_a_person_should_know_of(
    state: State, until: float | None, expected: tuple[str, str]
):
    """Whose it is, what is so, and until when if that is known."""
    assert [(state.value, *expected)] == told(Facts(accounts=[account(state, until)]))


def test_the_owner_s_own_choice_is_no_concern():
    """Nobody wants to hear that what they have disabled is out of order."""
    assert [] == told(Facts(accounts=[account(State.SUSPENDED, disabled=True)]))


@pytest.mark.parametrize(
    ("remaining", "mark", "expected"),
    [(99, 10, ["quota low"]), (100, 10, []), (0, 10, ["quota low"]), (0, 0, [])],
)
def test_little_quota_is_told_below_the_mark(remaining: float, mark: int, expected: list[str]):
    """At ten per cent of a thousand credits it begins below a hundred."""
    low = replace(account(), outlook=replace(PLENTY, remaining=remaining))
    assert expected == kinds(Facts(accounts=[low]), Marks(quota=mark))


def test_a_quota_that_is_not_known_is_not_low():
    """Nor is that of a period that is over."""
    over = replace(PLENTY, remaining=0, is_over=True)
    unknown = Outlook(0, 0, 0)
    accounts = [replace(account(), outlook=each) for each in (over, unknown)]
    assert [] == kinds(Facts(accounts=accounts))


def test_credits_that_run_out_too_early_are_told_with_both_dates():
    """Those of one account are a notice, those of all a warning, which stands first."""
    one, of_ada = replace(account(), outlook=SHORT), "the credits of ada@example.com"
    assert [
        ("pool runs out", "warning", "the credits of all accounts run out on 15 January 2027"),
        (
            "runs out",
            "notice",
            f"{of_ada} run out on 15 January 2027, before they come back on 16 January 2027",
        ),
    ] == told(Facts(accounts=[one], pool=SHORT))


def test_credits_without_a_reset_date_end_and_are_no_concern_before():
    """There is no date that they would have to reach."""
    endless = replace(SHORT, resets_at=None)
    accounts = [replace(account(), outlook=endless)]
    assert [] == kinds(Facts(accounts=accounts, pool=endless))


def test_a_spent_account_is_told_once():
    """That it has little quota left is no second concern."""
    spent = replace(account(State.SPENT), outlook=replace(SHORT, remaining=0))
    assert ["spent"] == kinds(Facts(accounts=[spent]))


def test_a_pool_that_cannot_serve_is_critical():
    """It stands first, and when the credits run out does not matter then."""
    facts = Facts(accounts=[account(State.NEEDS_LOGIN)], pool=SHORT, can_serve=False)
    assert ["pool empty", "needs login"] == kinds(facts)


@pytest.mark.parametrize(
    ("requests", "failures", "mark", "expected"),
    [
        (20, 10, 50, ["errors"]),
        (20, 9, 50, []),
        (19, 19, 50, []),
        (20, 20, 0, []),
        (1_000, 10, 1, ["errors"]),
    ],
)
def test_many_failures_are_told_from_the_mark_on(
    requests: int, failures: int, mark: int, expected: list[str]
):
    """Two of three requests are no rate."""
    facts = Facts(requests=requests, failures=failures)
    assert expected == kinds(facts, Marks(errors=mark))


def test_what_is_wrong_with_files_and_the_database():
    """Each with its own words."""
    facts = Facts(file="no JSON", database="disk full", lock="no locks", entries="[1]: bad")
    assert [
        ("file unusable", "critical", "the credentials file cannot be used: no JSON"),
        ("database unwritable", "critical", "the database cannot be written: disk full"),
        ("file unlocked", "notice", "the credentials file cannot be locked: no locks"),
        (
            "entries unusable",
            "notice",
            "the credentials file has entries that cannot be used: [1]: bad",
        ),
    ] == told(facts)


def test_tokens_that_are_only_in_memory_are_critical():
    """They are lost with the process; one whose credential is gone has its number."""
    found = told(Facts(accounts=[account()], unsaved=[2, 1]))
    assert [
        ("tokens unsaved", "critical", "the new tokens of ada@example.com are only in memory"),
        ("tokens unsaved", "critical", "the new tokens of credential 2 are only in memory"),
    ] == found


def test_each_concern_is_one_of_its_kind_and_credential():
    """Two signed-out accounts are two concerns."""
    out = account(State.NEEDS_LOGIN)
    found = concerns(Facts(accounts=[out, replace(out, id=2)], can_serve=False), Marks())
    assert [("pool empty", 0), ("needs login", 1), ("needs login", 2)] == [
        each.key for each in found
    ]
