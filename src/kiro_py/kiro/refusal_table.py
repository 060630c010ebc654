"""I list what Kiro says when it refuses, and what each saying means.

The first row that fits decides, in five rounds: `reasons`, then `text`, then `families` (reasons
that name a whole family, so that the message is heard before them), then `kinds`, then `statuses`.
The same event arrives under different statuses, and the set of reasons is open; that is why the
status is asked last.
"""

from dataclasses import replace
from typing import Final

from kiro_py.errors import Again, Blame, Penalty
from kiro_py.kiro.refusal_row import Meaning, Row

PROMPT_TOO_LONG: Final = "prompt-too-long"
"""The row whose message wants figures: `prompt_too_long` in `kiro/refusals.py` writes it."""

BODY_TOO_LARGE: Final = "body-too-large"
"""The row that means images or documents when the request has any, else a prompt too long."""

MODEL_UNKNOWN: Final = "model-unknown"
"""The row whose message wants the model's name: `model_unknown` in `kiro/refusals.py` writes it."""

THROTTLED_IN_STREAM: Final = "throttling in the stream"
"""A kind of our own: an exception frame that says `throttling` and gives no reason.

Before the stream, throttling is about the account; once the model is at work, about its capacity.
"""

_FIX_IT: Final = Meaning(Blame.REQUEST, Again.NEVER, 400, "invalid_request_error")
_WITHOUT_REASONING: Final = replace(_FIX_IT, again=Again.WITHOUT_REASONING)
_NOT_ALLOWED: Final = Meaning(Blame.CREDENTIAL, Again.NEVER, 403, "permission_error")

# Never a 401 or a 403: the client's own key is fine, and a client told otherwise asks its user to
# sign in anew.
_LOCKED_OUT: Final = Meaning(
    Blame.CREDENTIAL,
    Again.OTHER_CREDENTIAL,
    503,
    "api_error",
    should_retry=False,
    penalty=Penalty.DOUBT,
)
_TOKEN_REFUSED: Final = replace(_LOCKED_OUT, blame=Blame.TOKEN, again=Again.AFTER_RENEWAL)
_WRONG_DOOR: Final = replace(_LOCKED_OUT, again=Again.NEXT_HOST)

_SPENT: Final = Meaning(
    Blame.CREDENTIAL,
    Again.OTHER_CREDENTIAL,
    429,
    "billing_error",
    should_retry=False,
    penalty=Penalty.SPEND,
)
_THROTTLED: Final = Meaning(
    Blame.CREDENTIAL, Again.OTHER_CREDENTIAL, 429, "rate_limit_error", penalty=Penalty.COOL
)
_NO_MODEL: Final = Meaning(
    Blame.MODEL, Again.OTHER_CREDENTIAL, 404, "not_found_error", penalty=Penalty.BAR_MODEL
)
_BUSY: Final = Meaning(Blame.MODEL, Again.SAME, 529, "overloaded_error")
_FAILED: Final = Meaning(Blame.SERVICE, Again.ONCE_MORE, 500, "api_error")
_NOT_HERE: Final = Meaning(Blame.HOST, Again.NEXT_HOST, 502, "api_error")

_REQUEST_ROWS: Final = (
    Row(
        PROMPT_TOO_LONG,
        _FIX_IT,
        "prompt is too long",
        reasons=frozenset(
            {"CONTENT_LENGTH_EXCEEDS_THRESHOLD", "PROMPT_TOO_LONG", "CONVERSATION_LIMIT_EXCEEDED"}
        ),
        text=r"(^|: )(input is too long|input content length exceeds|context window is full)",
        kinds=frozenset({"contentlengthexceeded"}),
    ),
    Row(
        BODY_TOO_LARGE,
        Meaning(Blame.REQUEST, Again.NEVER, 413, "request_too_large"),
        "the request is too large for the model service: send fewer or smaller images or documents",
        text=r"failed to buffer the request body|length limit exceeded",
        statuses=frozenset({413}),
    ),
    Row(
        "not-json",
        Meaning(Blame.REQUEST, Again.NEVER, 502, "api_error"),
        "the model service could not read the request: try again, and if it happens again, "
        "report it with its request id",
        reasons=frozenset({"REQUEST_BODY_INVALID_JSON"}),
        text=r"request body is not valid json",
    ),
    Row(
        MODEL_UNKNOWN,
        _NO_MODEL,
        "model: unknown to the gateway's Kiro account, or outside its plan",
        reasons=frozenset({"INVALID_MODEL_ID"}),
        text=r"^invalid model\b",
    ),
    Row(
        "tool-schema-combined",
        _FIX_IT,
        "input_schema does not support oneOf, allOf, or anyOf at the top level",
        text=r"(tools\.(?P<index>\d{1,6})\.custom\.input_schema: )?"
        r"input_schema does not support oneof",
        hint="tools.{index}.custom.input_schema: ",
    ),
    Row(
        "tool-schema",
        _FIX_IT,
        "input_schema should be a JSON schema whose top-level `type` is 'object'",
        text=r"toolconfig\.tools\.(?P<index>\d{1,6})\.toolspec\.inputschema",
        families=frozenset({"TOOL_SCHEMA_INVALID"}),
        hint="tools.{index}.custom.input_schema: ",
    ),
    Row(
        "tool-form",
        _FIX_IT,
        "tools: the model service refused the form of a tool: each one needs a description and "
        "an input_schema whose top-level `type` is 'object'",
        text=r"invalid tool use format",
    ),
    Row(
        "tool-missing",
        _FIX_IT,
        "tools: every tool that the conversation has used should be listed",
        reasons=frozenset({"TOOL_CONFIG_MISSING"}),
        text=r"toolconfig field must be defined",
    ),
    Row(
        "tool-twice",
        _FIX_IT,
        "tools: Tool names must be unique.",
        reasons=frozenset({"TOOL_DUPLICATE"}),
    ),
    Row(
        "tool-results",
        _FIX_IT,
        "each `tool_use` block must have a corresponding `tool_result` block in the next message",
        reasons=frozenset({"TOOL_USE_RESULT_MISMATCH"}),
        text=r"(expected|number of) toolresult blocks at messages(\.\d{1,6}\.content)?"
        r"(.{0,30}\bids: ?(?P<ids>[\w-]{1,64}(, ?[\w-]{1,64}){0,15}))?",
        hint="`tool_use` ids were found without `tool_result` blocks immediately after: {ids}: ",
    ),
    Row(
        "thinking-signature",
        _WITHOUT_REASONING,
        "Invalid `signature` in `thinking` block: the block is bound to a different conversation; "
        "send the conversation without its thinking blocks",
        reasons=frozenset({"THINKING_SIGNATURE_INVALID"}),
        text=r"invalid .?signature.? in .?thinking.? block|bound to a different conversation",
    ),
    Row(
        "reasoning-settings",
        replace(_FIX_IT, again=Again.WITHOUT_SETTINGS),
        "thinking: the model does not take these reasoning settings; send the request without "
        "`thinking` and `output_config.effort`",
        text=r"additionalmodelrequestfields",
    ),
    Row(
        "conversation-id",
        replace(_FIX_IT, again=Again.IN_NEW_CONVERSATION),
        "the model service refused the conversation's identity: start a new session",
        reasons=frozenset({"INVALID_CONVERSATION_ID"}),
    ),
    Row(
        "malformed",
        _FIX_IT,
        "the model service refused the form of the request: start a new session, and report it "
        "with its request id",
        text=r"improperly formed request",
        families=frozenset({"REQUEST_BODY_INVALID"}),
        kinds=frozenset({"validation"}),
        statuses=frozenset({400}),
    ),
)

_ATTACHMENT_ROWS: Final = tuple(
    Row(reason.lower().replace("_", "-"), _FIX_IT, message, reasons=frozenset({reason}))
    for reason, message in (
        ("IMAGE_COUNT_EXCEEDED", "the request has too many images"),
        ("IMAGE_DIMENSION_EXCEEDED", "an image has too many pixels"),
        ("IMAGE_FORMAT_UNSUPPORTED", "an image is not a JPEG, PNG, GIF or WebP"),
        ("IMAGE_MIME_MISMATCH", "an image is not what its media_type says"),
        ("IMAGE_SIZE_EXCEEDED", "an image has too many bytes"),
        ("DOCUMENT_COUNT_EXCEEDED", "the request has too many documents"),
        ("DOCUMENT_DUPLICATE_NAME", "two documents have the same title"),
        ("DOCUMENT_MAXIMUM_PAGES_EXCEEDED", "a document has too many pages"),
        ("DOCUMENT_MODEL_NOT_SUPPORTED", "the model does not read documents"),
        ("DOCUMENT_PASSWORD_PROTECTED", "a document cannot be read without its password"),
        ("DOCUMENT_SIZE_EXCEEDED", "a document has too many bytes"),
    )
)

_SIGN_IN_ROWS: Final = (
    Row(
        "suspended",
        replace(_LOCKED_OUT, again=Again.OTHER_CREDENTIAL_IF_ALLOWED, penalty=Penalty.SUSPEND),
        "the gateway's Kiro account is suspended: its owner must write to Kiro's support",
        reasons=frozenset({"TEMPORARILY_SUSPENDED"}),
        text=r"temporarily is suspended|temporarily suspended|locked (it|your account) as a secur",
    ),
    Row(
        "token-refused",
        _TOKEN_REFUSED,
        "the gateway's Kiro sign-in was refused: the gateway's owner must sign in to Kiro again",
        text=r"bearer token included in the request is invalid|token (has |is )?expired",
        kinds=frozenset({"expiredtoken", "unrecognizedclient"}),
        statuses=frozenset({401}),
    ),
    Row(
        "token-kind",
        _LOCKED_OUT,
        "the gateway's Kiro sign-in was refused: the gateway's owner must check its `authMethod`",
        text=r"^invalid token\b",
    ),
    Row(
        "sign-in-kind",
        _LOCKED_OUT,
        "the gateway's kind of Kiro sign-in cannot make this call: its owner must use another",
        text=r"builder id is not supported|provided credential is invalid",
    ),
    Row(
        "profile",
        replace(_WRONG_DOOR, again=Again.WITH_PROFILE, status=502),
        "the gateway's Kiro credential has no profile that fits: the gateway's owner must check "
        "its `profileArn`",
        text=r"profilearn is required|invalid profilearn",
    ),
    Row(
        "plan",
        _LOCKED_OUT,
        "the plan of the gateway's Kiro account does not allow this call",
        text=r"subscription does not support",
    ),
    Row(
        "blocked-page",
        _NOT_HERE,
        "the model service's edge refused the gateway: its owner must check the network",
        is_page=True,
        statuses=frozenset({403}),
    ),
    Row(
        "not-authorized",
        _WRONG_DOOR,
        "the gateway's Kiro credential may not make this call: the gateway's owner must check "
        "its region, its profile and its plan",
        text=r"not authorized to (make this call|access this feature)",
        kinds=frozenset({"accessdenied"}),
        statuses=frozenset({403}),
    ),
    Row(
        "feature",
        _NOT_ALLOWED,
        "the organisation of the gateway's Kiro account does not allow this feature",
        reasons=frozenset(
            {
                "FEATURE_NOT_SUPPORTED",
                "UNAUTHORIZED_CUSTOMIZATION_RESOURCE_ACCESS",
                "UNAUTHORIZED_WORKSPACE_CONTEXT_FEATURE_ACCESS",
            }
        ),
    ),
    Row(
        "encryption-key",
        _NOT_ALLOWED,
        "the encryption key of the organisation of the gateway's Kiro account cannot be used",
        reasons=frozenset(
            {
                "CUSTOMER_KMS_KEY_DISABLED",
                "CUSTOMER_KMS_KEY_INVALID_KEY_POLICY",
                "INVALID_KMS_GRANT",
                "MISMATCHED_KMS_KEY",
            }
        ),
    ),
)

_SPENT_ROWS: Final = (
    Row(
        "overage-spent",
        replace(_SPENT, penalty=Penalty.SPEND_FOR_NOW),
        "spend limit reached (overages): the gateway's Kiro account has used up its overage",
        reasons=frozenset({"OVERAGE_REQUEST_LIMIT_EXCEEDED"}),
        text=r"limit for overages|overage limit",
    ),
    # Also said of accounts that have credits.
    Row(
        "month-spent",
        replace(_SPENT, penalty=Penalty.SPEND_FOR_NOW),
        "spend limit reached (monthly): the gateway's Kiro account has used up its month's credits",
        text=r"monthly usage limit",
    ),
    Row(
        "plan-spent",
        _SPENT,
        "spend limit reached: the gateway's Kiro account has used up the credits of its plan",
        reasons=frozenset({"MONTHLY_REQUEST_COUNT", "WEEKLY_REQUEST_COUNT", "USAGE_LIMIT_REACHED"}),
        text=r"reached for this month|^you have reached the limit\b",
        kinds=frozenset({"servicequotaexceeded"}),
        statuses=frozenset({402}),
    ),
    Row(
        "five-minute-credits",
        _THROTTLED,
        "the gateway's Kiro account has used up its credits for five minutes: try again later",
        reasons=frozenset({"CREDIT_CONSUMPTION_RATE_EXCEEDED"}),
        text=r"\b5-minute credit limit",
        usual_wait_seconds=300,
    ),
    Row(
        "hourly-credits",
        _THROTTLED,
        "the gateway's Kiro account has used up its credits for an hour: try again later",
        reasons=frozenset({"HOURLY_REQUEST_COUNT"}),
        text=r"\b60-minute credit limit",
        usual_wait_seconds=3600,
    ),
    Row(
        "daily-credits",
        _THROTTLED,
        "the gateway's Kiro account has used up its credits for today: try again later",
        text=r"daily usage limit",
        families=frozenset({"DAILY_REQUEST_COUNT"}),
        usual_wait_seconds=3600,
    ),
    # Trying again, or at once with another account, looks like what the limit is meant to stop.
    Row(
        "suspicious-activity",
        replace(_THROTTLED, again=Again.OTHER_CREDENTIAL_IF_ALLOWED, penalty=Penalty.LIMIT),
        "Kiro limits the gateway's account for a while: try again much later",
        text=r"suspicious activity",
        usual_wait_seconds=600,
        least_wait_seconds=600,
    ),
)

_SERVICE_ROWS: Final = (
    Row(
        "overloaded",
        _BUSY,
        "the model is overloaded: try again",
        reasons=frozenset({"INSUFFICIENT_MODEL_CAPACITY", "MODEL_TEMPORARILY_UNAVAILABLE"}),
        text=r"high volume of traffic|model is temporarily busy|unexpectedly high load",
        kinds=frozenset({"serviceunavailable", THROTTLED_IN_STREAM}),
        statuses=frozenset({503, 529}),
    ),
    Row(
        "throttled",
        _THROTTLED,
        "too many requests for the gateway's Kiro account: try again later",
        reasons=frozenset({"USER_REQUEST_RATE_EXCEEDED", "SERVICE_REQUEST_RATE_EXCEEDED"}),
        text=r"too many requests|throttled by the service|(rate limit|request quota) exceeded",
        kinds=frozenset({"throttling", "toomanyrequests"}),
        statuses=frozenset({429}),
        usual_wait_seconds=30,
    ),
    Row(
        "failed",
        _FAILED,
        "the model service failed: try again",
        reasons=frozenset({"INVALID_TASK_ASSIST_PLAN"}),
        text=r"internal validation error|encountered an unexpected error",
        kinds=frozenset({"internalserver", "internalfailure", "invalidstate"}),
        statuses=frozenset({500}),
    ),
    # The work may have been done and paid for: only the client knows whether to ask once more.
    Row(
        "timeout",
        Meaning(Blame.SERVICE, Again.NEVER, 504, "timeout_error"),
        "the model service took too long to answer: try again",
        statuses=frozenset({408, 504, 524}),
    ),
    Row(
        "not-here",
        _NOT_HERE,
        "the model service has no such address: the gateway's owner must check `upstream`",
        kinds=frozenset({"resourcenotfound", "unknownoperation"}),
        statuses=frozenset({301, 302, 303, 307, 308, 404, 405, 410, 501}),
    ),
    Row(
        "broken-edge",
        replace(_FAILED, status=502),
        "the model service is out of reach behind its edge: try again",
        statuses=range(500, 600),
    ),
    Row(
        "refused",
        _FIX_IT,
        "the model service refused the request: report it with its request id",
        statuses=range(400, 500),
    ),
    Row(
        "no-answer",
        _NOT_HERE,
        "the model service gave an answer that is none: the gateway's owner must check `upstream`",
    ),
)

ROWS: Final = (*_REQUEST_ROWS, *_ATTACHMENT_ROWS, *_SIGN_IN_ROWS, *_SPENT_ROWS, *_SERVICE_ROWS)
"""Every row, in the order of asking; the last one is for what fits no other."""
