"""I do what the keeper wants done to the pool; each change is in the file before it is told.

The journal hears of every one.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.views import Subject, view
from kiro_py.errors import RenewalFailed
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.quotas import Quotas
from kiro_py.exchange.word import made_usable, renew_now
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.standing import Reset
from kiro_py.ports.credentials import EditableStore
from kiro_py.ports.journal import Journal, KeeperActed
from kiro_py.ports.settings import Wheel
from kiro_py.wire.admin.pool import (
    Added,
    Balance,
    CredentialList,
    Done,
    LoadBalancing,
    NewCredential,
)


@dataclass(frozen=True, slots=True)
class Keeper:
    """The pool in its keeper's hands; `leases` are the pool at work, which sees changes at once.

    Where a credential is named that is not there, a method raises `KeeperRefused` with 404, and
    with 400 where the credential is the environment's and cannot be changed here.
    """

    store: EditableStore
    settings: Wheel
    leases: Leases
    quotas: Quotas
    journal: Journal

    def credentials(self) -> CredentialList:
        """Return the pool, the best credential first."""
        subjects = sorted(map(self._subject, self.store.credentials()), key=_priority)
        available = [each.credential.id for each in subjects if each.is_available]
        current = next(iter(available), None)
        views = (view(each, is_current=each.credential.id == current) for each in subjects)
        return CredentialList(
            total=len(subjects),
            available=len(available),
            current_id=current or 0,
            credentials=tuple(views),
        )

    async def add(self, new: NewCredential) -> Added:
        """Add a credential, unless its sign-in turns out to be dead.

        It stays when the sign-in service does not answer: the refresh token may be spent already,
        and what comes of it must have a place.  Raises `ConfigRefused` and `StoreUnwritable`.
        """
        (number,) = await self.store.add([msgspec.to_builtins(new)])
        told = f"credential {number} is added"
        try:
            await self.leases.renewer.fresh(self._find(number))
        except RenewalFailed as failed:
            if failed.is_final:
                await self.store.remove(number)
                why = f"refreshToken: it is refused, and nothing is added: {failed.why}"
                raise KeeperRefused(400, why) from failed
            told = f"{told}; its token could not be renewed yet: {failed.why}"
        self.journal.note(KeeperActed(told))
        return Added(message=told, credential_id=number, email=new.email or msgspec.UNSET)

    async def remove(self, number: int) -> Done:
        """Take a disabled credential out."""
        credential = self._find(number)
        if self._subject(credential).disabled_reason is None:
            raise KeeperRefused(400, f"credential {number} is in use: disable it first")
        async with self._changing(credential):
            await self.store.remove(number)
        # How it stood is nobody's any more.
        self.leases.book.tell(credential, Reset())
        return self._done(f"credential {number} is removed")

    async def set_disabled(self, number: int, *, is_disabled: bool) -> Done:
        """Leave a credential out, or use it again whatever was thought of it."""
        credential = self._find(number)
        if not is_disabled:
            await self._bring_back(credential)
            return self._done(f"credential {number} is enabled")
        async with self._changing(credential):
            await self.store.edit(number, {"disabled": True})
        return self._done(f"credential {number} is disabled")

    async def set_priority(self, number: int, priority: int) -> Done:
        """Give a credential another place."""
        async with self._changing(self._find(number)):
            await self.store.edit(number, {"priority": priority})
        return self._done(f"credential {number} has priority {priority}")

    async def reset(self, number: int) -> Done:
        """Use a credential again, whatever was thought of it."""
        await self._bring_back(self._find(number))
        return self._done(f"credential {number} is reset and enabled")

    async def refresh(self, number: int) -> Done:
        """Renew a credential's token now, disabled or not.

        Raises `RenewalFailed`, and `KeeperRefused` with 409 when that has just been done.
        """
        credential = self._find(number)
        if credential.auth_method is AuthMethod.API_KEY:
            raise KeeperRefused(400, "an API key has no tokens and needs no renewal")
        try:
            await renew_now(self.leases.renewer, self.leases.book, credential)
        except RenewalFailed as failed:
            if failed.is_final or failed.retry_after_seconds is not None:
                raise
            told = f"the token of credential {number} is new: it was renewed a moment ago"
            raise KeeperRefused(409, told) from failed
        return self._done(f"the token of credential {number} is renewed")

    async def balance(self, number: int) -> Balance:
        """Return what an account has left, as of five minutes ago at most.

        Raises `RenewalFailed`, and `KeeperRefused` with 502 when Kiro does not tell.
        """
        credential = self._find(number)
        fresh = await made_usable(self.leases.renewer, self.leases.book, credential)
        reading = await self.quotas.fetch(fresh)
        quota = reading.quota
        if quota is None or reading.why:
            raise KeeperRefused(502, f"Kiro does not tell the usage: {reading.why}")
        return Balance(
            id=number,
            subscription_title=quota.plan,
            current_usage=quota.used,
            usage_limit=quota.limit,
            remaining=quota.remaining,
            usage_percentage=quota.percent,
            next_reset_at=quota.resets_at,
        )

    def load_balancing(self) -> LoadBalancing:
        """Return how turns are given."""
        return LoadBalancing(self.leases.rules.mode.value)

    async def set_load_balancing(self, wanted: LoadBalancing) -> LoadBalancing:
        """Give turns in another way, from the next request on and after the next start."""
        if wanted != self.load_balancing():
            await self.settings.change({"loadBalancingMode": wanted.mode})
        return wanted

    def _done(self, told: str) -> Done:
        self.journal.note(KeeperActed(told))
        return Done(told)

    def _find(self, number: int) -> Credential:
        for credential in self.store.credentials():
            if credential.id == number:
                return credential
        raise _missing(number)

    def _subject(self, credential: Credential) -> Subject:
        return Subject(
            credential,
            self.leases.book.standing(credential),
            self.leases.use_of(credential.id),
            self.leases.renewer.failures(credential.id),
        )

    async def _bring_back(self, credential: Credential) -> None:
        if credential.disabled:
            async with self._changing(credential):
                await self.store.edit(credential.id, {"disabled": None})
        self.leases.book.tell(credential, Reset())

    @asynccontextmanager
    async def _changing(self, credential: Credential) -> AsyncGenerator[None]:
        if not credential.persists:
            told = f"credential {credential.id} comes from the environment: change it there"
            raise KeeperRefused(400, told)
        try:
            yield
        except KeyError:
            raise _missing(credential.id) from None


def _missing(number: int) -> KeeperRefused:
    return KeeperRefused(404, f"there is no credential {number}")


def _priority(subject: Subject) -> int:
    return subject.credential.priority
