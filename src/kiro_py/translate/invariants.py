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
        place = f"messages.{index}"
        if isinstance(turn, AssistantTurn) is not bool(index % 2):
            raise BodyUnfit(f"{place}: the roles do not alternate")
        if isinstance(turn, AssistantTurn):
            calls = turn.assistant_response_message.tool_uses
            if not calls:
                _require_words(turn.assistant_response_message.content, place)
            _check_calls(calls, names, seen, place)
        else:
            _check_user(turn.user_input_message, calls, place)
            calls = ()
            if index < len(turns) - 1 and _tools(turn.user_input_message):
                raise BodyUnfit(f"{place}: tools stand in an earlier turn")


def _check_user(message: UserInputMessage, calls: Sequence[ToolUse], place: str) -> None:
    context = message.user_input_message_context
    results = context.tool_results if context else ()
    answered = [result.tool_use_id for result in results]
    if answered != [call.tool_use_id for call in calls]:
        raise BodyUnfit(f"{place}: the results are not those of the calls before")
    if not all(result.content for result in results):
        raise BodyUnfit(f"{place}: a result says nothing")
    if not results:
        _require_words(message.content, place)


def _require_words(content: str, place: str) -> None:
    if not content or content.isspace():
        raise BodyUnfit(f"{place}: the turn says nothing")


def _check_calls(
    calls: Iterable[ToolUse], names: frozenset[str], seen: set[str], place: str
) -> None:
    for call in calls:
        if call.tool_use_id in seen or not _ID.fullmatch(call.tool_use_id):
            raise BodyUnfit(f"{place}: call id {call.tool_use_id!r} is taken or odd")
        seen.add(call.tool_use_id)
        if call.name not in names:
            raise BodyUnfit(f"{place}: tool {call.name!r} is called and not listed")


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
