"""The need to keep credentials where they survive a restart."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from kiro_py.errors import ConfigInvalid
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.pool.roster import Roster
from kiro_py.secret import Secret

Check: TypeAlias = Callable[[Mapping[str, Any]], None]
"""Sees what an entry holds before it is changed, and may raise."""


def accept(_: Mapping[str, Any]) -> None:
    """Let any entry be changed."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """What is wrong with a store, each empty when nothing is.

    `place` is why it could not be used when it was looked at last, `entries` what is wrong with
    single ones, `lock` why other processes cannot be kept out of a renewal.
    """

    place: str = ""
    entries: Sequence[ConfigInvalid] = ()
    lock: str = ""


class CredentialStore(Protocol):
    """The place credentials come from and rotated tokens go back to."""

    def credentials(self) -> Sequence[Credential]:
        """Return every credential as it is now, in file order."""
        ...

    @property
    def unsaved(self) -> Collection[int]:
        """The credentials whose rotated tokens are only in memory."""
        ...

    @property
    def troubles(self) -> Troubles:
        """What is wrong with the place itself."""
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
        with false, and then its refresh token must not be sent.  Raises `RenewalFailed` when it
        cannot be known whose turn it is.
        """
        ...

    async def reread(self, credential_id: int) -> Credential:
        """Return the credential as the file has it now, since another client may have rotated it.

        Raises `KeyError` when it is no longer there.
        """
        ...

    async def spend(self, credential_id: int, token: Secret) -> None:
        """Note that the refresh token is about to be sent; called in its turn, right before.

        Raises `RenewalFailed`, and then it must not be sent: finally when another process may have
        sent it that will never say what came of it.  Raises `KeyError` when the credential is no
        longer there.
        """
        ...

    async def save_tokens(self, credential_id: int, tokens: Tokens) -> Credential:
        """Write the fields of `tokens` that are not `None` and return the new credential.

        The new tokens are in memory (`credentials()`) even when `StoreUnwritable` is raised.
        """
        ...


class EditableStore(CredentialStore, Protocol):
    """A store that a person may change; members are those of the credentials file."""

    @property
    def roster(self) -> Roster:
        """What the file said when it was looked at last; tokens may be newer in `credentials`."""
        ...

    async def add(self, entries: Sequence[Mapping[str, Any]]) -> list[int]:
        """Put new entries at the end and return their ids.

        Raises `ConfigRefused` with all that is wrong with them, `StoreUnwritable` when they cannot
        be written; nothing is changed then.
        """
        ...

    async def edit(
        self, credential_id: int, changes: Mapping[str, Any], check: Check = accept
    ) -> None:
        """Set members of an entry; see `edit_all`."""
        ...

    async def edit_all(
        self, changes: Mapping[int, Mapping[str, Any]], check: Check = accept
    ) -> None:
        """Set members of entries in one write; `None` takes one out.

        `check` sees what each entry holds before, and may raise.  Raises `KeyError` when one is not
        there, `ConfigRefused` when one would have a fault that it has not now, `StoreUnwritable`
        when they have to stay as they are; nothing is changed then.
        """
        ...

    async def absolve(self, *credential_ids: int) -> None:
        """Let refresh tokens be sent once more that a process may have spent: a person says so.

        What is under way stays noted.  Raises `StoreUnwritable` when that cannot be written down.
        """
        ...

    async def remove(self, *credential_ids: int) -> None:
        """Take entries out in one write.

        Raises `KeyError` when one is not there, `StoreUnwritable` when they have to stay.
        """
        ...
