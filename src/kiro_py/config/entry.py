"""The table of fields that an entry of `credentials.json` may have."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, cast

from kiro_py.config.kinds import (
    FLAG,
    MACHINE_ID,
    PROXY,
    REGION,
    SECRET,
    TEXT,
    TOKEN,
    URL,
    Kind,
    Unfit,
    matching,
    one_of,
    whole,
)
from kiro_py.pool.credential import AuthMethod, Direct, Proxy
from kiro_py.secret import Secret

_MILLISECONDS_FROM: Final = 1e11
"""Epoch seconds reach this in the year 5138, epoch milliseconds had it in 1973."""

MAX_GROUP_CHARACTERS: Final = 100


@dataclass(frozen=True, slots=True)
class SignIn:
    """What `authMethod` says."""

    method: AuthMethod
    is_builder_id: bool = False


SIGN_INS: Final[Mapping[str, SignIn]] = MappingProxyType(
    {
        "social": SignIn(AuthMethod.SOCIAL),
        "idc": SignIn(AuthMethod.IDC),
        "iam": SignIn(AuthMethod.IDC),
        "builder-id": SignIn(AuthMethod.IDC, is_builder_id=True),
        "builderid": SignIn(AuthMethod.IDC, is_builder_id=True),
        "api_key": SignIn(AuthMethod.API_KEY),
        "apikey": SignIn(AuthMethod.API_KEY),
        "external_idp": SignIn(AuthMethod.EXTERNAL_IDP),
        "externalidp": SignIn(AuthMethod.EXTERNAL_IDP),
        "external-idp": SignIn(AuthMethod.EXTERNAL_IDP),
    }
)
"""By the word in lower case."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field; a bad value of a harmless one is told and passed over."""

    name: str
    kind: Kind[Any]
    help: str
    is_harmless: bool = False


def _sign_in(found: object) -> SignIn:
    word = found.strip().lower() if isinstance(found, str) else ""
    if word not in SIGN_INS:
        raise Unfit
    return SIGN_INS[word]


def _refresh_token(found: object) -> Secret:
    token = TOKEN.read(found)
    if "..." in token.reveal():
        raise Unfit("it was cut short when it was copied: take it from Kiro's own token file")
    return token


def _instant(found: object) -> float:
    """Return epoch seconds; a time without a zone is UTC, as Kiro's own files mean it."""
    number = _as_number(found)
    if number is not None:
        return number / 1000 if number >= _MILLISECONDS_FROM else number
    if not isinstance(found, str):
        raise Unfit
    try:
        moment = datetime.fromisoformat(found.strip())
    except ValueError:
        raise Unfit from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _as_number(found: object) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        number = float(found)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _scopes(found: object) -> str:
    """Return scopes as OAuth writes them; some programs keep them as a list."""
    words = cast("list[object]", found) if isinstance(found, list) else [found]
    return " ".join(" ".join(TEXT.read(word).split()) for word in words)


def _groups(found: object) -> tuple[str, ...]:
    words = cast("list[object]", found) if isinstance(found, list) else [found]
    groups = tuple(dict.fromkeys(TEXT.read(word) for word in words))
    if any(len(group) > MAX_GROUP_CHARACTERS for group in groups):
        raise Unfit(f"a group's name has at most {MAX_GROUP_CHARACTERS} characters")
    return groups


def _way_out(found: object) -> Proxy | Direct:
    if isinstance(found, str) and found.strip().lower() == Direct.DIRECT.value:
        return Direct.DIRECT
    return PROXY.read(found)


ID: Kind[int] = whole(1)
SIGN_IN: Kind[SignIn] = Kind("`social`, `idc`, `external_idp` or `api_key`", _sign_in)
REFRESH_TOKEN: Kind[Secret] = Kind("a whole refresh token", _refresh_token, is_secret=True)
INSTANT: Kind[float] = Kind("an RFC 3339 time, or seconds or milliseconds since 1970", _instant)
WAY_OUT: Kind[Proxy | Direct] = Kind(f"{PROXY.expects}, or `direct`", _way_out, is_secret=True)
GROUPS: Kind[tuple[str, ...]] = Kind("a text, or a list of texts", _groups)
SCOPES: Kind[str] = Kind("text, or a list of texts", _scopes)
PROFILE_ARN: Kind[str] = matching(
    r"arn:[!-~]+", "an ARN like `arn:aws:codewhisperer:us-east-1:123456789012:profile/EXAMPLE`"
)

FIELDS: Final = (
    Field("id", ID, "Its number; chosen and written into the file when absent."),
    Field(
        "authMethod",
        SIGN_IN,
        "How it signs in; `builder-id` and `iam` mean `idc`, in any letter case. When absent: "
        "`api_key` with `kiroApiKey`, `external_idp` with `tokenEndpoint`, `idc` with `clientId` "
        "and `clientSecret`, else `social`.",
    ),
    Field("kiroApiKey", TOKEN, "An API key (`ksk_…`); it is all that `api_key` needs."),
    Field("refreshToken", REFRESH_TOKEN, "What all but `api_key` renew themselves with."),
    Field("accessToken", TOKEN, "The current token; fetched when absent."),
    Field(
        "expiresAt",
        INSTANT,
        "When the access token ends; the token is renewed at once when absent.",
        is_harmless=True,
    ),
    Field(
        "profileArn",
        PROFILE_ARN,
        "The profile to bill; found and written into the file when absent.",
    ),
    Field("clientId", TEXT, "The OIDC client of `idc` and of `external_idp`."),
    Field("clientSecret", SECRET, "The secret of the client of `idc`."),
    Field(
        "tokenEndpoint",
        URL,
        "Where `external_idp` is renewed; only at identity providers that are allowed.",
    ),
    Field("scopes", SCOPES, "What `external_idp` asks for on renewal."),
    Field("issuerUrl", URL, "Whose tokens `external_idp` has, for its owner.", is_harmless=True),
    Field("priority", whole(0), "Lower comes first; `0` when absent."),
    Field("disabled", FLAG, "`true` leaves it out."),
    Field("groups", GROUPS, "The groups it belongs to; a client key may be kept to one of them."),
    Field("region", REGION, "Where it signs in."),
    Field("authRegion", REGION, "Where it signs in; before `region`."),
    Field("apiRegion", REGION, "Where it asks for answers."),
    Field("machineId", MACHINE_ID, "Derived once and written into the file when absent."),
    Field("proxyUrl", WAY_OUT, "Its own proxy, or `direct` for none."),
    Field("proxyUsername", TEXT, "The user name for its proxy."),
    Field("proxyPassword", SECRET, "The password for its proxy."),
    Field("endpoint", one_of("ide"), "The only endpoint of kiro-rs; it changes nothing."),
    Field("email", TEXT, "Whose it is, for its owner.", is_harmless=True),
    Field("subscriptionTitle", TEXT, "The plan, for its owner.", is_harmless=True),
    Field("note", TEXT, "Whatever its owner wants to remember of it.", is_harmless=True),
)
"""In the order of the reference."""
