"""What a model's schema tells."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.capability import (
    EVERYTHING,
    Bounds,
    Inputs,
    Reasoning,
    read_inputs,
    read_output_bounds,
    read_reasoning,
    whole_number,
)

Json = dict[str, Any]


def closed(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def words(*values: object) -> Json:
    return {"type": "string", "enum": list(values)}


def effort(*values: object) -> Json:
    return closed(effort=words(*values))


CLAUDE = closed(
    thinking=closed(type=words("adaptive", "disabled"), display=words("summarized", "omitted")),
    output_config=effort("max", "low", "medium", "high", "xhigh"),
    max_tokens={"type": "integer", "minimum": 1024, "maximum": 128_000},
)

SCHEMAS: dict[str, tuple[object, Reasoning | None]] = {
    "claude": (
        CLAUDE,
        Reasoning("thinking", ("low", "medium", "high", "xhigh", "max"), can_be_disabled=True),
    ),
    "claude that always thinks": (
        closed(thinking=closed(type={"const": "adaptive"}), output_config=effort("low", "high")),
        Reasoning("thinking", ("low", "high"), can_be_disabled=False),
    ),
    "claude without efforts": (
        closed(thinking=closed(type=words("adaptive"))),
        Reasoning("thinking", (), can_be_disabled=False),
    ),
    "claude in alternatives": (
        closed(
            thinking={
                "oneOf": [closed(type={"const": "adaptive"}), closed(type={"const": "disabled"})]
            },
            output_config=closed(effort={"anyOf": [words("low", "high"), {"type": "null"}]}),
        ),
        Reasoning("thinking", ("low", "high"), can_be_disabled=True),
    ),
    "gpt": (
        closed(reasoning=effort("none", "low", "high", "ultra", None)),
        Reasoning("reasoning", ("low", "high"), can_be_disabled=True),
    ),
    "gpt that always reasons": (
        closed(reasoning=effort("low")),
        Reasoning("reasoning", ("low",), can_be_disabled=False),
    ),
    "budgets only": (closed(thinking=closed(type=words("enabled"))), None),
    "something else": (closed(temperature={"type": "number"}), None),
    "nothing": (None, None),
    "empty": ({}, None),
    "nonsense": ({"properties": {"thinking": {"properties": [], "anyOf": 3}}}, None),
}


@pytest.mark.parametrize(("schema", "expected"), SCHEMAS.values(), ids=SCHEMAS.keys())
def test_reasoning(schema: object, expected: Reasoning | None) -> None:
    """Native reasoning is believed only in words that are known here."""
    assert expected == read_reasoning(schema)


BOUNDS: dict[str, tuple[object, Bounds | None]] = {
    "both": (CLAUDE, Bounds(1024, 128_000)),
    "most only": (closed(max_tokens={"maximum": 10}), Bounds(1, 10)),
    "least only": (closed(max_tokens={"minimum": 10}), None),
    "nulls": (closed(max_tokens={"minimum": None, "maximum": None}), None),
    "none": (None, None),
}


@pytest.mark.parametrize(("schema", "expected"), BOUNDS.values(), ids=BOUNDS.keys())
def test_output_bounds(schema: object, expected: Bounds | None) -> None:
    """`max_tokens` is sent only where its largest value is known."""
    assert expected == read_output_bounds(schema)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5, 5), (5.0, 5), (0, None), (0.4, None), (-1, None), (None, None), (True, None), ("5", None)],
    ids=repr,
)
def test_whole_number(value: object, expected: int | None) -> None:
    """`null` and zero are how the service says that it does not know."""
    assert expected == whole_number(value)


@pytest.mark.parametrize(("value", "expected"), [(0, 2), (2, 2), (3, 3), (9, 4)])
def test_clamp(value: int, expected: int) -> None:
    """A value outside its bounds becomes the nearest inside."""
    assert expected == Bounds(2, 4).clamp(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["properties", "thinking", "type", "enum", "anyOf", "reasoning"]), inner
        )
    ),
)


@given(JSON)
def test_no_schema_is_too_strange(schema: object) -> None:
    """Whatever the service publishes, there is an answer and never an exception."""
    reasoning = read_reasoning(schema)
    assert reasoning is None or reasoning.member in {"thinking", "reasoning"}
    assert read_output_bounds(schema) is None


INPUTS: dict[str, tuple[object, Inputs]] = {
    "pictures": (["TEXT", "IMAGE"], Inputs()),
    "text only": (["TEXT"], Inputs(images=False, documents=False)),
    "documents only": (["TEXT", "DOCUMENT"], Inputs(images=False, documents=True)),
    "unknown": (["TEXT", "AUDIO"], Inputs(images=False, documents=False)),
    "nothing listed": ([], EVERYTHING),
    "nothing said": (None, EVERYTHING),
    "no list": ("TEXT", EVERYTHING),
}


@pytest.mark.parametrize(("types", "expected"), INPUTS.values(), ids=INPUTS.keys())
def test_what_a_model_takes(types: object, expected: Inputs) -> None:
    """Whoever takes pictures is believed to take documents; nobody is blind without a word."""
    assert expected == read_inputs(types)
