"""A new secret key: everything is sealed with it, and nothing is lost on the way."""

import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.database.engines import Place
from adapters.database.shared import KEY, RENEWED, SEALER, entry, held, replica
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.resealing import reseal
from kiro_py.adapters.database.settings_table import NAME
from kiro_py.adapters.database.tables import CREDENTIALS, SETTINGS
from kiro_py.adapters.sealing import Sealer
from kiro_py.errors import ConfigRefused, StoreUnwritable
from kiro_py.pool.credential import Tokens
from kiro_py.secret import Secret

NEXT_KEY = Secret("the next example key, also for tests")
BOTH, NEXT = Sealer(NEXT_KEY, previous=KEY), Sealer(NEXT_KEY)


async def put_settings(database: Database, sealed: bytes) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(SETTINGS).values(name=NAME, revision=1, sealed=sealed))


async def test_everything_is_sealed_with_the_new_key(place: Place, database: Database):
    """Then the older one can be forgotten."""
    async with replica(place) as store:
        await store.add([entry(1), entry(2)])
    await put_settings(database, SEALER.seal(b"{}", NAME))
    assert 3 == await reseal(database, BOTH)
    assert 0 == await reseal(database, BOTH)
    async with database.reading() as connection:
        (sealed,) = (await connection.execute(select(SETTINGS.c.sealed))).scalars()
    assert b"{}" == NEXT.open(sealed, NAME)
    async with replica(place, "later", sealer=NEXT) as store:
        assert [1, 2] == [found.id for found in store.credentials()]


async def test_replicas_that_run_go_on(place: Place, database: Database):
    """Those that have both keys: they read and write as before."""
    async with replica(place, "a", sealer=BOTH) as a, replica(place, "b", sealer=BOTH) as b:
        await a.add([entry()])
        await b.refresh()
        await reseal(database, BOTH)
        await a.save_tokens(1, RENEWED)
        await b.refresh()
        assert "new-refresh" == held(b)["refreshToken"]


class Between(Database):
    """Lets somebody write between the look and the first change."""

    somebody: Callable[[], Awaitable[object]] | None = None

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        somebody, self.somebody = self.somebody, None
        if somebody is not None:
            await somebody()
        async with super().writing() as connection:
            yield connection


async def test_what_is_written_meanwhile_is_not_overwritten(place: Place):
    """A renewal by a replica that has the older key only is kept, and sealed anew as well."""
    async with replica(place) as store, Between(place.url).opened() as between:
        await store.add([entry()])
        between.somebody = lambda: store.save_tokens(1, RENEWED)
        assert 1 == await reseal(between, BOTH)
    async with replica(place, "later", sealer=NEXT) as store:
        assert RENEWED == store.credentials()[0].tokens


async def test_a_replica_that_goes_on_with_the_older_key_is_told(place: Place):
    """It is not said that all is done."""
    async with replica(place) as store, Between(place.url).opened() as between:
        await store.add([entry()])
        numbers = itertools.count()

        async def renew() -> None:
            await store.save_tokens(1, Tokens(refresh_token=Secret(f"refresh {next(numbers)}")))
            between.somebody = renew

        between.somebody = renew
        with pytest.raises(StoreUnwritable, match="the key before"):
            await reseal(between, BOTH)


async def test_what_cannot_be_opened_stays_and_is_named(place: Place, database: Database):
    """Everything else is sealed anew before that is told."""
    async with replica(place) as store:
        await store.add([entry(1), entry(2)])
        await place.rows("UPDATE credentials SET sealed = 'x' WHERE id = 1")
    await put_settings(database, Sealer(Secret("a key that nobody knows any more")).seal(b"", NAME))
    with pytest.raises(ConfigRefused) as caught:
        await reseal(database, BOTH)
    told = [(each.key, each.problem) for each in caught.value.problems]
    assert ["credential 1", "settings"] == [key for key, _ in told]
    assert ("changed" in told[0][1], "another secret key" in told[1][1]) == (True, True)
    async with database.reading() as connection:
        wanted = select(CREDENTIALS.c.sealed).where(CREDENTIALS.c.id == 2)
        assert BOTH.is_current((await connection.execute(wanted)).scalar_one())
    assert 1 == await place.one("SELECT length(sealed) FROM credentials WHERE id = 1")


async def test_a_database_that_fails_is_told(place: Place, database: Database):
    """In the words of the house."""
    await place.rows("DROP TABLE settings")
    with pytest.raises(StoreUnwritable, match=place.missing("settings")):
        await reseal(database, BOTH)
