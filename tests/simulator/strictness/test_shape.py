"""Shapes: what fits, what does not, and where."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.strictness.shape import (
    AnyObject,
    Anything,
    Fault,
    Flag,
    ListOf,
    Members,
    Misfit,
    OneOf,
    Shape,
    Text,
    Whole,
    find_misfits,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
PERSON = Members(
    required={"name": Text(shortest=1)},
    optional={"friends": ListOf(OneOf({"cat": Text(), "dog": Text()}), longest=2)},
)

NO_FRIEND: dict[str, Any] = {"name": "a", "friends": [{}]}


@pytest.mark.parametrize(
    ("shape", "value", "expected"),
    [
        pytest.param(Text(), 5, [Fault.WRONG_TYPE], id="text"),
        pytest.param(Text(choices=frozenset({"a"})), "b", [Fault.WRONG_VALUE], id="choice"),
        pytest.param(Text(pattern=re.compile("a+")), "ab", [Fault.WRONG_VALUE], id="pattern"),
        pytest.param(Text(shortest=2), "a", [Fault.WRONG_VALUE], id="too short"),
        pytest.param(Text(longest=2), "abc", [Fault.TOO_LONG], id="too long"),
        pytest.param(Text(longest=2), "ab", [], id="long enough"),
        pytest.param(Whole(0, 5), 6, [Fault.WRONG_VALUE], id="whole"),
        pytest.param(Whole(0, 5), True, [Fault.WRONG_VALUE], id="no whole"),
        pytest.param(Whole(0, 5), 5, [], id="within"),
        pytest.param(Flag(), 1, [Fault.WRONG_TYPE], id="flag"),
        pytest.param(Flag(), False, [], id="a flag"),
        pytest.param(AnyObject(), [], [Fault.WRONG_TYPE], id="no object"),
        pytest.param(AnyObject(), {"a": 1}, [], id="any object"),
        pytest.param(ListOf(Text()), {}, [Fault.WRONG_TYPE], id="no list"),
        pytest.param(ListOf(Text(), longest=1), ["a", "b"], [Fault.TOO_LONG], id="long list"),
        pytest.param(PERSON, {"name": "a", "friends": None}, [], id="null is absent"),
        pytest.param(PERSON, {"name": None}, [Fault.MISSING_MEMBER], id="missing"),
        pytest.param(PERSON, {"name": "a", "age": 5}, [Fault.UNKNOWN_MEMBER], id="unknown"),
        pytest.param(PERSON, NO_FRIEND, [Fault.NOT_ONE_ARM], id="no arm"),
        pytest.param(
            PERSON,
            {"name": "a", "friends": [{"cat": "b", "dog": "c"}]},
            [Fault.NOT_ONE_ARM],
            id="two arms",
        ),
        pytest.param(
            PERSON, {"name": "a", "friends": [{"cat": "b", "dog": None}]}, [], id="one arm"
        ),
        pytest.param(
            PERSON,
            {"friends": 5, "b": 1},
            [Fault.MISSING_MEMBER, Fault.WRONG_TYPE, Fault.UNKNOWN_MEMBER],
            id="everything",
        ),
    ],
)
def test_misfits_are_found(shape: Shape, value: Any, expected: list[Fault]):
    """Every misfit is found, and nothing else."""
    assert expected == [misfit.fault for misfit in find_misfits(value, shape)]


def test_a_misfit_knows_its_place():
    """A misfit names the way to the value."""
    (misfit,) = find_misfits({"name": "a", "friends": [{"cat": 5}]}, PERSON)

    assert "$.friends[0].cat: wrong type: expected a string" == str(misfit)


def test_a_misfit_without_a_remark_is_short():
    """A misfit that needs no explanation has none."""
    assert "$.a: unknown member" == str(Misfit(Fault.UNKNOWN_MEMBER, "$.a"))


@given(JSON)
def test_anything_is_anything(value: Any):
    """Every value fits where any value does."""
    assert [] == list(find_misfits(value, Anything()))


@given(JSON)
def test_nothing_breaks_the_search(value: Any):
    """Whatever comes, misfits are found or not, and nothing is raised."""
    assert all(isinstance(misfit, Misfit) for misfit in find_misfits(value, PERSON))
