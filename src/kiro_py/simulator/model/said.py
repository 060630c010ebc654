"""I find in a conversation the prompt to obey and what has been done about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kiro_py.simulator.model.conversation import (
    AssistantMessage,
    Conversation,
    ToolResult,
    ToolUse,
    UserMessage,
)
from kiro_py.simulator.model.intents import Intent, asks_for_summary, find_intents

_REMINDER = re.compile(r"<system-reminder>.*?(?:</system-reminder>|\Z)", re.DOTALL)
_THINKING_TAGS = re.compile(
    r"<(thinking_mode|max_thinking_length|thinking_effort)>[^<]*</\1>\s*",
)
_WORKING_DIRECTORY = re.compile(
    r"(?:working directory|cwd)(?:\s+is)?\s*[:>]\s*[`\"']?(/[^\s<`\"']*)", re.IGNORECASE
)
_LONGEST_PROMPT = 4_000
"""In characters; above this a turn is more than what somebody typed."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: the prompt, what it asks for, and the calls made for it so far.

    `results` are by the id of their call.
    """

    prompt: str
    intents: tuple[Intent, ...] = ()
    calls: tuple[ToolUse, ...] = ()
    results: Mapping[str, ToolResult] = field(default_factory=dict[str, ToolResult])


def find_task(conversation: Conversation) -> Task:
    """Return the task at hand: the last prompt of the user, and what came of it so far."""
    turns = conversation.turns
    for index in range(len(turns) - 1, -1, -1):
        turn = turns[index]
        if not isinstance(turn, UserMessage):
            continue
        prompt = typed_text(turn.content)
        intents = find_intents(prompt)
        # Beside results there may be remarks of the client; only a request is a new task.
        if (prompt and not turn.tool_results) or intents:
            return _task(prompt, intents, turns[index + 1 :])
    return Task("")


def typed_text(content: str) -> str:
    """Return what a person typed in a turn: no reminders, no tags, no long instructions.

    Clients put reminders before a prompt and instructions before or after it; a turn that is too
    long to be typed is searched where a prompt stands then: after a reminder, or at its ends.  A
    request for a summary may stand after a prompt that was never answered.
    """
    segments = [segment.strip() for segment in _REMINDER.split(_THINKING_TAGS.sub("", content))]
    text = "\n\n".join(filter(None, segments))
    if len(content) <= _LONGEST_PROMPT or not text:
        return text
    paragraphs = _paragraphs(text)
    after_reminders = [_opening(segment) for segment in reversed(segments[1:]) if segment]
    summaries = [paragraph for paragraph in paragraphs if asks_for_summary(paragraph)]
    candidates = [*summaries, *after_reminders, paragraphs[-1], paragraphs[0]]
    return next((each for each in candidates if find_intents(each)), candidates[0])


def _opening(segment: str) -> str:
    """Return a segment up to its first heading or tag."""
    is_prompt = [paragraph[0] not in "#<" for paragraph in _paragraphs(segment)] + [False]
    return "\n\n".join(_paragraphs(segment)[: is_prompt.index(False)])


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text.strip())]


def without_reminders(text: str) -> str:
    """Return a text without what the client has put into it for the model."""
    return _REMINDER.sub("", text).strip()


def find_working_directory(conversation: Conversation) -> str | None:
    """Return the working directory that the client mentions last, anywhere."""
    found: str | None = None
    for turn in conversation.turns:
        for match in _WORKING_DIRECTORY.finditer(turn.content):
            found = match[1].rstrip(".,;")
    return found


def _task(
    prompt: str,
    intents: tuple[Intent, ...],
    turns: tuple[UserMessage | AssistantMessage, ...],
) -> Task:
    calls: list[ToolUse] = []
    results: dict[str, ToolResult] = {}
    for turn in turns:
        if isinstance(turn, AssistantMessage):
            calls.extend(turn.tool_uses or ())
        else:
            results.update((result.tool_use_id, result) for result in turn.tool_results)
    return Task(prompt, intents, tuple(calls), results)
