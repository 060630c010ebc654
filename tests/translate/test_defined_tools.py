"""Tools that Anthropic defined by name only."""

from typing import Any

import pytest

from kiro_py.translate.defined_tools import SERVER_TOOLS, find_definition
from translate.asking import Json, asked, tools_of, user

MEMBERS = {
    "bash_20241022": {"command", "restart"},
    "bash_20250124": {"command", "restart"},
    "text_editor_20250124": {
        *("command", "path", "file_text", "old_str", "new_str", "insert_line", "view_range"),
    },
    "text_editor_20250728": {
        *("command", "path", "file_text", "old_str", "new_str", "insert_line", "view_range"),
        "insert_text",
    },
    "memory_20250818": {
        *("command", "path", "file_text", "old_str", "new_str", "insert_line", "view_range"),
        *("insert_text", "old_path", "new_path"),
    },
    "computer_20251124": {
        *("action", "coordinate", "start_coordinate", "text", "scroll_direction"),
        *("scroll_amount", "duration", "region"),
    },
}


@pytest.mark.parametrize(("tool_type", "members"), MEMBERS.items(), ids=MEMBERS.keys())
def test_a_defined_tool_is_listed_with_what_it_takes(tool_type: str, members: set[str]) -> None:
    """A tool that came as a name only leaves with a description and a schema."""
    (listed,) = tools_of(asked(user("go"), tools=[{"name": "t", "type": tool_type}]))
    schema: dict[str, Any] = listed["inputSchema"]["json"]
    assert members == set(schema["properties"])
    assert len(listed["description"]) > 50


COMMANDS = {
    "text_editor_20250124": ["view", "create", "str_replace", "insert", "undo_edit"],
    "text_editor_20250429": ["view", "create", "str_replace", "insert"],
    "text_editor_20270101": ["view", "create", "str_replace", "insert"],
}


@pytest.mark.parametrize(("tool_type", "commands"), COMMANDS.items(), ids=COMMANDS.keys())
def test_editors_differ_in_their_commands(tool_type: str, commands: list[str]) -> None:
    """Undoing went away with a later version."""
    definition = find_definition(tool_type)
    assert definition is not None
    assert commands == definition.input_schema["properties"]["command"]["enum"]


def test_what_the_client_says_itself_counts() -> None:
    """A defined tool that comes with words of its own keeps them."""
    schema: Json = {"type": "object", "properties": {"x": {}}}
    given: Json = {"name": "t", "type": "bash_20250124", "description": "D", "input_schema": schema}
    (listed,) = tools_of(asked(user("go"), tools=[given]))
    assert ("D", schema) == (listed["description"], listed["inputSchema"]["json"])


@pytest.mark.parametrize("beginning", SERVER_TOOLS)
def test_no_server_tool_is_taken_for_a_client_s(beginning: str) -> None:
    """The two tables do not overlap."""
    assert find_definition(f"{beginning}20260101") is None
