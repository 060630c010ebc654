"""The database of Kiro's command line and of Amazon Q's before it, once its rows are read.

The stores spell OIDC as `odic`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from kiro_py.config.foreign.found import BUILDER_ID_START_URL, Found, judged, translated
from kiro_py.wire.json import JsonObject

TOKENS: Final[Mapping[str, str]] = {
    "kirocli:odic:token": "idc",
    "kirocli:social:token": "social",
    "kirocli:external-idp:token": "external_idp",
    "codewhisperer:odic:token": "idc",
}
"""The keys that hold a sign-in, and its kind."""

PROFILE: Final = "api.codewhisperer.profile"
"""The key of the chosen profile, among the states."""


def read_store(secrets: Mapping[str, str], states: Mapping[str, str]) -> tuple[Found, ...]:
    """Return a row for every sign-in of the store; `secrets` and `states` are its two tables."""
    return tuple(_sign_ins(secrets, states))


def _sign_ins(secrets: Mapping[str, str], states: Mapping[str, str]) -> Iterator[Found]:
    for key, method in TOKENS.items():
        if key not in secrets:
            continue
        raw = _object(secrets[key])
        if raw is None:
            yield Found(key, problems=("its value is not a JSON object",))
            continue
        members = translated(raw) | {"authMethod": method}
        if method == "idc":
            members |= _idc(key, members, secrets)
            members.pop("scopes", None)
        if "profileArn" not in members and members.get("provider") != "BuilderId":
            members |= translated({"arn": (_object(states.get(PROFILE, "")) or {}).get("arn")})
        yield judged(key, members)


def _idc(key: str, members: JsonObject, secrets: Mapping[str, str]) -> JsonObject:
    registration = _object(secrets.get(key.replace(":token", ":device-registration"), "")) or {}
    client = {name: registration.get(name) for name in ("client_id", "client_secret")}
    # Without an address of an organisation it was a Builder ID that signed in.
    is_builder_id = members.get("startUrl", BUILDER_ID_START_URL) == BUILDER_ID_START_URL
    return translated(client) | ({"provider": "BuilderId"} if is_builder_id else {})


def _object(text: str) -> JsonObject | None:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("JsonObject", found) if isinstance(found, dict) else None
