"""A long session of a coding client, made up, the same every time."""

import random
from collections.abc import Iterator
from typing import Any, Final

import msgspec

_TEXT: Final = (
    "the file has a function that reads its settings from disk and returns them to the caller "
    "which then opens a connection for each of the streams before it waits until everything ends"
)
_WORDS: Final = _TEXT.split()
_CODE: Final = (
    "    def receive(self, data: bytes) -> list[Event]:\n"
    '        """Return what `data` completes, perhaps nothing."""\n'
    "        self._held += data\n"
    "        return [event for event in self._cut() if event.index > 0]\n"
)
_TOOLS: Final = ("Read", "Edit", "Write", "Bash", "Grep", "Glob", "TodoWrite", "WebFetch", "Task")


def long_session(size: int) -> bytes:
    """Return the body of a request of at least `size` bytes."""
    chance = random.Random(1)
    system = [{"type": "text", "text": _prose(chance, min(12_000, size // 20))}]
    head = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 32_000,
        "stream": True,
        "metadata": {"user_id": "user_0_account_0_session_00000000-0000-4000-8000-000000000000"},
        "thinking": {"type": "enabled", "budget_tokens": 31_999},
        "system": system,
        "tools": [_tool(chance, name, min(3_000, size // 50)) for name in _TOOLS],
    }
    messages: list[dict[str, Any]] = [{"role": "user", "content": _prose(chance, 600)}]
    length = len(msgspec.json.encode(head))
    for turn in _turns(chance):
        messages.append(turn)
        length += len(msgspec.json.encode(turn))
        if length > size and turn["role"] == "user":
            break
    return msgspec.json.encode(head | {"messages": messages})


def _turns(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield a call of a tool and its result, for ever."""
    number = 0
    while True:
        number += 1
        name, call_id = chance.choice(_TOOLS), f"toolu_{number:024}"
        yield {
            "role": "assistant",
            "content": [
                {"type": "text", "text": _prose(chance, chance.randrange(80, 400))},
                {"type": "tool_use", "id": call_id, "name": name, "input": _input(chance, name)},
            ],
        }
        lines = _CODE * chance.randrange(4, 24)
        numbered = "\n".join(f"{at:6}\t{line}" for at, line in enumerate(lines.split("\n"), 1))
        yield {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": call_id, "content": numbered}],
        }


def _input(chance: random.Random, name: str) -> dict[str, str]:
    path = f"/home/user/project/src/module_{chance.randrange(100)}.py"
    if name != "Edit":
        return {"file_path": path, "description": _prose(chance, 60)}
    return {"file_path": path, "old_string": _CODE, "new_string": _CODE * 2}


def _tool(chance: random.Random, name: str, size: int) -> dict[str, Any]:
    members = ("file_path", "old_string", "new_string", "description")
    properties = {
        member: {"type": "string", "description": _prose(chance, 90)} for member in members
    }
    return {
        "name": name,
        "description": _prose(chance, size),
        "input_schema": {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object",
            "properties": properties | {"limit": {"type": "number", "minimum": 0}},
            "required": ["file_path"],
            "additionalProperties": False,
        },
    }


def _prose(chance: random.Random, size: int) -> str:
    words: list[str] = []
    length = 0
    while length < size:
        words.append(chance.choice(_WORDS))
        length += len(words[-1]) + 1
    return " ".join(words)
