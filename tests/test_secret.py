"""A secret is shown to nobody by accident."""

import pickle
import traceback
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.secret import Secret

TOKEN = "ksk_example"


@dataclass(frozen=True)
class Holder:
    key: Secret


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(repr(Secret(TOKEN)), id="repr"),
        pytest.param(str(Secret(TOKEN)), id="str"),
        pytest.param(f"{Secret(TOKEN)}", id="formatted"),
        pytest.param(f"{Secret(TOKEN):>40}", id="padded"),
        pytest.param("%s %r" % (Secret(TOKEN), Secret(TOKEN)), id="percent"),  # noqa: UP031 -- a way to print it
        pytest.param(repr([Secret(TOKEN)]), id="in a list"),
        pytest.param(repr(Holder(Secret(TOKEN))), id="in a dataclass"),
        pytest.param(Secret(TOKEN).fingerprint(), id="fingerprint"),
    ],
)
def test_it_is_masked(shown: str):
    """However it is printed, no part of it is seen."""
    assert "example" not in shown


def test_an_exception_that_holds_it_hides_it():
    """A traceback with a secret among the arguments shows the mask."""
    trace = "".join(traceback.format_exception(ValueError("bad key", Secret(TOKEN))))
    assert "Secret(***)" in trace
    assert TOKEN not in trace


def test_it_is_revealed_when_asked():
    """One method gives it away, whole."""
    assert TOKEN == Secret(TOKEN).reveal()


def test_it_cannot_be_pickled():
    """It does not leave the process unseen."""
    with pytest.raises(TypeError, match="reveal it where it is needed"):
        pickle.dumps(Secret(TOKEN))


@given(st.text(), st.text())
def test_equality_and_fingerprints_are_those_of_the_text(one: str, other: str):
    """Two secrets are equal exactly when their texts are, and then are one in a set."""
    first, second = Secret(one), Secret(other)
    assert (one == other) == (first == second)
    assert (one == other) == (first.fingerprint() == second.fingerprint())
    assert len({one, other}) == len({first, second})


def test_it_equals_no_text():
    """A comparison with the bare text is false, not an oracle."""
    assert Secret(TOKEN) != TOKEN


@pytest.mark.parametrize(("text", "expected"), [("", False), (TOKEN, True)])
def test_an_empty_one_is_false(text: str, expected: bool):  # noqa: FBT001 -- a column of the table
    """It can be asked whether there is anything in it."""
    assert expected is bool(Secret(text))
