"""Tool schemas as the service takes them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.schema import acceptable

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
DEEP: Json = {"anyOf": [TEXT, {"type": "null"}], "description": "D"}

UNTOUCHED: dict[str, Json] = {
    "plain": {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
    "draft and definitions": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A"}, "n": {"maximum": 9007199254740991}},
        "$defs": {"A": {"enum": ["x", None]}},
        "additionalProperties": False,
    },
    "deep combinations": {"type": "object", "properties": {"a": DEEP, "b": {}}},
    "a null that is a value": {"type": "object", "properties": {}, "default": None},
}


@pytest.mark.parametrize("schema", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_a_good_schema_is_left_alone(schema: Json) -> None:
    """What the service takes leaves as it came, the very same object."""
    assert acceptable(schema) is schema


REWRITTEN: dict[str, tuple[Json | None, Json]] = {
    "missing": (None, {"type": "object", "properties": {}}),
    "empty": ({}, {"type": "object", "properties": {}}),
    "no properties": ({"type": "object"}, {"type": "object", "properties": {}}),
    "no type": ({"properties": {"a": TEXT}}, {"type": "object", "properties": {"a": TEXT}}),
    "several types": (
        {"type": ["object", "null"], "properties": {"a": TEXT}},
        {"type": "object", "properties": {"a": TEXT}},
    ),
    "nulls": (
        {
            "type": "object",
            "properties": None,
            "required": None,
            "additionalProperties": None,
            "description": None,
            "default": None,
        },
        {"type": "object", "properties": {}, "default": None},
    ),
    "wrong kinds": (
        {"type": "object", "properties": [], "required": "a"},
        {"type": "object", "properties": {}},
    ),
    "required names that are none": (
        {"type": "object", "properties": {"a": TEXT}, "required": ["a", 1]},
        {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
    ),
    "allOf": (
        {
            "type": "object",
            "properties": {"a": TEXT},
            "required": ["a"],
            "allOf": [{"properties": {"b": WHOLE}, "required": ["b"]}, {"properties": {"c": {}}}],
        },
        {
            "type": "object",
            "properties": {"a": TEXT, "b": WHOLE, "c": {}},
            "required": ["a", "b"],
        },
    ),
    "allOf on one property": (
        {"allOf": [{"properties": {"a": TEXT}}, {"properties": {"a": {"minLength": 1}}}]},
        {"type": "object", "properties": {"a": {"allOf": [TEXT, {"minLength": 1}]}}},
    ),
    "anyOf": (
        {"type": "object", "anyOf": [{"properties": {"a": TEXT}}, {"properties": {"b": WHOLE}}]},
        {"type": "object", "properties": {"a": TEXT, "b": WHOLE}},
    ),
    "anyOf on one property": (
        {
            "anyOf": [
                {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
                {"properties": {"kind": {"const": "y"}}, "required": ["kind"]},
                {"properties": {"kind": {"const": "z"}}, "required": ["kind"]},
                {"properties": {"kind": {"const": "y"}}, "required": ["kind"]},
            ]
        },
        {
            "type": "object",
            "properties": {"kind": {"anyOf": [{"const": "x"}, {"const": "y"}, {"const": "z"}]}},
            "required": ["kind"],
        },
    ),
    "oneOf with different needs": (
        {
            "description": "Find it.",
            "oneOf": [
                {"properties": {"id": TEXT, "x": TEXT}, "required": ["x", "id"]},
                {"properties": {"name": TEXT}, "required": ["x", "name"]},
                {"required": ["x"]},
            ],
        },
        {
            "type": "object",
            "description": "Find it.\nExactly one of these sets of properties is required: id;"
            " name; none of them.",
            "properties": {"id": TEXT, "x": TEXT, "name": TEXT},
            "required": ["x"],
        },
    ),
    "described alternatives": (
        {
            "description": "Find it.",
            "anyOf": [
                {"properties": {"id": TEXT}, "description": "By its id."},
                {"$ref": "#/$defs/ByName"},
            ],
            "$defs": {"ByName": {"properties": {"name": TEXT}, "description": "By its name."}},
        },
        {
            "type": "object",
            "description": "Find it.\nBy its id.\nBy its name.",
            "properties": {"id": TEXT, "name": TEXT},
            "$defs": {"ByName": {"properties": {"name": TEXT}, "description": "By its name."}},
        },
    ),
    "definitions in alternatives": (
        {
            "$defs": {"A": TEXT},
            "anyOf": [
                {"properties": {"a": {"$ref": "#/$defs/B"}}, "$defs": {"A": WHOLE, "B": TEXT}},
                {"definitions": {"C": TEXT}},
            ],
        },
        {
            "type": "object",
            "$defs": {"A": TEXT, "B": TEXT},
            "properties": {"a": {"$ref": "#/$defs/B"}},
            "definitions": {"C": TEXT},
        },
    ),
    "references into alternatives": (
        {
            "oneOf": [
                {"properties": {"a": TEXT, "next": {"$ref": "#/oneOf/0"}}},
                {"properties": {"b": {"$ref": "#/oneOf/0/properties/a"}}},
                {"properties": {"c": {"$ref": "#/oneOf/9"}}},
            ]
        },
        {
            "type": "object",
            "properties": {
                "a": TEXT,
                "next": {"$ref": "#/$defs/oneOf-0"},
                "b": {"$ref": "#/$defs/oneOf-0/properties/a"},
                "c": {"$ref": "#/oneOf/9"},
            },
            "$defs": {"oneOf-0": {"properties": {"a": TEXT, "next": {"$ref": "#/$defs/oneOf-0"}}}},
        },
    ),
    "nulls at every depth": (
        {"type": "object", "properties": {"a": {"type": "string", "description": None}, "b": None}},
        {"type": "object", "properties": {"a": TEXT, "b": {}}},
    ),
    "alternatives that are no objects": (
        {
            "anyOf": [
                {"type": "string"},
                {"type": ["object", "null"], "properties": {"a": TEXT}, "required": ["a"]},
                True,
            ]
        },
        {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
    ),
    "no alternatives": (
        {"type": "object", "properties": {"a": TEXT}, "anyOf": []},
        {"type": "object", "properties": {"a": TEXT}},
    ),
    "alternatives in alternatives": (
        {"anyOf": [{"oneOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]}]},
        {"type": "object", "properties": {"a": TEXT, "b": TEXT}},
    ),
    "reference": (
        {
            "$ref": "#/$defs/a~1b",
            "$defs": {"a/b": {"properties": {"a": TEXT}, "required": ["a"]}},
        },
        {
            "type": "object",
            "$defs": {"a/b": {"properties": {"a": TEXT}, "required": ["a"]}},
            "properties": {"a": TEXT},
            "required": ["a"],
        },
    ),
    "reference to nothing": (
        {"$ref": "#/$defs/A", "properties": {"a": TEXT}},
        {"type": "object", "properties": {"a": TEXT}},
    ),
    "reference elsewhere": (
        {"$ref": "https://example.com/schema", "properties": {"a": TEXT}},
        {"type": "object", "properties": {"a": TEXT}},
    ),
    "reference in a circle": (
        {"$ref": "#/$defs/A", "$defs": {"A": {"allOf": [{"$ref": "#/$defs/A"}]}}},
        {
            "type": "object",
            "$defs": {"A": {"allOf": [{"$ref": "#/$defs/A"}]}},
            "properties": {},
        },
    ),
}


@pytest.mark.parametrize(("schema", "expected"), REWRITTEN.values(), ids=REWRITTEN.keys())
def test_a_bad_schema_is_rewritten(schema: Json | None, expected: Json) -> None:
    """What the service refuses becomes what it takes."""
    assert expected == acceptable(schema)


def test_keys_keep_their_order() -> None:
    """Members stay where they were, so that the same schema is the same bytes."""
    schema: Json = {
        "title": "T",
        "required": ["b"],
        "anyOf": [],
        "properties": {"b": {}},
        "type": ["object"],
    }
    assert ["title", "required", "properties", "type"] == list(acceptable(schema))


def test_the_client_s_schema_is_not_changed() -> None:
    """Rewriting makes a new schema."""
    inner = {"properties": {"b": WHOLE}}
    schema = {"type": "object", "properties": {"a": TEXT}, "allOf": [inner]}
    acceptable(schema)
    assert {"type": "object", "properties": {"a": TEXT}, "allOf": [inner]} == schema


def test_references_that_branch_without_end_are_given_up() -> None:
    """A schema may not keep the gateway busy."""
    schema: Json = {"$ref": "#/$defs/A", "$defs": {"A": {"allOf": [{"$ref": "#/$defs/A"}] * 100}}}
    assert {} == acceptable(schema)["properties"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["object"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "required", "anyOf", "oneOf", "allOf", "$ref", "$defs", "a"]
            ),
            inner | st.just("#/$defs/a") | st.just("#"),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(
        st.sampled_from(["type", "properties", "required", "anyOf", "allOf", "$ref"]), VALUES
    )
)
def test_anything_becomes_acceptable(schema: Json) -> None:
    """Whatever a client calls a schema, the service gets an object without combinations."""
    made = acceptable(schema)
    assert "object" == made["type"]
    assert isinstance(made["properties"], dict)
    assert all(isinstance(name, str) for name in made.get("required", []))
    assert not {"anyOf", "oneOf", "allOf", "$ref"}.intersection(made)
    assert acceptable(made) is made
