"""I say a client's request in Kiro's words: same request, same bytes.

Everything the client said goes along.  What is added, and what has no word in Kiro, is listed in
`docs/concepts/what-is-sent-upstream.md`.
"""

import re
import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import msgspec

from kiro_py.translate.closing import closing_words
from kiro_py.translate.history import retell
from kiro_py.translate.invariants import check
from kiro_py.translate.models import Model
from kiro_py.translate.register import Register, Replay
from kiro_py.translate.thinking_request import ask_for_thinking
from kiro_py.translate.tools import ToolNames, known_names, offer, overflow, used_names
from kiro_py.translate.user_turn import UserDraft
from kiro_py.wire.anthropic.request import MessagesRequest
from kiro_py.wire.kiro.request import (
    AssistantTurn,
    ChatMessage,
    ConversationState,
    GenerateRequest,
)

_SESSION: Final = re.compile(r"session_([0-9a-fA-F]{8}-[0-9a-fA-F-]{27})")
_BILLING: Final = "x-anthropic-billing-header:"
"""How the first system text of Claude Code begins, which older versions change on every turn."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A request in Kiro's words, and what its reply must know.

    `wants_thinking`: the client asked for reasoning.  `reads_tags`: it was asked for in tags, so
    that the reasoning comes as text.
    """

    body: GenerateRequest
    tool_names: ToolNames
    wants_thinking: bool
    reads_tags: bool

    def without_reasoning(self) -> GenerateRequest:
        """Return the body without the reasoning of earlier turns.

        The service refuses a signature that it gave to another account, model or conversation.
        """
        state = self.body.conversation_state
        history = tuple(map(_without_reasoning, state.history))
        state = msgspec.structs.replace(state, history=history)
        return msgspec.structs.replace(self.body, conversation_state=state)


def to_kiro(
    request: MessagesRequest,
    model: Model,
    *,
    conversation_id: str,
    thinking_from_name: bool = False,
) -> Translated:
    """Return the body that asks `model` what `request` asks.

    Raises `RequestRefused`, naming the path, when something in it cannot be said, and `BodyUnfit`
    when what came of it breaks a rule of Kiro.
    """
    thinking = ask_for_thinking(request, model, is_in_name=thinking_from_name)
    used = used_names(request.messages)
    names = known_names(request, used)
    tools = offer(request, names, used)
    said = (thinking.tag, *request.system, *overflow(request, names))
    preface = [text for text in said if text and not text.isspace()]
    past, current = retell(request.messages, Register(names, thinking.replay), preface)
    current.texts.extend(closing_words(request, tools.callable))
    state = ConversationState(
        chat_trigger_type="MANUAL",
        conversation_id=conversation_id,
        history=tuple(
            turn.finish(model.id) if isinstance(turn, UserDraft) else turn.finish() for turn in past
        ),
        current_message=current.finish(model.id, (*tools.callable, *tools.stubs)),
    )
    check(state)
    return Translated(
        body=GenerateRequest(state, thinking.fields),
        tool_names=names,
        wants_thinking=thinking.is_wanted,
        reads_tags=thinking.replay is Replay.TAGS,
    )


def _without_reasoning(message: ChatMessage) -> ChatMessage:
    if not isinstance(message, AssistantTurn):
        return message
    return AssistantTurn(
        msgspec.structs.replace(message.assistant_response_message, reasoning_content=None)
    )


def conversation_id(request: MessagesRequest) -> str:
    """Return the id of the conversation that `request` goes on with, in the form of a UUID.

    It is made of the client's session, the system prompt and the first user message, so it stays
    the same from turn to turn, and differs for every sub-agent of a session.
    """
    first = next((message for message in request.messages if message.role == "user"), None)
    system = [text for text in request.system if not text.startswith(_BILLING)]
    fingerprint = msgspec.json.encode(
        (_session(request.user_id or ""), system, first.content if first else ())
    )
    return str(uuid.UUID(bytes=sha256(fingerprint).digest()[:16], version=5))


class _UserId(msgspec.Struct, frozen=True):
    """What Claude Code writes into `metadata.user_id`, as JSON."""

    session_id: str


def _session(user_id: str) -> str:
    """Return the session within a user id, or all of it when there is none."""
    try:
        return msgspec.json.decode(user_id, type=_UserId).session_id
    except msgspec.MsgspecError:
        named = _SESSION.search(user_id)
        return named[1] if named else user_id
