"""I mend what JSON Schema does not allow, at every depth, and say the same in words that it does.

One such part costs the whole request upstream.  Older drafts said some things otherwise (`items`
as a list, `required` as a flag, exclusive bounds as flags), and loose servers write `null` where
they mean nothing.  A schema without such parts leaves as it came, the very same object.
"""

from collections.abc import Callable, Mapping
from operator import is_not
from typing import Final, cast

from kiro_py.wire.json import JsonObject

MAX_DEPTH: Final = 64
"""How deep is looked; what lies deeper stays as it is."""

MAY_BE_NULL: Final = frozenset({"const", "default"})
"""Where null is a value, not an absence."""

_LARGEST: Final = 2**63 - 1
_TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})
_OTHER_NAMES: Final[Mapping[object, str]] = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "dict": "object",
    "list": "array",
    None: "null",
}
"""What is written for a type by mistake."""

_OLD_BOUNDS: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_OLD_WORDS: Final = frozenset({*_OLD_BOUNDS, "items", "properties"})


def mended(schema: JsonObject) -> JsonObject:
    """Return a schema that says the same in allowed words; `schema` itself when it does."""
    return _unflagged(_object(schema, MAX_DEPTH))


def _part(schema: object, depth: int) -> object:
    """Return a schema within another; what is no schema says nothing."""
    found = _property(schema, depth)
    return _unflagged(cast("JsonObject", found)) if isinstance(found, dict) else found


def _property(schema: object, depth: int) -> object:
    """Return a schema that may still call itself required."""
    if isinstance(schema, dict):
        return _object(cast("JsonObject", schema), depth) if depth else cast("object", schema)
    return schema if isinstance(schema, bool) else {}


def _unflagged(schema: JsonObject) -> JsonObject:
    return _without(schema, "required") if schema.get("required") is True else schema


def _object(schema: JsonObject, depth: int) -> JsonObject:
    result = schema
    for member, value in schema.items():
        if isinstance(value, str) and (member not in _READERS or _is_type(member, value)):
            continue  # nearly all there is, so it is told first
        if (read := _READERS.get(member)) is not None:
            found = read(value, depth - 1)
        elif value is None:
            found = value if member in MAY_BE_NULL else _NOTHING
        else:
            found = _number(value) if isinstance(value, int) else value
        if found is not value:
            result = dict(schema) if result is schema else result
            result[member] = found
    if result is not schema:
        result = {name: value for name, value in result.items() if value is not _NOTHING}
    return result if _OLD_WORDS.isdisjoint(result) else _in_newer_words(result)


_NOTHING: Final = object()


def _is_type(member: str, value: str) -> bool:
    return member == "type" and value in _TYPES


def _one(value: object, depth: int) -> object:
    return _NOTHING if value is None else _part(value, depth)


def _some(value: object, depth: int) -> object:
    if not isinstance(value, list) or not value:
        return _NOTHING
    parts = cast("list[object]", value)
    found = [_part(part, depth) for part in parts]
    return found if any(map(is_not, found, parts)) else parts


def _items(value: object, depth: int) -> object:
    return _some(cast("object", value), depth) if isinstance(value, list) else _one(value, depth)


def _named(value: object, depth: int) -> object:
    return _each(value, depth, _part)


def _properties(value: object, depth: int) -> object:
    return _each(value, depth, _property)


def _each(value: object, depth: int, read: Callable[[object, int], object]) -> object:
    if not isinstance(value, dict):
        return _NOTHING
    parts = cast("JsonObject", value)
    found = {name: read(part, depth) for name, part in parts.items()}
    return found if any(map(is_not, found.values(), parts.values())) else parts


def _type(value: object, _: int) -> object:
    if isinstance(value, list):
        names = cast("list[object]", value)
        known = [name for item in names if (name := _type_name(item)) is not None]
        if known == names and known:
            return names
        return list(dict.fromkeys(known)) or _NOTHING
    name = None if value is None else _type_name(value)
    return _NOTHING if name is None else name if name != value else value


def _type_name(value: object) -> str | None:
    if isinstance(value, str) and value in _TYPES:
        return value
    return _OTHER_NAMES.get(value) if isinstance(value, str | None) else None


def _required(value: object, _: int) -> object:
    """Return a list of names; a flag is left for the object that has the property."""
    if not isinstance(value, list):
        return value if value is True else _NOTHING
    names = cast("list[object]", value)
    kept = [name for name in names if isinstance(name, str)]
    return names if len(kept) == len(names) else kept


def _enum(value: object, _: int) -> object:
    return cast("object", value) if isinstance(value, list) else _NOTHING


_READERS: Final[Mapping[str, Callable[[object, int], object]]] = {
    "type": _type,
    "required": _required,
    "enum": _enum,
    "items": _items,
    "properties": _properties,
    **dict.fromkeys(
        ("$defs", "definitions", "dependentSchemas", "patternProperties"),
        _named,
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _some),
    **dict.fromkeys(
        (
            *("additionalItems", "additionalProperties", "contains", "else", "if", "not"),
            *("propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
        ),
        _one,
    ),
}
"""How each member is read that holds schemas, or that can be wrong; the rest holds values."""


def _number(value: int) -> object:
    """Return a number that every reader can hold; a bound as far away says the same."""
    if -_LARGEST <= value <= _LARGEST:
        return value
    try:
        return float(value)
    except OverflowError:
        return _NOTHING


def _in_newer_words(schema: JsonObject) -> JsonObject:
    """Return what older drafts said, as the present one says it."""
    result = schema
    for exclusive, bound in _OLD_BOUNDS.items():
        if isinstance(flag := schema.get(exclusive), bool):
            result = _without(result, exclusive)
            if flag and bound in result:
                result = {exclusive if name == bound else name: at for name, at in result.items()}
    if isinstance(schema.get("items"), list):
        rest = result.get("additionalItems")
        result = {_ITEMS.get(name, name): value for name, value in result.items()}
        if rest is not None:
            result["items"] = rest
    return _with_flagged(result)


_ITEMS: Final = {"items": "prefixItems", "additionalItems": "items"}


def _with_flagged(schema: JsonObject) -> JsonObject:
    """Return an object whose own list names the properties that call themselves required."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return schema
    parts = cast("JsonObject", properties)
    flagged = [
        name
        for name, part in parts.items()
        if isinstance(part, dict) and cast("JsonObject", part).get("required") is True
    ]
    if not flagged:
        return schema
    bare = {
        name: _without(part, "required") if name in flagged else part
        for name, part in parts.items()
    }
    listed = schema.get("required")
    names = cast("list[str]", listed) if isinstance(listed, list) else []
    return {**schema, "properties": bare, "required": list(dict.fromkeys([*names, *flagged]))}


def _without(schema: JsonObject, member: str) -> JsonObject:
    return {name: value for name, value in schema.items() if name != member}
