"""Keys of clients are kept as digests, and known when they have changed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import text

from adapters.database.engines import Place
from kiro_py.adapters.database.key_store import DatabaseKeys
from kiro_py.clients.client import Limits, minted
from kiro_py.errors import StoreUnwritable
from kiro_py.ports.keys import Draft, KeysUnreadable

FIRST, SECOND = minted(b"1" * 32), minted(b"2" * 32)
NOW = 1_800_000_000.0
LIMITS = Limits(requests_per_minute=10, credits_per_month=2.5)
DRAFT = Draft(
    name="Ada", note="hers", group="team", models=("claude-*",), limits=LIMITS, expires_at=NOW + 9
)


@asynccontextmanager
async def opened(place: Place) -> AsyncGenerator[DatabaseKeys]:
    async with place.database().opened() as database:
        yield DatabaseKeys(database)


async def test_a_key_is_there_after_a_restart(place: Place):
    """As it was made, with its limits, its group and its models."""
    async with opened(place) as store:
        made = await store.add(DRAFT, FIRST, NOW)
    async with opened(place) as store:
        assert [made] == await store.keys()
    assert (1, "Ada", FIRST.digest, FIRST.prefix) == (made.id, made.name, made.digest, made.prefix)
    assert (("claude-*",), LIMITS) == (made.models, made.limits)


async def test_the_key_itself_is_nowhere(place: Place):
    """Whoever reads the database has no key."""
    async with opened(place) as store:
        await store.add(DRAFT, FIRST, NOW)
    (row,) = await place.rows("SELECT * FROM client_keys")
    assert FIRST.digest in row
    assert FIRST.key.reveal() not in str(row)


async def test_a_change_is_the_next_version(place: Place):
    """What was made of an older version is not kept, and neither is what is gone."""
    async with opened(place) as store:
        made = await store.add(DRAFT, FIRST, NOW)
        changed = await store.change(replace(made, name="Eve", limits=Limits()))
        assert replace(made, name="Eve", limits=Limits(), version=2) == changed
        assert None is await store.change(replace(made, name="Bob"))
        assert [changed] == await store.keys()
        assert await store.remove(made.id)
        assert not await store.remove(made.id)
        assert None is await store.change(made)


async def test_every_change_is_seen_by_its_mark(place: Place):
    """Making, changing, removing, and removing with making; but not use."""
    async with opened(place) as store:
        marks = [await store.mark()]
        first = await store.add(DRAFT, FIRST, NOW)
        marks.append(await store.mark())
        await store.change(first)
        marks.append(await store.mark())
        await store.remove(first.id)
        marks.append(await store.mark())
        second = await store.add(DRAFT, SECOND, NOW)
        marks.append(await store.mark())
        assert all(before != after for before, after in pairwise(marks))
        await store.touch({second.id: NOW + 1, 99: NOW})
        await store.touch({})
        assert marks[-1] == await store.mark()
        assert NOW + 1 == (await store.keys())[0].last_used_at


async def test_a_number_is_never_given_twice(place: Place):
    """What a key has used is not put down to the next one."""
    async with opened(place) as store:
        first = await store.add(DRAFT, FIRST, NOW)
        await store.remove(first.id)
        assert first.id < (await store.add(DRAFT, SECOND, NOW)).id


async def test_a_key_takes_its_ledger_along(place: Place):
    """And leaves those of others alone."""
    async with opened(place) as store:
        first, second = await store.add(DRAFT, FIRST, NOW), await store.add(DRAFT, SECOND, NOW)
        for key in (first, second):
            await place.rows(f"INSERT INTO ledgers (key_id, body) VALUES ({key.id}, '{{}}')")
        await store.remove(first.id)
        assert [(second.id,)] == await place.rows("SELECT key_id FROM ledgers")


async def test_a_change_keeps_when_a_key_was_used(place: Place):
    """It was made from what was read a while ago."""
    async with opened(place) as store:
        made = await store.add(DRAFT, FIRST, NOW)
        await store.touch({made.id: NOW + 5})
        await store.change(replace(made, name="Eve"))
        assert NOW + 5 == (await store.keys())[0].last_used_at


async def test_the_last_use_is_the_latest(place: Place):
    """Whichever process tells it first, and in whatever order each does."""
    async with opened(place) as store, opened(place) as other:
        keys = [await store.add(DRAFT, minted(bytes([n]) * 32), NOW) for n in range(100)]
        ours = {key.id: NOW + 5 for key in keys}
        theirs = {key.id: NOW + 7 for key in keys[::-1]}
        for _ in range(5):
            await asyncio.gather(store.touch(ours), other.touch(theirs))
        assert {NOW + 7} == {key.last_used_at for key in await store.keys()}


async def test_a_database_that_does_not_answer_is_told(place: Place):
    """Those who ask go on with what they knew, and those who change a key hear why they cannot."""
    async with opened(place) as store:
        made = await store.add(DRAFT, FIRST, NOW)
        async with store.database.writing() as connection:
            await connection.execute(text("DROP TABLE client_keys"))
        with pytest.raises(KeysUnreadable, match=place.missing("client_keys")):
            await store.keys()
        with pytest.raises(KeysUnreadable, match=place.missing("client_keys")):
            await store.mark()
        for asked in (store.add(DRAFT, FIRST, NOW), store.change(made), store.remove(made.id)):
            with pytest.raises(StoreUnwritable, match=place.missing("client_keys")):
                await asked
