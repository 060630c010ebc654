"""I give credentials out with their secrets, to whoever shows the admin key once more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kiro_py.admin.changes import acted
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.register import Register, missing
from kiro_py.pool.credential import Credential
from kiro_py.ports.clock import Clock
from kiro_py.ports.imports import Interpreter
from kiro_py.ports.journal import Journal
from kiro_py.wire.admin.imports import ExportWanted


@dataclass(frozen=True, slots=True)
class Export:
    """A document, what to call it, and how many credentials its form has no place for."""

    data: bytes
    name: str
    left_out: int


@dataclass(frozen=True, slots=True)
class Exporting:
    """Writes exports; whoever asks must have shown the key already."""

    register: Register
    interpreter: Interpreter
    clock: Clock
    journal: Journal

    def export(self, wanted: ExportWanted) -> Export:
        """Return the credentials that are wanted, with the tokens that they have now.

        Raises `KeeperRefused` with 404 for one that is not there, and with 400 for the
        environment's, which nobody else may have.
        """
        known = {each.id: each for each in self.register.store.credentials()}
        entries = {entry.id: entry.members for entry in self.register.store.roster.entries}
        numbers = tuple(entries) if wanted.ids is None else tuple(dict.fromkeys(wanted.ids))
        for number in numbers:
            if number not in entries and number not in known:
                raise missing(number)
            if number not in entries:
                raise KeeperRefused(400, f"credential {number} comes from the environment")
        chosen = [_newest(entries[number], known.get(number)) for number in numbers]
        held = [each for each in chosen if self.interpreter.can_hold(each, wanted.format)]
        if numbers:
            self.journal.note(acted(numbers, "exported with secrets"))
        day = datetime.fromtimestamp(self.clock.now(), UTC).date().isoformat()
        return Export(
            self.interpreter.write(held, wanted.format),
            f"credentials-{wanted.format}-{day}.json",
            len(chosen) - len(held),
        )


def _newest(members: Mapping[str, Any], known: Credential | None) -> dict[str, Any]:
    """Return an entry with the tokens that are only in memory yet."""
    newest = dict(members)
    tokens = None if known is None else known.tokens
    if tokens is None:
        return newest
    for name, secret in (
        ("refreshToken", tokens.refresh_token),
        ("accessToken", tokens.access_token),
    ):
        if secret is not None:
            newest[name] = secret.reveal()
    return newest
