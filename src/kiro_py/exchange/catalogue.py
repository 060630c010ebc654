"""I know which models the accounts have, and keep knowing it."""

import asyncio
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from kiro_py.clients.client import MAIN, Client
from kiro_py.errors import GatewayError, RequestRefused, UpstreamUnreachable
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.lease import Errand, Leases
from kiro_py.exchange.permission import may_have
from kiro_py.exchange.renew import Fresh
from kiro_py.pool.credential import Credential
from kiro_py.pool.reach import EVERYWHERE, Reach
from kiro_py.ports.clock import Clock
from kiro_py.ports.journal import Journal, ModelsUnlisted
from kiro_py.ports.upstream import Upstream
from kiro_py.translate.model_list import listing, single
from kiro_py.translate.models import Model, from_listing, resolve
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


MOST_PARTS: Final = 64
"""How many groups have their lists put together for later; more are put together each time."""


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
    tokens of everybody.  `aliases` are the owner's own names, and may change.
    """

    def __init__(
        self,
        upstream: Upstream,
        addressing: Addressing,
        clock: Clock,
        journal: Journal,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.aliases = aliases or {}
        self._upstream = upstream
        self._addressing = addressing
        self._clock = clock
        self._journal = journal
        self._first = asyncio.Event()
        self._known: dict[int, _Known] = {}
        self._together: Mapping[str, Model] | None = None
        self._parts: dict[frozenset[int], Mapping[str, Model] | None] = {}
        self._somebody_due_at: dict[Reach, float] = {}

    @property
    def available(self) -> Mapping[str, Model] | None:
        """The models of all plans together, `None` as long as no list is known."""
        return self._together

    def available_to(self, within: frozenset[int] | None) -> Mapping[str, Model] | None:
        """Return the models of the plans of these credentials, `None` as long as none is known.

        `None` instead of ids stands for all.
        """
        if within is None:
            return self._together
        if within not in self._parts:
            if len(self._parts) >= MOST_PARTS:
                self._parts.clear()
            lists = [known for number, known in self._known.items() if number in within]
            self._parts[within] = _united(lists)
        return self._parts[within]

    def models(
        self, client: Client = MAIN, within: frozenset[int] | None = None
    ) -> Sequence[ModelInfo]:
        """Return what a client is told whose credentials are `within`: what it may have."""
        available = self.available_to(within)
        listed = listing(available, self.aliases)
        if not client.models:
            return listed
        return [model for model in listed if self._is_granted(client, model.id, available)]

    def model(
        self, name: str, client: Client = MAIN, within: frozenset[int] | None = None
    ) -> ModelInfo:
        """Return what a client is told of one model.

        Raises `RequestRefused` for one that is unknown, or hidden from the client.
        """
        available = self.available_to(within)
        found = single(name, available, self.aliases)
        if client.models and not self._is_granted(client, name, available):
            raise RequestRefused(f"model: {name}", status=404, error_type="not_found_error")
        return found

    def models_of(self, credential_id: int) -> Collection[str] | None:
        """Return the ids of the models that a credential's plan has, `None` if that is unknown."""
        known = self._known.get(credential_id)
        return None if known is None else known.models

    async def learn(self, credential: Credential, fresh: Fresh) -> Mapping[str, Model] | None:
        """Return the models of a credential's plan, asked for if that is due; `None` if unknown."""
        if self._is_due(credential.id):
            await self._ask_freshly(credential, fresh)
        return self._known[credential.id].models

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
        for reach in (EVERYWHERE, *map(Reach, leases.groups())):
            if self.available_to(leases.within(reach)) is None and self._is_time_for(reach):
                await self._ask_somebody(leases, reach)
        async with asyncio.TaskGroup() as asking:
            for credential in leases.in_use():
                if self._is_due(credential.id):
                    asking.create_task(self._ask_freshly(credential, fresh))

    def _is_granted(self, client: Client, name: str, available: Mapping[str, Model] | None) -> bool:
        model = resolve(name, aliases=self.aliases, available=available).model
        return may_have(client, name, model.id, self.aliases)

    def _is_time_for(self, reach: Reach) -> bool:
        """Tell whether somebody in reach is to be asked for a first list, and note it."""
        now = self._clock.monotonic()
        if now < self._somebody_due_at.get(reach, -math.inf):
            return False
        self._somebody_due_at[reach] = now + RETRY_SECONDS
        return True

    def _forget_gone(self, leases: Leases) -> None:
        for gone in self._known.keys() - leases.ids():
            del self._known[gone]
            self._unite()

    def _is_due(self, credential_id: int) -> bool:
        known = self._known.get(credential_id)
        return known is None or self._clock.monotonic() >= known.due_at

    async def _ask_somebody(self, leases: Leases, reach: Reach) -> None:
        try:
            with await leases.take(Errand(reach=reach)) as lease:
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
        self._together = _united(self._known.values())
        self._parts.clear()

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


def _united(lists: Iterable[_Known]) -> Mapping[str, Model] | None:
    """Return all models of the lists; the first list of a model has the word on it."""
    together: dict[str, Model] = {}
    for known in reversed(list(lists)):
        together.update(known.models or {})
    return together or None
