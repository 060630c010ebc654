"""Tools that fit, and their arguments."""

from typing import Any

import pytest

from kiro_py.simulator.model.conversation import InputSchema, ToolSpecification
from kiro_py.simulator.model.fitting import Fitted, ToolWish, complete, fit
from kiro_py.simulator.model.intents import NamedCall, Read, Run, Search, Use


def tool(name: str, *required: str, **properties: Any) -> ToolSpecification:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return ToolSpecification(name, "d", InputSchema(schema))


TEXT = {"type": "string"}
READ = tool("Read", "file_path", file_path=TEXT, limit={"type": "integer"})
BASH = tool("Bash", "command", command=TEXT, description=TEXT)
SEARCH = tool("mcp__web_search", "query", "count", query=TEXT, count={"type": "integer"})
TOOLS = (tool("Read_nothing", page=TEXT), READ, BASH, SEARCH)


@pytest.mark.parametrize(
    ("wish", "directory", "expected"),
    [
        (Read("a.txt"), None, [Fitted("Read", {"file_path": "a.txt"})]),
        (Read("a.txt"), "/srv", [Fitted("Read", {"file_path": "/srv/a.txt"})]),
        (Read("/etc/hosts"), "/srv", [Fitted("Read", {"file_path": "/etc/hosts"})]),
        (Run("ls"), None, [Fitted("Bash", {"command": "ls", "description": "Run ls"})]),
        (Search("cats"), None, [Fitted("mcp__web_search", {"query": "cats", "count": 1})]),
        (Use((NamedCall("Bash", {"x": 1}),)), None, [Fitted("Bash", {"x": 1})]),
        (Use((NamedCall("bash"),)), None, [Fitted("Bash", {"command": "simulated"})]),
        (
            Use((NamedCall("web_search", {}), NamedCall("nothing_at_all"))),
            None,
            [Fitted("mcp__web_search", {})],
        ),
    ],
)
def test_a_fitting_tool_is_found(wish: ToolWish, directory: str | None, expected: list[Fitted]):
    """The tool is found by its name and the parameter that matters."""
    assert expected == list(fit(wish, TOOLS, directory))


def test_without_a_tool_nothing_fits():
    """A wish that no tool can serve has no calls."""
    assert [(), ()] == [fit(Read("a.txt"), (), None), fit(Run("ls"), (READ,), None)]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"const": 5}, 5),
        ({"default": "x"}, "x"),
        ({"enum": ["a", "b"]}, "a"),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "number", "exclusiveMinimum": 3}, 4),
        ({"type": ["boolean", "null"]}, False),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "object", "properties": {"b": {}}, "required": ["b"]}, {"b": "simulated"}),
        ({"type": "null"}, None),
        ({"type": "string", "minLength": 12}, "simulated..."),
        ({"type": "string", "maxLength": 3}, "sim"),
        ({}, "simulated"),
        (5, "simulated"),
        ({"type": [], "enum": []}, "simulated"),
        ({"type": "array", "items": 5, "minItems": 1e9}, ["simulated"] * 10),
    ],
)
def test_required_members_are_filled(schema: object, expected: object):
    """What a schema requires is there, and as it wants it."""
    whole: dict[str, Any] = {
        "type": "object",
        "properties": {"a": schema, "z": {}},
        "required": ["a"],
    }

    assert {"a": expected} == complete(whole, {})
