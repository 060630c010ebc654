"""I check tools, calls and results against each other."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import cast

from kiro_py.simulator.model.conversation import (
    AssistantMessage,
    ToolSpecification,
    ToolUse,
    UserMessage,
)
from kiro_py.simulator.strictness.inspection import Found, Inspection

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_COMBINATORS = ("oneOf", "anyOf", "allOf")


def bad_name(inspection: Inspection) -> Found | None:
    """Find a tool or a call whose name is longer than 64 or has other characters."""
    conversation = inspection.conversation
    names = [tool.name for tool in conversation.tools] + [use.name for _, use in _uses(inspection)]
    for name in names:
        if _NAME.fullmatch(name) is None:
            return Found(f"tool name {name!r}: expected {_NAME.pattern}")
    return None


def duplicate_name(inspection: Inspection) -> Found | None:
    """Find two tools whose names differ in nothing, or only in case."""
    counted = Counter(tool.name.lower() for tool in inspection.conversation.tools)
    for name, count in counted.items():
        if count > 1:
            return Found(f"tool name {name!r} is there {count} times")
    return None


def empty_description(inspection: Inspection) -> Found | None:
    """Find a tool without a description."""
    for index, tool in enumerate(inspection.conversation.tools):
        if not (tool.description or "").strip():
            return Found(f"tools[{index}] {tool.name!r} has no description")
    return None


def missing_schema(inspection: Inspection) -> Found | None:
    """Find a tool without a schema."""
    for index, tool in enumerate(inspection.conversation.tools):
        if tool.input_schema is None or not isinstance(tool.input_schema.json, dict):
            return Found(f"tools[{index}] {tool.name!r} has no schema")
    return None


def schema_not_object(inspection: Inspection) -> Found | None:
    """Find a schema whose top level is not `"type": "object"`."""
    for index, tool in _with_schema(inspection):
        if tool.schema.get("type") != "object":
            return Found(f"tools[{index}] {tool.name!r}", {"index": index})
    return None


def schema_combinator(inspection: Inspection) -> Found | None:
    """Find a schema with `oneOf`, `anyOf` or `allOf` at the top level."""
    for index, tool in _with_schema(inspection):
        if any(word in tool.schema for word in _COMBINATORS):
            return Found(f"tools[{index}] {tool.name!r}", {"index": index})
    return None


def schema_malformed(inspection: Inspection) -> Found | None:
    """Find a schema whose `properties` are no object, or whose `required` is no list of names."""
    for index, tool in _with_schema(inspection):
        properties, required = tool.schema.get("properties", {}), tool.schema.get("required", [])
        is_list = isinstance(required, list)
        names = cast("list[object]", required) if is_list else [None]
        if not isinstance(properties, dict) or not all(isinstance(name, str) for name in names):
            return Found(f"tools[{index}] {tool.name!r}", {"index": index})
    return None


def cache_point_among_tools(inspection: Inspection) -> Found | None:
    """Find a cache point in the list of tools."""
    for index, entry in enumerate(inspection.conversation.current.tool_entries):
        if entry.cache_point is not None:
            return Found(f"tools[{index}] is a cache point")
    return None


def use_unanswered(inspection: Inspection) -> Found | None:
    """Find a call without exactly one result in the very next turn of the user."""
    turns = inspection.conversation.turns
    for index, turn in enumerate(turns[:-1]):
        if not isinstance(turn, AssistantMessage) or not turn.tool_uses:
            continue
        answered = _result_ids(turns[index + 1])
        missing = [use.tool_use_id for use in turn.tool_uses if use.tool_use_id not in answered]
        if missing:
            places = {"index": index + 1, "ids": ", ".join(missing)}
            return Found(f"messages.{index} calls {', '.join(missing)}", places)
    return None


def result_orphaned(inspection: Inspection) -> Found | None:
    """Find a result whose call is not in the turn right before it, or a second result."""
    turns = inspection.conversation.turns
    for index, turn in enumerate(turns):
        before = turns[index - 1] if index else None
        called = before.tool_uses or () if isinstance(before, AssistantMessage) else ()
        wanted = {use.tool_use_id for use in called}
        for tool_use_id, count in _result_ids(turn).items():
            if tool_use_id not in wanted or count > 1:
                return Found(f"messages.{index} answers {tool_use_id}", {"index": index})
    return None


def tools_not_configured(inspection: Inspection) -> Found | None:
    """Find a call in the history to a tool that the current message does not define."""
    defined = {tool.name for tool in inspection.conversation.tools}
    for index, use in _uses(inspection):
        if use.name not in defined:
            return Found(f"messages.{index} calls {use.name!r}, which is not among the tools")
    return None


def _uses(inspection: Inspection) -> Iterator[tuple[int, ToolUse]]:
    for index, turn in enumerate(inspection.conversation.turns):
        if isinstance(turn, AssistantMessage):
            for use in turn.tool_uses or ():
                yield index, use


def _with_schema(inspection: Inspection) -> Iterator[tuple[int, ToolSpecification]]:
    for index, tool in enumerate(inspection.conversation.tools):
        if tool.input_schema is not None and isinstance(tool.input_schema.json, dict):
            yield index, tool


def _result_ids(turn: UserMessage | AssistantMessage) -> Counter[str]:
    results = turn.tool_results if isinstance(turn, UserMessage) else ()
    return Counter(result.tool_use_id for result in results)
