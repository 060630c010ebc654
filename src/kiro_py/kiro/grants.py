"""How a token is renewed: what the sign-in services are asked, and what their answers mean."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never
from urllib.parse import urlencode

import msgspec

from kiro_py.errors import RenewalFailed
from kiro_py.kiro.address import Route, auth_region, base_url, proxy_of
from kiro_py.kiro.identity import SSO_OIDC, agent_headers, kiro_ide, machine_id
from kiro_py.kiro.provider import find_endpoint_fault
from kiro_py.pool.credential import AuthMethod, Tokens
from kiro_py.ports.upstream import HttpAnswer, HttpCall
from kiro_py.secret import Secret

ASSUMED_LIFETIME_SECONDS: Final = 3600
"""The lifetime of a token whose answer does not say: what both services usually grant.

Where it is wrong, the service refuses the token and it is renewed then.
"""

MAX_ATTEMPTS: Final = 4
"""What the SDK tells the OIDC service about its own retries."""

_FINAL_ERRORS: Final = frozenset(
    {
        "invalid_grant",
        "invalid_client",
        "unauthorized_client",
        "expired_token",
        "interaction_required",
        "login_required",
        "consent_required",
    }
)
"""OAuth's and OpenID's words for "only a new sign-in helps"."""

_SECONDS = re.compile(r"[0-9]{1,9}")
_ERROR_WORD = re.compile(r"[A-Za-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class _Words:
    """How a service calls what it grants."""

    access_token: str
    refresh_token: str
    lifetime: str


_CAMEL: Final = _Words("accessToken", "refreshToken", "expiresIn")
_SNAKE: Final = _Words("access_token", "refresh_token", "expires_in")


def hosts_of(route: Route) -> tuple[str, ...]:
    """Return the base URLs that can renew the credential's token, `route.host` being an index."""
    credential, hosts = route.credential, route.book.hosts
    match credential.auth_method:
        case AuthMethod.SOCIAL:
            return hosts.auth
        case AuthMethod.IDC:
            return hosts.oidc
        case AuthMethod.EXTERNAL_IDP:
            return (credential.token_endpoint or "",)
        case AuthMethod.API_KEY:
            raise ValueError("an API key is not renewed")
        case _:
            assert_never(credential.auth_method)


def renewal(route: Route) -> HttpCall:
    """Return the call that exchanges the refresh token for new tokens.

    Raises `RenewalFailed` when the token must not go where the credential wants it.
    """
    match route.credential.auth_method:
        case AuthMethod.SOCIAL:
            return _social(route)
        case AuthMethod.IDC:
            return _idc(route)
        case AuthMethod.EXTERNAL_IDP:
            return _external(route)
        case AuthMethod.API_KEY:
            raise ValueError("an API key is not renewed")
        case _:
            assert_never(route.credential.auth_method)


def read_renewal(auth_method: AuthMethod, answer: HttpAnswer, now: float) -> Tokens:
    """Return all that the answer grants, even if that is a refresh token and no access token.

    Raises `RenewalFailed` when it grants nothing.
    """
    body = _object(answer.body)
    if not 200 <= answer.status < 300:  # noqa: PLR2004 -- HTTP's own word for success
        raise _failure(auth_method, answer, body)
    words = _SNAKE if auth_method is AuthMethod.EXTERNAL_IDP else _CAMEL
    access_token = _text(body, words.access_token)
    refresh_token = _text(body, words.refresh_token)
    if access_token is None and refresh_token is None:
        raise RenewalFailed(f"HTTP {answer.status} without any token", is_final=False)
    return Tokens(
        access_token=Secret(access_token) if access_token else None,
        refresh_token=Secret(refresh_token) if refresh_token else None,
        expires_at=now + _lifetime((body or {}).get(words.lifetime)) if access_token else None,
        profile_arn=_text(body, "profileArn"),
    )


def _social(route: Route) -> HttpCall:
    identity = route.book.identity
    return _posted(
        route,
        f"{_base(route)}/refreshToken",
        {
            "accept": "application/json, text/plain, */*",
            "content-type": "application/json",
            "user-agent": kiro_ide(identity, machine_id(route.credential, identity)),
        },
        msgspec.json.encode({"refreshToken": _reveal(route.credential.tokens.refresh_token)}),
    )


def _idc(route: Route) -> HttpCall:
    credential, identity = route.credential, route.book.identity
    return _posted(
        route,
        f"{_base(route)}/token",
        {
            "accept": "*/*",
            "content-type": "application/json",
            **agent_headers(SSO_OIDC, identity, machine_id(credential, identity)),
            "amz-sdk-invocation-id": route.invocation_id,
            "amz-sdk-request": f"attempt={route.attempt}; max={MAX_ATTEMPTS}",
        },
        msgspec.json.encode(
            {
                "clientId": credential.client_id or "",
                "clientSecret": _reveal(credential.client_secret),
                "refreshToken": _reveal(credential.tokens.refresh_token),
                "grantType": "refresh_token",
            }
        ),
    )


def _external(route: Route) -> HttpCall:
    """Return the call to the customer's provider, which is not told what machine this is.

    The address is checked here again: whoever made the credential may have skipped the first check.
    """
    credential = route.credential
    endpoint = hosts_of(route)[route.host]
    if fault := find_endpoint_fault(endpoint, route.book.providers):
        raise RenewalFailed(f"tokenEndpoint: {fault}", is_final=False)
    form = {
        "grant_type": "refresh_token",
        "refresh_token": _reveal(credential.tokens.refresh_token),
        "client_id": credential.client_id or "",
    }
    if credential.scopes:
        form["scope"] = credential.scopes
    headers = {
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": "KiroIDE",
    }
    return _posted(route, endpoint, headers, urlencode(form).encode())


def _base(route: Route) -> str:
    return base_url(hosts_of(route)[route.host], auth_region(route.credential, route.book.regions))


def _posted(route: Route, url: str, headers: Mapping[str, str], body: bytes) -> HttpCall:
    return HttpCall("POST", url, headers, body, proxy_of(route.credential, route.book))


def _reveal(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""


def _failure(
    auth_method: AuthMethod, answer: HttpAnswer, body: Mapping[str, Any] | None
) -> RenewalFailed:
    word = _error_word(body)
    why = f"HTTP {answer.status} {word}".rstrip()
    # A page in HTML is a proxy's or a firewall's, and says nothing about the token.
    is_page = answer.body.lstrip().startswith(b"<")
    is_refusal = answer.status in {400, 401} and not is_page
    # The social service has no error words: its 401 is the end of the refresh token.
    is_dead = auth_method is AuthMethod.SOCIAL and answer.status == 401  # noqa: PLR2004
    return RenewalFailed(
        why,
        is_final=is_refusal and (is_dead or word in _FINAL_ERRORS),
        is_limited=answer.status == 429,  # noqa: PLR2004 -- too many requests
        retry_after_seconds=_retry_after(answer),
    )


def _error_word(body: Mapping[str, Any] | None) -> str:
    """Return the word for the refusal, wherever the service put it; never its free text."""
    values = [value for value in (body or {}).values() if isinstance(value, str)]
    final = next((value for value in values if value in _FINAL_ERRORS), None)
    word = final or _text(body, "error") or ""
    return word if _ERROR_WORD.fullmatch(word) else ""


def _retry_after(answer: HttpAnswer) -> int | None:
    said = answer.headers.get("retry-after", "").strip()
    return int(said) if _SECONDS.fullmatch(said) else None


def _lifetime(said: object) -> float:
    try:
        seconds = float(said) if isinstance(said, int | float | str) else 0.0
    except (ValueError, OverflowError):
        seconds = 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else ASSUMED_LIFETIME_SECONDS


def _text(body: Mapping[str, Any] | None, name: str) -> str | None:
    found = (body or {}).get(name)
    return found if isinstance(found, str) and found else None


def _object(data: bytes) -> Mapping[str, Any] | None:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return None
