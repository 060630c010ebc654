"""I read a checked `GenerateAssistantResponse` body as a conversation."""

from functools import cached_property
from typing import Any, cast

import msgspec

from kiro_py.wire.json import JsonObject

_TOKEN_CHARACTERS = 4
_IMAGE_TOKENS = 1_500
_DOCUMENT_BYTES_PER_TOKEN = 8
_HIDDEN_PROMPT_TOKENS = 2_000


class _View(msgspec.Struct, frozen=True, rename="camel"):
    """How every part is read: unknown members do not matter here."""


class Source(_View, frozen=True):
    """Base64 of an image or a document."""

    bytes: str


class ImageBlock(_View, frozen=True):
    """A picture."""

    format: str
    source: Source


class DocumentBlock(_View, frozen=True):
    """A document."""

    name: str
    format: str
    source: Source


class ToolUse(_View, frozen=True):
    """A call the model made."""

    tool_use_id: str
    name: str
    input: JsonObject


class ToolResult(_View, frozen=True):
    """What came of a call."""

    tool_use_id: str
    content: tuple[JsonObject, ...]
    status: str | None = None

    @property
    def text(self) -> str:
        """The result in words; images in here are dropped, as the service does."""
        pieces = (
            piece["text"] if "text" in piece else msgspec.json.encode(piece["json"]).decode()
            for piece in self.content
            if "text" in piece or "json" in piece
        )
        return "\n".join(pieces)


class InputSchema(_View, frozen=True):
    """The schema of a tool's input, whatever it is."""

    json: Any = None


class ToolSpecification(_View, frozen=True):
    """A tool that the model may call."""

    name: str
    description: str | None = None
    input_schema: InputSchema | None = None

    @property
    def schema(self) -> JsonObject:
        """The schema as an object, empty when there is none."""
        found = self.input_schema.json if self.input_schema else None
        return cast("JsonObject", found) if isinstance(found, dict) else {}


class ToolEntry(_View, frozen=True):
    """An entry of `tools`: a tool, or a cache point."""

    tool_specification: ToolSpecification | None = None
    cache_point: JsonObject | None = None


class Context(_View, frozen=True):
    """What accompanies a user's turn."""

    tool_results: tuple[ToolResult, ...] | None = None
    tools: tuple[ToolEntry, ...] | None = None


class UserMessage(_View, frozen=True):
    """A user's turn."""

    content: str
    model_id: str | None = None
    images: tuple[ImageBlock, ...] | None = None
    documents: tuple[DocumentBlock, ...] | None = None
    user_input_message_context: Context | None = None

    @property
    def tool_results(self) -> tuple[ToolResult, ...]:
        """The results of the calls in the turn before."""
        context = self.user_input_message_context
        return (context.tool_results if context else None) or ()

    @property
    def tool_entries(self) -> tuple[ToolEntry, ...]:
        """The entries of `tools`."""
        context = self.user_input_message_context
        return (context.tools if context else None) or ()


class ReasoningText(_View, frozen=True):
    """Reasoning as it was sent."""

    text: str
    signature: str | None = None


class ReasoningContent(_View, frozen=True):
    """Reasoning of an earlier turn, replayed."""

    reasoning_text: ReasoningText | None = None
    redacted_content: str | None = None


class AssistantMessage(_View, frozen=True):
    """An assistant's turn."""

    content: str
    tool_uses: tuple[ToolUse, ...] | None = None
    reasoning_content: ReasoningContent | None = None


class Turn(_View, frozen=True):
    """One of both."""

    user_input_message: UserMessage | None = None
    assistant_response_message: AssistantMessage | None = None


class ConversationState(_View, frozen=True):
    """Identity, past and present."""

    current_message: Turn
    conversation_id: str | None = None
    history: tuple[Turn, ...] | None = None


class Conversation(_View, frozen=True, dict=True):
    """The whole request, as the rules and the model look at it."""

    conversation_state: ConversationState
    additional_model_request_fields: JsonObject | None = None

    @property
    def current(self) -> UserMessage:
        """The message to answer."""
        return self.conversation_state.current_message.user_input_message or UserMessage("")

    @property
    def fields(self) -> JsonObject:
        """The fields for the model, empty when there are none."""
        return self.additional_model_request_fields or {}

    @cached_property
    def turns(self) -> tuple[UserMessage | AssistantMessage, ...]:
        """History and current message, in order; their indexes are Bedrock's `messages.N`."""
        history = self.conversation_state.history or ()
        said = (turn.user_input_message or turn.assistant_response_message for turn in history)
        return (*(turn for turn in said if turn is not None), self.current)

    @cached_property
    def tools(self) -> tuple[ToolSpecification, ...]:
        """The tools of the current message."""
        entries = self.current.tool_entries
        return tuple(entry.tool_specification for entry in entries if entry.tool_specification)

    @cached_property
    def input_tokens(self) -> int:
        """How much of the window this takes: four characters a token, and the hidden prompt."""
        return _HIDDEN_PROMPT_TOKENS + sum(map(_turn_tokens, self.turns)) + self._tool_tokens()

    def _tool_tokens(self) -> int:
        return len(msgspec.json.encode(self.current.tool_entries)) // _TOKEN_CHARACTERS


EMPTY_CONVERSATION = Conversation(ConversationState(Turn(UserMessage(""))))


def estimate_tokens(text: str) -> int:
    """Return the tokens of a text; there is at least one in any."""
    return -(-len(text) // _TOKEN_CHARACTERS)


def _turn_tokens(turn: UserMessage | AssistantMessage) -> int:
    if isinstance(turn, AssistantMessage):
        inputs = sum(len(msgspec.json.encode(use.input)) for use in turn.tool_uses or ())
        return estimate_tokens(turn.content) + inputs // _TOKEN_CHARACTERS
    results = sum(estimate_tokens(result.text) for result in turn.tool_results)
    images = _IMAGE_TOKENS * len(turn.images or ())
    documents = sum(len(document.source.bytes) for document in turn.documents or ())
    documents //= _DOCUMENT_BYTES_PER_TOKEN
    return estimate_tokens(turn.content) + results + images + documents


def read_conversation(body: object) -> Conversation | None:
    """Return the conversation in a parsed body, or `None` when its shape is wrong."""
    try:
        return msgspec.convert(body, Conversation)
    except msgspec.ValidationError:
        return None
