"""I know which models the accounts have, and keep knowing it."""

import asyncio
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from kiro_py.errors import GatewayError, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.lease import Errand, Leases
from kiro_py.exchange.renew import Fresh
from kiro_py.pool.credential import Credential
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal, ModelsUnlisted
from kiro_py.ports.upstream import Upstream
from kiro_py.translate.model_list import listing, single
from kiro_py.translate.models import Model, from_listing
from kiro_py.wire.anthropic.models import ModelInfo
from kiro_py.wire.json import JsonObject

FRESH_SECONDS: Final = 3600.0
"""How often a list is asked for: models come by the month."""

RETRY_SECONDS: Final = 300.0
"""How long a failure is left alone; what was known stays in use."""

ROUND_SECONDS: Final = 60.0
"""How often those in use are looked through for lists that are due."""

FIRST_SECONDS: Final = 3.0
"""How long a start waits for the first list: without it the fallback table answers."""


class _Listed(msgspec.Struct, frozen=True):
    models: list[JsonObject] = []


@dataclass(frozen=True, slots=True)
class _Known:
    """The models of one plan, `None` as long as they are not known; `due_at` is by the ruler."""

    models: Mapping[str, Model] | None
    due_at: float


class Catalogue:
    """The models of every plan in use; run `keep` in the background.

    A list is asked for with a credential that is in use anyway, so that a start does not renew the
    tokens of everybody.  `aliases` are the owner's own names.
    """

    def __init__(
        self,
        upstream: Upstream,
        addressing: Addressing,
        clock: Clock,
        journal: Journal,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self._aliases = aliases or {}
        self._upstream = upstream
        self._addressing = addressing
        self._clock = clock
        self._journal = journal
        self._first = asyncio.Event()
        self._known: dict[int, _Known] = {}
        self._together: Mapping[str, Model] | None = None
        self._somebody_due_at = -math.inf

    @property
    def available(self) -> Mapping[str, Model] | None:
        """The models of all plans together, `None` as long as no list is known."""
        return self._together

    def models(self) -> Sequence[ModelInfo]:
        """Return what clients are told."""
        return listing(self.available, self._aliases)

    def model(self, name: str) -> ModelInfo:
        """Return what clients are told of one model.  Raises `RequestRefused` for an unknown."""
        return single(name, self.available, self._aliases)

    def models_of(self, credential_id: int) -> Collection[str] | None:
        """Return the ids of the models that a credential's plan has, `None` if that is unknown."""
        known = self._known.get(credential_id)
        return None if known is None else known.models

    async def keep(self, leases: Leases, fresh: Fresh) -> None:
        """Keep the lists of those in use, and at least one, for ever."""
        while True:
            await self.refresh(leases, fresh)
            self._first.set()
            await asyncio.sleep(ROUND_SECONDS)

    async def wait_first(self) -> None:
        """Wait for the first answer, good or bad, but not for long."""
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                await self._first.wait()
        except TimeoutError:
            return

    async def refresh(self, leases: Leases, fresh: Fresh) -> None:
        """Ask for the lists that are due; what was known stays where none comes."""
        self._forget_gone(leases)
        now = self._clock.monotonic()
        if self.available is None and now >= self._somebody_due_at:
            self._somebody_due_at = now + RETRY_SECONDS
            await self._ask_somebody(leases)
        async with asyncio.TaskGroup() as asking:
            for credential in leases.in_use():
                if self._is_due(credential.id):
                    asking.create_task(self._ask_freshly(credential, fresh))

    def _forget_gone(self, leases: Leases) -> None:
        for gone in self._known.keys() - leases.ids():
            del self._known[gone]
            self._unite()

    def _is_due(self, credential_id: int) -> bool:
        known = self._known.get(credential_id)
        return known is None or self._clock.monotonic() >= known.due_at

    async def _ask_somebody(self, leases: Leases) -> None:
        try:
            with await leases.take(Errand()) as lease:
                await self._ask(lease.credential)
        except GatewayError as failure:
            self._journal.note(ModelsUnlisted(str(failure)))

    async def _ask_freshly(self, credential: Credential, fresh: Fresh) -> None:
        try:
            usable = await fresh(credential)
        except GatewayError as failure:
            self._take_in(credential, None, str(failure))
            return
        await self._ask(usable)

    async def _ask(self, credential: Credential) -> None:
        for host in range(len(self._addressing.book.hosts.management)):
            if listed := await self._listed(credential, host):
                self._take_in(credential, listed)
                return
        self._take_in(credential, None, "no host lists models for this credential")

    def _take_in(
        self, credential: Credential, listed: Mapping[str, Model] | None, why: str = ""
    ) -> None:
        now = self._clock.monotonic()
        if listed is not None:
            self._known[credential.id] = _Known(listed, now + FRESH_SECONDS)
            self._unite()
            return
        before = self._known.get(credential.id, _Known(None, 0.0))
        self._known[credential.id] = replace(before, due_at=now + RETRY_SECONDS)
        self._journal.note(ModelsUnlisted(why))

    def _unite(self) -> None:
        """Put all lists together, once for all the requests that ask."""
        together: dict[str, Model] = {}
        for known in reversed(self._known.values()):
            together.update(known.models or {})
        self._together = together or None

    async def _listed(self, credential: Credential, host: int) -> Mapping[str, Model]:
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
