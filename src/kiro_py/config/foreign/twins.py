"""Which sign-ins are the same account, and what an import would therefore do."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from kiro_py.config.foreign.found import Found
from kiro_py.kiro.address import Account, account_of
from kiro_py.pool.credential import Credential


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
    """Somebody who is there already: `name` in words, and the address to tell namesakes apart."""

    name: str
    email: str


def plan_import(
    rows: Iterable[Found], known: Sequence[Credential], *, takes_failed: bool = False
) -> tuple[Planned, ...]:
    """Return what importing `rows` beside the `known` credentials does, row by row.

    A row that the other program calls an error is skipped unless it `takes_failed` ones.
    """
    seen: dict[Hashable, _Known] = {}
    for credential in known:
        _remember(seen, credential, f"credential {credential.id}")
    return tuple(_planned(row, seen, takes_failed=takes_failed) for row in rows)


def _planned(row: Found, seen: dict[Hashable, _Known], *, takes_failed: bool) -> Planned:
    if row.problems or row.credential is None:
        return Planned(row, Outcome.REFUSED, "; ".join(row.problems))
    if row.mark == "error" and not takes_failed:
        return Planned(row, Outcome.SKIPPED, "the export calls it an error")
    for what, key in _identities(row.credential):
        twin = seen.get(key)
        if twin is not None and not _are_namesakes(what, twin, row.credential):
            return Planned(row, Outcome.DUPLICATE, f"the same {what} as {twin.name}")
    _remember(seen, row.credential, row.label)
    return Planned(row, Outcome.ADDED)


def _remember(seen: dict[Hashable, _Known], credential: Credential, name: str) -> None:
    for _, key in _identities(credential):
        seen.setdefault(key, _Known(name, (credential.email or "").lower()))


_CLIENT = "client and profile"


def _are_namesakes(what: str, twin: _Known, credential: Credential) -> bool:
    """Tell whether two colleagues on one machine share a client, each with an address."""
    email = (credential.email or "").lower()
    return what == _CLIENT and bool(email and twin.email) and email != twin.email


def _identities(credential: Credential) -> Iterator[tuple[str, Hashable]]:
    """Yield everything that no two accounts have in common, with its name."""
    account, tokens = account_of(credential), credential.tokens
    if credential.kiro_api_key is not None:
        yield "kiroApiKey", credential.kiro_api_key
    if account is Account.API_KEY:
        return
    if tokens.refresh_token is not None:
        yield "refreshToken", tokens.refresh_token
    if credential.email:
        yield "e-mail address and sign-in", (account, credential.email.lower())
    # Kiro registers one client per machine for everybody's Builder ID, so that it proves nothing.
    if account is Account.IDENTITY_CENTER and credential.client_id and tokens.profile_arn:
        yield _CLIENT, (credential.client_id, tokens.profile_arn)
