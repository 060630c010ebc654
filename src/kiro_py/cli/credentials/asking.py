"""How credentials are asked at the service: as the gateway does, for those that a person names."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar

from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.credentials.words import DONE, FAILED, complain, remark
from kiro_py.cli.stores import open_store
from kiro_py.compose.desk import Desk, desk
from kiro_py.config.load import load
from kiro_py.config.settings import Settings, is_shared
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.credential import Credential
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import Happening, TokensUnsaved
from kiro_py.ports.standings import StandingStore

AT_ONCE: Final = 4
"""How many are asked at the same time: one person's accounts are not to look like a crowd."""

T = TypeVar("T")

Ask = Callable[[Desk, Credential], Awaitable[T]]
"""What is asked of one credential; never raises for what the service does."""


@dataclass(frozen=True, slots=True)
class Answers(Generic[T]):
    """What was told, and the exit code as far as it is not in that."""

    told: Sequence[T]
    code: int


class Unsaved:
    """A journal that keeps what a person must hear: tokens that are in memory alone."""

    def __init__(self) -> None:
        self.why: dict[int, str] = {}

    def note(self, happening: Happening) -> None:
        """Keep it when it is about tokens that are not saved."""
        if isinstance(happening, TokensUnsaved):
            self.why[happening.credential_id] = happening.why


def ask_each(numbers: Sequence[int], credentials: Path, config: Path, ask: Ask[T]) -> Answers[T]:
    """Ask the credentials of these numbers, or every enabled one when there is no number.

    Raises `ConfigRefused`, `ConfigInvalid` and `StoreUnwritable` before anything is asked.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    loaded = load(config, environ)
    for warning in loaded.warnings:
        remark(warning)
    if is_shared(loaded.settings.database_url):
        return asyncio.run(_ask_shared(numbers, loaded.settings, ask))
    store = open_store(credentials, environ, loaded.settings, _remark_all)
    office = _Office(loaded.settings, store, StandingsFile(credentials, remark), str(credentials))
    return asyncio.run(office.ask_each(numbers, ask))


def _remark_all(warnings: Iterable[str]) -> None:
    for warning in warnings:
        remark(f"warning: {warning}")


async def _ask_shared(numbers: Sequence[int], settings: Settings, ask: Ask[T]) -> Answers[T]:
    from kiro_py.cli.credentials.shared_ground import DATABASE, shared_place  # noqa: PLC0415 -- slow

    async with shared_place(settings) as (store, memory):
        return await _Office(settings, store, memory, DATABASE).ask_each(numbers, ask)


@dataclass(frozen=True, slots=True)
class _Office:
    """What a desk is made of."""

    settings: Settings
    store: CredentialStore
    memory: StandingStore
    where: str
    journal: Unsaved = field(default_factory=Unsaved)

    async def ask_each(self, numbers: Sequence[int], ask: Ask[T]) -> Answers[T]:
        """Ask these, or every enabled one; see the function."""
        known = {credential.id: credential for credential in self.store.credentials()}
        enabled = [number for number, credential in known.items() if not credential.disabled]
        wanted = dict.fromkeys(numbers or enabled)
        missing = [number for number in wanted if number not in known]
        for number in missing:
            complain(f"{self.where}: there is no credential {number} that can be used")
        found = [known[number] for number in wanted if number in known]
        told = await self.ask_all(found, ask)
        unsaved = self.store.unsaved
        for number in unsaved:
            why = self.journal.why.get(number, "the place cannot be written")
            complain(f"credential {number} has new tokens, which are lost, sign in again: {why}")
        return Answers(told, FAILED if missing or unsaved else DONE)

    async def ask_all(self, credentials: Sequence[Credential], ask: Ask[T]) -> list[T]:
        """Ask all of these, a few at a time."""
        seats = asyncio.Semaphore(AT_ONCE)
        async with desk(self.settings, self.store, self.memory, self.journal) as opened:

            async def ask_one(credential: Credential) -> T:
                async with seats:
                    return await ask(opened, credential)

            async with asyncio.TaskGroup() as asking:
                tasks = [asking.create_task(ask_one(credential)) for credential in credentials]
            if self.store.unsaved:
                # The last chance: what is in memory alone ends with the command.
                with suppress(StoreUnwritable, ConfigInvalid):
                    await self.store.refresh()
            return [task.result() for task in tasks]
