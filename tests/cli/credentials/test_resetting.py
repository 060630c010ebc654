"""A person's word that a credential is to be tried again."""

from typing import Any

import pytest

from hand import Hand
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.pool.standing import Standing, State

ENTRIES: list[dict[str, Any]] = [
    {"id": 1, "kiroApiKey": "ksk_one"},
    {"id": 2, "kiroApiKey": "ksk_two"},
    {"id": 3, "authMethod": "idc", "refreshToken": "broken"},
]
LATER = 4_000_000_000.0


@pytest.mark.parametrize("state", [state for state in State if state is not State.READY])
def test_every_standing_is_reset(hand: Hand, state: State):
    """The credential is ready without a reason, and what it was is told."""
    hand.write(*ENTRIES)
    hand.stand(_1=Standing(state, until=LATER, reason="why", message="words", strikes=4))
    said = hand("reset", 1)
    assert (0, f"credential 1 is tried again (was: {state.value})\n") == (said.code, said.out)
    found = hand.standings.get(1, Standing())
    assert (State.READY, None, "", 0) == (found.state, found.until, found.reason, found.strikes)


def test_a_running_gateway_hears_of_it(hand: Hand):
    """What it learns meanwhile of others is kept, and what was reset is news to it."""
    hand.write(*ENTRIES)
    hand.stand(_1=Standing(State.SUSPENDED))
    gateway = StandingsFile(hand.path)
    gateway.load()
    gateway.save(2, Standing(State.NEEDS_LOGIN))
    hand("reset", 1)
    gateway.settle()
    assert {1: State.READY} == {number: told.state for number, told in gateway.news().items()}
    assert State.NEEDS_LOGIN is hand.standings[2].state


def test_the_file_of_credentials_is_not_touched(hand: Hand):
    """How credentials stand is not in it."""
    hand.write(*ENTRIES)
    before = hand.path.read_bytes()
    hand("reset", 1, 2, 3)
    assert before == hand.path.read_bytes()


def test_one_that_is_not_there_does_not_stop_the_others(hand: Hand):
    """It is named, and the exit code is 1."""
    hand.write(*ENTRIES)
    hand.stand(_2=Standing(State.SUSPENDED))
    said = hand("reset", 9, 2)
    assert 1 == said.code
    assert "no credential 9" in said.err
    assert "credential 2 is tried again (was: suspended)" in said.out


def test_what_cannot_be_written_is_said(hand: Hand):
    """Nothing is told to be reset then, and the exit code is 2."""
    hand.write(*ENTRIES)
    hand.stand(_1=Standing(State.SUSPENDED))
    blocked = hand.path.with_name("elsewhere.json")
    blocked.write_text(hand.path.read_text())
    blocked.with_name("elsewhere.state.json").mkdir()
    said = Hand(blocked, hand.capture)("reset", 1)
    assert (2, "") == (said.code, said.out)
    assert "elsewhere.state.json" in said.err


def test_a_spoilt_file_is_named(hand: Hand):
    """The exit code is 2."""
    hand.path.write_text("[{")
    said = hand("reset", 1)
    assert 2 == said.code
    assert "credentials.json" in said.err
