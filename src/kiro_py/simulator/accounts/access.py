"""I let a call in or turn it away, before anybody looks at what it says."""

import re
from typing import cast

from kiro_py.simulator.accounts.account import TOKEN_TYPES
from kiro_py.simulator.accounts.book import Accounts, Holder
from kiro_py.simulator.address import DATA_PLANE, Host, Operation
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.replies import Refusal
from kiro_py.simulator.row import Row

_ARN = re.compile(r"arn:aws:(codewhisperer|transform):[a-z0-9-]+:\d{12}:profile/[A-Z0-9]{12}")
_BEARER_INVALID = "The bearer token included in the request is invalid."


def _denied(
    name: str, refuses: str, message: str, *, status: int = 403, reason: str | None = None
) -> Row:
    return Row(
        name=name,
        refuses=refuses,
        message=message,
        reason=reason,
        status=status,
        error_type="AccessDeniedException",
    )


ACCESS_ROWS: tuple[Row, ...] = (
    _denied("token-unknown", "no bearer token, or one that nobody holds", _BEARER_INVALID),
    _denied(
        "token-unknown-to-management",
        "the same on the management host",
        "Invalid token",
        status=400,
    ),
    _denied(
        "token-type",
        "a `ksk_` key without the header `tokentype: API_KEY`, an external sign-in without "
        "`tokentype: EXTERNAL_IDP`, or such a header with any other token",
        _BEARER_INVALID,
    ),
    _denied("token-type-for-management", "the same on the management host", "Invalid token"),
    _denied("token-expired", "an access token that has expired or was revoked", _BEARER_INVALID),
    _denied("token-expired-for-management", "the same on the management host", "Token expired"),
    _denied(
        "suspended",
        "every call of a suspended account",
        "Your User ID (d-{user}) temporarily is suspended. We detected unusual user activity and "
        "locked it as a security precaution. To restore access, please contact our support team.",
        reason="TEMPORARILY_SUSPENDED",
    ),
    _denied(
        "region-foreign",
        "a call to another region than the profile's (only where the path names a region)",
        "User is not authorized to make this call.",
    ),
    Row(
        name="profile-required",
        refuses="a data call to the runtime host without a profile ARN",
        message="profileArn is required for this request.",
    ),
    Row(
        name="profile-malformed",
        refuses="a profile ARN that is none",
        message="Invalid profileArn.",
    ),
    _denied(
        "profile-foreign",
        "a profile ARN that is not the token's own, in the words of an expired token",
        _BEARER_INVALID,
    ),
    Row(
        name="credits-spent",
        refuses="a data call of an account that has used up its credits",
        message="You have reached the limit.",
        reason="MONTHLY_REQUEST_COUNT",
        status=402,
        error_type="ServiceQuotaExceededException",
    ),
)
"""Who is turned away, in the order in which it is checked."""

_ROWS = {row.name: row for row in ACCESS_ROWS}


def find_profile_arn(call: Call) -> str | None:
    """Return the profile ARN from where the dialect binds it: body, header or query."""
    operation = call.address.operation
    found: object
    if call.address.is_rest and operation is Operation.INVOKE_MCP:
        found = call.headers.get("x-amzn-kiro-profile-arn")
    elif call.method == "GET":
        found = call.query.get("profileArn")
    else:
        body = cast("dict[str, object]", call.body) if isinstance(call.body, dict) else {}
        found = body.get("profileArn")
    return found if isinstance(found, str) else None


def admit(call: Call, accounts: Accounts) -> Holder | Refusal:
    """Return who makes a call to an operation that needs a token, or why it is turned away."""
    holder = _identify(call, accounts)
    if isinstance(holder, Refusal):
        return holder
    if holder.is_suspended:
        user = accounts.mint.mac("user", holder.account.name)[:10]
        return _ROWS["suspended"].refusal(user=user)
    refusal = _check_profile(call, holder)
    if refusal is None and call.address.operation in DATA_PLANE and holder.credits_left <= 0:
        refusal = _ROWS["credits-spent"].refusal()
    return refusal or holder


def _identify(call: Call, accounts: Accounts) -> Holder | Refusal:
    """Return the holder of the bearer token, or the refusal in the words of the host."""
    is_management = call.address.host is Host.MANAGEMENT
    scheme, _, bearer = call.headers.get("authorization", "").partition(" ")
    holder = accounts.find_holder(bearer.strip()) if scheme.lower() == "bearer" else None
    if holder is None:
        return _ROWS["token-unknown-to-management" if is_management else "token-unknown"].refusal()
    if call.headers.get("tokentype") != TOKEN_TYPES.get(holder.account.kind):
        return _ROWS["token-type-for-management" if is_management else "token-type"].refusal()
    if holder.is_expired:
        return _ROWS["token-expired-for-management" if is_management else "token-expired"].refusal()
    return holder


def _check_profile(call: Call, holder: Holder) -> Refusal | None:
    """Check region and profile ARN: bound to the identity behind the token."""
    arn = find_profile_arn(call)
    if call.address.region not in {None, holder.account.region}:
        return _ROWS["region-foreign"].refusal()
    if arn is None:
        is_needed = call.address.host is Host.RUNTIME and call.address.operation in DATA_PLANE
        return _ROWS["profile-required"].refusal() if is_needed else None
    if _ARN.fullmatch(arn) is None:
        return _ROWS["profile-malformed"].refusal()
    return None if arn == holder.profile_arn else _ROWS["profile-foreign"].refusal()
