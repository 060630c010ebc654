"""Every row of the table, from a client through the gateway to the simulator."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from upstream_errors.lanes import run
from upstream_errors.row import Row
from upstream_errors.rows import ROWS
from upstream_errors.trial import Outcome, Trial, trials

TRIALS = tuple(trials())


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> dict[str, Outcome]:
    """Do all trials that are asked for at once, for some of them take seconds of waiting.

    In a thread of their own: servers in the main one take the signals over, each from the other.
    """
    asked = {item.name for item in request.session.items}
    test = test_all_follows_that_the_table_says.__name__
    wanted = [trial for trial in TRIALS if f"{test}[{trial.name}]" in asked]
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run(wanted)).result()


@pytest.mark.parametrize("trial", [pytest.param(trial, id=trial.name) for trial in TRIALS])
def test_all_follows_that_the_table_says(trial: Trial, outcomes: dict[str, Outcome]):
    """The client's answer, the calls of each credential, and how each of them stands then."""
    assert trial.expected == outcomes[trial.name]


def test_no_row_is_missing():
    """The rows are numbered without a gap."""
    numbers = {int(row.number.removeprefix("U")) for row in ROWS}
    assert set(range(1, 36)) == numbers


@pytest.mark.parametrize("row", [pytest.param(row, id=row.meets[0].name) for row in ROWS])
def test_no_failure_of_ours_is_told_as_a_wrong_key(row: Row):
    """A 401 would have users sign in again, who have nothing to do with Kiro's sign-in."""
    assert 401 != row.told.status


def test_no_trial_is_confused_with_another():
    """Every trial has a name of its own."""
    assert len(TRIALS) == len({trial.name for trial in TRIALS})
