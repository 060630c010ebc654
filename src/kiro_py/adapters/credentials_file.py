"""The credentials file: read again before every change, and changed in as few places as can be.

Only the fields of a renewed token are touched, besides ids and machine ids that an entry lacks.
Shape, order, unknown members and whatever somebody else has written meanwhile stay as they are.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kiro_py.adapters.durable_file import can_write, write_durably
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.pool.roster import Entry, Roster
from kiro_py.secret import Secret

Read = Callable[[bytes], Roster]
"""How the file's bytes are understood; raises `ConfigInvalid` when they are not."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the file; a higher `turn` is a later one."""

    turn: int
    roster: Roster


@dataclass(frozen=True, slots=True)
class _Change:
    """What an entry should hold: its machine id, and tokens that are not in the file yet.

    The tokens are written only over a refresh token whose fingerprint is in `spent`; any other
    one is somebody else's and newer.
    """

    machine_id: str | None
    tokens: Tokens | None
    spent: frozenset[str]


class CredentialsFile:
    """Keeps credentials in one file; a `CredentialStore`.

    `roster` is what the file said at the start; `guests` live elsewhere and are never written.
    """

    def __init__(
        self, path: Path, *, read: Read, roster: Roster, guests: Sequence[Credential] = ()
    ) -> None:
        self._path = path
        self._read = read
        self._guests = tuple(guests)
        self._known: dict[int, Credential] = {}
        self._unsaved: dict[int, Tokens] = {}
        self._spent: dict[int, set[str]] = {}
        self._using_file = threading.Lock()  # held by a worker thread, which nobody cancels
        self._turn = 0
        self._adopted_turn = 0
        self._adopt(_Look(0, roster))

    def credentials(self) -> Sequence[Credential]:
        """Return every credential as it is now: the guests, then the file's in its order."""
        return (*self._guests, *self._known.values())

    async def complete(self) -> None:
        """Write the ids and machine ids that entries lack, so that they stay what they are.

        Raises `StoreUnwritable`, also when nothing is lacking and nothing could be written later.
        """
        if not self._known:
            return
        await self._write()
        if not await asyncio.to_thread(can_write, self._path):
            raise StoreUnwritable(str(self._path), why="the file and its directory are read-only")

    async def reread(self, credential_id: int) -> Credential:
        """Return the credential as the file has it now.

        While somebody is rewriting the file it says nothing, and what is known holds.  Raises
        `KeyError` when the credential is no longer there.
        """
        for guest in self._guests:
            if guest.id == credential_id:
                return guest
        with contextlib.suppress(OSError, ConfigInvalid):
            self._adopt(await asyncio.to_thread(self._look))
        return self._known[credential_id]

    async def save_tokens(self, credential_id: int, tokens: Tokens) -> Credential:
        """Write the fields of `tokens` that are not `None` and return the new credential.

        They are in memory before, and stay there when `StoreUnwritable` is raised; the next call
        writes them too.  Raises `KeyError` when the credential is no longer there.
        """
        known = self._known[credential_id]
        spent = known.tokens.refresh_token
        if spent is not None and tokens.refresh_token not in {None, spent}:
            self._spent.setdefault(credential_id, set()).add(spent.fingerprint())
        self._known[credential_id] = replace(known, tokens=_merged(known.tokens, tokens))
        unsaved = self._unsaved.get(credential_id, Tokens())
        self._unsaved[credential_id] = _merged(unsaved, tokens)
        await self._write()
        return self._known[credential_id]

    async def _write(self) -> None:
        changes = {known.id: self._change(known) for known in self._known.values()}
        try:
            look = await asyncio.to_thread(self._patch, changes)
        except ConfigInvalid as invalid:
            raise StoreUnwritable(str(self._path), why=invalid.problem) from invalid
        except OSError as error:
            raise StoreUnwritable(str(self._path), why=error.strerror or str(error)) from error
        for credential_id, change in changes.items():
            if change.tokens is not None and self._unsaved.get(credential_id) is change.tokens:
                del self._unsaved[credential_id]
        self._adopt(look)

    def _change(self, known: Credential) -> _Change:
        spent = self._spent.get(known.id, set())
        current = known.tokens.refresh_token
        return _Change(
            machine_id=known.machine_id,
            tokens=self._unsaved.get(known.id),
            spent=frozenset(spent | {current.fingerprint()} if current else spent),
        )

    def _adopt(self, look: _Look) -> None:
        """Take over what the file says, unless a later look has been taken over already."""
        if look.turn < self._adopted_turn:
            return
        self._adopted_turn = look.turn
        adopted: dict[int, Credential] = {}
        for entry in look.roster.entries:
            known = self._known.get(entry.id)
            if known is None or entry.credential is None:
                # A slip in an edit under way does not end the credential that is in use.
                found = entry.credential or known
            else:
                found = self._reconciled(entry, entry.credential, known)
            if found is not None:
                adopted[entry.id] = found
        self._known = adopted
        for gone in self._unsaved.keys() - adopted.keys():
            del self._unsaved[gone]

    def _reconciled(self, entry: Entry, found: Credential, known: Credential) -> Credential:
        """Return what the file says of a credential, with what is only known here."""
        if not entry.members.get("machineId"):
            found = replace(found, machine_id=known.machine_id)
        written, ours = found.tokens.refresh_token, known.tokens.refresh_token
        is_unsaved = found.id in self._unsaved and written == ours
        # An editor that was open during a renewal puts the spent token back.
        is_put_back = bool(written) and written.fingerprint() in self._spent.get(found.id, ())
        if is_unsaved or is_put_back:
            self._unsaved.setdefault(found.id, known.tokens)
            return replace(found, tokens=_merged(found.tokens, known.tokens))
        # Any other refresh token comes from a renewal or a sign-in after ours.
        self._unsaved.pop(found.id, None)
        return found

    def _look(self) -> _Look:
        with self._using_file:
            return self._taken(self._read(self._path.read_bytes()))

    def _patch(self, changes: Mapping[int, _Change]) -> _Look:
        with self._using_file:
            before = self._path.read_bytes()
            roster = self._read(before)
            is_changed = False
            for entry in roster.entries:
                members = entry.members
                wanted = _wanted(entry, changes.get(entry.id))
                if any(members.get(name) != value for name, value in wanted.items()):
                    members.update(wanted)
                    is_changed = True
            if is_changed:
                after = _encoded(roster.document)
                write_durably(self._path, after, previous=before)
                roster = self._read(after)
            return self._taken(roster)

    def _taken(self, roster: Roster) -> _Look:
        self._turn += 1
        return _Look(self._turn, roster)


def _wanted(entry: Entry, change: _Change | None) -> dict[str, object]:
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


def _merged(older: Tokens, newer: Tokens) -> Tokens:
    return Tokens(
        access_token=newer.access_token or older.access_token,
        refresh_token=newer.refresh_token or older.refresh_token,
        expires_at=older.expires_at if newer.expires_at is None else newer.expires_at,
        profile_arn=newer.profile_arn or older.profile_arn,
    )


def _encoded(document: object) -> bytes:
    # A lone surrogate has no UTF-8; written as an escape it is the JSON that it was read from.
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")
