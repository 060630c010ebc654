"""What is to change in the entries of a credentials file, member by member; the rest stays."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.pool.credential import Tokens
from kiro_py.pool.roster import Entry, Roster
from kiro_py.ports.credentials import Check
from kiro_py.secret import Secret
from kiro_py.wire.json import JsonObject

KEYS: Final = ("refreshToken", "kiroApiKey")
"""What no two entries may share: a refresh token spent by one is dead for the other."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry should hold: its machine id, and tokens that are not in the file yet.

    The tokens are written only over a refresh token whose fingerprint is in `spent`; any other
    one is somebody else's and newer.
    """

    machine_id: str | None
    tokens: Tokens | None
    spent: frozenset[str]


def patch(roster: Roster, changes: Mapping[int, Change]) -> bool:
    """Change the members of the roster's document; tell whether any was not so before."""
    is_changed = False
    for entry in roster.entries:
        members = entry.members
        wanted = _wanted(entry, changes.get(entry.id))
        if any(members.get(name) != value for name, value in wanted.items()):
            members.update(wanted)
            is_changed = True
    return is_changed


def with_added(
    roster: Roster, entries: Sequence[Mapping[str, Any]], first_id: int
) -> tuple[object, list[int]]:
    """Return the document with `entries` at its end, and their ids, counted from `first_id`.

    One object becomes the first of a list.  Members that are `None` are left out.
    Raises `ConfigRefused` when an entry holds a key that another one holds.
    """
    _check_keys(roster, entries)
    ids = list(range(first_id, first_id + len(entries)))
    new = [{"id": own_id, **_given(entry)} for own_id, entry in zip(ids, entries, strict=True)]
    return [*_listed(roster.document), *new], ids


def without(roster: Roster, *credential_ids: int) -> object:
    """Return the document without some entries; where one was the only object, an empty list.

    Raises `KeyError` when there is no such entry.
    """
    entries = _by_id(roster)
    gone = {id(entries[number].members) for number in credential_ids}
    return [members for members in _listed(roster.document) if id(members) not in gone]


def edit_entries(
    roster: Roster, changes: Mapping[int, Mapping[str, Any]], check: Check
) -> list[tuple[JsonObject, JsonObject]]:
    """Set members of the document's entries, each in its old place or at the end.

    `None` takes one out, and an id stays what it is.  Returns what each entry held before and holds
    now; raises `KeyError` when there is no such entry, and whatever `check` raises.
    """
    entries = _by_id(roster)
    edited: list[tuple[JsonObject, JsonObject]] = []
    for number, wanted in changes.items():
        members = entries[number].members
        held = dict(members)
        check(held)
        for name, value in wanted.items():
            if name == "id":
                continue
            if value is None:
                members.pop(name, None)
            else:
                members[name] = value
        edited.append((held, members))
    return edited


def faults(
    entries: Sequence[Mapping[str, Any]], read: Callable[[bytes], Roster]
) -> Sequence[ConfigInvalid]:
    """Return what is wrong with entries by themselves."""
    given = [
        {name: value for name, value in entry.items() if value is not None} for entry in entries
    ]
    return read(encoded(given)).problems


def refuse_new(found: Sequence[ConfigInvalid], known: Sequence[ConfigInvalid] = ()) -> None:
    """Raise `ConfigRefused` with the faults that are not known."""
    told = set(map(str, known))
    if new := [fault for fault in found if str(fault) not in told]:
        raise ConfigRefused(new)


def merged(older: Tokens, newer: Tokens) -> Tokens:
    """Return `newer`, with what it does not say taken from `older`."""
    return Tokens(
        access_token=newer.access_token or older.access_token,
        refresh_token=newer.refresh_token or older.refresh_token,
        expires_at=older.expires_at if newer.expires_at is None else newer.expires_at,
        profile_arn=newer.profile_arn or older.profile_arn,
    )


def encoded(document: object) -> bytes:
    """Return the bytes of a file that holds `document`."""
    # A lone surrogate has no UTF-8; written as an escape it is the JSON that it was read from.
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _by_id(roster: Roster) -> dict[int, Entry]:
    return {entry.id: entry for entry in roster.entries}


def _listed(document: object) -> list[object]:
    return cast("list[object]", document) if isinstance(document, list) else [document]


def _given(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None and name != "id"}


def _check_keys(roster: Roster, entries: Sequence[Mapping[str, Any]]) -> None:
    owners = {
        (name, entry.members[name]): f"credential {entry.id}"
        for entry in roster.entries
        for name in KEYS
        if isinstance(entry.members.get(name), str)
    }
    problems: list[ConfigInvalid] = []
    for index, entry in enumerate(entries):
        for name in KEYS:
            held: object = entry.get(name)
            if not isinstance(held, str):
                continue
            owner = owners.setdefault((name, held), f"[{index}]")
            if owner != f"[{index}]":
                told = f"{owner} holds it already"
                problems.append(ConfigInvalid("new entries", f"[{index}].{name}", told))
    if problems:
        raise ConfigRefused(problems)


def _wanted(entry: Entry, change: Change | None) -> dict[str, object]:
    """Return the members that an entry should have."""
    wanted: dict[str, object] = {}
    if entry.credential is not None:
        wanted["id"] = entry.id
        machine_id = change.machine_id if change else entry.credential.machine_id
        if machine_id and not entry.members.get("machineId"):
            wanted["machineId"] = machine_id
    if change is not None and change.tokens is not None:
        written = entry.members.get("refreshToken")
        if isinstance(written, str) and Secret(written.strip()).fingerprint() in change.spent:
            wanted |= _members(change.tokens)
    return wanted


def _members(tokens: Tokens) -> dict[str, object]:
    members: dict[str, object] = {}
    if tokens.access_token is not None:
        members["accessToken"] = tokens.access_token.reveal()
    if tokens.refresh_token is not None:
        members["refreshToken"] = tokens.refresh_token.reveal()
    if tokens.profile_arn is not None:
        members["profileArn"] = tokens.profile_arn
    if tokens.expires_at is not None:
        members["expiresAt"] = _rfc_3339(tokens.expires_at)
    return members


def _rfc_3339(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
