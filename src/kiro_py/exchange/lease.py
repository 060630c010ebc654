"""I hold a credential for a request, and settle it on every exit."""

import asyncio
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Final, Self

from kiro_py.errors import (
    GatewayError,
    Lack,
    NoCredential,
    Penalty,
    RenewalFailed,
    UpstreamRefused,
)
from kiro_py.exchange.book import Book
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.affinity import Affinity
from kiro_py.pool.credential import Credential
from kiro_py.pool.reach import EVERYWHERE, Reach
from kiro_py.pool.renewal import is_alive
from kiro_py.pool.standing import State
from kiro_py.pool.turn import Candidate, Full, Nobody, Rules, Turn, Wanted, choose
from kiro_py.pool.verdict import Attempted
from kiro_py.ports.clock import Clock
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.homes import HomeStore

SEAT_SECONDS: Final = 30.0
"""How long a request waits for a seat: longer, and its client thinks that nobody is there."""

BUSY_RETRY_SECONDS: Final = 5
"""What a client is told that found no seat."""

IN_USE_SECONDS: Final = 900.0
"""How long after its last request a credential still counts as one in use."""

ModelsOf = Callable[[int], Collection[str] | None]
"""The ids of the models that a credential's plan has, `None` while that is not known."""

_ABOUT_CREDITS: Final = frozenset({Penalty.COOL, Penalty.SPEND, Penalty.SPEND_FOR_NOW})


@dataclass(frozen=True, slots=True)
class Errand:
    """What a lease is taken for; `excluded` have failed this request already.

    `reach` is who may serve it at all.
    """

    model: str = ""
    conversation_id: str = ""
    excluded: frozenset[int] = frozenset()
    reach: Reach = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Use:
    """How much a credential was used since the start: answers, and when it was taken last.

    `in_flight` is how many requests it is serving now.
    """

    served: int = 0
    last_at: float | None = None
    in_flight: int = 0


@dataclass(slots=True)
class Leases:
    """The pool at work: who may serve and who is serving.

    `homes` is what other processes know of conversations; with so many `sharers` the seats of a
    credential are divided.
    """

    store: CredentialStore
    renewer: Renewer
    book: Book
    clock: Clock
    rules: Rules = field(default_factory=Rules)
    quotas: Quotas | None = None
    models_of: ModelsOf = lambda _: None
    homes: HomeStore | None = None
    sharers: Callable[[], int] = lambda: 1
    _affinity: Affinity = field(init=False, default_factory=Affinity)
    _in_flight: dict[int, int] = field(init=False, default_factory=dict[int, int])
    _last_used: dict[int, float] = field(init=False, default_factory=dict[int, float])
    _served: dict[int, int] = field(init=False, default_factory=dict[int, int])
    _waiting: int = field(init=False, default=0)
    _freed: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    @property
    def has_any(self) -> bool:
        """Whether some credential may serve now, or waits for no more than a time that is known."""
        return any(self._passing())

    @property
    def has_living(self) -> bool:
        """Whether some of those need no renewal for it, which needs a place for what it brings."""
        now = self.clock.now()
        return any(is_alive(credential, now) for credential in self._passing())

    def _passing(self) -> Iterator[Credential]:
        passing = {State.READY, State.COOLING, State.LIMITED, State.SPENT}
        for credential in self.store.credentials():
            if not credential.disabled and self.book.standing(credential).state in passing:
                yield credential

    @property
    def waiting(self) -> int:
        """How many requests wait for a seat."""
        return self._waiting

    def ids(self) -> frozenset[int]:
        """Return the ids of all credentials."""
        return frozenset(credential.id for credential in self.store.credentials())

    def within(self, reach: Reach) -> frozenset[int] | None:
        """Return the ids of the credentials in `reach`, `None` for all of them."""
        if reach == EVERYWHERE:
            return None
        return frozenset(each.id for each in self.store.credentials() if reach.covers(each))

    def groups(self) -> Sequence[str]:
        """Return the groups that enabled credentials belong to."""
        enabled = (each for each in self.store.credentials() if not each.disabled)
        return sorted({group for each in enabled for group in each.groups})

    def use_of(self, credential_id: int) -> Use:
        """Return how much a credential was used."""
        return Use(
            self._served.get(credential_id, 0),
            self._last_used.get(credential_id),
            self._in_flight.get(credential_id, 0),
        )

    def in_use(self) -> list[Credential]:
        """Return those that were used lately and may be asked about their account."""
        since = self.clock.now() - IN_USE_SECONDS
        asked = {State.READY, State.COOLING, State.SPENT}
        return [
            credential
            for credential in self.store.credentials()
            if not credential.disabled
            and self._last_used.get(credential.id, -math.inf) >= since
            and self.book.standing(credential).state in asked
        ]

    async def take(self, errand: Errand) -> "Lease":
        """Return a lease on the credential whose turn it is, its token renewed when it must be.

        Waits a while for a seat, and passes over those whose token cannot be renewed.  Raises
        `NoCredential` when nobody may serve, `RenewalFailed` when a renewal was all that lacked.
        """
        missed: RenewalFailed | None = None
        await self._recall(errand.conversation_id)
        while True:
            try:
                credential = await self._seat(errand)
            except NoCredential as nobody:
                raise missed or nobody from nobody
            try:
                return await self._fresh(credential, errand)
            except RenewalFailed as failure:
                missed = missed or failure
                errand = replace(errand, excluded=errand.excluded | {credential.id})

    async def _fresh(self, credential: Credential, errand: Errand) -> "Lease":
        self._in_flight[credential.id] = self._in_flight.get(credential.id, 0) + 1
        began_at = self._last_used[credential.id] = self.clock.now()
        try:
            return Lease(self, await self.renewer.fresh(credential), errand, began_at)
        except BaseException as failure:
            if isinstance(failure, GatewayError):
                self.failed(credential, failure, errand, began_at)
            self.release(credential)
            raise

    def is_shared(self, credential: Credential, errand: Errand) -> bool:
        """Whether another credential or model has served the conversation, if that is known."""
        return self._affinity.is_shared(errand.conversation_id, credential.id, errand.model)

    async def renewed(self, refused: Credential) -> Credential:
        """Return `refused` with another token than the one that the service has just refused.

        Raises `RenewalFailed` when no other can be had.
        """
        return await self.renewer.other(refused)

    def served(self, credential: Credential, errand: Errand) -> None:
        """Settle an answer that came through: its conversation is at home here now."""
        if errand.conversation_id:
            now = self.clock.now()
            home = self._affinity.bind(errand.conversation_id, credential.id, errand.model, now)
            if self.homes is not None:
                self.homes.keep(errand.conversation_id, home)
        self._served[credential.id] = self._served.get(credential.id, 0) + 1
        self.book.served(credential)

    def failed(
        self, credential: Credential, failure: GatewayError, errand: Errand, began_at: float
    ) -> None:
        """Settle a failed attempt that began at `began_at`.

        The service says "too many requests" of spent credits, too, and seldom says until when:
        the account's usage knows better.
        """
        resets_at = None if self.quotas is None else self.quotas.resets_at(credential.id)
        attempted = Attempted(errand.model, began_at, resets_at=resets_at)
        self.book.failed(credential, failure, attempted)
        is_about_credits = (
            isinstance(failure, UpstreamRefused) and failure.refusal.penalty in _ABOUT_CREDITS
        )
        if is_about_credits and self.quotas is not None:
            self.quotas.doubt(credential)

    def release(self, credential: Credential) -> None:
        """Free a seat: all who wait look for one, and whoever has waited longest looks first.

        The first one may not be able to use this very seat.
        """
        self._in_flight[credential.id] -= 1
        freed, self._freed = self._freed, asyncio.Event()
        freed.set()

    async def _recall(self, conversation_id: str) -> None:
        """Find out whether the conversation has been elsewhere meanwhile."""
        if self.homes is not None and conversation_id:
            told = await self.homes.recall(conversation_id)
            if told is not None:
                self._affinity.take_over(conversation_id, told)

    async def _seat(self, errand: Errand) -> Credential:
        if self._waiting:
            await asyncio.sleep(0)  # a seat that was freed just now is for those who wait
        try:
            async with asyncio.timeout(SEAT_SECONDS):
                while True:
                    now = self.clock.now()
                    preferred = self._affinity.find(errand.conversation_id, now)
                    wanted = Wanted(errand.model, preferred, errand.excluded, errand.reach)
                    rules = self.rules.shared_by(self.sharers())
                    match choose(self._candidates(), wanted, rules, now):
                        case Turn(credential):
                            return credential
                        case Nobody() as nobody:
                            raise _lacking(nobody, now)
                        case Full():
                            await self._wait()
        except TimeoutError:
            raise NoCredential(
                "every credential is as busy as it may be",
                lack=Lack.BUSY,
                retry_after_seconds=BUSY_RETRY_SECONDS,
            ) from None

    async def _wait(self) -> None:
        self._waiting += 1
        try:
            await self._freed.wait()
        finally:
            self._waiting -= 1

    def _candidates(self) -> list[Candidate]:
        return [
            Candidate(
                credential=credential,
                standing=self.book.standing(credential),
                models=self.models_of(credential.id),
                in_flight=self._in_flight.get(credential.id, 0),
                last_used=self._last_used.get(credential.id, 0.0),
                share_left=self._share_left(credential.id),
            )
            for credential in self.store.credentials()
        ]

    def _share_left(self, credential_id: int) -> float | None:
        return None if self.quotas is None else self.quotas.remaining_share(credential_id)


class Lease:
    """A credential with a token that is good for now, held until it is released.

    Say `served` or `failed` before that; a client that has left says neither.
    """

    __slots__ = ("_began_at", "_errand", "_is_held", "_leases", "credential")

    def __init__(
        self, leases: Leases, credential: Credential, errand: Errand, began_at: float
    ) -> None:
        self._leases = leases
        self._errand = errand
        self._began_at = began_at
        self._is_held = True
        self.credential = credential

    @property
    def is_shared(self) -> bool:
        """Whether the conversation has turns that another credential or model has served."""
        return self._leases.is_shared(self.credential, self._errand)

    def served(self) -> None:
        """Say that an answer has come through."""
        self._leases.served(self.credential, self._errand)

    def failed(self, failure: GatewayError) -> None:
        """Say how the attempt failed."""
        self._leases.failed(self.credential, failure, self._errand, self._began_at)

    async def renew(self) -> None:
        """Get another token than the one that was refused; see `Leases.renewed`."""
        self.credential = await self._leases.renewed(self.credential)

    def release(self) -> None:
        """Let go; may be called twice."""
        if self._is_held:
            self._is_held = False
            self._leases.release(self.credential)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _lacking(nobody: Nobody, now: float) -> NoCredential:
    until = nobody.until
    waits = nobody.lack in {Lack.COOLING, Lack.LIMITED} and until is not None
    return NoCredential(
        nobody.why,
        lack=nobody.lack,
        retry_after_seconds=max(1, math.ceil(until - now)) if waits and until is not None else None,
        resets_at=nobody.resets_at,
    )
