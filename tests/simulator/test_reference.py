"""The page about the simulator says what the simulator does."""

import re
from typing import get_args

import msgspec
import pytest

from kiro_py.simulator.control import CONTROL_PREFIX, ControlDoor
from kiro_py.simulator.faults.effects import Fault
from kiro_py.simulator.model.intents import Intent, find_intents
from kiro_py.simulator.world import World
from simulator.reference import CONTROL, HEADS, ORDERS, PROMPTS, REFERENCE, render


def test_the_page_is_up_to_date():
    """To mend this, run `PYTHONPATH=tests python -m simulator.reference`."""
    assert render() == REFERENCE.read_text("utf-8")


def test_no_table_is_missing():
    """The page has a place for each of its tables."""
    places = re.findall(r"<!-- (\w+) -->", REFERENCE.read_text("utf-8"))

    assert sorted(HEADS) == sorted(name for name in places if name != "end")


def test_every_order_is_explained(world: World):
    """The page names every order of the control door."""
    orders = {*ControlDoor(world).routes, ("POST", "accounts/NAME")}

    assert (set(CONTROL), "/_simulator/") == (orders, CONTROL_PREFIX)


@pytest.mark.parametrize("name", ORDERS)
def test_the_orders_shown_are_understood(name: str):
    """A body that the page shows is read by the door."""
    body, _ = CONTROL["POST", name]
    shown = re.findall(r"`(\{.*?\})`", body)

    assert [] != [msgspec.json.decode(text, type=ORDERS[name]) for text in shown]


def test_the_fault_shown_is_understood():
    """The fault that the page shows is one."""
    shown = re.findall(
        r"^```json\n(.*?)^```", REFERENCE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )

    assert 1 == len([msgspec.json.decode(text, type=Fault) for text in shown])


def test_every_intent_has_a_prompt():
    """The page has a prompt for everything that the model understands."""
    found = {type(intent) for prompt, _ in PROMPTS for intent in find_intents(prompt)}

    assert set(get_args(Intent)) == found
