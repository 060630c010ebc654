"""What refusals mean, spelt out: the culprit, the next step, the client's answer."""

from kiro_py.errors import Again, Blame, Refusal


def fault(name: str, message: str, again: Again = Again.NEVER) -> Refusal:
    """Return a refusal that is the request's fault."""
    return Refusal(name, Blame.REQUEST, again, 400, "invalid_request_error", message)


TOO_LONG = fault("prompt-too-long", "prompt is too long")
TOO_LARGE = Refusal(
    "body-too-large",
    Blame.REQUEST,
    Again.NEVER,
    413,
    "request_too_large",
    "the request is too large for the model service: send fewer or smaller images or documents",
)
MALFORMED = fault(
    "malformed",
    "the model service refused the form of the request: start a new session, and report it with "
    "its request id",
)
SIGNATURE = fault(
    "thinking-signature",
    "Invalid `signature` in `thinking` block: the block is bound to a different conversation; "
    "send the conversation without its thinking blocks",
    Again.WITHOUT_REASONING,
)
SETTINGS = fault(
    "reasoning-settings",
    "thinking: the model does not take these reasoning settings; send the request without "
    "`thinking` and `output_config.effort`",
    Again.WITHOUT_SETTINGS,
)
TOOL_MISSING = fault(
    "tool-missing", "tools: every tool that the conversation has used should be listed"
)
TOOL_FORM = fault(
    "tool-form",
    "tools: the model service refused the form of a tool: each one needs a description "
    "and an input_schema whose top-level `type` is 'object'",
)
CONVERSATION = fault(
    "conversation-id",
    "the model service refused the conversation's identity: start a new session",
    Again.IN_NEW_CONVERSATION,
)
NOT_JSON = Refusal(
    "not-json",
    Blame.REQUEST,
    Again.NEVER,
    502,
    "api_error",
    "the model service could not read the request: try again, and if it happens again, report it "
    "with its request id",
)
MODEL = Refusal(
    "model-unknown",
    Blame.MODEL,
    Again.OTHER_CREDENTIAL,
    404,
    "not_found_error",
    "model: unknown to the gateway's Kiro account, or outside its plan",
)
SCHEMA = "input_schema should be a JSON schema whose top-level `type` is 'object'"
RESULTS = "each `tool_use` block must have a corresponding `tool_result` block in the next message"
UNANSWERED = "`tool_use` ids were found without `tool_result` blocks immediately after: "


def locked_out(
    name: str, message: str, again: Again = Again.OTHER_CREDENTIAL, status: int = 503
) -> Refusal:
    """Return a refusal of our credential, which is never a 401 or a 403 for the client."""
    return Refusal(name, Blame.CREDENTIAL, again, status, "api_error", message, should_retry=False)


TOKEN = Refusal(
    "token-refused",
    Blame.TOKEN,
    Again.AFTER_RENEWAL,
    503,
    "api_error",
    "the gateway's Kiro sign-in was refused: the gateway's owner must sign in to Kiro again",
    should_retry=False,
)
NOT_AUTHORIZED = locked_out(
    "not-authorized",
    "the gateway's Kiro credential may not make this call: the gateway's owner must check its "
    "region, its profile and its plan",
    Again.NEXT_HOST,
)
PROFILE = locked_out(
    "profile",
    "the gateway's Kiro credential has no profile that fits: the gateway's owner must check its "
    "`profileArn`",
    Again.WITH_PROFILE,
    status=502,
)
SUSPENDED = locked_out(
    "suspended",
    "the gateway's Kiro account is suspended: its owner must write to Kiro's support",
    Again.OTHER_CREDENTIAL_IF_ALLOWED,
)
SIGN_IN_KIND = locked_out(
    "sign-in-kind",
    "the gateway's kind of Kiro sign-in cannot make this call: its owner must use another",
)


def denied(name: str, message: str) -> Refusal:
    """Return a refusal by an organisation's rules."""
    return Refusal(name, Blame.CREDENTIAL, Again.NEVER, 403, "permission_error", message)


FEATURE = denied(
    "feature", "the organisation of the gateway's Kiro account does not allow this feature"
)
KEY = denied(
    "encryption-key",
    "the encryption key of the organisation of the gateway's Kiro account cannot be used",
)


def spent(name: str, message: str) -> Refusal:
    """Return a refusal for want of credits, which no retry mends."""
    return Refusal(
        name,
        Blame.CREDENTIAL,
        Again.OTHER_CREDENTIAL,
        429,
        "billing_error",
        message,
        should_retry=False,
    )


PLAN_SPENT = spent(
    "plan-spent",
    "spend limit reached: the gateway's Kiro account has used up the credits of its plan",
)
MONTH_SPENT = spent(
    "month-spent",
    "spend limit reached (monthly): the gateway's Kiro account has used up its month's credits",
)
OVERAGE_SPENT = spent(
    "overage-spent",
    "spend limit reached (overages): the gateway's Kiro account has used up its overage",
)


def throttled(name: str, message: str, wait: int, again: Again = Again.OTHER_CREDENTIAL) -> Refusal:
    """Return a refusal that time heals."""
    return Refusal(name, Blame.CREDENTIAL, again, 429, "rate_limit_error", message, wait)


FIVE_MINUTES = throttled(
    "five-minute-credits",
    "the gateway's Kiro account has used up its credits for five minutes: try again later",
    300,
)
HOUR = throttled(
    "hourly-credits",
    "the gateway's Kiro account has used up its credits for an hour: try again later",
    3600,
)
DAY = throttled(
    "daily-credits",
    "the gateway's Kiro account has used up its credits for today: try again later",
    3600,
)
THROTTLED = throttled(
    "throttled", "too many requests for the gateway's Kiro account: try again later", 30
)
SUSPICIOUS = throttled(
    "suspicious-activity",
    "Kiro limits the gateway's account for a while: try again much later",
    600,
    Again.OTHER_CREDENTIAL_IF_ALLOWED,
)
OVERLOADED = Refusal(
    "overloaded",
    Blame.MODEL,
    Again.SAME,
    529,
    "overloaded_error",
    "the model is overloaded: try again",
)
FAILED = Refusal(
    "failed",
    Blame.SERVICE,
    Again.ONCE_MORE,
    500,
    "api_error",
    "the model service failed: try again",
)
TIMEOUT = Refusal(
    "timeout",
    Blame.SERVICE,
    Again.NEVER,
    504,
    "timeout_error",
    "the model service took too long to answer: try again",
)
EDGE = Refusal(
    "broken-edge",
    Blame.SERVICE,
    Again.ONCE_MORE,
    502,
    "api_error",
    "the model service is out of reach behind its edge: try again",
)
NOT_HERE = Refusal(
    "not-here",
    Blame.HOST,
    Again.NEXT_HOST,
    502,
    "api_error",
    "the model service has no such address: the gateway's owner must check `upstream`",
)
BLOCKED = Refusal(
    "blocked-page",
    Blame.HOST,
    Again.NEXT_HOST,
    502,
    "api_error",
    "the model service's edge refused the gateway: its owner must check the network",
)
NO_ANSWER = Refusal(
    "no-answer",
    Blame.HOST,
    Again.NEXT_HOST,
    502,
    "api_error",
    "the model service gave an answer that is none: the gateway's owner must check `upstream`",
)
