"""I look over a body before it leaves, and refuse to send what the service would refuse.

Rule 1: turns alternate, begin with the user and say something.  Rule 2: every call is answered
once, in the turn after it, and nothing else is answered.  Rule 3: ids fit and occur once.  Rule 4:
tools are named once, described, and there for every call of the past.  The other stages keep
these rules; a breach is a fault of this gateway, which is better told here than as an
`Improperly formed request.` from there.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from kiro_py.errors import BodyUnfit
from kiro_py.wire.kiro.request import (
    AssistantTurn,
    ChatMessage,
    ConversationState,
    Tool,
    ToolResult,
    ToolUse,
    UserInputMessage,
)

_ID: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,63}")
_COMBINERS: Final = frozenset({"allOf", "anyOf", "oneOf"})


def check(state: ConversationState) -> None:
    """Raise `BodyUnfit`, naming the place, when the service would refuse `state`."""
    turns: Sequence[ChatMessage] = (*state.history, state.current_message)
    names = _checked_names(_tools(state.current_message.user_input_message))
    seen: set[str] = set()
    calls: Sequence[ToolUse] = ()
    for index, turn in enumerate(turns):
        if isinstance(turn, AssistantTurn) is not bool(index % 2):
            raise BodyUnfit(f"messages.{index}: the roles do not alternate")
        if isinstance(turn, AssistantTurn):
            answer = turn.assistant_response_message
            calls = answer.tool_uses
            is_silent = not calls and _is_blank(answer.content)
            _check_calls(calls, names, seen, index)
        else:
            message = turn.user_input_message
            context = message.user_input_message_context
            results: Sequence[ToolResult] = ()
            if context is not None:
                results = context.tool_results
                if context.tools and turn is not state.current_message:
                    raise BodyUnfit(f"messages.{index}: tools stand in an earlier turn")
            is_silent = not results and _is_blank(message.content)
            if results or calls:
                _check_results(results, calls, index)
            calls = ()
        if is_silent:
            raise BodyUnfit(f"messages.{index}: the turn says nothing")


def _is_blank(content: str) -> bool:
    return not content or content.isspace()


def _check_results(results: Sequence[ToolResult], calls: Sequence[ToolUse], index: int) -> None:
    if [result.tool_use_id for result in results] != [call.tool_use_id for call in calls]:
        raise BodyUnfit(f"messages.{index}: the results are not those of the calls before")
    if not all(result.content for result in results):
        raise BodyUnfit(f"messages.{index}: a result says nothing")


def _check_calls(
    calls: Iterable[ToolUse], names: frozenset[str], seen: set[str], index: int
) -> None:
    for call in calls:
        call_id = call.tool_use_id
        if call_id in seen or not _ID.fullmatch(call_id):
            raise BodyUnfit(f"messages.{index}: call id {call_id!r} is taken or odd")
        seen.add(call_id)
        if call.name not in names:
            raise BodyUnfit(f"messages.{index}: tool {call.name!r} is called and not listed")


def _tools(message: UserInputMessage) -> Sequence[Tool]:
    context = message.user_input_message_context
    return context.tools if context else ()


def _checked_names(tools: Sequence[Tool]) -> frozenset[str]:
    """Return the names of the tools, all of which the service takes."""
    for index, tool in enumerate(tools):
        spec, place = tool.tool_specification, f"tools.{index}"
        schema = spec.input_schema.json
        if not _NAME.fullmatch(spec.name):
            raise BodyUnfit(f"{place}: tool name {spec.name!r} is odd")
        if not spec.description or spec.description.isspace():
            raise BodyUnfit(f"{place}: tool {spec.name!r} has no description")
        if schema.get("type") != "object" or not _COMBINERS.isdisjoint(schema):
            raise BodyUnfit(f"{place}: the schema of {spec.name!r} is no plain object")
    names = [tool.tool_specification.name for tool in tools]
    if len({name.lower() for name in names}) < len(names):
        raise BodyUnfit(f"tools: two of {sorted(names)} differ in case only")
    return frozenset(names)
