"""Keys of clients are kept as digests, and known when they have changed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from kiro_py.adapters.database.engine import Database, in_file
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
async def opened(directory: Path) -> AsyncGenerator[DatabaseKeys]:
    async with Database(in_file(directory / "kiro-py.db")).opened() as database:
        yield DatabaseKeys(database)


def files(directory: Path) -> list[bytes]:
    return [path.read_bytes() for path in directory.iterdir()]


async def test_a_key_is_there_after_a_restart(tmp_path: Path):
    """As it was made, with its limits, its group and its models."""
    async with opened(tmp_path) as store:
        made = await store.add(DRAFT, FIRST, NOW)
    async with opened(tmp_path) as store:
        assert [made] == await store.keys()
    assert (1, "Ada", FIRST.digest, FIRST.prefix) == (made.id, made.name, made.digest, made.prefix)
    assert (("claude-*",), LIMITS) == (made.models, made.limits)


async def test_the_key_itself_is_nowhere(tmp_path: Path):
    """Whoever reads the database has no key."""
    async with opened(tmp_path) as store:
        await store.add(DRAFT, FIRST, NOW)
    assert all(FIRST.key.reveal().encode() not in data for data in files(tmp_path))


async def test_a_change_is_the_next_version(tmp_path: Path):
    """What was made of an older version is not kept, and neither is what is gone."""
    async with opened(tmp_path) as store:
        made = await store.add(DRAFT, FIRST, NOW)
        changed = await store.change(replace(made, name="Eve", limits=Limits()))
        assert replace(made, name="Eve", limits=Limits(), version=2) == changed
        assert None is await store.change(replace(made, name="Bob"))
        assert [changed] == await store.keys()
        assert await store.remove(made.id)
        assert not await store.remove(made.id)
        assert None is await store.change(made)


async def test_every_change_is_seen_by_its_mark(tmp_path: Path):
    """Making, changing, removing, and removing with making; but not use."""
    async with opened(tmp_path) as store:
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


async def test_a_number_is_never_given_twice(tmp_path: Path):
    """What a key has used is not put down to the next one."""
    async with opened(tmp_path) as store:
        first = await store.add(DRAFT, FIRST, NOW)
        await store.remove(first.id)
        assert first.id < (await store.add(DRAFT, SECOND, NOW)).id


async def test_a_change_keeps_when_a_key_was_used(tmp_path: Path):
    """It was made from what was read a while ago."""
    async with opened(tmp_path) as store:
        made = await store.add(DRAFT, FIRST, NOW)
        await store.touch({made.id: NOW + 5})
        await store.change(replace(made, name="Eve"))
        assert NOW + 5 == (await store.keys())[0].last_used_at


async def test_a_database_that_does_not_answer_is_told(tmp_path: Path):
    """Those who ask go on with what they knew, and those who change a key hear why they cannot."""
    async with opened(tmp_path) as store:
        made = await store.add(DRAFT, FIRST, NOW)
        async with store.database.writing() as connection:
            await connection.execute(text("DROP TABLE client_keys"))
        with pytest.raises(KeysUnreadable, match="no such table"):
            await store.keys()
        with pytest.raises(KeysUnreadable, match="no such table"):
            await store.mark()
        for asked in (store.add(DRAFT, FIRST, NOW), store.change(made), store.remove(made.id)):
            with pytest.raises(StoreUnwritable, match="no such table"):
                await asked
