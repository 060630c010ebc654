"""What is forgotten, and when."""

import asyncio
from collections.abc import Sequence

from fakes import FakeClock
from jumping_loop import run_jumping
from kiro_py.adapters.passing_memory import PassingAudit, PassingSessions
from kiro_py.admin.key import AdminKey
from kiro_py.admin.oblivion import DAY_SECONDS, PAUSE_SECONDS, Oblivion
from kiro_py.admin.sessions import Sessions
from kiro_py.exchange.pending import Pending
from kiro_py.ports.audit import Change, Entry
from kiro_py.secret import Secret


def oblivion(audit: PassingAudit, warnings: list[str], days: int = 2) -> Oblivion:
    clock = FakeClock()
    sessions = Sessions(AdminKey(Secret("key")), PassingSessions(), clock)
    return Oblivion(sessions, audit, clock, days, warnings.append)


def change(at: float) -> Change:
    return Change(at, "key", "", "act", "", "")


def test_old_changes_are_forgotten():
    """Younger ones stay."""

    async def run() -> Sequence[Entry]:
        audit, now = PassingAudit(), FakeClock().now()
        for days in (3, 1):
            await audit.write(change(now - days * DAY_SECONDS))
        await oblivion(audit, []).forget()
        return await audit.read(10, None)

    assert [2] == [entry.id for entry in run_jumping(run())]


def test_it_goes_on_after_a_failure():
    """A database that is locked for a moment is tried again an hour later."""

    class Broken(PassingAudit):
        tries = 0

        async def clean(self, before: float) -> None:
            self.tries += 1
            raise RuntimeError("locked")

    async def run() -> tuple[int, list[str]]:
        audit, warnings = Broken(), list[str]()
        async with Pending(oblivion(audit, warnings).keep()):
            await asyncio.sleep(2.5 * PAUSE_SECONDS)
        return audit.tries, warnings

    assert (3, 3 * ["old sessions and changes are still there: locked"]) == run_jumping(run())
