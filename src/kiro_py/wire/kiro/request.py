"""The body of `GenerateAssistantResponse`.

Members with a default are left out when they hold it, as Kiro's own clients do; members without
one are always there.  The order of members is the order on the wire, and what a conversation has
already said comes before what is new, so that its prefix stays the same bytes turn after turn.
"""

from typing import Literal

import msgspec

from kiro_py.wire.json import JsonObject, RawJson

ImageFormat = Literal["gif", "jpeg", "png", "webp"]
DocumentFormat = Literal["csv", "doc", "docx", "html", "md", "pdf", "txt", "xls", "xlsx"]


class _Member(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """How every structure of this body is written."""


class Bytes(_Member, frozen=True):
    """Base64 of the bytes themselves."""

    bytes: str


class Image(_Member, frozen=True):
    """A picture; `format` must be what the bytes are."""

    format: ImageFormat
    source: Bytes


class Document(_Member, frozen=True):
    """A document; `name` is unique within the conversation."""

    name: str
    format: DocumentFormat
    source: Bytes


class InputSchema(_Member, frozen=True):
    """A JSON schema whose top level is an object."""

    json: JsonObject


class ToolSpecification(_Member, frozen=True):
    """A tool; an empty description is refused by the service."""

    name: str
    description: str
    input_schema: InputSchema


class Tool(_Member, frozen=True):
    """The union's only arm in use."""

    tool_specification: ToolSpecification


class ToolUse(_Member, frozen=True):
    """A call the assistant made; `input` is a JSON object."""

    tool_use_id: str
    name: str
    input: RawJson


class ResultText(_Member, frozen=True):
    """One piece of a tool's result."""

    text: str


class ToolResult(_Member, frozen=True):
    """What a tool answered; `status` is written in lower case."""

    tool_use_id: str
    content: tuple[ResultText, ...]
    status: Literal["success", "error"]


class ReasoningText(_Member, frozen=True):
    """Reasoning with the signature that makes it replayable."""

    text: str
    signature: str


class ReasoningContent(_Member, frozen=True):
    """Exactly one of its two arms is set; `redacted_content` is base64."""

    reasoning_text: ReasoningText | None = None
    redacted_content: str | None = None


class UserInputMessageContext(_Member, frozen=True):
    """Tool results of this turn; tools on the current message only."""

    tool_results: tuple[ToolResult, ...] = ()
    tools: tuple[Tool, ...] = ()


class UserInputMessage(_Member, frozen=True):
    """A user's turn."""

    content: str
    model_id: str
    origin: Literal["AI_EDITOR", "KIRO_CLI"]
    images: tuple[Image, ...] = ()
    documents: tuple[Document, ...] = ()
    user_input_message_context: UserInputMessageContext | None = None


class AssistantResponseMessage(_Member, frozen=True):
    """An assistant's turn; `content` may be empty beside tool uses."""

    content: str
    reasoning_content: ReasoningContent | None = None
    tool_uses: tuple[ToolUse, ...] = ()


class UserTurn(_Member, frozen=True):
    """The user's arm of the message union."""

    user_input_message: UserInputMessage


class AssistantTurn(_Member, frozen=True):
    """The assistant's arm of the message union."""

    assistant_response_message: AssistantResponseMessage


ChatMessage = UserTurn | AssistantTurn


class ConversationState(_Member, frozen=True, kw_only=True):
    """The conversation: identity, past, present."""

    chat_trigger_type: Literal["MANUAL"]
    conversation_id: str
    agent_task_type: Literal["vibe"] | None = None
    history: tuple[ChatMessage, ...] = ()
    current_message: UserTurn


class GenerateRequest(_Member, frozen=True):
    """The whole body; `profile_arn` is set per credential and host.

    `additional_model_request_fields` goes only to models whose schema has it.
    """

    conversation_state: ConversationState
    additional_model_request_fields: JsonObject | None = None
    profile_arn: str | None = None
