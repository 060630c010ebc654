"""One sign-in of somebody else's file, in our words, with all that is wrong with it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from kiro_py.config.credentials import read_roster
from kiro_py.config.entry import FIELDS
from kiro_py.pool.credential import Credential
from kiro_py.wire.json import JsonObject

MASK: Final = "***"
"""What stands in an export where a secret was left out."""

BUILDER_ID_START_URL: Final = "https://view.awsapps.com/start"
"""Where everybody's Builder ID signs in; an organisation has an address of its own."""

KEPT: Final = (
    "provider",
    "startUrl",
    "nickname",
    "userId",
    "tags",
    "groupId",
    "tokenEndpoint",
    "issuerUrl",
    "scopes",
)
"""Members that our file keeps without a field of its own for them."""

_ALIASES: Final = {
    "apikey": "kiroApiKey",
    "arn": "profileArn",
    "idp": "provider",
    "label": "nickname",
    "mail": "email",
}

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {name.lower(): name for name in (*(one.name for one in FIELDS), *KEPT) if name != "id"}
    | _ALIASES
)
"""Our name by the letters of anybody's; ids are numbers of the file they come from."""

_IDC_PROVIDERS: Final = frozenset({"builderid", "enterprise", "internal", "idc"})
_SOCIAL_PROVIDERS: Final = frozenset({"google", "github"})


@dataclass(frozen=True, slots=True)
class Found:
    """One row: `label` tells it from the others, `members` are those of our own file.

    With `problems` it cannot be used.  `mark` is what the other program says of it, as `error`.
    """

    label: str
    members: JsonObject = field(default_factory=dict[str, object])
    problems: tuple[str, ...] = ()
    mark: str = ""
    credential: Credential | None = None


def our_name(name: str) -> str | None:
    """Return our name for a member, however it is cased and joined; `None` for a strange one."""
    return _NAMES.get(re.sub(r"[^a-z0-9]", "", name.lower()))


def translated(raw: Mapping[str, object]) -> JsonObject:
    """Return the members that we know under our names, without those that are left blank."""
    members: JsonObject = {}
    for name, value in raw.items():
        ours = our_name(name)
        if ours is not None and ours not in members and not _is_blank(value):
            members[ours] = value.strip() if isinstance(value, str) else value
    return _with_sign_in(members)


def judged(label: str, members: JsonObject, *, mark: str = "") -> Found:
    """Return the row with everything that our own reader has to say against it."""
    masked = [name for name, value in members.items() if value == MASK]
    if masked:
        problem = f"{', '.join(masked)}: left out of this export; export with --with-secrets"
        return Found(label, members, (problem,), mark)
    if not members.keys() & {"refreshToken", "kiroApiKey"}:
        return Found(label, members, ("there is neither a refreshToken nor a kiroApiKey",), mark)
    roster = read_roster(json.dumps([members]).encode(), "", derives_machine_ids=False)
    problems = tuple(
        f"{problem.key.partition('.')[2]}: {problem.problem}" for problem in roster.problems
    )
    return Found(label, members, problems, mark, next(iter(roster.credentials), None))


def name_of(members: Mapping[str, object], otherwise: str) -> str:
    """Return what its owner calls a sign-in."""
    names = (members.get(name) for name in ("email", "nickname"))
    return next((name for name in names if isinstance(name, str) and name), otherwise)


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _with_sign_in(members: JsonObject) -> JsonObject:
    """Return `members` with the sign-in that provider and start URL tell, where they are told."""
    provider = str(members.get("provider", "")).lower()
    if members.get("startUrl") == BUILDER_ID_START_URL and not provider:
        members = members | {"provider": "BuilderId"}
        provider = "builderid"
    elif provider == "builderid":
        members = members | {"provider": "BuilderId"}
    if "authMethod" not in members and "kiroApiKey" not in members:
        if provider in _SOCIAL_PROVIDERS:
            return members | {"authMethod": "social"}
        if provider in _IDC_PROVIDERS:
            return members | {"authMethod": "idc"}
    return members
