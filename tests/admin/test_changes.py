"""Several credentials change in one write, and each that does not is told why."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from admin.pool_in_hand import key, pool
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.admin.changes import Changes, Refused
from kiro_py.config.credentials import load_credentials
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.journal import KeeperActed


def why(refused: Refused) -> dict[int, tuple[int, str]]:
    return {number: (each.status, each.message) for number, each in refused.items()}


async def test_many_are_left_out_in_one_write(tmp_path: Path):
    """The copy beside the file is of the moment before all of them; the journal hears once."""
    subject = pool(tmp_path, key(1), key(2), key(3))
    before = subject.path.read_bytes()
    assert {} == await subject.changes.disable([1, 3, 3])
    assert [True, None, True] == [entry.get("disabled") for entry in subject.entries]
    assert before == subject.path.with_name("credentials.json.bak").read_bytes()
    assert [KeeperActed("2 credentials are disabled", (1, 3))] == subject.notes.happenings


async def test_what_cannot_be_changed_is_told(tmp_path: Path):
    """The others are changed all the same."""
    subject = pool(tmp_path, key(1), environ={"KIRO_API_KEY": "ksk_example_of_nobody"})
    refused = await subject.changes.disable([0, 1, 7])
    assert {
        0: (400, "credential 0 comes from the environment: change it there"),
        7: (404, "there is no credential 7"),
    } == why(refused)
    assert subject.entries[0]["disabled"]


async def test_only_what_serves_nobody_is_removed(tmp_path: Path):
    """Because it was left out, or because its sign-in is over."""
    ended = Standing(State.NEEDS_LOGIN, login="")
    subject = pool(tmp_path, key(1), key(2, disabled=True), key(3), standings={3: ended})
    refused = await subject.changes.remove([1, 2])
    assert {1: (400, "credential 1 is in use: disable it first")} == why(refused)
    assert [1, 3] == [entry["id"] for entry in subject.entries]


async def one_by_enabling(changes: Changes) -> Refused:
    return await changes.enable([1, 2])


async def one_by_resetting(changes: Changes) -> Refused:
    return await changes.reset([1, 2])


@pytest.mark.parametrize("bring_back", [one_by_enabling, one_by_resetting])
async def test_whatever_was_thought_of_them_is_forgotten(
    tmp_path: Path, bring_back: Callable[[Changes], Awaitable[Refused]]
):
    """One that was not left out needs no write for that."""
    locked = Standing(State.SUSPENDED)
    subject = pool(tmp_path, key(1), key(2, disabled=True), standings={1: locked, 2: locked})
    assert {} == await bring_back(subject.changes)
    assert ["ready", "ready"] == [subject.state(1), subject.state(2)]
    assert [False, False] == ["disabled" in entry for entry in subject.entries]


class Absolving(CredentialsFile):
    """A store that remembers whose tokens may be sent once more."""

    absolved: tuple[int, ...] = ()

    async def absolve(self, *credential_ids: int) -> None:
        self.absolved = credential_ids


async def test_a_person_lets_tokens_be_sent_that_may_be_spent(tmp_path: Path):
    """Whichever process renews them then."""
    subject = pool(tmp_path, key(1), key(2))
    loaded = load_credentials(subject.path, {})
    store = Absolving(subject.path, read=loaded.read, roster=loaded.roster)
    register = replace(subject.register, store=store)
    await replace(subject.changes, register=register).reset([2, 1])
    assert (2, 1) == store.absolved


async def test_a_credential_that_goes_meanwhile_is_told(tmp_path: Path):
    """Somebody has just taken it out of the file; nothing is changed then."""
    subject = pool(tmp_path, key(1), key(2))
    subject.path.write_text("[]")
    assert {1: 409, 2: 409} == {
        number: each.status for number, each in (await subject.changes.disable([1, 2])).items()
    }
