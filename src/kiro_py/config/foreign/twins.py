"""Which sign-ins are the same account, and what an import would therefore do."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from kiro_py.config.foreign.found import Found
from kiro_py.kiro.address import Account, account_of
from kiro_py.pool.credential import Credential
from kiro_py.pool.roster import Roster

SECRETS: Final = ("refreshToken", "kiroApiKey")
"""What no two entries may share."""

NOBODY: Final = Roster(document=[])
"""A file with no entries."""

_ADDRESS: Final = "e-mail address and sign-in"
_CLIENT: Final = "client and profile"


class Outcome(Enum):
    """What becomes of a row."""

    ADDED = "added"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Planned:
    """A row, what becomes of it, and why when it is not added."""

    found: Found
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody who is there already: `name` in words, and what tells namesakes apart."""

    name: str
    email: str
    start_url: str


def plan_import(
    rows: Iterable[Found],
    known: Sequence[Credential],
    roster: Roster = NOBODY,
    *,
    takes_failed: bool = False,
) -> tuple[Planned, ...]:
    """Return what importing `rows` beside the `known` credentials does, row by row.

    `roster` is the file of those that are known.  A row that the other program calls an error is
    skipped unless it `takes_failed` ones.
    """
    seen: dict[Hashable, _Known] = {}
    members = {entry.id: entry.members for entry in roster.entries}
    for credential in known:
        name = f"credential {credential.id}"
        _remember(seen, credential, members.get(credential.id, {}), name)
    misfits = _secrets_of_misfits(roster)
    return tuple(_planned(row, seen, misfits, takes_failed=takes_failed) for row in rows)


def _secrets_of_misfits(roster: Roster) -> dict[tuple[str, str], int]:
    """Return the secrets of entries that cannot be used, and whose they are."""
    return {
        (name, held): entry.id
        for entry in roster.entries
        if entry.credential is None
        for name in SECRETS
        if isinstance(held := entry.members.get(name), str)
    }


def _planned(
    row: Found,
    seen: dict[Hashable, _Known],
    misfits: dict[tuple[str, str], int],
    *,
    takes_failed: bool,
) -> Planned:
    if row.problems or row.credential is None:
        return Planned(row, Outcome.REFUSED, "; ".join(row.problems))
    if row.mark == "error" and not takes_failed:
        return Planned(row, Outcome.SKIPPED, "the export calls it an error")
    for name in SECRETS:
        held = row.members.get(name)
        if isinstance(held, str) and (owner := misfits.get((name, held))) is not None:
            why = f"the same {name} as credential {owner}, which is misconfigured"
            return Planned(row, Outcome.DUPLICATE, why)
    mine = _known(row.credential, row.members, row.label)
    for what, key in _identities(row.credential, row.members):
        twin = seen.get(key)
        if twin is not None and not _are_namesakes(what, twin, mine):
            return Planned(row, Outcome.DUPLICATE, f"the same {what} as {twin.name}")
    _remember(seen, row.credential, row.members, row.label)
    return Planned(row, Outcome.ADDED)


def _remember(
    seen: dict[Hashable, _Known], credential: Credential, members: Mapping[str, object], name: str
) -> None:
    for _, key in _identities(credential, members):
        seen.setdefault(key, _known(credential, members, name))


def _known(credential: Credential, members: Mapping[str, object], name: str) -> _Known:
    start_url = members.get("startUrl")
    return _Known(
        name,
        (credential.email or "").lower(),
        start_url.rstrip("/").lower() if isinstance(start_url, str) else "",
    )


def _are_namesakes(what: str, twin: _Known, mine: _Known) -> bool:
    """Tell whether two are different after all.

    Two colleagues on one machine share a client, each with an address; one address may have an
    account in two organisations.
    """
    if what == _CLIENT:
        return bool(mine.email and twin.email) and mine.email != twin.email
    if what == _ADDRESS:
        return bool(mine.start_url and twin.start_url) and mine.start_url != twin.start_url
    return False


def _identities(
    credential: Credential, members: Mapping[str, object]
) -> Iterator[tuple[str, Hashable]]:
    """Yield everything that no two accounts have in common, with its name."""
    account, tokens = account_of(credential), credential.tokens
    if credential.kiro_api_key is not None:
        yield "kiroApiKey", credential.kiro_api_key
    if account is Account.API_KEY:
        return
    if tokens.refresh_token is not None:
        yield "refreshToken", tokens.refresh_token
    user = members.get("userId")
    if isinstance(user, str) and user:
        yield "user", (account, "user", user)
    if credential.email:
        yield _ADDRESS, (account, credential.email.lower())
    # Kiro registers one client per machine for everybody's Builder ID, so that it proves nothing.
    if account is Account.IDENTITY_CENTER and credential.client_id and tokens.profile_arn:
        yield _CLIENT, (credential.client_id, tokens.profile_arn)
