"""I take sign-ins over from elsewhere: looked at first, then added in one write, then proven."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kiro_py.admin.bulk import in_words
from kiro_py.admin.changes import acted
from kiro_py.admin.jobs import Jobs, Outcome, Step, Work
from kiro_py.admin.questions import Questions, Unproven
from kiro_py.admin.register import Register
from kiro_py.errors import GatewayError
from kiro_py.pool.credential import Credential
from kiro_py.ports.history import History
from kiro_py.ports.imports import Interpreter, Reading, Row
from kiro_py.ports.journal import Journal
from kiro_py.wire.admin.imports import ImportPreview, ImportRow, ImportText
from kiro_py.wire.admin.jobs import JobView


@dataclass(frozen=True, slots=True)
class Importing:
    """Previews and imports.

    Both raise `ConfigRefused` when nothing can be read.
    """

    register: Register
    interpreter: Interpreter
    history: History
    questions: Questions
    jobs: Jobs
    journal: Journal
    _turn: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    async def preview(self, wanted: ImportText) -> ImportPreview:
        """Return what an import would do; nothing is done."""
        reading = await self._read(wanted.text)
        counts = [row.status for row in reading.rows]
        return ImportPreview(
            format=reading.form,
            rows=tuple(
                ImportRow(
                    index=index,
                    label=row.label,
                    auth_method=row.auth_method,
                    status=row.status,
                    problem=row.why or None,
                )
                for index, row in enumerate(reading.rows)
            ),
            new=counts.count("new"),
            duplicate=counts.count("duplicate"),
            invalid=counts.count("invalid"),
        )

    async def run(self, wanted: ImportText) -> JobView:
        """Add what is new, and begin a job that has a row for everything that was found.

        With `verify` the job proves each new credential, and takes those out again whose sign-in is
        dead: never one that merely could not be asked.  Raises `StoreUnwritable` and, while too
        many jobs are running, `KeeperRefused`.
        """
        self.jobs.check_room()
        async with self._turn:
            reading = await self._read(wanted.text)
            new = [row for row in reading.rows if row.status == "new"]
            entries = [_entry(row, wanted) for row in new]
            ids = await self.register.store.add(entries) if entries else []
        if ids:
            self.journal.note(acted(ids, "imported"))
        steps = _steps(reading.rows, ids, is_done=not wanted.verify)
        return self.jobs.begin_anyway(Work("import", self._prove), steps)

    async def _read(self, text: str) -> Reading:
        known = [self._known(each) for each in self.register.store.credentials()]
        roster = self.register.store.roster
        reading = await asyncio.to_thread(self.interpreter.read, text, known, roster)
        marks = {row.mark for row in reading.rows if row.mark is not None and row.status == "new"}
        owners: Mapping[str, int] = await self.history.owners(marks) if marks else {}
        present = {each.id for each in known}
        earlier: dict[str, int] = {
            mark: owner for mark, owner in owners.items() if owner in present
        }
        return replace(reading, rows=tuple(_compared(row, earlier) for row in reading.rows))

    def _known(self, credential: Credential) -> Credential:
        """Return a credential with the address that its account has told."""
        quota = self.register.reading(credential.id).quota
        if credential.email or quota is None:
            return credential
        return replace(credential, email=quota.email)

    async def _prove(self, numbers: Sequence[int]) -> Sequence[Outcome]:
        return [await self._proven(number) for number in numbers]

    async def _proven(self, number: int) -> Outcome:
        try:
            return Outcome("done", f"added; {await self.questions.verify(number)}")
        except Unproven as unproven:
            if not unproven.is_dead:
                return Outcome("failed", f"added, but not proven: {unproven}")
            return await self._taken_out(number, str(unproven))
        except GatewayError as failure:
            return Outcome("failed", in_words(failure))

    async def _taken_out(self, number: int, why: str) -> Outcome:
        try:
            await self.register.store.remove(number)
        except KeyError:
            return Outcome("failed", why)
        except GatewayError as failure:
            return Outcome("failed", f"{why}; it could not be taken out: {failure}")
        self.journal.note(acted([number], f"taken out again: {why}"))
        return Outcome("failed", f"not added: {why}")


def _compared(row: Row, earlier: dict[str, int]) -> Row:
    """Return `row`, as a duplicate where its refresh token was one of somebody's before."""
    owner = earlier.get(row.mark or "")
    if row.status != "new" or owner is None:
        return row
    why = f"an earlier refreshToken of credential {owner}"
    return replace(row, status="duplicate", why=why, members=None)


def _entry(row: Row, wanted: ImportText) -> dict[str, Any]:
    members = dict(row.members or {})
    if wanted.priority is not None:
        members["priority"] = wanted.priority
    if wanted.groups:
        members["groups"] = list(wanted.groups)
    return members


def _steps(rows: Sequence[Row], ids: Sequence[int], *, is_done: bool) -> list[Step]:
    """Return an item for each row; those that are new have the ids, in their order."""
    given = iter(ids)
    steps: list[Step] = []
    for row in rows:
        match row.status:
            case "new" if is_done:
                steps.append(Step(next(given), row.label, "done", "added"))
            case "new":
                steps.append(Step(next(given), row.label))
            case "duplicate":
                steps.append(Step(None, row.label, "skipped", row.why))
            case "invalid":
                steps.append(Step(None, row.label, "failed", row.why))
    return steps
