"""I read what a client sends, and refuse what cannot be meant, naming the place.

Lenient where clients differ: `null` is absent, `1024.0` is 1024, unknown members are ignored.
Strict where a guess would change what is said.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar, get_args

import msgspec
from msgspec.structs import replace

from kiro_py.public.intake_blocks import read_content
from kiro_py.public.intake_errors import misfit, mistagged, refused, unreadable
from kiro_py.wire.anthropic.content import Role
from kiro_py.wire.anthropic.request import (
    Message,
    MessagesRequest,
    OutputConfig,
    RawCountRequest,
    RawMessage,
    RawMessagesRequest,
    SystemText,
    Thinking,
    Tool,
    ToolChoice,
)

Body = TypeVar("Body", RawMessagesRequest, RawCountRequest)

GREATEST_INTEGER: Final = 2**53 - 1
"""The greatest integer that every reader of JSON takes for what it is."""

_MESSAGES: Final = msgspec.json.Decoder(RawMessagesRequest)
_COUNT: Final = msgspec.json.Decoder(RawCountRequest)

_ROLES: Final[dict[str, Role]] = {role: role for role in get_args(Role)}
_CHOICES: Final = ("auto", "any", "tool", "none")
_CLIENT_TOOLS: Final = (None, "custom")


def read_messages(body: bytes) -> MessagesRequest:
    """Return what the body of `POST /v1/messages` asks.

    Raises `RequestRefused` (400), and nothing else, whatever the bytes.
    """
    return _read(_MESSAGES, body, _messages)


def read_count(body: bytes) -> MessagesRequest:
    """Return what the body of `POST /v1/messages/count_tokens` asks to be counted.

    Raises `RequestRefused` (400), and nothing else, whatever the bytes.
    """
    return _read(_COUNT, body, _common)


def _read(
    decoder: msgspec.json.Decoder[Body], body: bytes, build: Callable[[Body], MessagesRequest]
) -> MessagesRequest:
    try:
        body.decode()  # what passes through unread must be Unicode, too
        return build(decoder.decode(body))
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(body, error) from error


def _messages(raw: RawMessagesRequest) -> MessagesRequest:
    return replace(
        _common(raw),
        max_tokens=_whole(raw.max_tokens, "max_tokens"),
        stream=bool(raw.stream),
        user_id=raw.metadata.user_id if raw.metadata else None,
        stop_sequences=_stop_sequences(raw.stop_sequences or ()),
    )


def _common(raw: RawMessagesRequest | RawCountRequest) -> MessagesRequest:
    """Return what both kinds of request say."""
    if not raw.model:
        raise refused("model", "String should have at least 1 character")
    output = raw.output_config or OutputConfig()
    return MessagesRequest(
        model=raw.model,
        messages=_turns(raw.messages),
        system=_system(raw.system),
        tools=tuple(_tool(tool, f"tools.{index}") for index, tool in enumerate(raw.tools or ())),
        tool_choice=_tool_choice(raw.tool_choice),
        thinking=_thinking(raw.thinking),
        effort=output.effort,
        output_format=output.format,
    )


def _turns(raw: Sequence[RawMessage]) -> tuple[Message, ...]:
    turns = tuple(_turn(message, f"messages.{index}") for index, message in enumerate(raw))
    if all(turn.role == "system" for turn in turns):
        raise refused("messages", "at least one message is required")
    return turns


def _turn(raw: RawMessage, path: str) -> Message:
    role = _ROLES.get(raw.role)
    if role is None:
        raise refused(f"{path}.role", "Input should be 'user', 'assistant' or 'system'")
    if raw.content is None and role != "system":
        raise refused(f"{path}.content", "Field required")
    return Message(
        role=role,
        content=read_content(raw.content or (), f"{path}.content"),
        effort=raw.output_config.effort if raw.output_config else None,
    )


def _system(raw: str | Sequence[SystemText] | None) -> tuple[str, ...]:
    if isinstance(raw, str):
        return (raw,) if raw else ()
    return tuple(block.text for block in raw or ())


def _tool(tool: Tool, path: str) -> Tool:
    if tool.type in _CLIENT_TOOLS and not tool.name:
        raise refused(f"{path}.name", "Field required")
    if tool.max_uses is None:
        return tool
    return replace(tool, max_uses=_whole(tool.max_uses, f"{path}.max_uses"))


def _tool_choice(choice: ToolChoice | None) -> ToolChoice | None:
    if choice is None:
        return None
    if choice.type not in _CHOICES:
        raise mistagged("tool_choice", choice.type, _CHOICES)
    if choice.type == "tool" and not choice.name:
        raise refused("tool_choice.name", "Field required")
    return choice


def _stop_sequences(sequences: Sequence[str]) -> tuple[str, ...]:
    for index, sequence in enumerate(sequences):
        if not sequence:
            raise refused(f"stop_sequences.{index}", "String should have at least 1 character")
    return tuple(sequences)


def _thinking(thinking: Thinking | None) -> Thinking | None:
    if thinking is None or thinking.budget_tokens is None:
        return thinking
    budget = _whole(thinking.budget_tokens, "thinking.budget_tokens")
    return replace(thinking, budget_tokens=budget)


def _whole(number: float, path: str) -> int:
    """Return the integer that `number` is, however it is written."""
    if number != (whole := int(number)):
        raise refused(path, "Input should be a valid integer, got a number with a fractional part")
    if whole < 0:
        raise refused(path, "Input should be greater than or equal to 0")
    if whole > GREATEST_INTEGER:
        raise refused(path, f"Input should be less than or equal to {GREATEST_INTEGER}")
    return whole
