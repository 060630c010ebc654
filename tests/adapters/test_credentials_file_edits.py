"""What a person changes through the gateway: entries come, go and change, and nothing else does."""
# ruff: noqa: ASYNC240 -- a test reads the file while nobody else is running

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fakes_credentials import MACHINE
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import ConfigRefused, StoreUnwritable
from kiro_py.pool.credential import Tokens
from kiro_py.secret import Secret


def entry(number: int = 1, **more: object) -> dict[str, Any]:
    return {"id": number, "refreshToken": f"refresh-{number}", "machineId": MACHINE, **more}


def new(number: int, **more: object) -> dict[str, Any]:
    return {"refreshToken": f"refresh-{number}", "machineId": MACHINE, **more}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def opened(path: Path, document: object = None) -> CredentialsFile:
    if document is not None:
        path.write_text(json.dumps(document), "utf-8")
    loaded = load_credentials(path, {})
    return CredentialsFile(path, read=loaded.read, roster=loaded.roster)


def on_disk(path: Path) -> Any:
    return json.loads(path.read_bytes())


async def test_entries_are_added(path: Path):
    """They stand at the end, have ids and machine ids, and are used at once."""
    store = opened(path, [entry(), {**entry(5), "note": "mine"}])
    before = path.read_bytes()
    assert [6, 7] == await store.add([new(6), {"kiroApiKey": "ksk_example", "id": 1}])
    assert [1, 5, 6, 7] == [found.id for found in store.credentials()]
    *first, key = on_disk(path)
    assert [entry(), {**entry(5), "note": "mine"}, entry(6)] == first
    assert (7, 64) == (key["id"], len(key["machineId"]))
    assert before == path.with_name("credentials.json.bak").read_bytes()


async def test_a_second_entry_makes_a_list(path: Path):
    """Until then one object stays one object."""
    store = opened(path, entry())
    await store.edit(1, {"priority": 2})
    assert entry(priority=2) == on_disk(path)
    await store.add([new(2)])
    assert [entry(priority=2), entry(2)] == on_disk(path)


async def test_the_first_entry_makes_the_file(path: Path):
    """Whoever begins without a file needs not write one, and only the owner may read it."""
    store = opened(path)
    assert [1] == await store.add([new(1)])
    assert [entry()] == on_disk(path)
    assert 0o600 == path.stat().st_mode & 0o777


async def test_a_file_that_has_gone_is_not_made_again(path: Path):
    """An entry of its own would hide all the others when they come back."""
    store = opened(path, [entry()])
    path.unlink()
    with pytest.raises(StoreUnwritable, match="No such file"):
        await store.add([new(2)])
    assert not path.exists()


@pytest.mark.parametrize("data", [b"", b"[", b"5"], ids=["empty", "cut", "a number"])
async def test_a_broken_file_is_not_edited(path: Path, data: bytes):
    """It may be all that is left of a sign-in."""
    store = opened(path, [entry()])
    path.write_bytes(data)
    with pytest.raises(StoreUnwritable):
        await store.add([new(2)])
    assert data == path.read_bytes()


async def test_entries_with_faults_are_refused_together(path: Path):
    """Each fault is named by its place among the new ones, and none of them is written."""
    store = opened(path, [entry()])
    with pytest.raises(ConfigRefused) as caught:
        await store.add([new(2), {"authMethod": "idc"}, new(3, priority="first")])
    assert ["[1].refreshToken", "[1].clientId", "[1].clientSecret", "[2].priority"] == [
        problem.key for problem in caught.value.problems
    ]
    assert [entry()] == on_disk(path)


async def test_a_key_is_added_once(path: Path):
    """Two entries that spend one refresh token end each other."""
    store = opened(path, [entry()])
    outcomes = await asyncio.gather(
        store.add([new(2)]), store.add([new(2)]), return_exceptions=True
    )
    assert [list, ConfigRefused] == [type(outcome) for outcome in outcomes]
    assert [entry(), entry(2)] == on_disk(path)


async def test_ids_are_given_once(path: Path):
    """Whoever adds at the same moment gets others, and a number that is free again is not used."""
    store = opened(path, [entry()])
    given = await asyncio.gather(*(store.add([new(number)]) for number in range(10, 20)))
    assert set(range(2, 12)) == {number for ids in given for number in ids}
    await store.remove(11)
    assert [12] == await store.add([new(30)])


async def test_ids_are_given_once_by_all_processes(path: Path):
    """The highest one is noted beside the file, since its entry may be gone."""
    await opened(path, [entry(), entry(7)]).remove(7)
    assert [8] == await opened(path).add([new(2)])


async def test_a_note_that_is_no_number_counts_for_nothing(path: Path):
    """Anybody may have written it."""
    store = opened(path, [entry()])
    path.with_name("credentials.json.lock").write_bytes(b"seven")
    assert [2] == await store.add([new(2)])


async def test_an_entry_is_removed(path: Path):
    """It is not used any more, and what others have written meanwhile stays."""
    store = opened(path, [entry(), entry(2)])
    path.write_text(json.dumps([entry(priority=3), entry(2), entry(3)]))
    await store.remove(2)
    assert [entry(priority=3), entry(3)] == on_disk(path)
    assert [1, 3] == [found.id for found in store.credentials()]


async def test_the_only_object_leaves_an_empty_list(path: Path):
    """An empty list is what kiro-rs, too, reads as nobody."""
    store = opened(path, entry())
    await store.remove(1)
    assert [] == on_disk(path)
    assert [] == list(store.credentials())


async def test_an_edit_touches_what_it_names(path: Path):
    """Order and unknown members stay; the id cannot be changed."""
    store = opened(path, [{"note": "mine", **entry(priority=1, email="ada@example.com")}])
    await store.edit(1, {"priority": 4, "email": None, "disabled": True, "id": 9})
    expected = {"note": "mine", **entry(priority=4, disabled=True)}
    assert list(expected.items()) == list(on_disk(path)[0].items())
    (found,) = store.credentials()
    assert (4, None, True) == (found.priority, found.email, found.disabled)


async def test_an_edit_that_breaks_an_entry_is_refused(path: Path):
    """The file keeps every byte."""
    store = opened(path, [entry()])
    before = path.read_bytes()
    with pytest.raises(ConfigRefused, match="refreshToken: it is missing"):
        await store.edit(1, {"refreshToken": None})
    assert before == path.read_bytes()


async def test_an_edit_may_mend_one_fault_of_two(path: Path):
    """Only a fault that was not there before is refused."""
    store = opened(path, [{"id": 1, "authMethod": "idc", "priority": "first"}])
    await store.edit(1, {"priority": 1})
    await store.edit(1, {"refreshToken": "refresh-1", "clientId": "c", "clientSecret": "s"})
    assert 1 == store.credentials()[0].priority


@pytest.mark.parametrize("number", [0, 2], ids=["of the environment", "of nobody"])
async def test_what_is_not_in_the_file_is_not_edited(path: Path, number: int):
    """Its absence is told."""
    store = opened(path, [entry()])
    with pytest.raises(KeyError):
        await store.edit(number, {"priority": 1})
    with pytest.raises(KeyError):
        await store.remove(number)


async def test_an_edit_and_a_renewal_do_not_undo_each_other(path: Path):
    """Both patch what they are about."""
    store = opened(path, [entry()])
    await asyncio.gather(
        store.edit(1, {"priority": 4}),
        store.save_tokens(1, Tokens(refresh_token=Secret("new-refresh"))),
        store.edit(1, {"email": "ada@example.com"}),
    )
    assert [entry(refreshToken="new-refresh", priority=4, email="ada@example.com")] == on_disk(path)


async def test_a_new_sign_in_is_an_edit(path: Path):
    """Its refresh token takes the place of the one that no longer works."""
    store = opened(path, [entry()])
    await store.edit(1, {"refreshToken": "signed-in-again", "accessToken": "access"})
    assert Secret("signed-in-again") == store.credentials()[0].tokens.refresh_token


async def test_many_are_changed_in_one_write(path: Path):
    """The copy beside the file is of the moment before all of them."""
    store = opened(path, [entry(number) for number in (1, 2, 3)])
    before = path.read_bytes()
    await store.edit_all({1: {"disabled": True}, 3: {"disabled": True, "id": 9}})
    assert [True, None, True] == [found.get("disabled") for found in on_disk(path)]
    assert [1, 2, 3] == [found["id"] for found in on_disk(path)]
    assert before == path.with_name("credentials.json.bak").read_bytes()


async def test_many_are_changed_all_or_none(path: Path):
    """One that is not there, or has a new fault, leaves the others as they are."""
    store = opened(path, [entry(1), entry(2)])
    before = path.read_bytes()
    with pytest.raises(KeyError):
        await store.edit_all({1: {"priority": 1}, 7: {"priority": 1}})
    with pytest.raises(ConfigRefused, match=r"\[1\].region"):
        await store.edit_all({1: {"priority": 1}, 2: {"region": "nowhere/"}})
    with pytest.raises(KeyError):
        await store.remove(1, 7)
    assert before == path.read_bytes()


async def test_a_check_sees_what_is_there_and_may_refuse(path: Path):
    """It is asked while nobody else writes, and what it raises changes nothing."""
    store = opened(path, entry(priority=4))

    def refuse(members: Mapping[str, Any]) -> None:
        raise LookupError(members["priority"])

    with pytest.raises(LookupError, match="4"):
        await store.edit(1, {"priority": 5}, refuse)
    assert 4 == on_disk(path)["priority"]


async def test_many_are_taken_out_in_one_write(path: Path):
    """The others stay, and the store's roster is that of the file."""
    store = opened(path, [entry(number) for number in (1, 2, 3)])
    await store.remove(1, 3)
    assert [2] == [found["id"] for found in on_disk(path)]
    assert [2] == [found.id for found in store.roster.entries]
