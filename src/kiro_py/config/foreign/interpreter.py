"""I read pasted sign-ins for the keeper, and write ours for other programs."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kiro_py.config.foreign.account_manager import can_hold, to_account_manager
from kiro_py.config.foreign.detect import Form as TextForm
from kiro_py.config.foreign.detect import form_of, read_foreign
from kiro_py.config.foreign.found import Found
from kiro_py.config.foreign.twins import Outcome, Planned, plan_import
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.kiro.address import Account, account_of
from kiro_py.pool.credential import Credential
from kiro_py.pool.roster import Roster
from kiro_py.ports.imports import Form, Reading, Row, Status

_SOURCE: Final = "text"
_DATABASE: Final = (
    "this is a database: it is read from its path, with `kiro-py credentials import PATH`"
)
_ENDPOINT: Final = "tokenEndpoint: "
"""How a problem begins that the settings may solve."""

ReadEntries = Callable[[bytes], Roster]
"""Reads a credentials file as the settings want it."""

_STATUS: Final[Mapping[Outcome, Status]] = {
    Outcome.ADDED: "new",
    Outcome.DUPLICATE: "duplicate",
    Outcome.SKIPPED: "invalid",
    Outcome.REFUSED: "invalid",
}


@dataclass(frozen=True, slots=True)
class ForeignTongues:
    """Implements the `Interpreter` port; `read_entries` reads entries as the settings want it."""

    read_entries: ReadEntries

    def read(self, text: str, known: Sequence[Credential], roster: Roster) -> Reading:
        """Return a row for every sign-in in `text`; see the port."""
        data = text.encode("utf-8", "replace")
        try:
            form = form_of(data, _SOURCE)
            found = () if form is TextForm.DATABASE else read_foreign(data, _SOURCE)
        except ConfigInvalid as invalid:
            raise ConfigRefused([ConfigInvalid(_SOURCE, "text", invalid.problem)]) from invalid
        if form is TextForm.DATABASE:
            raise ConfigRefused([ConfigInvalid(_SOURCE, "text", _DATABASE)])
        rows = [judged_again(row, self.read_entries) for row in found]
        return Reading(form.value, tuple(map(_row, plan_import(rows, known, roster))))

    def write(self, entries: Sequence[Mapping[str, Any]], form: Form) -> bytes:
        """Return a document with the entries that the form has a place for."""
        held = [entry for entry in entries if self.can_hold(entry, form)]
        document = held if form == "kiro-py" else to_account_manager(held)
        # In ASCII, since an edited file may hold half a character, which has no bytes of its own.
        return json.dumps(document, indent=2).encode() + b"\n"

    def can_hold(self, entry: Mapping[str, Any], form: Form) -> bool:
        """Tell whether the form has a place for an entry."""
        return form == "kiro-py" or can_hold(entry)


def judged_again(row: Found, read_entries: ReadEntries) -> Found:
    """Return `row` as the settings judge it, which may allow more identity providers."""
    if not row.problems or not all(each.startswith(_ENDPOINT) for each in row.problems):
        return row
    roster = read_entries(json.dumps([row.members]).encode())
    problems = () if roster.credentials else row.problems
    return replace(row, problems=problems, credential=next(iter(roster.credentials), None))


def _row(planned: Planned) -> Row:
    found, credential = planned.found, planned.found.credential
    status = _STATUS[planned.outcome]
    token = None if credential is None else credential.tokens.refresh_token
    return Row(
        label=found.label,
        status=status,
        why=planned.why,
        auth_method=None if credential is None else _method(credential),
        members=found.members if status == "new" else None,
        mark=None if token is None else token.fingerprint(),
    )


def _method(credential: Credential) -> str:
    is_builder_id = account_of(credential) is Account.BUILDER_ID
    return "builder-id" if is_builder_id else credential.auth_method.value
