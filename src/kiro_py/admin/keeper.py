"""I do what the keeper wants done to the pool; each change is in the file before it is told.

The journal hears of every one.
"""

from dataclasses import dataclass

import msgspec

from kiro_py.admin.changes import Changes, Refused, acted, editable
from kiro_py.admin.questions import Questions
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.register import Register, current_of, missing
from kiro_py.admin.views import view
from kiro_py.errors import RenewalFailed
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
    """The pool in its keeper's hands, which sees changes at once.

    Where a credential is named that is not there, a method raises `KeeperRefused` with 404, and
    with 400 where the credential is the environment's and cannot be changed here.
    """

    register: Register
    changes: Changes
    questions: Questions
    settings: Wheel
    journal: Journal

    def credentials(self) -> CredentialList:
        """Return the pool, the best credential first."""
        subjects = self.register.subjects()
        current = current_of(subjects)
        views = (view(each, is_current=each.credential.id == current) for each in subjects)
        return CredentialList(
            total=len(subjects),
            available=sum(each.is_available for each in subjects),
            current_id=current or 0,
            credentials=tuple(views),
        )

    async def add(self, new: NewCredential) -> Added:
        """Add a credential, unless its sign-in turns out to be dead.

        It stays when the sign-in service does not answer: the refresh token may be spent already,
        and what comes of it must have a place.  Raises `ConfigRefused` and `StoreUnwritable`.
        """
        (number,) = await self.register.store.add([msgspec.to_builtins(new)])
        told = f"credential {number} is added"
        try:
            await self.register.leases.renewer.fresh(self.register.find(number))
        except RenewalFailed as failed:
            if failed.is_final:
                await self.register.store.remove(number)
                why = f"refreshToken: it is refused, and nothing is added: {failed.why}"
                raise KeeperRefused(400, why) from failed
            told = f"{told}; its token could not be renewed yet: {failed.why}"
        self.journal.note(KeeperActed(told, (number,)))
        return Added(message=told, credential_id=number, email=new.email or msgspec.UNSET)

    async def remove(self, number: int) -> Done:
        """Take a disabled credential out."""
        return _done(number, await self.changes.remove([number]), "removed")

    async def set_disabled(self, number: int, *, is_disabled: bool) -> Done:
        """Leave a credential out, or use it again whatever was thought of it."""
        if is_disabled:
            return _done(number, await self.changes.disable([number]), "disabled")
        return _done(number, await self.changes.enable([number]), "enabled")

    async def set_priority(self, number: int, priority: int) -> Done:
        """Give a credential another place."""
        editable(self.register.find(number))
        try:
            await self.register.store.edit(number, {"priority": priority})
        except KeyError:
            raise missing(number) from None
        told = f"credential {number} has priority {priority}"
        self.journal.note(KeeperActed(told, (number,)))
        return Done(told)

    async def reset(self, number: int) -> Done:
        """Use a credential again, whatever was thought of it."""
        return _done(number, await self.changes.reset([number]), "reset and enabled")

    async def refresh(self, number: int) -> Done:
        """Renew a credential's token now, disabled or not.

        Raises `RenewalFailed`, and `KeeperRefused` with 409 when that has just been done.
        """
        return Done(await self.questions.refresh(number))

    async def balance(self, number: int) -> Balance:
        """Return what an account has left, as of five minutes ago at most.

        Raises `RenewalFailed`, and `KeeperRefused` with 502 when Kiro does not tell.
        """
        reading = await self.questions.quota(number)
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
        return LoadBalancing(self.register.leases.rules.mode.value)

    async def set_load_balancing(self, wanted: LoadBalancing) -> LoadBalancing:
        """Give turns in another way, from the next request on and after the next start."""
        if wanted != self.load_balancing():
            await self.settings.change({"loadBalancingMode": wanted.mode})
        return wanted


def _done(number: int, refused: Refused, done: str) -> Done:
    """Return what is told of a change; raises what it was refused with."""
    if number in refused:
        raise refused[number]
    return Done(acted([number], done).what)
