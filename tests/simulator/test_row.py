"""A line of a table of refusals."""

from kiro_py.simulator.replies import Refusal
from kiro_py.simulator.row import Row

ROW = Row(name="two", refuses="two of them", message="{count} of {name}", reason="TWICE")


def test_places_are_filled():
    """The places of a message are filled for the case at hand."""
    expected = Refusal(400, "ValidationException", "2 of a", "TWICE", rule="two", detail="here")

    assert expected == ROW.refusal("here", count=2, name="a")


def test_braces_without_places_stay():
    """A message without places is sent as it is."""
    assert "{count} of {name}" == ROW.refusal().message
