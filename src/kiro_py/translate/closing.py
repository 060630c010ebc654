"""I say in words what Kiro has no member for: which tool to call, which form to answer in.

A web search beside other tools is named too: what the client counts on must not be missing unsaid.
"""

from collections.abc import Iterator

import msgspec

from kiro_py.translate.search import is_web_search
from kiro_py.wire.anthropic.request import MessagesRequest
from kiro_py.wire.json import JsonObject
from kiro_py.wire.kiro.request import Tool


def closing_words(request: MessagesRequest, offered: tuple[Tool, ...]) -> Iterator[str]:
    """Yield sentences for the end of the current turn; without such wishes there are none.

    `offered` are the tools that the choice leaves to be called.
    """
    choice = request.tool_choice
    if any(map(is_web_search, request.tools)) and (choice is None or choice.type != "none"):
        yield "The web cannot be searched in this answer."
    if choice is not None and offered:
        if choice.type == "any":
            yield "Call at least one of the tools in this answer."
        elif choice.type == "tool":
            yield f"Call the tool {offered[0].tool_specification.name} in this answer."
        if choice.disable_parallel_tool_use:
            yield "Call at most one tool in this answer."
    schema = _schema(request.output_format)
    if schema is not None:
        text = msgspec.json.encode(schema).decode()
        yield f"Answer with nothing but one JSON value that fits this JSON schema:\n{text}"


def _schema(output_format: JsonObject | None) -> object:
    if output_format is None or output_format.get("type") != "json_schema":
        return None
    return output_format.get("schema")
