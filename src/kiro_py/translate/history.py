"""I put the turns of a conversation in order, as the service insists on them.

Rule 1: turns alternate and begin with the user.  Rule 2: nothing is said that the client did not
say, so a message without content is left out and its neighbours become one turn.  Rule 3: system
texts stand in front of the first user turn; system messages in the middle are part of the user
turn they stand in.  Rule 4: a turn once told is told in the same bytes ever after.
"""

from collections.abc import Sequence
from typing import Final

from kiro_py.errors import RequestRefused
from kiro_py.translate.assistant_turn import AssistantDraft
from kiro_py.translate.register import Register
from kiro_py.translate.user_turn import UserDraft
from kiro_py.wire.anthropic.request import Message

Turns = tuple[list[UserDraft | AssistantDraft], UserDraft]
"""The past, and the present."""

_NO_PREFILL: Final = (
    "This model does not support assistant message prefill. The conversation must end with a user"
    " message."
)


def retell(messages: Sequence[Message], register: Register, preface: Sequence[str]) -> Turns:
    """Return the past turns and the current one; `preface` goes in front of the first.

    Raises `RequestRefused` when there is no current user turn, when a conversation without a
    preface begins with the assistant, or on a block that cannot be said.
    """
    past: list[UserDraft | AssistantDraft] = []
    for index, message in enumerate(messages):
        last = past[-1] if past else None
        turn = _turn_for(message, last, register)
        turn.hear(message.content, f"messages.{index}.content")
        if turn is not last and turn.says_something:
            past.append(turn)
    current = past.pop() if past else None
    if not isinstance(current, UserDraft):
        raise _no_current_turn(messages, current)
    _put_in_front(preface, past, current, register)
    return past, current


def _turn_for(
    message: Message, last: UserDraft | AssistantDraft | None, register: Register
) -> UserDraft | AssistantDraft:
    """Return the turn that a message belongs to: the last one, or a new one after it."""
    if message.role == "assistant":
        return last if isinstance(last, AssistantDraft) else AssistantDraft(register)
    if isinstance(last, UserDraft):
        return last
    return UserDraft(register) if last is None else UserDraft(register, last.answers)


def _put_in_front(
    preface: Sequence[str],
    past: list[UserDraft | AssistantDraft],
    current: UserDraft,
    register: Register,
) -> None:
    first = past[0] if past else current
    if isinstance(first, AssistantDraft):
        if not preface:
            raise RequestRefused('messages: first message must use the "user" role')
        first = UserDraft(register)
        past.insert(0, first)
    first.texts[:0] = preface


def _no_current_turn(messages: Sequence[Message], last: AssistantDraft | None) -> RequestRefused:
    if not messages:
        return RequestRefused("messages: at least one message is required")
    if last is not None and messages[-1].role == "assistant":
        return RequestRefused(_NO_PREFILL)
    return RequestRefused(f"messages.{len(messages) - 1}.content: the last message says nothing")
