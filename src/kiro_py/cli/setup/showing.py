"""What a person is shown who sets a client up by hand."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kiro_py.cli.credentials.places import Machine
from kiro_py.cli.credentials.words import formatted
from kiro_py.cli.setup.clients import Change, Client, Told
from kiro_py.cli.setup.target import Target
from kiro_py.secret import Secret

MASK: Final = "***"
"""What stands for the key unless it is asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say: a result, or a remark beside it."""

    text: str
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Showing:
    """Says what clients need; the key only where it `shows_key`."""

    target: Target
    machine: Machine
    shows_key: bool = False

    def lines(self, client: Client) -> Iterator[Line]:
        """Yield all that a client needs, in its own form."""
        target = self.target
        if client.place is not None and client.changes is not None:
            yield Line(f"{client.title} reads {client.place(self.machine)}; --write puts there:")
            yield Line(self._document(client.changes(target)), is_result=True)
        if client.variables is not None:
            yield Line(f"For {client.title}, in the environment:")
            for name, value in client.variables(target).items():
                yield Line(f"export {name}={self._quoted(value)}", is_result=True)
        if client.form is not None:
            yield Line(f"In {client.title}:")
            for name, value in client.form(target).items():
                yield Line(f"{name}: {self._told(value)}", is_result=True)
        yield from map(Line, client.remarks)
        if not self.shows_key:
            yield Line("--show-key shows the key.")

    def _told(self, value: Told) -> str:
        if not isinstance(value, Secret):
            return value
        return value.reveal() if self.shows_key else MASK

    def _quoted(self, value: Told) -> str:
        is_masked = isinstance(value, Secret) and not self.shows_key
        return MASK if is_masked else shlex.quote(self._told(value))

    def _document(self, changes: Sequence[Change]) -> str:
        document: dict[str, Any] = {}
        for change in changes:
            inner = document
            for name in change.path[:-1]:
                inner = inner.setdefault(name, {})
            if change.value is not None:
                inner[change.path[-1]] = self._told(change.value)
        return formatted(document).decode().rstrip()
