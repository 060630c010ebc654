"""Who serves, as each of them knows it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.schema import DropTable

from adapters.database.replicas import PATIENCE_SECONDS, opened, until
from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.presence import BURIED_SECONDS, GONE_SECONDS, PresenceTable
from kiro_py.adapters.database.tables import REPLICAS
from kiro_py.ports.presence import Replica
from postgres import Cluster


@asynccontextmanager
async def present(database: Database, me: str) -> AsyncGenerator[PresenceTable]:
    """Be there as `me`, and look often."""
    address = f"http://{me}.example.com"
    there = PresenceTable(database, me, address, warn=pytest.fail, beat_seconds=0.05)
    async with there.kept():
        yield there


async def silent_for(database: Database, me: str, seconds: float) -> None:
    """Be there as somebody who was heard last so many seconds ago."""
    row = {"id": me, "address": "", "began_at": 1.0, "seen_at": Moment() - seconds}
    async with database.writing() as connection:
        await connection.execute(insert(REPLICAS).values(row))


async def test_they_know_each_other(database: Database):
    """Where the others are reached, who was there first, and how many they are."""
    async with present(database, "b") as first, present(database, "a") as second:
        await until(lambda: first.count == 2)
        assert {"a", "b"} == first.alive == second.alive
        assert [second.me] == first.others()
        assert [first.me] == second.others()
        assert first.me.began_at <= second.me.began_at
        assert "http://b.example.com" == second.others()[0].address


async def test_whoever_leaves_is_gone(database: Database):
    """And whoever is left is as old as before."""
    async with present(database, "a") as first:
        async with present(database, "b") as second:
            await until(lambda: first.count == 2)
            began_at = second.me.began_at
        await until(lambda: first.count == 1)
        assert [] == first.others()
        assert 0.0 < first.me.began_at <= began_at


async def test_it_is_told_at_once(postgres_url: str):
    """Where news travel nobody waits for the next look."""
    async with opened(postgres_url) as mine, opened(postgres_url) as theirs:
        bulletins = Bulletin(mine), Bulletin(theirs)
        first = PresenceTable(mine, "a", "", bulletins[0], beat_seconds=PATIENCE_SECONDS)
        second = PresenceTable(theirs, "b", "", bulletins[1], beat_seconds=PATIENCE_SECONDS)
        async with bulletins[0].kept(), first.kept():
            async with asyncio.timeout(PATIENCE_SECONDS / 2):
                async with second.kept():
                    await until(lambda: first.count == 2)
                await until(lambda: first.count == 1)


async def test_nobody_answers_the_news_of_others(database: Database):
    """On one file every word is heard by all: they would never be silent again."""
    there = PresenceTable(database, "me", warn=pytest.fail, beat_seconds=PATIENCE_SECONDS)
    async with there.kept():
        spoken = select(REPLICAS.c.seen_at).where(REPLICAS.c.id == "me")
        async with database.reading() as connection:
            before = (await connection.execute(spoken)).scalar_one()
        await silent_for(database, "other", 0.0)
        there._behind.stir()
        await until(lambda: there.count == 2)
        async with database.reading() as connection:
            assert before == (await connection.execute(spoken)).scalar_one()


async def test_whoever_was_silent_for_long_is_gone(database: Database):
    """A few lost words are forgiven; what is long over is cleared away."""
    await silent_for(database, "quiet", GONE_SECONDS - 5)
    await silent_for(database, "gone", GONE_SECONDS + 1)
    await silent_for(database, "long gone", BURIED_SECONDS + 1)
    async with present(database, "me") as me:
        assert {"quiet", "me"} == me.alive
        async with database.reading() as connection:
            rows = await connection.execute(REPLICAS.select())
            assert {"quiet", "gone", "me"} == {row.id for row in rows}


async def test_after_an_outage_everybody_has_time_to_be_heard_of(database: Database):
    """Whoever is back first would take all others for gone, and their places for free."""
    await silent_for(database, "other", 0.0)
    async with present(database, "me") as me:
        await until(lambda: me.count == 2)
        me._looked_at -= GONE_SECONDS  # as if nobody had answered meanwhile
        async with database.writing() as connection:
            seen_at = Moment() - GONE_SECONDS - 1
            await connection.execute(
                update(REPLICAS).where(REPLICAS.c.id == "other").values(seen_at=seen_at)
            )
        for _ in range(3):
            await me._behind.settle()
            assert 2 == me.count
        me._patient_until = 0.0
        await until(lambda: me.count == 1)


async def test_whoever_was_taken_for_gone_is_as_old_as_before(database: Database):
    """A process that was stopped for a while is still the one with the work in it."""
    async with present(database, "me") as me:
        before = me.me
        async with database.writing() as connection:
            await connection.execute(REPLICAS.delete())
        await silent_for(database, "other", 0.0)
        await until(lambda: me.count == 2)
        assert before == me.me


async def test_without_a_database_what_was_known_goes_on(database: Database):
    """One that has never seen it is alone."""
    warnings = list[str]()
    await silent_for(database, "other", 0.0)
    there = PresenceTable(database, "me", warn=warnings.append, beat_seconds=0.05)
    late = PresenceTable(database, "late", warn=warnings.append)
    async with there.kept():
        async with database.writing() as connection:
            await connection.execute(DropTable(REPLICAS))
        await until(lambda: bool(there.problem))
        async with late.kept():
            alone = Replica("late", "", 0.0)
            assert (2, 1, alone) == (there.count, late.count, late.me)
    assert 2 == len(warnings)


async def test_a_frozen_server_keeps_nobody(cluster: Cluster, postgres_url: str):
    """Whoever leaves does not wait for it."""
    async with opened(postgres_url) as database:
        there = PresenceTable(database, "me", beat_seconds=0.05)
        async with asyncio.timeout(PATIENCE_SECONDS):
            async with there.kept():
                cluster.freeze()
            cluster.thaw()
