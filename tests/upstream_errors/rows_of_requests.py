"""What Kiro refuses because of the request itself."""

from typing import Final

from kiro_py.simulator.faults.effects import Answer
from upstream_errors.row import PICTURE, REASONING, TOOL, Left, Meets, Other, Row, Told, says

_MALFORMED: Final = Told(
    400,
    "invalid_request_error",
    "the model service refused the form of the request: start a new session, and report it with "
    "its request id",
)
_TOO_LONG: Final = Told(
    400, "invalid_request_error", "prompt is too long: 200001 tokens > 200000 maximum"
)
_BUFFER: Final = {
    "error": {
        "code": "validation_error",
        "message": "Failed to buffer the request body: length limit exceeded",
    }
}

REQUEST_ROWS: Final = (
    Row(
        number="U1",
        meets=(says("improper", 400, "Improperly formed request."),),
        told=_MALFORMED,
    ),
    Row(
        number="U2",
        meets=(says("invalid body", 400, "Improperly formed request.", "REQUEST_BODY_INVALID"),),
        told=_MALFORMED,
    ),
    Row(
        number="U3",
        meets=(
            Meets(
                "no profile",
                Answer(
                    status=400,
                    body={
                        "__type": "com.amazon.kiro.runtimeservice#ValidationException",
                        "message": "profileArn is required for this request.",
                    },
                ),
            ),
        ),
        told=Told(
            502,
            "api_error",
            "the gateway's Kiro credential has no profile that fits: the gateway's owner must "
            "check its `profileArn`",
            should_retry=False,
        ),
        calls=2,
        left=Left(strikes=1),
        other=Other.SERVES,
    ),
    Row(
        number="U4",
        meets=(
            says("input too long", 400, "Input is too long.", "CONTENT_LENGTH_EXCEEDS_THRESHOLD"),
            says("input too long, as throttling", 429, "Input is too long."),
        ),
        told=_TOO_LONG,
    ),
    Row(
        number="U5",
        meets=(says("content too long", 400, "Input content length exceeds threshold."),),
        told=_TOO_LONG,
    ),
    Row(
        number="U6",
        meets=(Meets("body too large", Answer(status=413, body=_BUFFER)),),
        told=_TOO_LONG,
    ),
    Row(
        number="U6",
        meets=(Meets("body too large with a picture", Answer(status=413, body=_BUFFER)),),
        told=Told(
            413,
            "request_too_large",
            "the request is too large for the model service: send fewer or smaller images or "
            "documents",
        ),
        asks=PICTURE,
        asked="a request with pictures",
    ),
    Row(
        number="U7",
        meets=(says("not JSON", 400, "The request body is not valid JSON."),),
        told=Told(
            502,
            "api_error",
            "the model service could not read the request: try again, and if it happens again, "
            "report it with its request id",
        ),
    ),
    Row(
        number="U8",
        meets=(
            says(
                "internal validation",
                400,
                "The request could not be processed due to an internal validation error. "
                "Please try again.",
            ),
        ),
        told=Told(500, "api_error", "the model service failed: try again"),
        calls=2,
    ),
    Row(
        number="U9",
        meets=(
            says(
                "model unknown",
                400,
                "Invalid model. Please select a different model to continue.",
                "INVALID_MODEL_ID",
            ),
            says("model id unknown", 400, "Invalid model ID. Please select a different model."),
        ),
        told=Told(404, "not_found_error", "model: claude-sonnet-4-5"),
        left=Left(is_barred=True),
        other=Other.SERVES,
    ),
    Row(
        number="U10",
        meets=(
            says(
                "schema combined",
                400,
                "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or "
                "anyOf at the top level",
            ),
        ),
        told=Told(
            400,
            "invalid_request_error",
            "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at "
            "the top level (tool 'Read')",
        ),
        asks=TOOL,
    ),
    Row(
        number="U11",
        meets=(
            says(
                "schema no object",
                400,
                "Bedrock error message: The value at toolConfig.tools.0.toolSpec.inputSchema.json"
                ".type must be one of the following: object.",
                "TOOL_SCHEMA_INVALID",
            ),
        ),
        told=Told(
            400,
            "invalid_request_error",
            "tools.0.custom.input_schema: input_schema should be a JSON schema whose top-level "
            "`type` is 'object' (tool 'Read')",
        ),
        asks=TOOL,
    ),
    Row(
        number="U12",
        meets=tuple(
            says(
                name,
                status,
                "Bedrock error message: Expected toolResult blocks at messages.2.content for the "
                "following Ids: tooluse_example",
                "TOOL_USE_RESULT_MISMATCH",
            )
            for name, status in (("results missing", 400), ("results missing, as a failure", 500))
        ),
        told=Told(
            400,
            "invalid_request_error",
            "`tool_use` ids were found without `tool_result` blocks immediately after: "
            "tooluse_example: each `tool_use` block must have a corresponding `tool_result` block "
            "in the next message",
        ),
    ),
    Row(
        number="U13",
        meets=(
            says(
                "signature foreign",
                400,
                "messages.1.content.0: Invalid `signature` in `thinking` block. The block is "
                "bound to a different conversation.",
                "THINKING_SIGNATURE_INVALID",
            ),
            says(
                "signature foreign, without a reason",
                400,
                "messages.1.content.0: Invalid signature in thinking block. The block is bound to "
                "a different conversation.",
            ),
        ),
        told=Told(
            400,
            "invalid_request_error",
            "Invalid `signature` in `thinking` block: the block is bound to a different "
            "conversation; send the conversation without its thinking blocks",
        ),
        calls=2,
        asks=REASONING,
    ),
    Row(
        number="U14",
        meets=(
            says("settings invalid", 400, "Invalid additionalModelRequestFields"),
            says(
                "settings unknown",
                400,
                "additionalModelRequestFields is not supported for this model",
            ),
        ),
        told=Told(
            400,
            "invalid_request_error",
            "thinking: the model does not take these reasoning settings; send the request without "
            "`thinking` and `output_config.effort`",
        ),
        calls=2,
        asks=REASONING | {"messages": [{"role": "user", "content": "say: hello"}]},
    ),
)
