"""Credentials that replicas share: rows of the database, and all of them in memory.

Whatever the database does, what is in memory can be used.  A change is a transaction on the rows as
they are then, and says so to the others; what others have changed is seen by the rows' revisions.
"""

from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, Final, Self, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from kiro_py.adapters.database.bulletin import Announce, say_nothing
from kiro_py.adapters.database.credential_renewals import Patience, Renewals, within
from kiro_py.adapters.database.credential_rows import (
    SOURCE,
    CredentialRows,
    Read,
    Row,
    roster_of,
)
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.failures import FAILURES, told
from kiro_py.adapters.roster_patch import (
    Change,
    edit_entries,
    faults,
    merged,
    patch,
    refuse_new,
    with_added,
)
from kiro_py.adapters.sealing import Sealer
from kiro_py.adapters.together import Together
from kiro_py.errors import ConfigInvalid, RenewalFailed, StoreUnwritable
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.pool.roster import Roster
from kiro_py.ports.credentials import Check, Troubles, accept
from kiro_py.secret import Secret

TOPIC: Final = "credentials"
"""What the news of a change are about."""


class CredentialTable:
    """Keeps credentials in the database; an `EditableStore`.  Use it inside `opened`.

    `me` is the name of this process, which no other one has or ever had, another start of the same
    replica neither.  `read` understands the bytes of a credentials file.  `guests` live elsewhere
    and are never written.
    """

    def __init__(  # noqa: PLR0913 -- what is kept, how it is read, and who hears of it
        self,
        database: Database,
        sealer: Sealer,
        *,
        me: str,
        read: Read,
        guests: Sequence[Credential] = (),
        announce: Announce = say_nothing,
        warn: Callable[[str], None] = lambda _: None,
        patience: Patience | None = None,
    ) -> None:
        self._database, self._read = database, read
        self._rows = CredentialRows(sealer, read)
        self._guests, self._announce = tuple(guests), announce
        self._patience = patience or Patience()
        self._held: dict[int, Row] = {}
        self._known: dict[int, Credential] = {}
        self._unsaved: dict[int, Tokens] = {}
        self._spent: dict[int, set[str]] = {}
        self._roster = Roster(document=[])
        self._looking = Together(self._look)
        self._renewals = Renewals(database, me, self._patience, self._unsaved.__contains__, warn)
        self.problem = ""

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[Self]:
        """Read all rows, and look after what is to be written during the context.

        Raises `ConfigInvalid` when the database cannot be read, or a row is sealed with a secret
        key that is not known here; nothing has been written then.
        """
        try:
            await self._looking.do()
        except FAILURES as failure:
            raise ConfigInvalid(SOURCE, "credentials", told(failure)) from failure
        for row in self._held.values():
            if row.broken is not None and row.broken.is_key_unknown:
                told_so = (
                    f"credential {row.id} in the database is sealed with another one: "
                    "give that one, or as previousSecretKey the one that it was sealed with"
                )
                raise ConfigInvalid("config", "secretKey", told_so)
        async with self._renewals.kept():
            try:
                yield self
            finally:
                with suppress(StoreUnwritable):
                    await self._write_unsaved()

    @property
    def roster(self) -> Roster:
        """What a file would say that held the entries as they were when they were looked at."""
        return self._roster

    @property
    def unsaved(self) -> Collection[int]:
        """The credentials whose rotated tokens are only in memory."""
        return self._unsaved.keys()

    @property
    def troubles(self) -> Troubles:
        """What is wrong with the database, as far as credentials are concerned."""
        return Troubles(self.problem, self._roster.problems)

    def credentials(self) -> Sequence[Credential]:
        """Return every credential as it is now: the guests, then the rows in their order.

        A guest whose key is in a row is the same account, and not there twice.
        """
        keys = {each.kiro_api_key for each in self._known.values()}
        guests = (each for each in self._guests if each.kiro_api_key not in keys)
        return (*guests, *self._known.values())

    async def refresh(self) -> Sequence[ConfigInvalid]:
        """Take over what others have written, and write what could not be written before.

        Returns what is wrong with single entries when one has changed.  Raises `StoreUnwritable`.
        While the database is away, nothing is raised unless something waits to be written:
        `troubles` tells.
        """
        before = self._roster
        with suppress(*FAILURES):
            await self._looking.do()
        await self._write_unsaved()
        return () if self._roster is before else self._roster.problems

    @asynccontextmanager
    async def renewing(self, credential_id: int) -> AsyncGenerator[bool]:
        """Keep other replicas from renewing the credential for the time of the context.

        Raises `RenewalFailed` when the database does not say whose turn it is.
        """
        if self._is_guest(credential_id):
            yield True
            return
        async with self._renewals.renewing(credential_id) as is_our_turn:
            yield is_our_turn

    async def spend(self, credential_id: int, token: Secret) -> None:
        """Write down that the token is about to be sent; see the port."""
        if self._is_guest(credential_id):
            return
        row = self._held[credential_id]
        if row.broken is not None:
            raise RenewalFailed(f"its row cannot be opened: {row.broken.why}", is_final=False)
        await self._renewals.spend(credential_id, token.fingerprint())

    async def absolve(self, *credential_ids: int) -> None:
        """Let refresh tokens be sent once more that a replica may have spent; see the port."""
        try:
            await self._renewals.absolve(credential_ids)
        except FAILURES as failure:
            raise StoreUnwritable(SOURCE, why=told(failure)) from failure

    async def reread(self, credential_id: int) -> Credential:
        """Return the credential as its row has it now, or as it is known while nobody can ask.

        Raises `KeyError` when the credential is no longer there.
        """
        for guest in self._guests:
            if guest.id == credential_id:
                return guest
        with suppress(*FAILURES):
            async with within(self._patience.answer_seconds), self._database.reading() as asked:
                found = await self._rows.some(asked, [credential_id])
            self._adopt_one(found[credential_id])
        return self._known[credential_id]

    async def save_tokens(self, credential_id: int, tokens: Tokens) -> Credential:
        """Write the fields of `tokens` that are not `None` and return the new credential.

        They are in memory before, and stay there when `StoreUnwritable` is raised.  A row that
        holds another refresh token than the spent one is newer, and stays as it is.  Raises
        `KeyError` when the credential is no longer there.
        """
        known = self._known[credential_id]
        spent = known.tokens.refresh_token
        if spent is not None and tokens.refresh_token not in {None, spent}:
            self._spent.setdefault(credential_id, set()).add(spent.fingerprint())
        self._known[credential_id] = replace(known, tokens=merged(known.tokens, tokens))
        unsaved = self._unsaved.get(credential_id, Tokens())
        self._unsaved[credential_id] = merged(unsaved, tokens)
        await self._save(credential_id)
        return self._known[credential_id]

    async def add(self, entries: Sequence[Mapping[str, Any]]) -> list[int]:
        """Put new entries at the end and return their ids, chosen by the database for good.

        Members are those of the credentials file; `id`, and whatever is `None`, is not written.
        Raises `ConfigRefused` with all that is wrong with the entries, `StoreUnwritable` when they
        cannot be written; nothing is changed then.
        """
        refuse_new(faults(entries, self._read))
        async with self._changing() as connection:
            await self._rows.keep_others_out(connection)
            rows = await self._current(connection)
            document, _ = with_added(roster_of(rows.values()), entries, 1)
            new = cast("list[dict[str, Any]]", document)[len(rows) :]
            place = max((row.place for row in rows.values()), default=0)
            ids = await self._rows.add(connection, place + 1, new)
            await self._announce(connection)
        await self._see()
        return ids

    async def remove(self, *credential_ids: int) -> None:
        """Take entries out.

        Raises `KeyError` when one is not there, `StoreUnwritable` when they have to stay.
        """
        async with self._changing() as connection:
            await self._rows.keep_others_out(connection)
            revisions = await self._rows.revisions(connection)
            for number in credential_ids:
                if number not in revisions:
                    raise KeyError(number)
            await self._rows.remove(connection, credential_ids)
            await self._announce(connection)
        await self._see()

    async def edit(
        self, credential_id: int, changes: Mapping[str, Any], check: Check = accept
    ) -> None:
        """Set members of an entry; see `edit_all`."""
        await self.edit_all({credential_id: changes}, check)

    async def edit_all(
        self, changes: Mapping[int, Mapping[str, Any]], check: Check = accept
    ) -> None:
        """Set members of entries at once; `None` takes one out.

        `check` sees what each entry holds before, and may raise.  Raises `KeyError` when one is not
        there, `ConfigRefused` when one would have a fault that it has not now, `StoreUnwritable`
        when they have to stay as they are; nothing is changed then.
        """
        async with self._changing() as connection:
            rows = await self._rows.some(connection, list(changes), for_change=True)
            for row in rows.values():
                row.check()
            edited = edit_entries(roster_of(rows.values()), changes, check)
            before = faults([held for held, _ in edited], self._read)
            refuse_new(faults([members for _, members in edited], self._read), before)
            changed = [number for number, (a, b) in zip(changes, edited, strict=True) if a != b]
            await self._rows.put(connection, [rows[number] for number in changed])
            await self._announce(connection)
        await self._see()

    def _is_guest(self, credential_id: int) -> bool:
        return any(guest.id == credential_id for guest in self._guests)

    @asynccontextmanager
    async def _changing(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection for a change; raises `StoreUnwritable` for what the database fails at.

        What has raised may have been kept all the same, if the database has failed at the end.
        """
        try:
            async with within(self._patience.write_seconds), self._database.writing() as connection:
                yield connection
        except FAILURES as failure:
            raise StoreUnwritable(SOURCE, why=told(failure)) from failure

    async def _write_unsaved(self) -> None:
        failed: StoreUnwritable | None = None
        for credential_id in tuple(self._unsaved):
            try:
                await self._save(credential_id)
            except KeyError:
                continue  # it is forgotten as soon as the rows can be read
            except StoreUnwritable as unwritable:
                failed = unwritable
                if unwritable.__cause__ is not None:
                    break  # it is not about this row
        if failed is not None:
            raise failed

    async def _save(self, credential_id: int) -> None:
        tokens = self._unsaved.get(credential_id)
        if tokens is None:
            return
        known = self._known[credential_id]
        current = known.tokens.refresh_token
        marks = {current.fingerprint()} if current else set[str]()
        spent = self._spent.get(credential_id, set()) - marks
        change = Change(known.machine_id, tokens, frozenset(spent | marks))
        async with self._changing() as connection:
            row = (await self._rows.some(connection, [credential_id], for_change=True))[
                credential_id
            ]
            row.check()
            if patch(row.alone, {credential_id: change}):
                (row,) = await self._rows.put(connection, [row])
                await self._rows.resolve(connection, credential_id, spent)
                await self._announce(connection)
        if self._unsaved.get(credential_id) is tokens:
            del self._unsaved[credential_id]
        self._adopt_one(row)
        self._renewals.settle()

    async def _see(self) -> None:
        """Take over what has just been written; if that fails now, the next look does it."""
        with suppress(*FAILURES):
            await self._looking.do()

    async def _look(self) -> None:
        before = dict(self._held)
        try:
            async with within(self._patience.write_seconds), self._database.reading() as asked:
                rows = await self._current(asked)
        except FAILURES as failure:
            self.problem = told(failure)
            raise
        self.problem = ""
        # What has been written from here meanwhile is newer than the look.
        newer = {
            number: held for number, held in self._held.items() if held is not before.get(number)
        }
        rows = {number: newer.get(number, row) for number, row in rows.items()}
        if list(rows.items()) != list(self._held.items()):
            self._adopt(rows)

    async def _current(self, connection: AsyncConnection) -> dict[int, Row]:
        """Return all rows as they are now, in their order, of which only changed ones are read."""
        held, revisions = dict(self._held), await self._rows.revisions(connection)
        stale = [
            number
            for number, revision in revisions.items()
            if number not in held or held[number].revision != revision
        ]
        if stale:
            held |= await self._rows.some(connection, stale)
        return {number: held[number] for number in revisions if number in held}

    def _adopt_one(self, row: Row) -> None:
        """Take over one row, unless a later look has been taken over already."""
        held = self._held.get(row.id)
        if held is None or held.revision < row.revision:
            self._adopt({**self._held, row.id: row})

    def _adopt(self, rows: dict[int, Row]) -> None:
        known: dict[int, Credential] = {}
        for number, row in rows.items():
            is_same = self._held.get(number) is row
            found = self._known.get(number) if is_same else self._reconciled(row)
            if found is not None:
                known[number] = found
        self._held, self._known = rows, known
        self._roster = roster_of(rows.values())
        for gone in self._unsaved.keys() - rows.keys():
            del self._unsaved[gone]

    def _reconciled(self, row: Row) -> Credential | None:
        """Return what a row says of a credential, with what is only known here."""
        found, known = row.entry.credential, self._known.get(row.id)
        if found is None or known is None:
            # A row that cannot be used does not end the credential that is in use.
            return found or known
        written, ours = found.tokens.refresh_token, known.tokens.refresh_token
        is_unsaved = row.id in self._unsaved and written == ours
        # A database that has lost its last moments holds the spent token again.
        is_put_back = bool(written) and written.fingerprint() in self._spent.get(row.id, ())
        if is_unsaved or is_put_back:
            self._unsaved.setdefault(row.id, known.tokens)
            return replace(found, tokens=merged(found.tokens, known.tokens))
        # Any other refresh token comes from a renewal or a sign-in after ours.
        self._unsaved.pop(row.id, None)
        return found
