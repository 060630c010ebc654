"""News between those who share a database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.database.engines import Place
from adapters.database.replicas import PATIENCE_SECONDS, opened, until
from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.database.tables import COUNTS
from kiro_py.exchange.pending import Pending
from postgres import Cluster


class Ear:
    """Somebody who hears of a topic, and counts how often."""

    def __init__(self, bulletin: Bulletin, topic: str) -> None:
        self.heard = 0
        self._stirred = asyncio.Event()
        bulletin.hear(topic, self._hear)

    def _hear(self) -> None:
        self.heard += 1
        self._stirred.set()

    async def news(self) -> None:
        """Wait until there are some, and forget them."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._stirred.wait()
        self._stirred.clear()


async def say(database: Database, bulletin: Bulletin, *topics: str) -> None:
    async with database.writing() as connection:
        for topic in topics:
            await bulletin.say(connection, topic)


async def take_back(database: Database, bulletin: Bulletin, topic: str) -> None:
    with suppress(KeyError):
        async with database.writing() as connection:
            await bulletin.say(connection, topic)
            raise KeyError


async def test_what_one_says_another_one_hears(postgres_url: str):
    """Each topic for itself, and only what is kept."""
    async with opened(postgres_url) as mine, opened(postgres_url) as theirs:
        listening, saying = Bulletin(mine, pytest.fail), Bulletin(theirs, pytest.fail)
        keys, settings = Ear(listening, "keys"), Ear(listening, "settings")
        async with listening.kept():
            await settings.news()  # whoever gets a line may have missed something
            await take_back(theirs, saying, "keys")
            await say(theirs, saying, "unheard of", "settings")
            await settings.news()
        assert (1, 2) == (keys.heard, settings.heard)


async def test_nobody_hears_himself(postgres_url: str):
    """Neither by the one way of saying it nor by the other."""
    async with opened(postgres_url) as mine, opened(postgres_url) as theirs:
        listening, saying = Bulletin(mine, pytest.fail), Bulletin(theirs, pytest.fail)
        keys, settings = Ear(listening, "keys"), Ear(listening, "settings")

        def say_at_once(connection: Connection) -> None:
            listening.say_at_once(connection, "keys")

        async with listening.kept():
            await settings.news()
            await say(mine, listening, "keys")
            await mine.at_once(say_at_once)
            await theirs.at_once(lambda connection: saying.say_at_once(connection, "settings"))
            await settings.news()
        assert 1 == keys.heard


async def test_after_a_restart_all_are_called_and_news_come_again(
    cluster: Cluster, postgres_url: str
):
    """What was said meanwhile is lost, and that it was is told once."""
    warnings = list[str]()
    async with opened(postgres_url) as mine, opened(postgres_url) as theirs:
        listening, saying = Bulletin(mine, warnings.append), Bulletin(theirs)
        ear = Ear(listening, "keys")
        async with listening.kept():
            await ear.news()
            cluster.stop()
            await until(lambda: bool(listening.problem))
            cluster.start()
            await ear.news()
            await until(lambda: not listening.problem + theirs.problem)
            await say(theirs, saying, "keys")
            await ear.news()
    assert (3, 1) == (ear.heard, len(warnings))


async def test_a_line_on_which_nobody_answers_is_given_up(cluster: Cluster, postgres_url: str):
    """And the end waits for nobody."""
    async with opened(postgres_url) as database:
        listening = Bulletin(database, pulse_seconds=0.05)
        ear = Ear(listening, "keys")
        async with listening.kept():
            await ear.news()
            cluster.freeze()
            try:
                await until(lambda: bool(listening.problem))
            finally:
                cluster.thaw()
            await ear.news()
            cluster.freeze()
        cluster.thaw()
    assert 2 == ear.heard


async def test_a_database_that_is_away_is_not_waited_for():
    """Whoever needs news begins without them, and is told."""
    warnings = list[str]()
    database = Database("postgresql://somebody@127.0.0.1:1/kiro")
    listening = Bulletin(database, warnings.append)
    async with listening.kept():
        await until(lambda: bool(warnings))
    assert listening.problem in warnings[0]


async def test_nothing_is_left_at_the_server(cluster: Cluster, postgres_url: str):
    """A replica that has ended has no connection any more."""
    name = postgres_url.rpartition("/")[2]
    open_now = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"
    async with opened(postgres_url) as database:
        listening = Bulletin(database, pytest.fail)
        ear = Ear(listening, "keys")
        async with listening.kept():
            await ear.news()
    await until(lambda: cluster.execute("postgres", open_now) == "0")


async def test_everybody_is_called_now_and_then(place: Place):
    """News can be lost, with any engine."""
    async with opened(place.url) as database:
        listening = Bulletin(database, pytest.fail, round_seconds=0.01)
        ear = Ear(listening, "keys")
        async with listening.kept():
            await until(lambda: ear.heard >= 3)


async def test_who_stumbles_keeps_no_news_from_others(place: Place):
    """It is told what went wrong."""
    warnings = list[str]()

    def stumble() -> None:
        raise KeyError("oh")

    async with opened(place.url) as database:
        listening = Bulletin(database, warnings.append, round_seconds=0.01)
        listening.hear("keys", stumble)
        ear = Ear(listening, "keys")
        async with listening.kept():
            await ear.news()
    assert "news of keys were not taken in: KeyError('oh')" == warnings[0]


async def test_behind_a_pooler_everybody_is_called_each_second(postgres_url: str):
    """It hands a connection on after each transaction: nobody can listen on it."""
    async with opened(f"{postgres_url}?pgbouncer=true") as database:
        listening = Bulletin(database, pytest.fail)
        ear = Ear(listening, "keys")
        async with listening.kept():
            await ear.news()
            await say(database, listening, "keys")
    assert 1 == ear.heard


async def test_workers_on_one_file_hear_of_each_change(tmp_path: Path):
    """Whatever has changed, all are called."""
    url = in_file(tmp_path / "kiro-py.db")
    async with opened(url) as mine, opened(url) as theirs:
        listening = Bulletin(mine, pytest.fail, watches=True)
        ear = Ear(listening, "keys")
        async with listening.kept(), Pending(_write_on(theirs)):
            await until(lambda: ear.heard >= 3)


class Faulty(Database):
    """A file that cannot be looked at for a while."""

    is_faulty = True

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[AsyncConnection]:
        if self.is_faulty:
            self.is_faulty = False
            raise OSError("disk I/O error")
        async with super().alone() as connection:
            yield connection


async def test_a_file_that_cannot_be_looked_at_is_looked_at_again(tmp_path: Path):
    """What has changed meanwhile is heard then."""
    warnings = list[str]()
    async with Faulty(in_file(tmp_path / "kiro-py.db")).opened() as database:
        listening = Bulletin(database, warnings.append, watches=True)
        ear = Ear(listening, "keys")
        async with listening.kept():
            await until(lambda: ear.heard > 0)
            assert "" == listening.problem
    assert ["news of other replicas come late, every 30 s: disk I/O error"] == warnings


async def _write_on(database: Database) -> None:
    """Change something again and again, and say it as SQLite does: not at all."""
    bulletin = Bulletin(database)
    number = 0
    while True:
        number += 1
        async with database.writing() as connection:
            await connection.execute(insert(COUNTS).values(model=str(number), body=""))
            await bulletin.say(connection, "keys")
        await database.at_once(lambda connection: bulletin.say_at_once(connection, "keys"))
        await asyncio.sleep(0.1)
