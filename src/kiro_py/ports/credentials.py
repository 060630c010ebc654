"""The need to keep credentials where they survive a restart."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from kiro_py.errors import ConfigInvalid
from kiro_py.pool.credential import Credential, Tokens


class CredentialStore(Protocol):
    """The place credentials come from and rotated tokens go back to."""

    def credentials(self) -> Sequence[Credential]:
        """Return every credential as it is now, in file order."""
        ...

    @property
    def unsaved(self) -> Collection[int]:
        """The credentials whose rotated tokens are only in memory."""
        ...

    async def refresh(self) -> Sequence[ConfigInvalid]:
        """Take over what others have written, and write what could not be written before.

        Returns what is wrong with single credentials, as soon as that has changed.  Raises
        `StoreUnwritable` when writing fails again, and `ConfigInvalid` when what others have
        written cannot be used as a whole; what was known goes on then.
        """
        ...

    def renewing(self, credential_id: int) -> AbstractAsyncContextManager[bool]:
        """Keep other processes from renewing the credential for the time of the context.

        Enters as soon as it is this process's turn, with true; or, when another one does not end,
        with false, and then its refresh token must not be sent.
        """
        ...

    async def reread(self, credential_id: int) -> Credential:
        """Return the credential as the file has it now, since another client may have rotated it.

        Raises `KeyError` when it is no longer there.
        """
        ...

    async def save_tokens(self, credential_id: int, tokens: Tokens) -> Credential:
        """Write the fields of `tokens` that are not `None` and return the new credential.

        The new tokens are in memory (`credentials()`) even when `StoreUnwritable` is raised.
        """
        ...


class EditableStore(CredentialStore, Protocol):
    """A store that a person may change; members are those of the credentials file."""

    async def add(self, entries: Sequence[Mapping[str, Any]]) -> list[int]:
        """Put new entries at the end and return their ids.

        Raises `ConfigRefused` with all that is wrong with them, `StoreUnwritable` when they cannot
        be written; nothing is changed then.
        """
        ...

    async def edit(self, credential_id: int, changes: Mapping[str, Any]) -> None:
        """Set members of an entry; `None` takes one out.

        Raises `KeyError` when it is not there, `ConfigRefused` when it would have a fault that it
        has not now, `StoreUnwritable` when it has to stay as it is.
        """
        ...

    async def remove(self, credential_id: int) -> None:
        """Take an entry out.

        Raises `KeyError` when it is not there, `StoreUnwritable` when it has to stay.
        """
        ...
