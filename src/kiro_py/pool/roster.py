"""What a credentials file says: its JSON, and the credential that each entry makes."""

from dataclasses import dataclass
from typing import Any

from kiro_py.errors import ConfigInvalid
from kiro_py.pool.credential import Credential


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of the file; `credential` is `None` when it cannot be used.

    `members` are those of the roster's document, not a copy.
    """

    id: int
    members: dict[str, Any]
    credential: Credential | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A credentials file, read once; `document` is its own JSON, one object or a list of them.

    `problems` say why entries cannot be used, `warnings` what was odd about others.
    """

    document: object
    entries: tuple[Entry, ...] = ()
    problems: tuple[ConfigInvalid, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The credentials that can be used, in file order."""
        return tuple(entry.credential for entry in self.entries if entry.credential is not None)

    def entry(self, credential_id: int) -> Entry:
        """Return the entry of this id; raises `KeyError` when there is none."""
        for entry in self.entries:
            if entry.id == credential_id:
                return entry
        raise KeyError(credential_id)
