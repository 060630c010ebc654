"""I answer for the host where Google and GitHub accounts sign in.  Its times are milliseconds."""

from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from kiro_py.simulator.accounts.account import Issued, Kind
from kiro_py.simulator.accounts.book import Renewal
from kiro_py.simulator.accounts.grants import CodeGrant, Poll
from kiro_py.simulator.answers.members import words
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.replies import GrantError, Json, Redirect, Reply
from kiro_py.simulator.world import World
from kiro_py.wire.json import JsonObject

_MILLISECONDS = 1_000
_INVALID_REFRESH = GrantError(
    "invalid_grant", "Invalid refresh token provided", HTTPStatus.UNAUTHORIZED
)
_PROVIDERS = frozenset({"Google", "Github"})


def refresh_token(call: Call, world: World) -> Reply:
    """Spend a refresh token: a new pair, or 401."""
    token = words(call, "refreshToken")
    if token is None:
        return GrantError("invalid_request", "refreshToken is required")
    match world.accounts.renew(token, None):
        case Renewal():
            return _INVALID_REFRESH
        case (account, issued):
            return Json(_tokens(account, issued, world))


def start_device(call: Call, world: World) -> Reply:
    """Begin a device login."""
    client_id, provider = words(call, "clientId"), words(call, "loginProvider")
    account = _first_social(world)
    if client_id is None or provider not in _PROVIDERS or account is None:
        return GrantError("invalid_request", "clientId and loginProvider are required")
    grant = world.grants.start_device(client_id, account)
    page = _page(call)
    return Json(
        {
            "deviceCode": grant.device_code,
            "userCode": grant.user_code,
            "verificationUri": page,
            "verificationUriComplete": f"{page}?{urlencode({'user_code': grant.user_code})}",
            "intervalInMilliseconds": world.settings.device_interval_seconds * _MILLISECONDS,
            "expiresInMilliseconds": int(world.settings.device_lifetime_seconds) * _MILLISECONDS,
        }
    )


def poll_device(call: Call, world: World) -> Reply:
    """Tell a device how its login stands; the answer is 200 until the code is worthless."""
    device_code, client_id = words(call, "deviceCode"), words(call, "clientId")
    if device_code is None or client_id is None:
        return GrantError("invalid_request", "clientId and deviceCode are required")
    match world.grants.poll_device(device_code, client_id):
        case Poll.PENDING | Poll.SLOW_DOWN as waiting:
            return Json({"status": waiting.value})
        case Poll.EXPIRED | Poll.DENIED | Poll.UNKNOWN as over:
            return GrantError(over.value, "the device code cannot be used")
        case grant:
            issued = world.accounts.sign_in(grant.account, None)
            return Json(
                {
                    "status": "success",
                    "identityProvider": "Google",
                    **_tokens(grant.account, issued, world),
                }
            )


def sign_in(call: Call, world: World) -> Reply:
    """Play the browser's part: consent at once and send the code back; `deny=1` sends a refusal."""
    redirect_uri, challenge = words(call, "redirect_uri"), words(call, "code_challenge")
    account = _first_social(world)
    if redirect_uri is None or challenge is None or account is None:
        return GrantError("invalid_request", "redirect_uri and code_challenge are required")
    if urlsplit(redirect_uri).scheme in {"http", "https"}:
        # The portal of the command line adds path and option; both belong to the redirect URI.
        redirect_uri = f"{redirect_uri.rstrip('/')}/oauth/callback?login_option=google"
    answer = {"state": words(call, "state") or ""}
    if "deny" in call.query:
        answer["error"] = "access_denied"
    else:
        grant = CodeGrant(account, None, redirect_uri, challenge, world.grants.code_expiry())
        answer["code"] = world.grants.issue_code(grant)
    joint = "&" if "?" in redirect_uri else "?"
    return Redirect(f"{redirect_uri}{joint}{urlencode(answer)}")


def exchange_code(call: Call, world: World) -> Reply:
    """Give tokens for a code; the body is JSON, not a form."""
    code, verifier = words(call, "code"), words(call, "code_verifier")
    redirect_uri = words(call, "redirect_uri")
    if code is None or verifier is None or redirect_uri is None:
        return GrantError("invalid_request", "code, code_verifier and redirect_uri are required")
    grant = world.grants.redeem_code(code)
    if grant is None or not grant.fits(redirect_uri, verifier, world.clock.now()):
        return GrantError("invalid_grant", "Invalid authorization code")
    return Json(_tokens(grant.account, world.accounts.sign_in(grant.account, None), world))


def _tokens(account: str, issued: Issued, world: World) -> JsonObject:
    return {
        "accessToken": issued.access_token,
        "refreshToken": issued.refresh_token,
        "expiresIn": int(issued.expires_in_seconds),
        "profileArn": world.accounts.profile_arn(account),
    }


def _first_social(world: World) -> str | None:
    names = world.accounts
    return next((name for name in names if names[name].kind is Kind.SOCIAL), None)


def _page(call: Call) -> str:
    return f"http://{call.headers.get('host', '127.0.0.1')}/device"
