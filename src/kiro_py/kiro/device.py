"""How a person is signed in with a code: what the services are asked, and what they answer.

Builder ID and Identity Center sign in at AWS's OIDC service, whose times are seconds; Google and
GitHub at Kiro's own, whose times are milliseconds.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from kiro_py.errors import RenewalFailed, SignInFailed
from kiro_py.kiro.address import DEFAULT_REGION, AddressBook, base_url, is_region
from kiro_py.kiro.grants import MAX_ATTEMPTS, read_renewal
from kiro_py.kiro.identity import SSO_OIDC, agent_headers, kiro_ide
from kiro_py.pool.credential import AuthMethod, Proxy, Tokens
from kiro_py.ports.upstream import HttpAnswer, HttpCall
from kiro_py.secret import Secret

BUILDER_ID_START_URL: Final = "https://view.awsapps.com/start"
"""Where everybody's Builder ID signs in; an organisation has an address of its own."""

CLIENT_NAME: Final = "Kiro IDE"
"""What the person reads on the page that asks for consent."""

SCOPES: Final = (
    "codewhisperer:completions",
    "codewhisperer:analysis",
    "codewhisperer:conversations",
    "codewhisperer:transformations",
    "codewhisperer:taskassist",
)
"""What Kiro asks for."""

DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"

SOCIAL_CLIENT: Final = "kiro-cli"
"""The only client that is known to be let into the social service's device flow."""

ASSUMED_INTERVAL_SECONDS: Final = 5.0
"""RFC 8628: "If no value is provided, clients MUST use 5 as the default"."""

ASSUMED_LIFETIME_SECONDS: Final = 600.0
"""How long a code is taken to last whose service does not say."""

LONGEST_LIFETIME_SECONDS: Final = 3600.0
"""How long anybody is waited for, whatever the service says."""

LONGEST_URL: Final = 2048
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_WORD: Final = 40


class Provider(Enum):
    """Whose account a social sign-in uses, as the service spells it."""

    GOOGLE = "Google"
    GITHUB = "Github"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the calls of one sign-in go; `machine` is the id that the credential will keep."""

    book: AddressBook
    machine: str
    invocation_id: str
    region: str = DEFAULT_REGION
    proxy: Proxy | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A client that was registered for one sign-in; its refresh token is bound to it."""

    id: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class Device:
    """A code that waits for its person: `address` is the page, with the code where it may be."""

    code: Secret
    user_code: str
    address: str
    interval_seconds: float
    lifetime_seconds: float


@dataclass(frozen=True, slots=True)
class Pending:
    """The person has not decided."""


@dataclass(frozen=True, slots=True)
class SlowDown:
    """We ask too often."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """Nothing was said that means anything; it may be asked again."""

    why: str


@dataclass(frozen=True, slots=True)
class Granted:
    """The person has agreed."""

    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Refused:
    """It is over without tokens."""

    why: str
    how: Literal["denied", "expired", "failed"] = "failed"


Heard: TypeAlias = Pending | SlowDown | Unheard | Granted | Refused
"""What a poll can hear."""

DENIED: Final = Refused("the sign-in was denied", "denied")
EXPIRED: Final = Refused("the code has expired: begin again", "expired")

_ENDED: Final[Mapping[str, Refused]] = {"access_denied": DENIED, "expired_token": EXPIRED}


def find_start_fault(start_url: str) -> str | None:
    """Return why an organisation cannot sign in at `start_url`, `None` when it can."""
    if len(start_url) > LONGEST_URL or not start_url.isascii() or not start_url.isprintable():
        return "this is no URL"
    try:
        parts = urlsplit(start_url)
        port = parts.port
    except ValueError:
        return "this is no URL"
    if parts.scheme != "https" or not parts.hostname or " " in start_url:
        return "write https://host/path, as your organisation told it"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "write https://host/path, as your organisation told it"
    return None if port in {None, 443} and "." in parts.hostname else "name the host"


def register_client(way: Way, start_url: str) -> HttpCall:
    """Return the call that makes a client of the OIDC service."""
    body = {
        "clientName": CLIENT_NAME,
        "clientType": "public",
        "scopes": SCOPES,
        "grantTypes": [DEVICE_GRANT, "refresh_token"],
        "issuerUrl": start_url,
    }
    return _oidc(way, "/client/register", body)


def start_device(way: Way, client: Client, start_url: str) -> HttpCall:
    """Return the call that asks for a code of Builder ID or of an organisation."""
    return _oidc(way, "/device_authorization", {**_named(client), "startUrl": start_url})


def poll_device(way: Way, client: Client, device: Device) -> HttpCall:
    """Return the call that asks whether the person has agreed."""
    body = {**_named(client), "grantType": DEVICE_GRANT, "deviceCode": device.code.reveal()}
    return _oidc(way, "/token", body)


def start_social_device(way: Way, provider: Provider) -> HttpCall:
    """Return the call that asks for a code of a Google or GitHub account."""
    body = {"clientId": SOCIAL_CLIENT, "loginProvider": provider.value}
    return social_call(way, "/oauth/device/authorization", body)


def poll_social_device(way: Way, device: Device) -> HttpCall:
    """Return the call that asks whether the person has agreed."""
    body = {"clientId": SOCIAL_CLIENT, "deviceCode": device.code.reveal()}
    return social_call(way, "/oauth/device/poll", body)


def social_call(way: Way, path: str, body: Mapping[str, str]) -> HttpCall:
    """Return a call to the host of social sign-ins, which there is in one region only."""
    headers = {
        "accept": "application/json, text/plain, */*",
        "content-type": "application/json",
        "user-agent": kiro_ide(way.book.identity, way.machine),
    }
    base = base_url(way.book.hosts.auth[0], DEFAULT_REGION)
    return HttpCall("POST", f"{base}{path}", headers, msgspec.json.encode(body), way.proxy)


def read_client(answer: HttpAnswer) -> Client:
    """Return the client that was registered; raises `SignInFailed`."""
    body = read_body(answer)
    return Client(_text(body, "clientId"), Secret(_text(body, "clientSecret")))


def read_device(answer: HttpAnswer) -> Device:
    """Return the code that the OIDC service gives; raises `SignInFailed`."""
    body = read_body(answer)
    return _device(body, body.get("interval"), body.get("expiresIn"))


def read_social_device(answer: HttpAnswer) -> Device:
    """Return the code that the social service gives; raises `SignInFailed`."""
    body = read_body(answer)
    milliseconds = (body.get("intervalInMilliseconds"), body.get("expiresInMilliseconds"))
    interval, lifetime = (_thousandth(each) for each in milliseconds)
    return _device(body, interval, lifetime)


def read_poll(answer: HttpAnswer, now: float) -> Heard:
    """Return what an answer to a poll means: the one service tells by status, the other by word."""
    body = _object(answer.body)
    word = error_word(body)
    if word == "authorization_pending":
        return Pending()
    if word == "slow_down" or answer.status == 429:  # noqa: PLR2004 -- too many requests
        return SlowDown()
    if word in _ENDED:
        return _ENDED[word]
    if body is None or answer.status >= 500:  # noqa: PLR2004 -- where the fault is the service's
        return Unheard(f"HTTP {answer.status}")
    try:
        return Granted(read_tokens(answer, now))
    except SignInFailed as failed:
        return Refused(failed.why, failed.how)


def read_tokens(answer: HttpAnswer, now: float) -> Tokens:
    """Return the tokens of a sign-in that is done; raises `SignInFailed` unless both are there."""
    read_body(answer)
    try:
        tokens = read_renewal(AuthMethod.SOCIAL, answer, now)
    except RenewalFailed as failed:
        raise SignInFailed(f"the service says no tokens: {failed.why}") from None
    if tokens.access_token is None or tokens.refresh_token is None:
        raise SignInFailed(f"HTTP {answer.status} with only one of the two tokens")
    return tokens


def read_body(answer: HttpAnswer) -> Mapping[str, Any]:
    """Return the members of an answer; raises `SignInFailed` for a refusal."""
    body = _object(answer.body)
    if not 200 <= answer.status < 300:  # noqa: PLR2004 -- HTTP's own word for success
        word = error_word(body)
        raise SignInFailed(f"the service refuses: HTTP {answer.status} {word}".rstrip())
    if body is None:
        raise SignInFailed(f"HTTP {answer.status} without JSON")
    return body


def error_word(body: Mapping[str, Any] | None) -> str:
    """Return the service's word for how it stands, never its free text."""
    found = [(body or {}).get(name) for name in ("error", "status")]
    words = [word for word in found if isinstance(word, str) and len(word) <= _WORD]
    return next((word for word in words if word.replace("_", "").isalpha()), "")


def _oidc(way: Way, path: str, body: Mapping[str, object]) -> HttpCall:
    headers = {
        "accept": "*/*",
        "content-type": "application/json",
        **agent_headers(SSO_OIDC, way.book.identity, way.machine),
        "amz-sdk-invocation-id": way.invocation_id,
        "amz-sdk-request": f"attempt=1; max={MAX_ATTEMPTS}",
    }
    if not is_region(way.region):
        raise SignInFailed(f"found {way.region!r}, expected a region like {DEFAULT_REGION!r}")
    base = base_url(way.book.hosts.oidc[0], way.region)
    return HttpCall("POST", f"{base}{path}", headers, msgspec.json.encode(body), way.proxy)


def _named(client: Client) -> dict[str, str]:
    return {"clientId": client.id, "clientSecret": client.secret.reveal()}


def _device(body: Mapping[str, Any], interval: object, lifetime: object) -> Device:
    found: object = body.get("verificationUriComplete") or body.get("verificationUri")
    return Device(
        code=Secret(_text(body, "deviceCode")),
        user_code=_text(body, "userCode"),
        address=_page(found),
        interval_seconds=_seconds(interval, ASSUMED_INTERVAL_SECONDS),
        lifetime_seconds=min(
            _seconds(lifetime, ASSUMED_LIFETIME_SECONDS), LONGEST_LIFETIME_SECONDS
        ),
    )


def _page(found: object) -> str:
    """Return the address of a page that a person may be sent to."""
    if isinstance(found, str) and found.isascii() and found.isprintable() and " " not in found:
        try:
            parts = urlsplit(found)
        except ValueError:
            parts = urlsplit("")
        is_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if (parts.scheme == "https" and parts.hostname) or is_here:
            return found
    raise SignInFailed("the service names no page to sign in at")


def _seconds(said: object, otherwise: float) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return otherwise
    return float(said) if math.isfinite(said) and said > 0 else otherwise


def _thousandth(said: object) -> object:
    return said / 1000 if isinstance(said, int | float) and not isinstance(said, bool) else None


def _text(body: Mapping[str, Any], name: str) -> str:
    found: object = body.get(name)
    if not isinstance(found, str) or not found or not found.isprintable():
        raise SignInFailed(f"the service's answer has no {name}")
    return found


def _object(data: bytes) -> Mapping[str, Any] | None:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
