"""I know which models the account has, and keep knowing it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from kiro_py.errors import GatewayError, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.lease import Errand, Leases
from kiro_py.pool.credential import Credential
from kiro_py.ports.journal import Journal, ModelsUnlisted
from kiro_py.ports.upstream import Upstream
from kiro_py.translate.models import CATALOGUE, Model, from_listing, listing
from kiro_py.wire.anthropic.models import ModelInfo
from kiro_py.wire.json import JsonObject

FRESH_SECONDS: Final = 3600.0
"""How often the list is asked for: models come by the month."""

RETRY_SECONDS: Final = 300.0
"""How long a failure is left alone; what was known stays in use."""

FIRST_SECONDS: Final = 3.0
"""How long a start waits for the list: without it the fallback table answers."""


class _Listed(msgspec.Struct, frozen=True):
    models: list[JsonObject] = []


class Catalogue:
    """The account's models; run `keep` in the background."""

    def __init__(
        self, upstream: Upstream, addressing: Addressing, leases: Leases, journal: Journal
    ) -> None:
        self._upstream = upstream
        self._addressing = addressing
        self._leases = leases
        self._journal = journal
        self._first = asyncio.Event()
        self.available: Mapping[str, Model] | None = None

    def models(self) -> Sequence[ModelInfo]:
        """Return what clients are told."""
        return listing(self.available if self.available is not None else CATALOGUE)

    async def keep(self) -> None:
        """Ask for the list now and then, for ever."""
        while True:
            is_known = await self.refresh()
            self._first.set()
            await asyncio.sleep(FRESH_SECONDS if is_known else RETRY_SECONDS)

    async def wait_first(self) -> None:
        """Wait for the first answer, good or bad, but not for long."""
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                await self._first.wait()
        except TimeoutError:
            return

    async def refresh(self) -> bool:
        """Ask for the list and tell whether it came; what was known stays when it did not."""
        try:
            with await self._leases.take(Errand()) as lease:
                for host in range(len(self._addressing.book.hosts.management)):
                    if listed := await self._ask(lease.credential, host):
                        self.available = listed
                        return True
        except GatewayError as failure:
            self._journal.note(ModelsUnlisted(str(failure)))
            return False
        self._journal.note(ModelsUnlisted("no host lists models for this credential"))
        return False

    async def _ask(self, credential: Credential, host: int) -> Mapping[str, Model]:
        try:
            answer = await self._upstream.fetch(self._addressing.list_models(credential, host=host))
        except UpstreamUnreachable:
            return {}
        if answer.status != 200:  # noqa: PLR2004 -- the only status that carries a list
            return {}
        try:
            return from_listing(msgspec.json.decode(answer.body, type=_Listed).models)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return {}
