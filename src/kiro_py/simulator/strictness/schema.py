"""I check a JSON value against the few words of JSON Schema that the models' fields use."""

from typing import cast

from kiro_py.wire.json import JsonObject

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "string": str,
    "integer": int,
    "array": list,
    "boolean": bool,
    "number": (int, float),
}


def find_violation(value: object, schema: JsonObject, name: str = "") -> str | None:
    """Return the first way in which `value` breaks `schema`, in words, or `None`."""
    expected = schema.get("type")
    if isinstance(expected, str) and not _has_type(value, expected):
        return f"property '{name}' must be of type {expected}"
    if "enum" in schema and value not in schema["enum"]:
        return f"property '{name}' must be one of {', '.join(map(str, schema['enum']))}"
    if isinstance(value, int | float) and not _is_within(value, schema):
        return f"property '{name}' must be between {schema['minimum']} and {schema['maximum']}"
    if isinstance(value, dict):
        return _find_in_members(cast("dict[str, object]", value), schema)
    return None


def _has_type(value: object, expected: str) -> bool:
    is_bool = isinstance(value, bool)
    return isinstance(value, _TYPES[expected]) and (is_bool is (expected == "boolean"))


def _is_within(value: float, schema: JsonObject) -> bool:
    return schema.get("minimum", value) <= value <= schema.get("maximum", value)


def _find_in_members(value: dict[str, object], schema: JsonObject) -> str | None:
    properties: dict[str, JsonObject] = schema.get("properties", {})
    for name, member in value.items():
        if name not in properties:
            if schema.get("additionalProperties") is False:
                return f"property '{name}' is not defined in the schema"
            continue
        if (violation := find_violation(member, properties[name], name)) is not None:
            return violation
    return None
