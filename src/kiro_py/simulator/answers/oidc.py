"""I answer for AWS SSO OIDC: bodies in camelCase, times in seconds, every refresh rotates."""

from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from kiro_py.simulator.accounts.account import BUILDER_ID_START_URL, Issued, Kind
from kiro_py.simulator.accounts.book import Renewal
from kiro_py.simulator.accounts.grants import CodeGrant, Decision, Poll
from kiro_py.simulator.answers.members import members, words
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.replies import GrantError, Json, Redirect, Reply
from kiro_py.simulator.world import World

_DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_INVALID_REQUEST = GrantError("invalid_request", "Invalid request")
_INVALID_CLIENT = GrantError("invalid_client", "Invalid client provided", HTTPStatus.UNAUTHORIZED)
_INVALID_REFRESH = GrantError("invalid_grant", "Invalid refresh token provided")
_INVALID_CODE = GrantError("invalid_grant", "Invalid code provided")


def register_client(call: Call, world: World) -> Reply:
    """Register a client; only public ones are taken."""
    if words(call, "clientName") is None:
        return _INVALID_REQUEST
    if words(call, "clientType") != "public":
        return GrantError("invalid_client_metadata", "clientType must be public")
    client_id, expires_at = world.grants.register_client(words(call, "issuerUrl") or "")
    return Json(
        {
            "clientId": client_id,
            "clientSecret": world.mint.client_secret(client_id),
            "clientIdIssuedAt": int(world.clock.now()),
            "clientSecretExpiresAt": int(expires_at),
        }
    )


def start_device(call: Call, world: World) -> Reply:
    """Begin a device login at a start URL: Builder ID's own, or an enterprise's."""
    start_url = words(call, "startUrl")
    account = _first_at(start_url, world)
    if start_url is None or account is None:
        return _INVALID_REQUEST
    if not _has_client(call, world):
        return _INVALID_CLIENT
    grant = world.grants.start_device(words(call, "clientId") or "", account)
    page = f"http://{call.headers.get('host', '127.0.0.1')}/device"
    return Json(
        {
            "deviceCode": grant.device_code,
            "userCode": grant.user_code,
            "verificationUri": page,
            "verificationUriComplete": f"{page}?{urlencode({'user_code': grant.user_code})}",
            "expiresIn": int(world.settings.device_lifetime_seconds),
            "interval": world.settings.device_interval_seconds,
        }
    )


def create_token(call: Call, world: World) -> Reply:
    """Give tokens for a device code, an authorization code, or a refresh token."""
    grant_type = words(call, "grantType")
    if grant_type is None or words(call, "clientId") is None:
        return _INVALID_REQUEST
    if not _has_client(call, world):
        return _INVALID_CLIENT
    match grant_type:
        case "refresh_token":
            return _refresh(call, world)
        case "authorization_code":
            return _redeem(call, world)
        case _ if grant_type == _DEVICE_CODE:
            return _poll(call, world)
        case _:
            return GrantError("unsupported_grant_type", f"Unsupported grant type {grant_type}")


def authorize(call: Call, world: World) -> Reply:
    """Play the browser's part of PKCE: consent at once and send the code back."""
    redirect_uri, challenge = words(call, "redirect_uri"), words(call, "code_challenge")
    client_id = words(call, "client_id")
    account = _first_at(world.grants.issuer_of(client_id or ""), world)
    if redirect_uri is None or challenge is None or client_id is None or account is None:
        return _INVALID_REQUEST
    if urlsplit(redirect_uri).hostname not in _LOOPBACK:
        return GrantError("invalid_redirect_uri", "Only loopback redirects are allowed")
    grant = CodeGrant(account, client_id, redirect_uri, challenge, world.grants.code_expiry())
    answer = {"code": world.grants.issue_code(grant), "state": words(call, "state") or ""}
    return Redirect(f"{redirect_uri}?{urlencode(answer)}")


def verify_device(call: Call, world: World) -> Reply:
    """Play the user on the verification page: opening it approves, `deny=1` denies."""
    grant = world.grants.find_by_user_code(words(call, "user_code") or "")
    if grant is None:
        return GrantError("invalid_request", "no device shows this code")
    grant.decision = Decision.DENIED if "deny" in call.query else Decision.APPROVED
    return Json({"userCode": grant.user_code, "decision": grant.decision.value})


def _refresh(call: Call, world: World) -> Reply:
    match world.accounts.renew(words(call, "refreshToken") or "", words(call, "clientId")):
        case Renewal():
            return _INVALID_REFRESH
        case (_, issued):
            return _tokens(issued)


def _redeem(call: Call, world: World) -> Reply:
    code, verifier = words(call, "code"), words(call, "codeVerifier")
    redirect_uri = words(call, "redirectUri")
    if code is None or verifier is None or redirect_uri is None:
        return _INVALID_REQUEST
    grant = world.grants.redeem_code(code)
    if grant is None or grant.client_id != words(call, "clientId"):
        return _INVALID_CODE
    if not grant.fits(redirect_uri, verifier, world.clock.now()):
        return _INVALID_CODE
    return _tokens(world.accounts.sign_in(grant.account, grant.client_id))


def _poll(call: Call, world: World) -> Reply:
    client_id = words(call, "clientId") or ""
    match world.grants.poll_device(words(call, "deviceCode") or "", client_id):
        case Poll() as waiting:
            return GrantError(waiting.value, waiting.value.replace("_", " "))
        case grant:
            return _tokens(world.accounts.sign_in(grant.account, client_id))


def _tokens(issued: Issued) -> Json:
    return Json(
        {
            "accessToken": issued.access_token,
            "expiresIn": int(issued.expires_in_seconds),
            "refreshToken": issued.refresh_token,
            "tokenType": "Bearer",
        }
    )


def _has_client(call: Call, world: World) -> bool:
    body = members(call)
    client_id, secret = body.get("clientId"), body.get("clientSecret")
    if not isinstance(client_id, str) or not isinstance(secret, str):
        return False
    return world.grants.knows_client(client_id, secret)


def _first_at(start_url: str | None, world: World) -> str | None:
    """Return who signs in at a start URL: Builder ID's own, or that of an enterprise."""
    kind = Kind.BUILDER_ID if start_url == BUILDER_ID_START_URL else Kind.IDC
    names = world.accounts
    return next((name for name in names if names[name].kind is kind), None)
