"""The need to understand sign-ins as other programs keep them, and to give ours to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from kiro_py.pool.credential import Credential
from kiro_py.pool.roster import Roster

Status: TypeAlias = Literal["new", "duplicate", "invalid"]
Form: TypeAlias = Literal["kiro-py", "account-manager"]


@dataclass(frozen=True, slots=True)
class Row:
    """One sign-in that was found: what it is called, what would become of it, and why.

    `members` are those of our file, secrets among them; `mark` is the fingerprint of its refresh
    token.
    """

    label: str
    status: Status
    why: str = ""
    auth_method: str | None = None
    members: Mapping[str, Any] | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: `form` is the form of the text, in words."""

    form: str
    rows: tuple[Row, ...]


class Interpreter(Protocol):
    """Reads what others have written, and writes what others read."""

    def read(self, text: str, known: Sequence[Credential], roster: Roster) -> Reading:
        """Return a row for every sign-in in `text`, beside those that are `known` already.

        Blocks for as long as that takes.  Raises `ConfigRefused` when nothing can be read.
        """
        ...

    def write(self, entries: Sequence[Mapping[str, Any]], form: Form) -> bytes:
        """Return a document with the entries that the form has a place for."""
        ...

    def can_hold(self, entry: Mapping[str, Any], form: Form) -> bool:
        """Tell whether the form has a place for an entry."""
        ...
