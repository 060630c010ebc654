"""Our entries in the form that account managers exchange."""

from collections.abc import Iterable, Mapping
from typing import Final

from kiro_py.wire.json import JsonObject

VERSION: Final = "1.5.0"
"""The version of the form that nests `credentials`; its readers take flat ones as well."""

_ABOUT: Final = ("email", "userId", "nickname", "machineId", "tags", "groupId")
_CREDENTIALS: Final = (
    "accessToken",
    "refreshToken",
    "clientId",
    "clientSecret",
    "region",
    "expiresAt",
    "profileArn",
    "authMethod",
    "provider",
    "startUrl",
)


def can_hold(members: Mapping[str, object]) -> bool:
    """Tell whether the form has a place for a sign-in: it has none for an API key."""
    return "refreshToken" in members


def to_account_manager(entries: Iterable[Mapping[str, object]]) -> JsonObject:
    """Return an export of the entries that `can_hold` is true of."""
    return {"version": VERSION, "accounts": [_account(members) for members in entries]}


def _account(members: Mapping[str, object]) -> JsonObject:
    credentials = _picked(members, _CREDENTIALS)
    if "region" not in credentials and "authRegion" in members:
        credentials["region"] = members["authRegion"]
    account = _picked(members, _ABOUT) | {"status": "active", "credentials": credentials}
    if "provider" in members:
        account["idp"] = members["provider"]
    if "subscriptionTitle" in members:
        account["subscription"] = {"title": members["subscriptionTitle"]}
    return account


def _picked(members: Mapping[str, object], names: Iterable[str]) -> JsonObject:
    return {name: members[name] for name in names if name in members}
