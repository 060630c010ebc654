"""Where a call goes and what it carries: hosts, regions, paths, headers, proxy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, assert_never
from urllib.parse import quote, urlsplit

import msgspec

from kiro_py.errors import ConfigInvalid
from kiro_py.kiro.identity import RUNTIME, STREAMING, Identity, Sdk, agent_headers, machine_id
from kiro_py.kiro.provider import PROVIDERS
from kiro_py.pool.credential import AuthMethod, Credential, Direct, Proxy
from kiro_py.ports.upstream import HttpCall
from kiro_py.wire.kiro.request import GenerateRequest

DEFAULT_REGION = "us-east-1"
MAX_ATTEMPTS = 3
"""What the SDK tells the service about its own retries."""

BUILDER_ID_PROFILE: Final = "arn:aws:codewhisperer:us-east-1:638616132270:profile/AAAACCCCXXXX"
"""The profile that every Builder ID names where one is required: they have none of their own."""

TOKEN_TYPES: Final[Mapping[AuthMethod, str]] = {
    AuthMethod.API_KEY: "API_KEY",
    AuthMethod.EXTERNAL_IDP: "EXTERNAL_IDP",
}
"""The header `tokentype`: without it these tokens are "invalid", and with it all others are."""

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_ARN_REGION_FIELD = 3

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Base URLs of Kiro's planes, in the order of preference; each may contain `{region}`."""

    api: tuple[str, ...] = (
        "https://q.{region}.amazonaws.com",
        "https://runtime.{region}.kiro.dev",
    )
    management: tuple[str, ...] = (
        "https://management.{region}.kiro.dev",
        "https://q.{region}.amazonaws.com",
    )
    auth: tuple[str, ...] = ("https://prod.{region}.auth.desktop.kiro.dev",)
    oidc: tuple[str, ...] = ("https://oidc.{region}.amazonaws.com",)
    portal: tuple[str, ...] = ("https://app.kiro.dev",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The configured regions, `None` where nothing was configured."""

    region: str | None = None
    auth_region: str | None = None
    api_region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """What every call has in common; `proxy` serves credentials that name none.

    `providers` are the hosts that external sign-ins may be renewed at.
    """

    identity: Identity
    hosts: Hosts = field(default_factory=Hosts)
    regions: Regions = field(default_factory=Regions)
    proxy: Proxy | None = None
    providers: tuple[str, ...] = PROVIDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One call's way: whose it is, which host of the list, which try of which invocation."""

    credential: Credential
    book: AddressBook
    invocation_id: str
    host: int = 0
    attempt: int = 1


class Account(Enum):
    """The kinds of sign-in that Kiro tells apart."""

    SOCIAL = "social"
    BUILDER_ID = "builder id"
    IDENTITY_CENTER = "identity center"
    EXTERNAL_IDP = "external idp"
    API_KEY = "api key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one family of hosts wants to be asked, and by whom it wants to see the profile ARN.

    `generate_profile`: who tells it with a question; `sought_profile`: for whom it is worth asking
    before a first question, when the credential does not know it; `control_profile`: who tells it
    elsewhere.
    """

    generate_profile: frozenset[Account]
    sought_profile: frozenset[Account]
    models_path: str
    profiles_path: str
    control_profile: frozenset[Account]


_ENTERPRISE = frozenset({Account.IDENTITY_CENTER, Account.EXTERNAL_IDP})
_WITH_OWN_PROFILE = _ENTERPRISE | {Account.SOCIAL}

# An enterprise's profile also tells the region that answers.  A foreign or needless ARN is answered
# like an expired token, a missing one with 400 `profileArn is required for this request.`
LEGACY = Manner(
    generate_profile=_WITH_OWN_PROFILE,
    sought_profile=_ENTERPRISE,
    models_path="/ListAvailableModels",
    profiles_path="/ListAvailableProfiles",
    control_profile=frozenset(),
)
CURRENT = Manner(
    generate_profile=frozenset(Account),
    sought_profile=_ENTERPRISE | {Account.API_KEY},
    models_path="/List-Available-Models",
    profiles_path="/List-Available-Profiles",
    control_profile=_WITH_OWN_PROFILE | {Account.BUILDER_ID},
)
MANNERS: Mapping[str, Manner] = {
    "q": LEGACY,
    "codewhisperer": LEGACY,
    "runtime": CURRENT,
    "management": CURRENT,
}
"""By the first label of the host's name, or the first segment of a base URL's path."""


def is_region(text: str) -> bool:
    """Tell whether `text` can be part of a host's name as a region."""
    return _REGION.fullmatch(text) is not None


def api_region(credential: Credential, regions: Regions) -> str:
    """Return the region that answers: what was asked for, else where the profile lives."""
    return (
        configured_api_region(credential, regions)
        or profile_region(credential.tokens.profile_arn)
        or DEFAULT_REGION
    )


def auth_region(credential: Credential, regions: Regions) -> str:
    """Return the region that renews tokens."""
    return (
        credential.auth_region
        or credential.region
        or regions.auth_region
        or regions.region
        or DEFAULT_REGION
    )


def profile_region(profile_arn: str | None) -> str | None:
    """Return the region inside an ARN, `None` when there is no such thing."""
    fields = (profile_arn or "").split(":")
    if len(fields) <= _ARN_REGION_FIELD or not is_region(fields[_ARN_REGION_FIELD]):
        return None
    return fields[_ARN_REGION_FIELD]


def configured_api_region(credential: Credential, regions: Regions) -> str | None:
    """Return the region that somebody asked for, `None` when the profile is to decide."""
    return credential.api_region or regions.api_region or regions.region


def proxy_of(credential: Credential, book: AddressBook) -> Proxy | None:
    """Return the proxy of every connection of `credential`, `None` for none at all."""
    match credential.proxy:
        case None:
            return book.proxy
        case Direct.DIRECT:
            return None
        case Proxy() as own:
            return own
        case _:
            assert_never(credential.proxy)


def base_url(template: str, region: str) -> str:
    """Return the base URL in `region`, which becomes part of a host's name only if it is one."""
    if not is_region(region):
        raise ConfigInvalid(
            "credentials", "region", f"found {region!r}, expected a region like {DEFAULT_REGION!r}"
        )
    return template.replace("{region}", region)


def account_of(credential: Credential) -> Account:
    """Return the kind of sign-in, as Kiro sees it."""
    match credential.auth_method:
        case AuthMethod.SOCIAL:
            return Account.SOCIAL
        case AuthMethod.API_KEY:
            return Account.API_KEY
        case AuthMethod.EXTERNAL_IDP:
            return Account.EXTERNAL_IDP
        case AuthMethod.IDC:
            return Account.BUILDER_ID if credential.is_builder_id else Account.IDENTITY_CENTER
        case _:
            assert_never(credential.auth_method)


def seeks_profile(route: Route) -> bool:
    """Tell whether the credential's profile should be found before the host is asked."""
    credential = route.credential
    sought = manner_of(api_base(route), LEGACY).sought_profile
    return not credential.tokens.profile_arn and account_of(credential) in sought


def generate(route: Route, request: GenerateRequest) -> HttpCall:
    """Return the call that asks for an answer, as the credential and the host want it."""
    return HttpCall(
        method="POST",
        url=f"{api_base(route)}/generateAssistantResponse",
        headers={
            "content-type": "application/json",
            "x-amzn-codewhisperer-optout": "true",
            "x-amzn-kiro-agent-mode": "vibe",
            **signed_headers(route, STREAMING, attempts=MAX_ATTEMPTS),
        },
        body=_encoder.encode(msgspec.structs.replace(request, profile_arn=told_profile(route))),
        proxy=proxy_of(route.credential, route.book),
    )


def list_models(route: Route) -> HttpCall:
    """Return the call that asks which models the credential may use."""
    base = _management_base(route)
    query = f"origin=AI_EDITOR{_profile_query(route, base)}"
    return _control_call(route, f"{base}{manner_of(base, CURRENT).models_path}?{query}")


def usage_limits(route: Route, *, tells_profile: bool = True) -> HttpCall:
    """Return the call that asks what the credential has used of its credits.

    Some accounts are refused (400) for the very profile that others must tell: without
    `tells_profile` it is left out.
    """
    base = _management_base(route)
    query = "origin=AI_EDITOR&resourceType=AGENTIC_REQUEST&isEmailRequired=true"
    profile = _profile_query(route, base) if tells_profile else ""
    return _control_call(route, f"{base}/getUsageLimits?{query}{profile}")


def told_profile(route: Route) -> str | None:
    """Return the profile ARN that the host wants to see with a question, `None` for none."""
    credential = route.credential
    is_told = account_of(credential) in manner_of(api_base(route), LEGACY).generate_profile
    return _known_profile(credential) if is_told else None


def api_base(route: Route) -> str:
    """Return the base URL of the host that answers questions."""
    book = route.book
    return base_url(book.hosts.api[route.host], api_region(route.credential, book.regions))


def _management_base(route: Route) -> str:
    book = route.book
    return base_url(book.hosts.management[route.host], api_region(route.credential, book.regions))


def _profile_query(route: Route, base: str) -> str:
    credential = route.credential
    is_told = account_of(credential) in manner_of(base, CURRENT).control_profile
    profile_arn = credential.tokens.profile_arn if is_told else None
    return f"&profileArn={quote(profile_arn, safe='')}" if profile_arn else ""


def _control_call(route: Route, url: str) -> HttpCall:
    return HttpCall(
        method="GET",
        url=url,
        headers=signed_headers(route, RUNTIME, attempts=1),
        proxy=proxy_of(route.credential, route.book),
    )


def _known_profile(credential: Credential) -> str | None:
    is_builder_id = account_of(credential) is Account.BUILDER_ID
    return credential.tokens.profile_arn or (BUILDER_ID_PROFILE if is_builder_id else None)


def manner_of(base: str, otherwise: Manner) -> Manner:
    """Return the manner of the family that a base URL belongs to, if it tells."""
    parts = urlsplit(base)
    names = ((parts.hostname or "").partition(".")[0], parts.path.strip("/").partition("/")[0])
    return next((MANNERS[name] for name in names if name in MANNERS), otherwise)


def signed_headers(route: Route, sdk: Sdk, *, attempts: int) -> dict[str, str]:
    """Return the headers that every call to Kiro carries; it is made `attempts` times at most."""
    credential, identity = route.credential, route.book.identity
    bearer = credential.bearer
    if not bearer:
        raise ValueError(f"credential {credential.id} has no token yet: renew it first")
    headers = {
        "accept": "*/*",
        **agent_headers(sdk, identity, machine_id(credential, identity)),
        "amz-sdk-invocation-id": route.invocation_id,
        "amz-sdk-request": f"attempt={route.attempt}; max={attempts}",
        "authorization": f"Bearer {bearer.reveal()}",
    }
    if credential.auth_method in TOKEN_TYPES:
        headers["tokentype"] = TOKEN_TYPES[credential.auth_method]
    return headers
