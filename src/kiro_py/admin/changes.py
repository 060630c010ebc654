"""I change several credentials at once, in one write, and say of each why it was left as it is."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.register import Register, missing
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import Reset
from kiro_py.ports.journal import Journal, KeeperActed

Refused: TypeAlias = Mapping[int, KeeperRefused]
"""Why credentials were left as they are, by their numbers."""

_CHANGED: Final = "somebody else has taken it out of the file just now"


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes that need no more than a number; the journal hears of every one.

    Each raises `StoreUnwritable` when the file has to stay as it is; nothing is changed then.
    """

    register: Register
    journal: Journal

    async def enable(self, numbers: Sequence[int]) -> Refused:
        """Use credentials again, whatever was thought of them."""
        return await self._bring_back(numbers, "enabled")

    async def reset(self, numbers: Sequence[int]) -> Refused:
        """Use credentials again, whatever was thought of them, and say that they were reset."""
        return await self._bring_back(numbers, "reset and enabled")

    async def disable(self, numbers: Sequence[int]) -> Refused:
        """Leave credentials out."""

        async def leave_out(found: Sequence[Credential]) -> None:
            await self.register.store.edit_all({each.id: {"disabled": True} for each in found})

        return await self._change(numbers, "disabled", leave_out, editable)

    async def remove(self, numbers: Sequence[int]) -> Refused:
        """Take disabled credentials out."""

        def removable(credential: Credential) -> None:
            editable(credential)
            if self.register.subject(credential).disabled_reason is None:
                told = f"credential {credential.id} is in use: disable it first"
                raise KeeperRefused(400, told)

        async def take_out(found: Sequence[Credential]) -> None:
            await self.register.store.remove(*(each.id for each in found))
            for credential in found:
                # How it stood is nobody's any more.
                self.register.leases.book.tell(credential, Reset())

        return await self._change(numbers, "removed", take_out, removable)

    async def _bring_back(self, numbers: Sequence[int], done: str) -> Refused:
        def enabled(credential: Credential) -> None:
            if credential.disabled:
                editable(credential)

        async def bring_back(found: Sequence[Credential]) -> None:
            left_out = {each.id: {"disabled": None} for each in found if each.disabled}
            if left_out:
                await self.register.store.edit_all(left_out)
            await self.register.store.absolve(*(each.id for each in found))
            for credential in found:
                self.register.leases.renewer.forget(credential.id)
                self.register.leases.book.tell(credential, Reset())

        return await self._change(numbers, done, bring_back, enabled)

    async def _change(
        self,
        numbers: Sequence[int],
        done: str,
        write: Callable[[Sequence[Credential]], Awaitable[None]],
        check: Callable[[Credential], None],
    ) -> Refused:
        known = {each.id: each for each in self.register.store.credentials()}
        found: list[Credential] = []
        refused: dict[int, KeeperRefused] = {}
        for number in dict.fromkeys(numbers):
            try:
                if number not in known:
                    raise missing(number)
                check(known[number])
            except KeeperRefused as why:
                refused[number] = why
            else:
                found.append(known[number])
        if found:
            try:
                await write(found)
            except KeyError:
                return refused | {each.id: KeeperRefused(409, _CHANGED) for each in found}
            self.journal.note(acted([each.id for each in found], done))
        return refused


def editable(credential: Credential) -> None:
    """Raise `KeeperRefused` for a credential that the file does not hold."""
    if not credential.persists:
        told = f"credential {credential.id} comes from the environment: change it there"
        raise KeeperRefused(400, told)


def acted(numbers: Sequence[int], done: str) -> KeeperActed:
    """Return what the journal is told of a change."""
    if len(numbers) == 1:
        return KeeperActed(f"credential {numbers[0]} is {done}", (numbers[0],))
    return KeeperActed(f"{len(numbers)} credentials are {done}", tuple(numbers))
