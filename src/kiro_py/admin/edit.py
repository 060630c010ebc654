"""I edit credentials: each field by the rules of the file, each order of them in one write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from kiro_py.admin.changes import acted, editable
from kiro_py.admin.details import version_of
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.register import Register, missing
from kiro_py.kiro.identity import derived_machine_id
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import Reset, State
from kiro_py.ports.journal import Journal
from kiro_py.wire.admin.credentials import CredentialChange

_OF_THE_WAY: Final = frozenset({State.COOLING, State.DOUBTED, State.NEEDS_LOGIN})
"""States that a wrong region, profile or proxy may have led to; an account's own are not these."""

_CHANGED: Final = "somebody else has changed this credential: read it again"


@dataclass(frozen=True, slots=True)
class Editor:
    """Changes what the file says of credentials.

    `forget_way` is told which credential goes another way to Kiro from now on.
    """

    register: Register
    journal: Journal
    forget_way: Callable[[int], None]

    async def edit(
        self, number: int, change: CredentialChange, is_meant: Callable[[str], bool]
    ) -> None:
        """Change fields of a credential, if its version `is_meant`.

        Raises `KeeperRefused` (404, 412, 400 for the environment's), `ConfigRefused` with the
        fields that cannot be so, `StoreUnwritable`.
        """
        before = self.register.find(number)
        editable(before)
        members = _members(change, before)

        def check(held: Mapping[str, Any]) -> None:
            if not is_meant(version_of(held)):
                raise KeeperRefused(412, _CHANGED)

        try:
            await self.register.store.edit(number, members, check)
        except KeyError:
            raise missing(number) from None
        after = self.register.find(number)
        if _way(after) != _way(before):
            self._learn_anew(after)
        if before.disabled and not after.disabled:
            self.register.leases.book.tell(after, Reset())
        if members:
            told = acted([number], f"changed: {', '.join(sorted(members))}")
            self.journal.note(told)

    async def order(self, numbers: Sequence[int]) -> None:
        """Let credentials be used in this order; the others come after them as they were.

        Raises `KeeperRefused` and `StoreUnwritable`; nothing is changed then.
        """
        found = [self.register.find(number) for number in numbers]
        for credential in found:
            editable(credential)
        if len(set(numbers)) < len(numbers):
            raise KeeperRefused(400, "ids: one is named twice")
        wanted = {credential.id: place for place, credential in enumerate(found)}
        others = [
            each
            for each in self.register.store.credentials()
            if each.persists and each.id not in wanted
        ]
        ranks = {rank: place for place, rank in enumerate(sorted({o.priority for o in others}))}
        wanted |= {each.id: len(found) + ranks[each.priority] for each in others}
        held = {each.id: each.priority for each in (*found, *others)}
        changes = {
            number: {"priority": priority}
            for number, priority in wanted.items()
            if held[number] != priority
        }
        if not changes:
            return
        try:
            await self.register.store.edit_all(changes)
        except KeyError as gone:
            raise missing(int(gone.args[0])) from None
        self.journal.note(acted(numbers, "put in order"))

    def _learn_anew(self, credential: Credential) -> None:
        """Forget what may have been due to the way that it went."""
        self.forget_way(credential.id)
        self.register.leases.renewer.forget(credential.id)
        standing = self.register.leases.book.standing(credential)
        if standing.state in _OF_THE_WAY or standing.bars:
            self.register.leases.book.tell(credential, Reset())


def _members(change: CredentialChange, before: Credential) -> dict[str, Any]:
    """Return the members to set, `None` for those to take out."""
    given: dict[str, Any] = msgspec.to_builtins(change)
    members = {name: None if _is_nothing(value) else value for name, value in given.items()}
    if "groups" in members and members["groups"] is not None:
        members["groups"] = list(members["groups"])
    if "proxyUrl" in members and members["proxyUrl"] is None:
        members = {"proxyUsername": None, "proxyPassword": None} | members
    if "machineId" in members and members["machineId"] is None:
        # It never goes without one: a service would see another machine with every token.
        members["machineId"] = derived_machine_id(replace(before, machine_id=None))
    return members


def _is_nothing(value: object) -> bool:
    is_blank = isinstance(value, str) and not value.strip()
    return is_blank or value is None or value is False or value == ()


def _way(credential: Credential) -> tuple[object, ...]:
    """Return what decides whom Kiro sees, and where."""
    return (
        credential.region,
        credential.auth_region,
        credential.api_region,
        credential.tokens.profile_arn,
        credential.machine_id,
        credential.proxy,
    )
