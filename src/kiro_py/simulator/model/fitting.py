"""I find the tool that fits a wish, and fill its arguments as its schema wants them."""

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never, cast

from kiro_py.simulator.model.conversation import ToolSpecification
from kiro_py.simulator.model.intents import NamedCall, Read, Run, Search, Use
from kiro_py.wire.json import JsonObject

_LONGEST_EXAMPLE = 1_000
_MOST_EXAMPLES = 10

ToolWish = Read | Run | Search | Use
"""The intents that need a tool."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A call ready to be made."""

    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class _Purpose:
    """How a tool for a purpose is recognised: its name, and the parameter that matters."""

    names: re.Pattern[str]
    parameters: tuple[str, ...]


_READING = _Purpose(
    re.compile(r"read|view|cat|open", re.IGNORECASE),
    ("file_path", "path", "filePath", "absolute_path", "filename", "file"),
)
_RUNNING = _Purpose(
    re.compile(r"bash|shell|run|exec|terminal|command", re.IGNORECASE),
    ("command", "cmd", "script"),
)
_SEARCHING = _Purpose(re.compile(r"web.?search|search.?web", re.IGNORECASE), ("query", "q"))


def fit(
    wish: ToolWish, tools: tuple[ToolSpecification, ...], directory: str | None
) -> tuple[Fitted, ...]:
    """Return the calls that serve `wish`, or nothing when no tool fits.

    A relative path is taken from `directory`, the client's working directory.
    """
    match wish:
        case Read(path):
            full = posixpath.join(directory, path) if directory else path
            return _fit_purpose(_READING, full, f"Read {path}", tools)
        case Run(command):
            return _fit_purpose(_RUNNING, command, f"Run {command}", tools)
        case Search(query):
            return _fit_purpose(_SEARCHING, query, f"Search for {query}", tools)
        case Use(calls):
            fitted = [_fit_named(call, tools) for call in calls]
            return tuple(call for call in fitted if call is not None)
        case _:
            assert_never(wish)


def _fit_purpose(
    purpose: _Purpose, value: str, description: str, tools: Iterable[ToolSpecification]
) -> tuple[Fitted, ...]:
    for tool in tools:
        if purpose.names.search(tool.name) is None:
            continue
        properties = _object(tool.schema.get("properties"))
        parameter = next((name for name in purpose.parameters if name in properties), None)
        if parameter is None:
            continue
        known = {parameter: value}
        if "description" in properties:
            known["description"] = description
        return (Fitted(tool.name, complete(tool.schema, known)),)
    return ()


def _fit_named(call: NamedCall, tools: tuple[ToolSpecification, ...]) -> Fitted | None:
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name == call.name,
        lambda name: name.lower() == call.name.lower(),
        lambda name: name.lower().endswith(call.name.lower()),
    )
    for is_match in tests:
        for tool in tools:
            if is_match(tool.name):
                given = call.arguments
                arguments = complete(tool.schema, {}) if given is None else given
                return Fitted(tool.name, arguments)
    return None


def complete(schema: JsonObject, known: JsonObject) -> JsonObject:
    """Return `known` with every other required property filled as its schema wants it."""
    properties = _object(schema.get("properties"))
    required = [name for name in _list(schema.get("required")) if isinstance(name, str)]
    missing = {
        name: _example(_object(properties.get(name))) for name in required if name not in known
    }
    return {**known, **missing}


def _example(schema: JsonObject) -> object:
    """Return a value that `schema` allows, as far as its schema makes sense."""
    for word in ("const", "default"):
        if word in schema:
            return schema[word]
    if choices := _list(schema.get("enum")):
        return choices[0]
    kinds = schema.get("type", "string")
    match next(iter(_list(kinds)), kinds):
        case "integer" | "number":
            return _number(schema.get("minimum"), _number(schema.get("exclusiveMinimum"), 0) + 1)
        case "boolean":
            return False
        case "array":
            item = _example(_object(schema.get("items")))
            return [item] * min(_number(schema.get("minItems"), 0), _MOST_EXAMPLES)
        case "object":
            return complete(schema, {})
        case "null":
            return None
        case _:
            longest = _number(schema.get("maxLength"), _LONGEST_EXAMPLE)
            shortest = min(_number(schema.get("minLength"), 0), _LONGEST_EXAMPLE)
            return "simulated".ljust(shortest, ".")[:longest]


def _object(found: object) -> JsonObject:
    return cast("JsonObject", found) if isinstance(found, dict) else {}


def _list(found: object) -> list[object]:
    return cast("list[object]", found) if isinstance(found, list) else []


def _number(found: object, default: int) -> int:
    return int(found) if isinstance(found, int | float) else default
