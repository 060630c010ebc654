"""Whether PostgreSQL answers is known within seconds, whatever has become of it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from adapters.database.engines import Place
from kiro_py.adapters.database.engine import Database, DatabaseAway
from kiro_py.adapters.database.watching import LOOK_ANSWER_SECONDS, LOOK_SECONDS
from postgres import Cluster

KNOWN_SECONDS = LOOK_SECONDS + LOOK_ANSWER_SECONDS + 3  # the machine may be busy


async def until(is_so: Callable[[], bool], seconds: float = KNOWN_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 -- the watch sets no event
            await asyncio.sleep(0.02)


@asynccontextmanager
async def opened(cluster: Cluster, template: str) -> AsyncGenerator[Database]:
    async with Database(cluster.copy(template)).opened() as database:
        yield database


async def test_a_server_that_has_gone_is_missed_and_known_again(cluster: Cluster, template: str):
    """Nobody is let wait for it meanwhile."""
    async with opened(cluster, template) as database:
        cluster.stop()
        try:
            await until(lambda: database.problem != "")
            began = time.monotonic()
            with pytest.raises(DatabaseAway):
                async with database.reading():
                    pass
            assert time.monotonic() - began < 0.1
        finally:
            cluster.start()
        await until(lambda: database.problem == "")
        async with database.reading():
            pass


async def test_a_server_that_is_frozen_is_missed_and_known_again(cluster: Cluster, template: str):
    """It takes connections and says nothing: only the time tells."""
    async with opened(cluster, template) as database:
        cluster.freeze()
        try:
            await until(lambda: database.problem != "")
        finally:
            cluster.thaw()
        await until(lambda: database.problem == "")


async def test_a_server_that_takes_no_changes_is_missed(cluster: Cluster, template: str):
    """After a failover it is the wrong one; without changes nothing can be shared."""
    async with opened(cluster, template) as database:
        name = str(database.address).rpartition("/")[2]
        cluster.execute("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        cluster.execute(
            "postgres",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        await until(lambda: database.problem == "it takes no changes")
        cluster.execute("postgres", f"ALTER DATABASE {name} RESET default_transaction_read_only")
        await until(lambda: database.problem == "")


async def test_a_file_is_never_missed():
    """SQLite has nobody who could be away."""
    place = Place("sqlite://")
    async with place.database().opened() as database:
        assert ("", True) == (database.problem, database.health.is_well)
