"""I find the tool that fits a wish, and fill its arguments as its schema wants them."""

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from kiro_py.simulator.model.conversation import ToolSpecification
from kiro_py.simulator.model.intents import NamedCall, Read, Run, Search, Use
from kiro_py.wire.json import JsonObject

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
        properties = tool.schema.get("properties", {})
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
    properties: dict[str, JsonObject] = schema.get("properties", {})
    required: list[str] = schema.get("required", [])
    missing = {name: _example(properties.get(name, {})) for name in required if name not in known}
    return {**known, **missing}


def _example(schema: JsonObject) -> object:
    """Return a value that `schema` allows."""
    for word in ("const", "default"):
        if word in schema:
            return schema[word]
    if schema.get("enum"):
        return schema["enum"][0]
    kinds: str | list[str] = schema.get("type", "string")
    match kinds if isinstance(kinds, str) else kinds[0]:
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return False
        case "array":
            return [_example(schema.get("items", {}))] * schema.get("minItems", 0)
        case "object":
            return complete(schema, {})
        case "null":
            return None
        case _:
            return "simulated".ljust(schema.get("minLength", 0), ".")[: schema.get("maxLength")]
