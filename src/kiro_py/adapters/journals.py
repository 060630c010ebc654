"""Several journals as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiro_py.ports.journal import Happening, Journal


@dataclass(frozen=True, slots=True)
class Journals:
    """Implements the `Journal` port: each of `journals` takes note, in their order."""

    journals: Sequence[Journal]

    def note(self, happening: Happening) -> None:
        """Tell it to all of them."""
        for journal in self.journals:
            journal.note(happening)
