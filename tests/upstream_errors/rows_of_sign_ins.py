"""What Kiro refuses because of the sign-in, the account or its organisation."""

from typing import Final

from kiro_py.pool.standing import State
from kiro_py.simulator.faults.effects import Answer
from upstream_errors.row import Left, Meets, Other, Row, Told, says

_INVALID: Final = "The bearer token included in the request is invalid."
_DENIED: Final = {"__type": "AccessDeniedException"}

_REFUSED: Final = Told(
    503,
    "api_error",
    "the gateway's Kiro sign-in was refused: the gateway's owner must sign in to Kiro again",
    should_retry=False,
)
_SUSPENDED: Final = Told(
    503,
    "api_error",
    "the gateway's Kiro account is suspended: its owner must write to Kiro's support",
    should_retry=False,
)
_ENDED: Final = Told(
    503,
    "api_error",
    "the gateway's Kiro sign-in has ended: the gateway's owner must sign in to Kiro again",
    should_retry=False,
)
_FEATURE: Final = Told(
    403,
    "permission_error",
    "the organisation of the gateway's Kiro account does not allow this feature",
)
_KEY: Final = Told(
    403,
    "permission_error",
    "the encryption key of the organisation of the gateway's Kiro account cannot be used",
)

SIGN_IN_ROWS: Final = (
    Row(
        number="U15",
        meets=(says("expired", 401, "The security token included in the request is expired."),),
        told=_REFUSED,
        calls=2,
        renewals=1,
        left=Left(strikes=1),
        other=Other.SERVES,
    ),
    Row(
        number="U16",
        meets=(
            says("bearer invalid", 403, _INVALID),
            says("bearer invalid, as a kind", 403, _INVALID, **_DENIED),
        ),
        told=_REFUSED,
        calls=2,
        renewals=1,
        left=Left(strikes=1),
        other=Other.SERVES,
    ),
    Row(
        number="U16",
        meets=(
            Meets(
                "API key invalid",
                Answer(status=403, body={"message": _INVALID, "reason": None}),
                kind="api-key",
            ),
        ),
        told=_REFUSED,
        left=Left(strikes=1),
        other=Other.SERVES,
    ),
    Row(
        number="U17",
        meets=(says("token of another kind", 403, "Invalid token"),),
        told=Told(
            503,
            "api_error",
            "the gateway's Kiro sign-in was refused: the gateway's owner must check its "
            "`authMethod`",
            should_retry=False,
        ),
        left=Left(strikes=1),
        other=Other.SERVES,
    ),
    Row(
        number="U18",
        meets=(
            says("not authorized", 403, "User is not authorized to make this call."),
            says("feature not for the user", 403, "User is not authorized to access this feature."),
        ),
        told=Told(
            503,
            "api_error",
            "the gateway's Kiro credential may not make this call: the gateway's owner must check "
            "its region, its profile and its plan",
            should_retry=False,
        ),
        calls=2,
        left=Left(strikes=1),
        other=Other.SERVES,
    ),
    Row(
        number="U19",
        meets=(
            says("Builder ID", 403, "AWS Builder ID is not supported for this operation."),
            says("credential invalid", 400, "The provided credential is invalid"),
        ),
        told=Told(
            503,
            "api_error",
            "the gateway's kind of Kiro sign-in cannot make this call: its owner must use another",
            should_retry=False,
        ),
        left=Left(strikes=1),
        other=Other.SERVES,
    ),
    Row(
        number="U20",
        meets=(
            says(
                "suspended",
                403,
                "Your User ID (d-0000000000) temporarily is suspended. We detected unusual user "
                "activity and locked it as a security precaution. To restore access, please "
                "contact our support team.",
                "TEMPORARILY_SUSPENDED",
            ),
            says(
                "locked",
                403,
                "We detected unusual user activity. We've locked your account as a security "
                "precaution.",
            ),
        ),
        told=_SUSPENDED,
        left=Left(State.SUSPENDED, "suspended"),
        other=Other.IF_ALLOWED,
    ),
)

RENEWAL_ROWS: Final = (
    Row(
        number="U33",
        meets=(
            Meets(
                "social sign-in ended",
                renewal=Answer(status=401, body={"message": "Invalid refresh token provided"}),
            ),
            Meets(
                "Identity Center sign-in ended",
                renewal=Answer(status=400, body={"error": "invalid_grant"}),
                kind="idc",
            ),
        ),
        told=_ENDED,
        renewals=1,
        left=Left(State.NEEDS_LOGIN, "login-ended"),
        other=Other.SERVES,
    ),
    Row(
        number="U34",
        meets=(
            Meets(
                "renewals limited",
                renewal=Answer(
                    status=429, body={"message": "Too Many Requests"}, headers={"retry-after": "42"}
                ),
            ),
        ),
        told=Told(
            429,
            "rate_limit_error",
            "the gateway's Kiro sign-in is being limited: try again in 42 s",
            retry_after=42,
        ),
        renewals=1,
        left=Left(State.COOLING, "renewal-limited", strikes=1, seconds=42),
        other=Other.SERVES,
    ),
    Row(
        number="U35",
        meets=tuple(
            says(reason.lower(), 403, "Access denied.", reason, **_DENIED)
            for reason in (
                "FEATURE_NOT_SUPPORTED",
                "UNAUTHORIZED_CUSTOMIZATION_RESOURCE_ACCESS",
                "UNAUTHORIZED_WORKSPACE_CONTEXT_FEATURE_ACCESS",
            )
        ),
        told=_FEATURE,
    ),
    Row(
        number="U35",
        meets=(
            *(
                says(reason.lower(), 409, "Conflict.", reason, __type="ConflictException")
                for reason in ("CUSTOMER_KMS_KEY_DISABLED", "CUSTOMER_KMS_KEY_INVALID_KEY_POLICY")
            ),
            says("invalid_kms_grant", 400, "Invalid grant.", "INVALID_KMS_GRANT"),
        ),
        told=_KEY,
    ),
    Row(
        number="U35",
        meets=(
            says(
                "conversation id",
                400,
                "Improperly formed request.",
                "INVALID_CONVERSATION_ID",
                __type="ValidationException",
            ),
        ),
        told=Told(
            400,
            "invalid_request_error",
            "the model service refused the conversation's identity: start a new session",
        ),
        calls=2,
    ),
    Row(
        number="U35",
        meets=(
            says(
                "conversation limit",
                402,
                "Conversation limit exceeded.",
                "CONVERSATION_LIMIT_EXCEEDED",
                __type="ServiceQuotaExceededException",
            ),
        ),
        told=Told(
            400, "invalid_request_error", "prompt is too long: 200001 tokens > 200000 maximum"
        ),
    ),
)
