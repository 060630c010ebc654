"""I look after the store: what others write is taken over, what could not be written is retried."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from typing import Final

from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import FileUnread, Journal, RosterChanged, TokensSaved, TokensUnsaved

LOOK_SECONDS: Final = 2.0
"""How often it is looked whether somebody has written: an editor's save is noticed at once."""

LONGEST_PAUSE_SECONDS: Final = 60.0
"""How long the last pauses are between tries to write to a disk that is full or read-only."""


class Upkeep:
    """Run `keep` in the background."""

    def __init__(self, store: CredentialStore, journal: Journal) -> None:
        self._store = store
        self._journal = journal
        self._why_unwritable: str | None = None
        self._stirred = asyncio.Event()

    async def keep(self) -> None:
        """Look after the store, for ever; failures are told once and pauses grow with them."""
        pause = LOOK_SECONDS
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stirred.wait()
            self._stirred.clear()
            is_well = await self.look()
            pause = LOOK_SECONDS if is_well else min(2 * pause, LONGEST_PAUSE_SECONDS)

    def stir(self) -> None:
        """Look at once: somebody has written."""
        self._stirred.set()

    async def look(self) -> bool:
        """Look once, and tell whether all is well."""
        before = frozenset(self._store.unsaved)
        known = self._store.credentials()
        try:
            problems = await self._store.refresh()
        except StoreUnwritable as unwritable:
            if unwritable.why != self._why_unwritable:
                self._why_unwritable = unwritable.why
                for credential_id in before:
                    self._journal.note(TokensUnsaved(credential_id, unwritable.why))
            return False
        except ConfigInvalid as invalid:
            self._journal.note(FileUnread(str(invalid)))
            return True
        for problem in problems:
            self._journal.note(FileUnread(str(problem)))
        if told := dict(differences(known, self._store.credentials())):
            self._journal.note(RosterChanged("; ".join(told.values()), tuple(told)))
        self._why_unwritable = None
        for credential_id in before - frozenset(self._store.unsaved):
            self._journal.note(TokensSaved(credential_id))
        return True


def differences(
    before: Sequence[Credential], after: Sequence[Credential]
) -> Iterator[tuple[int, str]]:
    """Say by id what has become of credentials, without a value; new tokens are no difference."""
    known = {each.id: each for each in before}
    for each in after:
        old = known.pop(each.id, None)
        if old is None:
            yield each.id, f"credential {each.id} is new"
        elif changed := _changed(old, each):
            yield each.id, f"credential {each.id} has another {', '.join(changed)}"
    for gone in known:
        yield gone, f"credential {gone} is gone"


def _changed(old: Credential, new: Credential) -> list[str]:
    if old is new:
        return []
    old, new = replace(old, tokens=Tokens()), replace(new, tokens=Tokens())
    return [
        _written(each.name)
        for each in fields(Credential)
        if getattr(old, each.name) != getattr(new, each.name)
    ]


def _written(name: str) -> str:
    """Return the name of a field as the file has it."""
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))
