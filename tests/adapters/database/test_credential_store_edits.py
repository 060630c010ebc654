"""What a person changes through one of the replicas: entries come, go and change for all."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from adapters.database.engines import Place
from adapters.database.shared import RENEWED, WRITTEN, entry, held, replica, table
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.errors import ConfigRefused, StoreUnwritable
from kiro_py.secret import Secret


@pytest.fixture
async def store(database: Database) -> AsyncGenerator[CredentialTable]:
    """A replica, and nothing in the database yet."""
    async with table(database).opened() as opened:
        yield opened


def refused(caught: pytest.ExceptionInfo[ConfigRefused]) -> list[str]:
    return [problem.key for problem in caught.value.problems]


async def test_entries_are_added(store: CredentialTable):
    """They stand at the end, have ids and machine ids, and are used at once."""
    await store.add([entry(1)])
    assert [2, 3] == await store.add([{"refreshToken": "r", "note": None, "id": 9}, entry(3)])
    assert [1, 2, 3] == [found.id for found in store.credentials()]
    assert ["id", "refreshToken", "machineId"] == list(held(store, 2))
    assert [entry.members for entry in store.roster.entries] == store.roster.document


async def test_entries_with_faults_are_refused_together(store: CredentialTable, place: Place):
    """Each fault is named by its place among the new ones, and none of them is written."""
    with pytest.raises(ConfigRefused) as caught:
        await store.add([entry(1), {"authMethod": "social"}, {"refreshToken": 7}])
    assert ["[1].refreshToken", "[2].refreshToken"] == refused(caught)
    assert 0 == await place.one("SELECT count(*) FROM credentials")


async def test_a_key_is_added_once(place: Place):
    """Two entries that spend one refresh token end each other, whoever has added them."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        added = await asyncio.gather(
            *(each.add([entry()]) for each in (a, b, a, b)), return_exceptions=True
        )
        kinds = sorted(type(each).__name__ for each in added)
        assert ["ConfigRefused"] * 3 + ["list"] == kinds
        await a.refresh()
        assert 1 == len(a.credentials())


async def test_ids_are_given_once_by_all(place: Place):
    """A number that is free again is not used, and everybody at the same moment gets another."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry(1), entry(2)])
        await a.remove(2)
        given = await asyncio.gather(*(b.add([entry(number)]) for number in range(3, 6)))
        assert {3, 4, 5} == {number for (number,) in given}
        await a.refresh()
        assert [1, 3, 4, 5] == sorted(found.id for found in a.credentials())


async def test_entries_are_removed(store: CredentialTable):
    """All or none; the others stay."""
    await store.add([entry(1), entry(2), entry(3)])
    with pytest.raises(KeyError):
        await store.remove(1, 7)
    await store.remove(1, 3)
    assert [2] == [found.id for found in store.credentials()]
    assert [held(store, 2)] == store.roster.document


async def test_an_edit_touches_what_it_names(store: CredentialTable):
    """Order and unknown members stay; the id cannot be changed."""
    await store.add([entry(tags=[1], note="hers")])
    await store.edit(1, {"priority": 7, "note": None, "id": 9})
    assert list({"id": 1, **entry(tags=[1]), "priority": 7}.items()) == list(held(store).items())


async def test_an_edit_that_breaks_an_entry_is_refused(store: CredentialTable, place: Place):
    """The row keeps every byte."""
    await store.add([entry()])
    before = await place.rows("SELECT * FROM credentials")
    with pytest.raises(ConfigRefused) as caught:
        await store.edit(1, {"refreshToken": None})
    assert ["[0].refreshToken"] == refused(caught)
    assert before == await place.rows("SELECT * FROM credentials")


@pytest.mark.parametrize("number", [0, 7])
async def test_what_is_not_there_is_not_edited(store: CredentialTable, number: int):
    """Its absence is told."""
    await store.add([entry()])
    with pytest.raises(KeyError):
        await store.edit(number, {"priority": 7})


async def test_many_are_changed_all_or_none(store: CredentialTable):
    """One that is not there, or has a new fault, leaves the others as they are."""
    await store.add([entry(1), entry(2)])
    with pytest.raises(KeyError):
        await store.edit_all({1: {"priority": 7}, 9: {"priority": 7}})
    with pytest.raises(ConfigRefused):
        await store.edit_all({1: {"priority": 7}, 2: {"priority": "high"}})
    await store.refresh()
    assert [0, 0] == [found.priority for found in store.credentials()]
    await store.edit_all({2: {"priority": 2}, 1: {"priority": 1}})
    assert [1, 2] == [found.priority for found in store.credentials()]


async def test_an_edit_that_changes_nothing_writes_nothing(store: CredentialTable, place: Place):
    """Nobody needs to read it."""
    await store.add([entry(note="hers")])
    before = await place.rows("SELECT * FROM credentials")
    await store.edit(1, {"note": "hers"})
    assert before == await place.rows("SELECT * FROM credentials")


async def test_a_check_sees_what_is_there_and_may_refuse(place: Place):
    """What another replica has written a moment ago; what it raises changes nothing."""

    def check(members: Mapping[str, Any]) -> None:
        if members["note"] == "theirs":
            raise LookupError("not this one")

    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry()])
        await b.refresh()
        await b.edit(1, {"note": "theirs"})
        with pytest.raises(LookupError, match="not this one"):
            await a.edit(1, {"note": "mine"}, check)
        await a.refresh()
        assert "theirs" == held(a)["note"]


async def test_edits_of_replicas_do_not_undo_each_other(place: Place):
    """Each changes the row as it is then."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry()])
        await b.refresh()
        await asyncio.gather(
            a.edit(1, {"note": "hers"}), b.edit(1, {"priority": 7}), b.save_tokens(1, RENEWED)
        )
        await a.refresh()
        assert {"id": 1, **entry(note="hers", priority=7), **WRITTEN} == held(a)


async def test_a_new_sign_in_is_an_edit(place: Place):
    """It is the one to use, for those who have renewed the old one meanwhile, too."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry()])
        await b.refresh()
        await b.edit(1, {"refreshToken": "anew", "accessToken": None})
        assert Secret("anew") == (await a.save_tokens(1, RENEWED)).tokens.refresh_token
        assert not a.unsaved


async def test_a_database_that_has_lost_its_last_moments_is_told_again(place: Place):
    """A spare one may not have got them; the spent token in it is not sent."""
    async with replica(place) as store:
        await store.add([entry()])
        await place.rows("CREATE TABLE kept AS SELECT * FROM credentials")
        await store.save_tokens(1, RENEWED)
        for column in ("revision", "sealed", "refresh_mark"):
            await place.rows(f"UPDATE credentials SET {column} = (SELECT {column} FROM kept)")
        await store.refresh()
        assert RENEWED == store.credentials()[0].tokens
        assert not store.unsaved
    async with replica(place, "restarted") as later:
        assert RENEWED == later.credentials()[0].tokens


async def test_a_spoilt_row_can_only_be_removed(store: CredentialTable, place: Place):
    """Nobody knows what an edit would leave of it."""
    await store.add([entry(1), entry(2)])
    await place.rows("UPDATE credentials SET sealed = 'x', revision = 9 WHERE id = 1")
    await store.refresh()
    with pytest.raises(StoreUnwritable, match="credential 1 cannot be opened"):
        await store.edit_all({1: {"priority": 7}, 2: {"priority": 7}})
    await store.remove(1)
    assert ([2], ()) == ([found.id for found in store.credentials()], store.troubles.entries)
