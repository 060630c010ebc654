"""I check who speaks when, and that every turn says something."""

import re

from kiro_py.simulator.model.conversation import AssistantMessage, UserMessage
from kiro_py.simulator.strictness.inspection import Check, Found, Inspection
from kiro_py.simulator.strictness.shape import Fault

_SPECIAL = re.compile(
    r"\$\.systemPrompt|.*\.reasoningContent(\..*)?|.*\.toolUses\[\d+\]\.input"
    r"|\$\.conversationState\.conversationId"
)
"""Places with a rule of their own."""

MAX_MESSAGE_CHARACTERS = 600_000
MAX_RESULT_CHARACTERS = 800_000


def misfit(*faults: Fault) -> Check:
    """Return the check for any of these faults, at places without a rule of their own."""

    def check(inspection: Inspection) -> Found | None:
        for found in inspection.misfits:
            if found.fault in faults and _SPECIAL.fullmatch(found.path) is None:
                return Found(str(found))
        return None

    return check


def misfit_at(place: str) -> Check:
    """Return the check for any fault at a place, given as a regular expression of its path."""
    pattern = re.compile(place)

    def check(inspection: Inspection) -> Found | None:
        for found in inspection.misfits:
            if pattern.fullmatch(found.path) is not None:
                return Found(str(found))
        return None

    return check


def current_is_empty(inspection: Inspection) -> Found | None:
    """Find a current message with neither content nor tool results, images or documents."""
    current = inspection.conversation.current
    shows = current.tool_results or current.images or current.documents
    is_blank = not current.content.strip() and not shows
    is_read = not inspection.misfits
    return Found("$.conversationState.currentMessage") if is_blank and is_read else None


def history_turn_is_empty(inspection: Inspection) -> Found | None:
    """Find an earlier turn that says nothing."""
    for index, turn in enumerate(inspection.conversation.turns[:-1]):
        says = turn.content.strip() or (
            turn.tool_uses or turn.reasoning_content
            if isinstance(turn, AssistantMessage)
            else turn.tool_results or turn.images or turn.documents
        )
        if not says:
            return Found(f"$.conversationState.history[{index}]")
    return None


def starts_with_assistant(inspection: Inspection) -> Found | None:
    """Find a conversation that the assistant opens."""
    is_wrong = isinstance(inspection.conversation.turns[0], AssistantMessage)
    return Found("$.conversationState.history[0]") if is_wrong else None


def same_role_twice(inspection: Inspection) -> Found | None:
    """Find two turns in a row of one role."""
    turns = inspection.conversation.turns
    for index in range(1, len(turns)):
        if type(turns[index - 1]) is type(turns[index]):
            return Found(f"messages.{index} has the role of messages.{index - 1}")
    return None


def message_too_long(inspection: Inspection) -> Found | None:
    """Find a turn or a tool result longer than the service takes in one piece."""
    for index, turn in enumerate(inspection.conversation.turns):
        if not isinstance(turn, UserMessage):
            continue
        if len(turn.content) > MAX_MESSAGE_CHARACTERS:
            return Found(f"messages.{index}: over {MAX_MESSAGE_CHARACTERS} characters")
        if any(len(result.text) > MAX_RESULT_CHARACTERS for result in turn.tool_results):
            return Found(f"messages.{index}: a tool result over {MAX_RESULT_CHARACTERS} characters")
    return None


def input_too_long(inspection: Inspection) -> Found | None:
    """Find a conversation that does not fit into the model's window."""
    if inspection.model is None:
        return None
    tokens = inspection.model.count(inspection.conversation.input_tokens)
    window = inspection.model.max_input_tokens
    return Found(f"{tokens} tokens, the window has {window}") if tokens > window else None
