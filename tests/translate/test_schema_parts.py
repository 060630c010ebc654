"""What JSON Schema does not allow is said in words that it does, at every depth."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.schema_parts import MAX_DEPTH, mended

Json = dict[str, Any]

TEXT: Json = {"type": "string"}

ALLOWED: dict[str, Json] = {
    "nothing": {},
    "booleans for schemas": {"properties": {"a": True, "b": False}, "additionalProperties": False},
    "lists of types": {"properties": {"a": {"type": ["string", "null"]}}},
    "null as a value": {"properties": {"a": {"enum": ["x", None], "const": None, "default": None}}},
    "combinations": {"properties": {"a": {"anyOf": [TEXT, {"type": "null"}], "not": {}}}},
    "references": {"$defs": {"A": {"items": {"$ref": "#/$defs/A"}}}, "$ref": "#/$defs/A"},
    "properties named like words": {"properties": {"type": TEXT, "required": TEXT, "items": TEXT}},
    "bounds": {"properties": {"a": {"exclusiveMinimum": 0, "maximum": 9007199254740991}}},
    "words of others": {"properties": {"a": {"x-order": 1, "nullable": True, "format": "odd"}}},
    "values that look like schemas": {"default": {"type": None}, "examples": [{"items": None}]},
}


@pytest.mark.parametrize("schema", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_is_allowed_stays(schema: Json) -> None:
    """A schema without a fault is the very same object."""
    assert mended(schema) is schema


MENDED: dict[str, tuple[Json, Json]] = {
    "no schema": (
        {"properties": {"a": None, "b": "x", "c": 1}},
        {"properties": {"a": {}, "b": {}, "c": {}}},
    ),
    "null for nothing": (
        {"properties": {"a": {"type": None, "enum": None, "items": None, "title": None}}},
        {"properties": {"a": {}}},
    ),
    "no list, no object": (
        {"properties": [], "required": "a", "enum": "a", "anyOf": {}, "$defs": 1},
        {},
    ),
    "empty combination": ({"items": {"allOf": []}}, {"items": {}}),
    "names that are none": ({"required": ["a", 1, None]}, {"required": ["a"]}),
    "other names of types": (
        {"properties": {"a": {"type": "str"}, "b": {"type": ["dict", None, "any", "object"]}}},
        {"properties": {"a": {"type": "string"}, "b": {"type": ["object", "null"]}}},
    ),
    "unheard-of types": (
        {"properties": {"a": {"type": "any"}, "b": {"type": []}, "c": {"type": ["date"]}}},
        {"properties": {"a": {}, "b": {}, "c": {}}},
    ),
    "numbers out of range": (
        {"items": {"minimum": -(2**70), "maximum": 2**64, "multipleOf": 10**400}},
        {"items": {"minimum": -(2.0**70), "maximum": 2.0**64}},
    ),
    "bounds as flags": (
        {
            "items": {
                "minimum": 0,
                "exclusiveMinimum": True,
                "maximum": 9,
                "exclusiveMaximum": False,
            }
        },
        {"items": {"exclusiveMinimum": 0, "maximum": 9}},
    ),
    "a flag without a bound": ({"items": {"exclusiveMaximum": True}}, {"items": {}}),
    "items as a list": (
        {"items": [TEXT, None], "additionalItems": False},
        {"prefixItems": [TEXT, {}], "items": False},
    ),
    "items as a list and nothing about others": ({"items": [TEXT]}, {"prefixItems": [TEXT]}),
    "properties that call themselves required": (
        {"properties": {"a": {"required": True}, "b": {"required": False}}, "required": ["c"]},
        {"properties": {"a": {}, "b": {}}, "required": ["c", "a"]},
    ),
    "something else that calls itself required": (
        {"required": True, "items": {"required": True}, "$defs": {"A": {"required": True}}},
        {"items": {}, "$defs": {"A": {}}},
    ),
    "deep within": (
        {"not": {"if": {"patternProperties": {"a": {"oneOf": [{"type": None}]}}}}},
        {"not": {"if": {"patternProperties": {"a": {"oneOf": [{}]}}}}},
    ),
}


@pytest.mark.parametrize(("schema", "expected"), MENDED.values(), ids=MENDED.keys())
def test_what_is_not_allowed_is_mended(schema: Json, expected: Json) -> None:
    """Everything that was meant is still said, and members keep their order."""
    made = mended(schema)
    assert (expected, list(expected)) == (made, list(made))


def test_the_client_s_schema_is_not_changed() -> None:
    """Mending makes a new schema."""
    schema: Json = {"properties": {"a": {"required": True, "items": [TEXT]}}}
    mended(schema)
    assert {"properties": {"a": {"required": True, "items": [TEXT]}}} == schema


def test_depth_ends() -> None:
    """A schema may be deeper than anybody looks."""
    schema: Json = {"type": None}
    for _ in range(MAX_DEPTH * 4):
        schema = {"items": schema}
    assert mended(schema) is schema


MEMBERS = st.sampled_from(
    [
        *("type", "properties", "required", "items", "additionalItems", "anyOf", "enum", "$defs"),
        *("exclusiveMinimum", "minimum", "not", "default", "a"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["object", "str", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(MEMBERS, VALUES))
def test_mended_once_is_mended(schema: Json) -> None:
    """Whatever a client calls a schema, there is nothing left to mend."""
    made = mended(schema)
    assert mended(made) is made
