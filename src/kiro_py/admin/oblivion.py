"""I forget what the keeper's side need not know any longer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiro_py.admin.sessions import Sessions
from kiro_py.ports.audit import AuditLog
from kiro_py.ports.clock import Clock

PAUSE_SECONDS: Final = 3600.0
DAY_SECONDS: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Oblivion:
    """Run `keep` in the background; changes are forgotten after `audit_days`.

    `warn` hears why something could not be forgotten yet.
    """

    sessions: Sessions
    audit: AuditLog
    clock: Clock
    audit_days: int
    warn: Callable[[str], None]

    async def keep(self) -> None:
        """Forget what is old, now and once an hour."""
        while True:
            try:
                await self.forget()
            except Exception as failure:  # noqa: BLE001 -- it must not end with one bad hour
                self.warn(f"old sessions and changes are still there: {failure}")
            await asyncio.sleep(PAUSE_SECONDS)

    async def forget(self) -> None:
        """Forget what is old."""
        await self.sessions.clean()
        await self.audit.clean(self.clock.now() - self.audit_days * DAY_SECONDS)
