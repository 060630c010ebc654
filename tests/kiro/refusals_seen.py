"""The refusals that were ever seen, or that the service's model names, with their meaning."""

import json

from kiro.refusals_meant import (
    BLOCKED,
    CONVERSATION,
    DAY,
    EDGE,
    FAILED,
    FEATURE,
    FIVE_MINUTES,
    HOUR,
    KEY,
    MALFORMED,
    MODEL,
    MONTH_SPENT,
    NO_ANSWER,
    NOT_AUTHORIZED,
    NOT_HERE,
    NOT_JSON,
    OVERAGE_SPENT,
    OVERLOADED,
    PLAN_SPENT,
    PROFILE,
    RESULTS,
    SCHEMA,
    SETTINGS,
    SIGN_IN_KIND,
    SIGNATURE,
    SUSPENDED,
    SUSPICIOUS,
    THROTTLED,
    TIMEOUT,
    TOKEN,
    TOO_LARGE,
    TOO_LONG,
    TOOL_FORM,
    TOOL_MISSING,
    UNANSWERED,
    fault,
    locked_out,
)


def body(message: str, reason: str | None = None, **members: object) -> bytes:
    """Return a refusing body as the service writes it."""
    return json.dumps({**members, "message": message, "reason": reason}).encode()


SUSPENSION = (
    "Your User ID (d-0000000000) temporarily is suspended. We detected unusual user activity and "
    "locked it as a security precaution. To restore access, please contact our support team"
)
SUSPICION = (
    "Due to suspicious activity, we are imposing temporary limits on how frequently your account "
    "(d-0000000000) can send a request to Kiro while we investigate."
)
COMBINED = "input_schema does not support oneOf, allOf, or anyOf at the top level"
BEDROCK = "Bedrock error message: "
MAXIMUM = "Maximum Request reached for this month."
RUNTIME = "com.amazon.kiro.runtimeservice#"

ATTACHMENTS = {
    "IMAGE_COUNT_EXCEEDED": "the request has too many images",
    "IMAGE_DIMENSION_EXCEEDED": "an image has too many pixels",
    "IMAGE_FORMAT_UNSUPPORTED": "an image is not a JPEG, PNG, GIF or WebP",
    "IMAGE_MIME_MISMATCH": "an image is not what its media_type says",
    "IMAGE_SIZE_EXCEEDED": "an image has too many bytes",
    "DOCUMENT_COUNT_EXCEEDED": "the request has too many documents",
    "DOCUMENT_DUPLICATE_NAME": "two documents have the same title",
    "DOCUMENT_MAXIMUM_PAGES_EXCEEDED": "a document has too many pages",
    "DOCUMENT_MODEL_NOT_SUPPORTED": "the model does not read documents",
    "DOCUMENT_PASSWORD_PROTECTED": "a document cannot be read without its password",
    "DOCUMENT_SIZE_EXCEEDED": "a document has too many bytes",
}

SEEN = {
    # the request
    "improperly formed": (400, body("Improperly formed request."), MALFORMED),
    "improperly formed, with a reason": (
        400,
        body("Improperly formed request.", "REQUEST_BODY_INVALID"),
        MALFORMED,
    ),
    "a reason that says little, a message that says more": (
        400,
        body("Invalid tool use format.", "REQUEST_BODY_INVALID"),
        TOOL_FORM,
    ),
    "too long": (
        400,
        body("Input is too long.", "CONTENT_LENGTH_EXCEEDS_THRESHOLD"),
        TOO_LONG,
    ),
    "too long, as 429": (429, body("Input is too long."), TOO_LONG),
    "too long, as 500": (500, body("ValidationException: Input is too long."), TOO_LONG),
    "too long, in the editor's words": (
        400,
        body("Input content length exceeds threshold."),
        TOO_LONG,
    ),
    "too long, window full": (400, body("Context window is full"), TOO_LONG),
    "too long, by reason": (400, body("", "PROMPT_TOO_LONG"), TOO_LONG),
    "too long a conversation": (402, body("", "CONVERSATION_LIMIT_EXCEEDED"), TOO_LONG),
    "too many bytes": (
        400,
        b'{"error":{"message":"Failed to buffer the request body: length limit exceeded"}}',
        TOO_LARGE,
    ),
    "too many bytes, by status": (413, b"", TOO_LARGE),
    "not JSON": (400, body("The request body is not valid JSON."), NOT_JSON),
    "not JSON, by reason": (400, body("", "REQUEST_BODY_INVALID_JSON"), NOT_JSON),
    "a model nobody has": (
        400,
        body("Invalid model. Please select a different model to continue.", "INVALID_MODEL_ID"),
        MODEL,
    ),
    "a model nobody has, by message": (400, body("Invalid model ID. x"), MODEL),
    "a schema that combines": (
        400,
        body(f"tools.151.custom.input_schema: {COMBINED}"),
        fault("tool-schema-combined", f"tools.151.custom.input_schema: {COMBINED}"),
    ),
    "a schema that combines, unnumbered": (
        400,
        body(f"{COMBINED} (tool secret)", "TOOL_SCHEMA_INVALID"),
        fault("tool-schema-combined", COMBINED),
    ),
    "a schema that is no object": (
        400,
        body(
            f"{BEDROCK}The value at toolConfig.tools.27.toolSpec.inputSchema.json.type must be "
            "one of the following: object.",
            "TOOL_SCHEMA_INVALID",
        ),
        fault("tool-schema", f"tools.27.custom.input_schema: {SCHEMA}"),
    ),
    "a schema, by reason": (400, body("", "TOOL_SCHEMA_INVALID"), fault("tool-schema", SCHEMA)),
    "calls without results": (
        400,
        body(
            f"{BEDROCK}Expected toolResult blocks at messages.2.content for the following Ids: "
            "tooluse_a, tooluse_b",
            "TOOL_USE_RESULT_MISMATCH",
        ),
        fault("tool-results", f"{UNANSWERED}tooluse_a, tooluse_b: {RESULTS}"),
    ),
    "calls without results, as 500": (
        500,
        body("Expected toolResult blocks at messages.2.content for the following Ids: tooluse_a"),
        fault("tool-results", f"{UNANSWERED}tooluse_a: {RESULTS}"),
    ),
    "results without calls, as 500": (
        500,
        body(
            "The number of toolResult blocks at messages.2.content exceeds the number of toolUse "
            "blocks of previous turn."
        ),
        fault("tool-results", RESULTS),
    ),
    "calls without results, by reason": (
        502,
        body("", "TOOL_USE_RESULT_MISMATCH"),
        fault("tool-results", RESULTS),
    ),
    "a foreign signature": (400, body("", "THINKING_SIGNATURE_INVALID"), SIGNATURE),
    "a foreign signature, in words": (
        400,
        body(
            "messages.3.content.0: Invalid signature in thinking block. The block is bound to a "
            "different conversation."
        ),
        SIGNATURE,
    ),
    "settings for reasoning": (400, body("Invalid additionalModelRequestFields"), SETTINGS),
    "settings for reasoning, in other words": (
        400,
        body(
            "additionalModelRequestFields is not supported for this model", "REQUEST_BODY_INVALID"
        ),
        SETTINGS,
    ),
    "no tools for a history of tools, in words": (
        500,
        body("The toolConfig field must be defined when using toolUse and toolResult blocks."),
        TOOL_MISSING,
    ),
    "no tools for a history of tools": (
        400,
        body("", "TOOL_CONFIG_MISSING"),
        TOOL_MISSING,
    ),
    "a tool twice": (
        400,
        body("", "TOOL_DUPLICATE"),
        fault("tool-twice", "tools: Tool names must be unique."),
    ),
    "a conversation's id": (400, body("", "INVALID_CONVERSATION_ID"), CONVERSATION),
    **{
        reason: (400, body("", reason), fault(reason.lower().replace("_", "-"), message))
        for reason, message in ATTACHMENTS.items()
    },
    # the credential
    "no profile": (
        400,
        body("profileArn is required for this request.", __type=f"{RUNTIME}ValidationException"),
        PROFILE,
    ),
    "a wrong profile": (400, body("Invalid profileArn."), PROFILE),
    "401": (401, b"", TOKEN),
    "a refused token": (
        403,
        body("The bearer token included in the request is invalid."),
        TOKEN,
    ),
    "an expired token": (403, body("Token expired"), TOKEN),
    "an expired token, by kind": (400, body("", __type="ExpiredTokenException"), TOKEN),
    "a token of another kind": (
        403,
        body("Invalid token"),
        locked_out(
            "token-kind",
            "the gateway's Kiro sign-in was refused: the gateway's owner must check its "
            "`authMethod`",
        ),
    ),
    "not this call": (403, body("User is not authorized to make this call."), NOT_AUTHORIZED),
    "not this feature": (
        403,
        body("User is not authorized to access this feature."),
        NOT_AUTHORIZED,
    ),
    "403 without a known word": (403, body("no"), NOT_AUTHORIZED),
    "access denied, as 400": (400, body("no", __type="AccessDeniedException"), NOT_AUTHORIZED),
    "not this plan": (
        403,
        body("Your subscription does not support this application"),
        locked_out("plan", "the plan of the gateway's Kiro account does not allow this call"),
    ),
    "not this sign-in": (
        403,
        body("AWS Builder ID is not supported for this operation."),
        SIGN_IN_KIND,
    ),
    "not this credential": (400, body("The provided credential is invalid"), SIGN_IN_KIND),
    "suspended": (403, body(SUSPENSION, "TEMPORARILY_SUSPENDED"), SUSPENDED),
    "suspended, by message": (403, body(SUSPENSION), SUSPENDED),
    "suspended, in other words": (
        403,
        body("We've locked your account as a security precaution."),
        SUSPENDED,
    ),
    "an organisation's rule": (403, body("", "FEATURE_NOT_SUPPORTED"), FEATURE),
    "an organisation's workspace": (
        403,
        body("", "UNAUTHORIZED_WORKSPACE_CONTEXT_FEATURE_ACCESS"),
        FEATURE,
    ),
    "an organisation's customization": (
        403,
        body("", "UNAUTHORIZED_CUSTOMIZATION_RESOURCE_ACCESS"),
        FEATURE,
    ),
    "an organisation's key": (409, body("", "CUSTOMER_KMS_KEY_DISABLED"), KEY),
    "an organisation's key policy": (
        409,
        body("", "CUSTOMER_KMS_KEY_INVALID_KEY_POLICY"),
        KEY,
    ),
    "an organisation's grant": (400, body("", "INVALID_KMS_GRANT"), KEY),
    "a page of the edge": (403, b"<html><body>Request blocked.</body></html>", BLOCKED),
    # the credits
    "the month is used up": (
        402,
        body("You have reached the limit.", "MONTHLY_REQUEST_COUNT"),
        PLAN_SPENT,
    ),
    "the month is used up, as 400": (
        400,
        body(MAXIMUM, "MONTHLY_REQUEST_COUNT", __type="ThrottlingException"),
        PLAN_SPENT,
    ),
    "the month is used up, as 429": (
        429,
        b'{"error":{"reason":"MONTHLY_REQUEST_COUNT"}}',
        PLAN_SPENT,
    ),
    "the month is used up, by message": (
        429,
        body("The monthly usage limit has been reached"),
        MONTH_SPENT,
    ),
    "402": (402, b"", PLAN_SPENT),
    "the overage is used up": (402, body("", "OVERAGE_REQUEST_LIMIT_EXCEEDED"), OVERAGE_SPENT),
    "the overage is used up, by message": (
        403,
        body("You have reached the limit for overages."),
        OVERAGE_SPENT,
    ),
    "the overage is used up, in other words": (
        429,
        body("You've reached your overage limit."),
        OVERAGE_SPENT,
    ),
    "five minutes' credits": (
        429,
        body("5-minute credit limit exceeded", "DAILY_REQUEST_COUNT"),
        FIVE_MINUTES,
    ),
    "an hour's credits": (
        429,
        body("60-minute credit limit exceeded", __type="ThrottlingException"),
        HOUR,
    ),
    "a day's credits": (
        429,
        body("You've reached your daily usage limit. Please return tomorrow to continue building."),
        DAY,
    ),
    "a day's credits, by reason": (429, body("", "DAILY_REQUEST_COUNT"), DAY),
    # the pace
    "too many requests": (
        429,
        body("Too many requests, please wait before trying again."),
        THROTTLED,
    ),
    "too many requests, by reason": (429, body("", "USER_REQUEST_RATE_EXCEEDED"), THROTTLED),
    "throttled": (429, body("The request was throttled by the service"), THROTTLED),
    "rate limit": (429, body("Rate limit exceeded"), THROTTLED),
    "request quota": (
        429,
        body("Request quota exceeded. Please wait a moment and try again."),
        THROTTLED,
    ),
    "throttling, as 400": (400, body("", __type=f"{RUNTIME}ThrottlingException"), THROTTLED),
    "429": (429, b"", THROTTLED),
    "a page, as 429": (429, b"<html>slow down</html>", THROTTLED),
    "suspicious activity": (429, body(SUSPICION), SUSPICIOUS),
    # the service
    "no capacity": (
        429,
        body(
            "The model you've selected is experiencing a high volume of traffic.",
            "INSUFFICIENT_MODEL_CAPACITY",
        ),
        OVERLOADED,
    ),
    "no capacity, as 500": (500, body("", "INSUFFICIENT_MODEL_CAPACITY"), OVERLOADED),
    "busy": (
        429,
        body("The model is temporarily busy. Please try again in a moment."),
        OVERLOADED,
    ),
    "high load": (
        500,
        body("Encountered unexpectedly high load when processing the request, please try again."),
        OVERLOADED,
    ),
    "unavailable": (503, body("", __type="ServiceUnavailableException"), OVERLOADED),
    "unavailable for now": (500, body("", "MODEL_TEMPORARILY_UNAVAILABLE"), OVERLOADED),
    "an unexpected error": (
        500,
        body("Encountered an unexpected error when processing the request, please try again."),
        FAILED,
    ),
    "an internal validation error": (
        400,
        body(
            "The request could not be processed due to an internal validation error. "
            "Please try again."
        ),
        FAILED,
    ),
    "500": (500, b"", FAILED),
    "502": (502, b"<html>Bad Gateway</html>", EDGE),
    "504": (504, b"", TIMEOUT),
    "524": (524, b"<html>A timeout occurred</html>", TIMEOUT),
    "404": (404, b"", NOT_HERE),
    "404 of an operation": (400, body("", __type="UnknownOperationException"), NOT_HERE),
    "a redirection": (302, b"", NOT_HERE),
    "400": (400, b"", MALFORMED),
    "an unheard-of 4xx": (
        418,
        b"{}",
        fault("refused", "the model service refused the request: report it with its request id"),
    ),
    "a status that is none": (199, b"", NO_ANSWER),
    # reasons nobody has heard of
    "an unheard-of reason": (429, body("", "BRAND_NEW"), THROTTLED),
    "an unheard-of reason of a kind": (
        400,
        body("", "BRAND_NEW", __type="com.amazon#ServiceQuotaExceededException"),
        PLAN_SPENT,
    ),
}
