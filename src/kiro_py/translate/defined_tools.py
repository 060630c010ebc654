"""I know the tools that Anthropic defined by name only, and say what they take.

A client names such a tool by its type (`bash_20250124`) and sends neither description nor schema,
since Anthropic's models have learnt them; Kiro has not been told, so both are written out here.
"""

from dataclasses import dataclass
from typing import Final

from kiro_py.wire.json import JsonObject


@dataclass(frozen=True, slots=True)
class Definition:
    """What a tool does and takes."""

    description: str
    input_schema: JsonObject


SERVER_TOOLS: Final = (
    "web_search_",
    "web_fetch_",
    "code_execution_",
    "tool_search_tool_",
    "advisor_",
    "mcp_toolset",
)
"""How the types of tools begin that Anthropic's servers run themselves: no client can run them."""


def find_definition(tool_type: str) -> Definition | None:
    """Return what is known about a type of tool that clients run."""
    for beginning, definition in _DEFINITIONS:
        if tool_type.startswith(beginning):
            return definition
    return None


def _text(description: str) -> JsonObject:
    return {"type": "string", "description": description}


def _whole(description: str) -> JsonObject:
    return {"type": "integer", "description": description}


def _one_of(description: str, *values: str) -> JsonObject:
    return {"type": "string", "enum": list(values), "description": description}


def _wholes(description: str, count: int) -> JsonObject:
    return {
        "type": "array",
        "items": {"type": "integer"},
        "minItems": count,
        "maxItems": count,
        "description": description,
    }


def _object(required: str, properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": properties, "required": required.split()}


_BASH: Final = Definition(
    "Run a command in a bash session that lasts: directory, variables and background jobs stay "
    "from one call to the next. Interactive programs are not supported.",
    {
        "type": "object",
        "properties": {
            "command": _text("The command to run. Required unless the session is restarted."),
            "restart": {
                "type": "boolean",
                "description": "True ends the session and starts a new one.",
            },
        },
    },
)

_VIEW_RANGE: Final = _wholes(
    "For `view` of a file: first and last line, counted from 1; -1 as last line means the end.", 2
)


def _editor(inserted: str, *further_commands: str) -> Definition:
    """Return the text editor; its versions differ in a command and in one member's name."""
    return Definition(
        "View, create and edit text files. `str_replace` needs text that occurs in the file "
        "exactly once; `insert` puts text after a line.",
        _object(
            "command path",
            {
                "command": _one_of(
                    "What to do.", "view", "create", "str_replace", "insert", *further_commands
                ),
                "path": _text("The file, or for `view` also a directory."),
                "file_text": _text("For `create`: the whole content."),
                "old_str": _text("For `str_replace`: the text to replace, with its whitespace."),
                "new_str": _text("For `str_replace`: the new text; absent means none."),
                "insert_line": _whole("For `insert`: the line to insert after; 0 is the start."),
                inserted: _text("For `str_replace` or `insert`: the new text.")
                if inserted == "new_str"
                else _text("For `insert`: the new text."),
                "view_range": _VIEW_RANGE,
            },
        ),
    )


_MEMORY: Final = Definition(
    "Keep notes in files below /memories that last beyond this conversation. Look there first "
    "for what is known already.",
    _object(
        "command",
        {
            "command": _one_of(
                "What to do.", "view", "create", "str_replace", "insert", "delete", "rename"
            ),
            "path": _text("The file or directory, for every command but `rename`."),
            "file_text": _text("For `create`: the whole content."),
            "old_str": _text("For `str_replace`: the text to replace; it occurs exactly once."),
            "new_str": _text("For `str_replace`: the new text."),
            "insert_line": _whole("For `insert`: the line to insert after; 0 is the start."),
            "insert_text": _text("For `insert`: the new text."),
            "old_path": _text("For `rename`: where it is."),
            "new_path": _text("For `rename`: where it shall be."),
            "view_range": _VIEW_RANGE,
        },
    ),
)

_COMPUTER: Final = Definition(
    "Use a computer's screen, keyboard and mouse. Take a screenshot to see what an action did.",
    _object(
        "action",
        {
            "action": _one_of(
                "What to do.",
                *("screenshot", "cursor_position", "mouse_move", "left_click", "right_click"),
                *("middle_click", "double_click", "triple_click", "left_click_drag"),
                *("left_mouse_down", "left_mouse_up", "scroll", "type", "key", "hold_key"),
                *("wait", "zoom"),
            ),
            "coordinate": _wholes("Where: pixels from the left and from the top.", 2),
            "start_coordinate": _wholes("For `left_click_drag`: where the drag begins.", 2),
            "text": _text("For `type` the text; for `key` and `hold_key` the keys (`ctrl+s`)."),
            "scroll_direction": _one_of("For `scroll`.", "up", "down", "left", "right"),
            "scroll_amount": _whole("For `scroll`: how many clicks of the wheel."),
            "duration": {"type": "number", "description": "For `wait` and `hold_key`: seconds."},
            "region": _wholes("For `zoom`: left, top, right and bottom edge in pixels.", 4),
        },
    ),
)

_DEFINITIONS: Final = (
    ("bash_", _BASH),
    ("text_editor_20241022", _editor("new_str", "undo_edit")),
    ("text_editor_20250124", _editor("new_str", "undo_edit")),
    ("text_editor_20250429", _editor("new_str")),
    ("text_editor_", _editor("insert_text")),
    ("memory_", _MEMORY),
    ("computer_2", _COMPUTER),
)
"""The first entry whose beginning fits a tool's type holds."""
