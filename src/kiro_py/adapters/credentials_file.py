"""The credentials file: read again before every change, and changed in as few places as can be.

Only the fields of a renewed token are touched, besides ids and machine ids that an entry lacks.
Shape, order, unknown members and whatever somebody else has written meanwhile stay as they are.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from kiro_py.adapters.durable_file import (
    anew,
    can_write,
    create_durably,
    write_durably,
)
from kiro_py.adapters.file_lock import FileLock
from kiro_py.adapters.file_mark import is_moved, mark_of
from kiro_py.adapters.rescue_notes import RescueNotes
from kiro_py.adapters.roster_patch import (
    Change,
    edit_entries,
    encoded,
    faults,
    merged,
    patch,
    refuse_new,
    with_added,
    without,
)
from kiro_py.adapters.together import Together
from kiro_py.errors import ConfigInvalid, RenewalFailed, StoreUnwritable
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.pool.roster import Entry, Roster
from kiro_py.ports.credentials import Check, Troubles, accept
from kiro_py.secret import Secret

RENEWAL_WAIT_SECONDS: Final = 65.0
"""How long another process may take for a renewal: one answer of the service takes up to 60."""

RENEWAL_LOOK_SECONDS: Final = 0.05
"""How often it is looked whether the other one has ended."""

WRITE_WAIT_SECONDS: Final = 5.0
"""How long another process may take to write; it takes milliseconds."""

WRITING: Final = 0
"""The place in the lock file for writing; the others are for the credentials of that id."""

Edit = Callable[[Roster], object]
"""How a person's edit makes a document out of what the file says."""

Read = Callable[[bytes], Roster]
"""How the file's bytes are understood; raises `ConfigInvalid` when they are not."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the file; a higher `turn` is a later one."""

    turn: int
    roster: Roster


class CredentialsFile:
    """Keeps credentials in one file; a `CredentialStore`.

    `roster` is what the file said at the start; `guests` live elsewhere and are never written.
    `problem` says why the file could not be used when it was looked at last, if so.
    """

    def __init__(
        self,
        path: Path,
        *,
        read: Read,
        roster: Roster,
        guests: Sequence[Credential] = (),
        renewal_wait_seconds: float = RENEWAL_WAIT_SECONDS,
    ) -> None:
        self._path = path
        self._renewal_wait_seconds = renewal_wait_seconds
        self._read = read
        self._guests = tuple(guests)
        self._known: dict[int, Credential] = {}
        self._unsaved: dict[int, Tokens] = {}
        self._spent: dict[int, set[str]] = {}
        self._saving, self._looking = Together(self._write), Together(self._look_again)
        self._using_file = threading.Lock()  # held by a worker thread, which nobody cancels
        self._lock = FileLock(path)
        self._notes = RescueNotes(path)
        self._mark = mark_of(path)
        self._turn = 0
        self._adopted_turn = 0
        self.problem = ""
        self._roster = roster
        self._highest_id = _highest_id(roster)
        self._adopt(_Look(0, roster))

    @property
    def roster(self) -> Roster:
        """What the file said when it was looked at last."""
        return self._roster

    def credentials(self) -> Sequence[Credential]:
        """Return every credential as it is now: the guests, then the file's in its order."""
        return (*self._guests, *self._known.values())

    @property
    def unsaved(self) -> Collection[int]:
        """The credentials whose rotated tokens are only in memory."""
        return self._unsaved.keys()

    @property
    def troubles(self) -> Troubles:
        """What is wrong with the file; with its lock, once the file has been written."""
        return Troubles(self.problem, self._roster.problems, self._lock.problem or "")

    async def complete(self) -> None:
        """Write the ids and machine ids that entries lack, so that they stay what they are.

        Raises `StoreUnwritable`, also when nothing is lacking and nothing could be written later.
        """
        if not self._known:
            return
        await self._write()
        if not await asyncio.to_thread(can_write, self._path):
            raise StoreUnwritable(str(self._path), why="the file and its directory are read-only")

    async def refresh(self) -> Sequence[ConfigInvalid]:
        """Take over what others have written, and write what could not be written before.

        Entries that somebody has added get their ids and machine ids.  Returns what is wrong with
        single entries of a file that has changed.  Raises `StoreUnwritable`, and `ConfigInvalid`
        when the file cannot be used as a whole; what was known goes on then.
        """
        if not self._unsaved and mark_of(self._path) == self._mark:
            return ()
        problems: Sequence[ConfigInvalid] = ()
        with contextlib.suppress(OSError):
            await self._look_again()
            problems = self._roster.problems
        await self._write()
        return problems

    @asynccontextmanager
    async def renewing(self, credential_id: int) -> AsyncGenerator[bool]:
        """Keep other processes from renewing the credential for the time of the context.

        Enters with true, or with false when another one has not ended in
        time.  Where the file system has no locks, it enters at once.
        """
        is_our_turn = await self._taken(credential_id)
        try:
            if is_our_turn:
                await asyncio.to_thread(self._notes.prepare, credential_id)
            yield is_our_turn
        finally:
            if is_our_turn:
                self._notes.dismiss(credential_id)
                self._lock.give_back(credential_id)

    async def _taken(self, credential_id: int) -> bool:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._renewal_wait_seconds
        while not await asyncio.to_thread(self._lock.take, credential_id):
            if loop.time() > until:
                return False
            await asyncio.sleep(RENEWAL_LOOK_SECONDS)
        return True

    async def reread(self, credential_id: int) -> Credential:
        """Return the credential as the file has it now.

        While somebody is rewriting the file it says nothing, and what is known holds.  Tokens that
        a killed process had on their way into the file are put there.  Raises `KeyError` when the
        credential is no longer there.
        """
        for guest in self._guests:
            if guest.id == credential_id:
                return guest
        with contextlib.suppress(OSError, ConfigInvalid):
            await self._looking.do()
            await self._rescue(credential_id)
        return self._known[credential_id]

    async def _rescue(self, credential_id: int) -> None:
        """Take over a note that a process has left which was killed before it could write."""
        current = self._known[credential_id].tokens.refresh_token
        found = None if current is None else self._notes.find(credential_id, current)
        if found is not None:
            with contextlib.suppress(StoreUnwritable):
                await self.save_tokens(credential_id, found)

    async def spend(self, credential_id: int, token: Secret) -> None:  # noqa: ARG002 -- any
        """Let it be sent, unless whoever has taken the credentials over sends it.

        The lock of a process that dies is free, and its notes tell the rest.
        """
        if is_moved(self._path):
            told = f"credential {credential_id} of {self._path} has moved into a database"
            raise RenewalFailed(told, is_final=False)

    async def absolve(self, *credential_ids: int) -> None:
        """Do nothing: no token is held back here."""

    async def save_tokens(self, credential_id: int, tokens: Tokens) -> Credential:
        """Write the fields of `tokens` that are not `None` and return the new credential.

        They are in memory before, and stay there when `StoreUnwritable` is raised; the next call
        writes them too.  Raises `KeyError` when the credential is no longer there.
        """
        known = self._known[credential_id]
        spent = known.tokens.refresh_token
        if spent is not None and tokens.refresh_token not in {None, spent}:
            self._spent.setdefault(credential_id, set()).add(spent.fingerprint())
            # Here and now, before anything else can happen: from now on a kill loses nothing.
            self._notes.leave(credential_id, spent, tokens)
        self._known[credential_id] = replace(known, tokens=merged(known.tokens, tokens))
        unsaved = self._unsaved.get(credential_id, Tokens())
        self._unsaved[credential_id] = merged(unsaved, tokens)
        await self._saving.do()
        return self._known[credential_id]

    async def add(self, entries: Sequence[Mapping[str, Any]]) -> list[int]:
        """Put new entries at the end of the file and return their ids, chosen here for good.

        A file of one object becomes a list; where there never was a file, one is made.  Members
        are those of the file; `id`, and whatever is `None`, is not written.
        Raises `ConfigRefused` with all that is wrong with the entries, `StoreUnwritable` when
        they cannot be written; nothing is changed then.
        """
        ids: list[int] = []

        def added(roster: Roster) -> object:
            refuse_new(faults(entries, self._read))
            highest = max(self._highest_id, _highest_id(roster), self._noted_id())
            document, new = with_added(roster, entries, highest + 1)
            ids[:] = new
            return document

        await self._write(added)
        return ids

    async def remove(self, *credential_ids: int) -> None:
        """Take entries out of the file; a file of one object becomes an empty list.

        Raises `KeyError` when one is not there, `StoreUnwritable` when they have to stay.
        """
        await self._write(lambda roster: without(roster, *credential_ids))

    async def edit(
        self, credential_id: int, changes: Mapping[str, Any], check: Check = accept
    ) -> None:
        """Set members of an entry; see `edit_all`."""
        await self.edit_all({credential_id: changes}, check)

    async def edit_all(
        self, changes: Mapping[int, Mapping[str, Any]], check: Check = accept
    ) -> None:
        """Set members of entries in one write; `None` takes one out.

        `check` sees what each entry holds before, and may raise.  Raises `KeyError` when one is not
        there, `ConfigRefused` when one would have a fault that it has not now, `StoreUnwritable`
        when they have to stay as they are; nothing is changed then.
        """

        def edited(roster: Roster) -> object:
            edited = edit_entries(roster, changes, check)
            before = faults([held for held, _ in edited], self._read)
            refuse_new(faults([members for _, members in edited], self._read), before)
            return roster.document

        await self._write(edited)

    async def _write(self, edit: Edit | None = None) -> None:
        changes = {known.id: self._change(known) for known in self._known.values()}
        try:
            look = await asyncio.to_thread(self._patch, changes, edit)
        except ConfigInvalid as invalid:
            raise StoreUnwritable(str(self._path), why=invalid.problem) from invalid
        except OSError as error:
            raise StoreUnwritable(str(self._path), why=error.strerror or str(error)) from error
        for credential_id, change in changes.items():
            if change.tokens is not None and self._unsaved.get(credential_id) is change.tokens:
                del self._unsaved[credential_id]
                if change.tokens.refresh_token is not None:
                    self._notes.throw_away(credential_id, change.tokens.refresh_token)
        self._adopt(look)

    def _change(self, known: Credential) -> Change:
        spent = self._spent.get(known.id, set())
        current = known.tokens.refresh_token
        return Change(
            machine_id=known.machine_id,
            tokens=self._unsaved.get(known.id),
            spent=frozenset(spent | {current.fingerprint()} if current else spent),
        )

    def _adopt(self, look: _Look) -> None:
        """Take over what the file says, unless a later look has been taken over already."""
        if look.turn < self._adopted_turn:
            return
        self._adopted_turn, self._roster = look.turn, look.roster
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
            return replace(found, tokens=merged(found.tokens, known.tokens))
        # Any other refresh token comes from a renewal or a sign-in after ours.
        self._unsaved.pop(found.id, None)
        return found

    async def _look_again(self) -> None:
        self._adopt(await asyncio.to_thread(self._look))

    def _look(self) -> _Look:
        with self._using_file:
            self._mark = mark_of(self._path)
            try:
                return self._look_at(self._read(self._path.read_bytes()))
            except (ConfigInvalid, OSError) as error:
                self.problem = error.problem if isinstance(error, ConfigInvalid) else str(error)
                raise

    def _patch(self, changes: Mapping[int, Change], edit: Edit | None) -> _Look:
        with self._using_file, self._lock.holding(WRITING, wait_seconds=WRITE_WAIT_SECONDS):
            look = self._look_at(anew(lambda: self._patched(changes, edit)))
            if edit is not None:
                self._lock.leave_note(b"%d" % self._highest_id)
            return look

    def _patched(self, changes: Mapping[int, Change], edit: Edit | None) -> Roster:
        self._mark = mark_of(self._path)
        before = self._before(edit)
        roster = self._read(b"[]" if before is None else before)
        if edit is not None:
            roster = self._read(encoded(edit(roster)))
        is_patched = patch(roster, changes)
        if not is_patched and edit is None:
            return roster
        after = encoded(roster.document)
        if before is None:
            create_durably(self._path, after)
        else:
            write_durably(self._path, after, previous=before)
        return self._read(after) if is_patched else roster

    def _noted_id(self) -> int:
        """Return the highest id that this or another process has seen, as the lock file tells."""
        note = self._lock.read_note()
        return int(note) if note.isdigit() else 0

    def _before(self, edit: Edit | None) -> bytes | None:
        """Return what the file holds, `None` when an edit may make the first one."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            # A file that has been there may be on its way to another place.
            if edit is None or self._highest_id:
                raise
            return None

    def _look_at(self, roster: Roster) -> _Look:
        self._highest_id = max(self._highest_id, _highest_id(roster))
        self._turn += 1
        self.problem = ""
        return _Look(self._turn, roster)


def _highest_id(roster: Roster) -> int:
    return max((entry.id for entry in roster.entries), default=0)
