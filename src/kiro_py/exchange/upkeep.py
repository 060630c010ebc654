"""I look after the store: what others write is taken over, what could not be written is retried."""

import asyncio
from typing import Final

from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import FileUnread, Journal, TokensSaved, TokensUnsaved

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

    async def keep(self) -> None:
        """Look after the store, for ever; failures are told once and pauses grow with them."""
        pause = LOOK_SECONDS
        while True:
            await asyncio.sleep(pause)
            is_well = await self.look()
            pause = LOOK_SECONDS if is_well else min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def look(self) -> bool:
        """Look once, and tell whether all is well."""
        before = frozenset(self._store.unsaved)
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
        self._why_unwritable = None
        for credential_id in before - frozenset(self._store.unsaved):
            self._journal.note(TokensSaved(credential_id))
        return True
