"""Looking after the store."""

import asyncio
import dataclasses
import itertools
from collections.abc import Sequence

import pytest

from fakes import Notes
from fakes_credentials import MemoryStore
from jumping_loop import run_jumping
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.upkeep import LONGEST_PAUSE_SECONDS, LOOK_SECONDS, Upkeep, differences
from kiro_py.pool.credential import AuthMethod, Credential, Tokens
from kiro_py.ports.journal import (
    FileUnread,
    Happening,
    RosterChanged,
    TokensSaved,
    TokensUnsaved,
)
from kiro_py.secret import Secret

FULL = StoreUnwritable("credentials.json", why="no space left on device")
READ_ONLY = StoreUnwritable("credentials.json", why="read-only file system")
SPOILT = ConfigInvalid("credentials.json", "", "it breaks off at line 3")
BAD_ENTRY = ConfigInvalid("credentials.json", "[1].region", "found 'mars'")

Outcome = StoreUnwritable | ConfigInvalid | Sequence[ConfigInvalid]


class Store(MemoryStore):
    """Its looks end as the test says; a good one saves what was unsaved."""

    def __init__(self, outcomes: list[Outcome], waiting: set[int]) -> None:
        super().__init__()
        self.outcomes = outcomes
        self.waiting = waiting
        self.looked_at: list[float] = []

    @property
    def unsaved(self) -> Sequence[int]:
        return sorted(self.waiting)

    async def refresh(self) -> Sequence[ConfigInvalid]:
        self.looked_at.append(asyncio.get_running_loop().time())
        outcome = self.outcomes.pop(0) if self.outcomes else ()
        if isinstance(outcome, StoreUnwritable | ConfigInvalid):
            raise outcome
        self.waiting.clear()
        return outcome


@pytest.mark.parametrize(
    ("expected", "outcomes", "waiting"),
    [
        pytest.param([], [(), ()], set[int](), id="all is well"),
        pytest.param([TokensSaved(1), TokensSaved(2)], [()], {1, 2}, id="saved at last"),
        pytest.param([TokensUnsaved(1, FULL.why)], [FULL, FULL], {1}, id="told once"),
        pytest.param(
            [TokensUnsaved(1, FULL.why), TokensUnsaved(1, READ_ONLY.why)],
            [FULL, READ_ONLY],
            {1},
            id="another reason",
        ),
        pytest.param([TokensUnsaved(1, FULL.why), TokensSaved(1)], [FULL, ()], {1}, id="mended"),
        pytest.param([FileUnread(str(SPOILT))], [SPOILT], set[int](), id="a spoilt file"),
        pytest.param([FileUnread(str(BAD_ENTRY))], [[BAD_ENTRY]], set[int](), id="a bad entry"),
    ],
)
def test_what_is_found_is_told(
    expected: list[Happening], outcomes: list[Outcome], waiting: set[int]
):
    """Once, and again when it has changed."""
    notes, store = Notes(), Store(list(outcomes), set(waiting))
    upkeep = Upkeep(store, notes)

    async def main() -> None:
        for _ in outcomes:
            await upkeep.look()

    run_jumping(main())
    assert expected == notes.happenings


def looks(outcomes: list[Outcome], seconds: float) -> list[float]:
    store = Store(outcomes, {1})

    async def main() -> None:
        async with Pending(Upkeep(store, Notes()).keep()):
            await asyncio.sleep(seconds)

    run_jumping(main())
    return store.looked_at


def test_it_is_looked_every_two_seconds():
    """An editor's save is noticed at once."""
    assert [LOOK_SECONDS * turn for turn in (1, 2, 3)] == looks([], 3 * LOOK_SECONDS + 1)


def test_pauses_grow_while_nothing_can_be_written():
    """A full disk is not hammered, and one that has room again is noticed within a minute."""
    found = looks([FULL] * 8, 400)
    pauses = [after - before for before, after in itertools.pairwise(found)]
    assert [4, 8, 16, 32, LONGEST_PAUSE_SECONDS] == pauses[:5]
    assert LONGEST_PAUSE_SECONDS == max(pauses)
    assert LOOK_SECONDS == pauses[-1]


ONE = Credential(id=1, auth_method=AuthMethod.SOCIAL, email="ada@example.com")
TWO = Credential(id=2, auth_method=AuthMethod.API_KEY, kiro_api_key=Secret("ksk_example"))


class Edited(MemoryStore):
    """Somebody edits it just before it is looked at."""

    def __init__(self, before: Credential, *after: Credential) -> None:
        super().__init__(before)
        self.after = after

    async def refresh(self) -> Sequence[ConfigInvalid]:
        self.known = {each.id: each for each in self.after}
        return ()


def test_what_somebody_else_has_changed_is_told():
    """By name and without a value, so that the log shows who was added, and no secret."""
    notes = Notes()
    other = dataclasses.replace(ONE, priority=3, machine_id="0" * 64)
    asyncio.run(Upkeep(Edited(ONE, other, TWO), notes).look())
    told = "credential 1 has another priority, machineId; credential 2 is new"
    assert [RosterChanged(told, (1, 2))] == notes.happenings


def test_what_is_gone_is_told_and_new_tokens_are_not():
    """A renewal by another process is no change of the owner's."""
    renewed = dataclasses.replace(ONE, tokens=Tokens(access_token=Secret("at_example")))
    assert [(2, "credential 2 is gone")] == list(differences([ONE, TWO], [renewed]))


def test_whoever_is_stirred_looks_at_once():
    """News do not wait for the next round."""

    async def run() -> list[float]:
        store = Store([], set())
        upkeep = Upkeep(store, Notes())
        async with Pending(upkeep.keep()):
            await asyncio.sleep(0.5)
            upkeep.stir()
            await asyncio.sleep(0.5)
        return store.looked_at

    assert [0.5] == run_jumping(run())
