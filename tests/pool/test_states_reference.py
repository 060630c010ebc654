"""The page about states says what the pool's table says."""

import re

import pytest

from kiro_py.errors import Penalty
from kiro_py.pool.standing import TRANSITIONS, State
from pool.states_reference import EVENTS, PAGE, render, words


def test_the_page_is_up_to_date():
    """To mend this, run `PYTHONPATH=tests python -m pool.states_reference`."""
    assert render() == PAGE.read_text("utf-8")


def test_no_part_is_missing():
    """The page has a place for each of its parts."""
    places = re.findall(r"<!-- (\w+) -->", PAGE.read_text("utf-8"))
    assert ["diagram", "transitions", "refusals", "lengths"] == [
        name for name in places if name != "end"
    ]


def test_every_step_is_in_the_table():
    """Each row of the table is one of the pool's, and none is left out."""
    by_words = {words(event): event for event in EVENTS}
    rows = re.findall(r"^\| `([a-z ]+)` \| ([a-z ]+) \| `([a-z ]+)` \|$", render(), re.MULTILINE)
    assert TRANSITIONS == {
        (State(before), by_words[event]): State(after) for before, event, after in rows
    }


def test_every_arrow_of_the_diagram_is_a_step():
    """The diagram leaves out nothing but what leads nowhere else."""
    arrows = re.findall(r"^    (\w+) --> (\w+): (.+)$", render(), re.MULTILINE)
    assert {
        (before.name, after.name, words(event))
        for (before, event), after in TRANSITIONS.items()
        if before is not after
    } == {(before, after, event) for before, after, told in arrows for event in told.split(", ")}


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_explained(event: type[object]):
    """Whoever reads its name in the diagram finds what has happened."""
    name = words(event)  # pyright: ignore[reportArgumentType] -- pytest knows no union of types
    assert f"\n| {name} | " in PAGE.read_text("utf-8")


@pytest.mark.parametrize("state", State)
def test_every_state_is_explained(state: State):
    """What it means, and how it ends."""
    assert f"\n| `{state.value}` | " in PAGE.read_text("utf-8").partition("<!-- diagram")[0]


@pytest.mark.parametrize("penalty", [each for each in Penalty if each is not Penalty.NONE])
def test_every_penalty_has_its_refusals(penalty: Penalty):
    """None is left that no refusal leads to."""
    assert re.search(rf"^\| {re.escape(penalty.value)} \| `", render(), re.MULTILINE)
