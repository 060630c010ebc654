"""I am the table of everything the service refuses in a `GenerateAssistantResponse` body."""

from typing import Literal

from kiro_py.simulator.row import Row
from kiro_py.simulator.strictness import media, models, tools, turns
from kiro_py.simulator.strictness.inspection import Check, Rule
from kiro_py.simulator.strictness.shape import Fault

_IMPROPER = "Improperly formed request."

Words = Literal["seen", "own"]
"""Whether the service was seen to use a row's message, or the simulator words it itself."""


def _rule(
    name: str,
    check: Check,
    refuses: str,
    message: str,
    reason: str | None,
    words: Words = "seen",
) -> Rule:
    row = Row(
        name=name,
        refuses=refuses,
        message=message,
        reason=reason,
        is_observed=words == "seen",
    )
    return Rule(row, check)


BYTE_ROWS: tuple[Row, ...] = (
    Row(
        name="body-too-long",
        refuses="a body beyond the listener's limit",
        message="Failed to buffer the request body: length limit exceeded",
        envelope="edge",
    ),
    Row(
        name="body-not-json",
        refuses="bytes that are no JSON object, broken UTF-8, half a surrogate pair",
        message="The request body is not valid JSON.",
        reason="REQUEST_BODY_INVALID_JSON",
    ),
)
"""What is refused before the caller is known."""

RULES: tuple[Rule, ...] = (
    _rule(
        "system-prompt",
        turns.misfit_at(r"\$\.systemPrompt"),
        "the member `systemPrompt`: there is no channel for system text",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "reasoning-misshapen",
        turns.misfit_at(r".*\.reasoningContent(\..*)?"),
        "`reasoningContent` that is not `{reasoningText: {text, signature}}` or"
        " `{redactedContent}`",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "tool-input-not-object",
        turns.misfit_at(r".*\.toolUses\[\d+\]\.input"),
        "a call in the history whose `input` is no object (JSON text, say)",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "conversation-id",
        turns.misfit_at(r"\$\.conversationState\.conversationId"),
        "a `conversationId` that is no string of 1 to 128 characters",
        "Invalid conversationId.",
        "INVALID_CONVERSATION_ID",
        "own",
    ),
    _rule(
        "unknown-member",
        turns.misfit(Fault.UNKNOWN_MEMBER),
        "a member that the request does not have, at any level",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "missing-member",
        turns.misfit(Fault.MISSING_MEMBER),
        "a required member that is absent or null (`userInputMessage`, `content`, …)",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "not-one-arm",
        turns.misfit(Fault.NOT_ONE_ARM),
        "a union with no arm or with several",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "wrong-type",
        turns.misfit(Fault.WRONG_TYPE),
        "a member of another JSON type",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "wrong-value",
        turns.misfit(Fault.WRONG_VALUE),
        "a value outside its enumeration, pattern or range (`darwin`, `ERROR`, `AUTO`)",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "too-long",
        turns.misfit(Fault.TOO_LONG),
        "a string or a list beyond the limit of the request's shape",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "content-empty",
        turns.current_is_empty,
        "a current message with neither content nor tool results, images or documents",
        _IMPROPER,
        None,
    ),
    _rule(
        "history-empty",
        turns.history_turn_is_empty,
        "an earlier turn that says nothing",
        _IMPROPER,
        None,
    ),
    _rule(
        "history-starts-with-assistant",
        turns.starts_with_assistant,
        "a history whose first turn is the assistant's",
        _IMPROPER,
        None,
    ),
    _rule(
        "same-role-twice",
        turns.same_role_twice,
        "two turns in a row of one role",
        _IMPROPER,
        None,
    ),
    _rule(
        "tool-name",
        tools.bad_name,
        "a tool name that is not 1 to 64 of `a-z A-Z 0-9 _ -`",
        _IMPROPER,
        None,
    ),
    _rule(
        "tool-duplicate",
        tools.duplicate_name,
        "two tools of one name, whatever the case",
        "The tool configuration has duplicate tool names.",
        "TOOL_DUPLICATE",
        "own",
    ),
    _rule(
        "tool-description",
        tools.empty_description,
        "a tool without a description",
        "Invalid tool use format.",
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "tool-schema-missing",
        tools.missing_schema,
        "a tool without an input schema",
        "Invalid tool use format.",
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "tool-schema-combinator",
        tools.schema_combinator,
        "a schema with `oneOf`, `anyOf` or `allOf` at the top level",
        "tools.{index}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf"
        " at the top level",
        "TOOL_SCHEMA_INVALID",
    ),
    _rule(
        "tool-schema-not-object",
        tools.schema_not_object,
        'a schema whose top level is not `"type": "object"`',
        "Bedrock error message: The value at"
        " toolConfig.tools.{index}.toolSpec.inputSchema.json.type must be one of the following:"
        " object.",
        "TOOL_SCHEMA_INVALID",
    ),
    _rule(
        "tool-schema-malformed",
        tools.schema_malformed,
        "a schema whose `properties` are no object, or whose `required` is no list of names",
        "The value at toolConfig.tools.{index}.toolSpec.inputSchema.json is not a valid JSON"
        " schema.",
        "TOOL_SCHEMA_INVALID",
        "own",
    ),
    _rule(
        "tool-cache-point",
        tools.cache_point_among_tools,
        "a `cachePoint` in the list of tools",
        _IMPROPER,
        None,
    ),
    _rule(
        "tool-use-unanswered",
        tools.use_unanswered,
        "a call without a result in the very next turn of the user",
        "Bedrock error message: Expected toolResult blocks at messages.{index}.content for the"
        " following Ids: {ids}",
        "TOOL_USE_RESULT_MISMATCH",
    ),
    _rule(
        "tool-result-orphaned",
        tools.result_orphaned,
        "a result whose call is not in the turn right before (always in the first turn), or a"
        " second result for one call",
        "Bedrock error message: The number of toolResult blocks at messages.{index}.content"
        " exceeds the number of toolUse blocks of previous turn.",
        "TOOL_USE_RESULT_MISMATCH",
        "own",
    ),
    _rule(
        "tools-not-configured",
        tools.tools_not_configured,
        "a call in the history to a tool that the current message does not define",
        "Bedrock error message: The toolConfig field must be defined when using toolUse and"
        " toolResult content blocks.",
        "TOOL_CONFIG_MISSING",
        "own",
    ),
    _rule(
        "image-count",
        media.too_many_images,
        "more than 10 images in one message",
        "Too many images in the request.",
        "IMAGE_COUNT_EXCEEDED",
        "own",
    ),
    _rule(
        "image-format",
        media.image_format_unknown,
        "an image format other than gif, jpeg, png, webp",
        "The image format is not supported.",
        "IMAGE_FORMAT_UNSUPPORTED",
        "own",
    ),
    _rule(
        "bytes-not-base64",
        media.bytes_not_base64,
        "an image or a document whose bytes are no base64",
        _IMPROPER,
        "REQUEST_BODY_INVALID",
    ),
    _rule(
        "image-mime",
        media.image_is_another,
        "an image whose bytes are of another format than it says",
        "The image format does not match the image content.",
        "IMAGE_MIME_MISMATCH",
        "own",
    ),
    _rule(
        "image-size",
        media.image_too_heavy,
        "an image over 3.75 MiB",
        "The image size exceeds the maximum.",
        "IMAGE_SIZE_EXCEEDED",
        "own",
    ),
    _rule(
        "image-dimension",
        media.image_too_large,
        "an image with a side over 8,000 pixels",
        "The image dimensions exceed the maximum.",
        "IMAGE_DIMENSION_EXCEEDED",
        "own",
    ),
    _rule(
        "document-duplicate",
        media.document_named_twice,
        "two documents of one name in the conversation",
        "Document names must be unique.",
        "DOCUMENT_DUPLICATE_NAME",
        "own",
    ),
    _rule(
        "document-model",
        media.documents_not_supported,
        "a document for a model that takes none",
        "The model does not support documents.",
        "DOCUMENT_MODEL_NOT_SUPPORTED",
        "own",
    ),
    _rule(
        "document-password",
        media.document_locked,
        "a PDF that needs a password",
        "The document is password protected.",
        "DOCUMENT_PASSWORD_PROTECTED",
        "own",
    ),
    _rule(
        "model-unknown",
        models.model_unknown,
        "a model that the plan does not have; dashes instead of dots",
        "Invalid model. Please select a different model to continue.",
        "INVALID_MODEL_ID",
    ),
    _rule(
        "fields-not-supported",
        models.fields_not_supported,
        "`additionalModelRequestFields` for a model without a schema",
        "additionalModelRequestFields is not supported for this model",
        None,
    ),
    _rule(
        "fields-invalid",
        models.fields_invalid,
        "`additionalModelRequestFields` that break the model's schema",
        "Invalid additionalModelRequestFields: {violation}",
        None,
    ),
    _rule(
        "signature-elsewhere",
        models.signature_from_elsewhere,
        "reasoning signed for another account or model",
        "messages.{index}.content.0: Invalid `signature` in `thinking` block. The block is bound"
        " to a different conversation.",
        "THINKING_SIGNATURE_INVALID",
    ),
    _rule(
        "signature-forged",
        models.signature_forged,
        "reasoning with a signature that was never issued for it, or without one",
        "messages.{index}.content.0: Invalid `signature` in `thinking` block",
        "THINKING_SIGNATURE_INVALID",
    ),
    _rule(
        "message-too-long",
        turns.message_too_long,
        "a user turn over 600,000 characters, a tool result over 800,000",
        "Input content length exceeds threshold.",
        "CONTENT_LENGTH_EXCEEDS_THRESHOLD",
    ),
    _rule(
        "input-too-long",
        turns.input_too_long,
        "a conversation larger than the model's window",
        "Input is too long.",
        "CONTENT_LENGTH_EXCEEDS_THRESHOLD",
    ),
)
"""The rules, in the order in which they are checked."""
