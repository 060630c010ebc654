"""A server of PostgreSQL is looked at by one of its users."""

import pytest
from sqlalchemy import insert

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.migrating import newest
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.sight import Sight, sight_of
from kiro_py.adapters.database.tables import CREDENTIALS, REPLICAS, SETTINGS
from kiro_py.adapters.system_clock import SystemClock
from postgres import Cluster

USER = "reader"


@pytest.fixture
def url(cluster: Cluster, template: str) -> str:
    """A database with all tables."""
    return cluster.copy(template)


async def seen(url: str) -> Sight:
    async with Database(url).as_it_is() as database:
        return await sight_of(database, SystemClock())


def somebody(cluster: Cluster, url: str, *grants: str) -> str:
    """Return the address as a user has it who owns nothing, and was granted something."""
    name = url.rpartition("/")[2]
    cluster.execute(
        "postgres",
        f"DO $$ BEGIN CREATE ROLE {USER} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    )
    for grant in grants:
        cluster.execute(name, f"GRANT {grant} TO {USER}")
    return url.replace("postgres@", f"{USER}@")


async def test_a_sound_database_is_seen_as_such(url: str):
    """Its owner may do all, and nothing lies there yet."""
    found = await seen(url)
    assert (newest(), True, True, True) == (
        found.version,
        found.is_up_to_date,
        found.is_readable,
        found.may_write,
    )
    assert (False, False, {}, []) == (
        found.is_encrypted,
        found.is_read_only,
        found.sealed,
        found.replicas,
    )
    assert (found.server_number // 10_000, True) == (
        int(found.server.split(".")[0]),
        abs(found.skew_seconds) < 30,
    )


async def test_what_is_sealed_and_who_serves_is_seen(url: str):
    """Credentials by their numbers, settings by their name."""
    rows = [
        {"id": number, "place": number, "revision": 1, "sealed": b"%d" % number}
        for number in (7, 3)
    ]
    replica = {"id": "one", "address": "", "began_at": Moment(), "seen_at": Moment()}
    async with Database(url).opened() as database, database.writing() as connection:
        await connection.execute(insert(CREDENTIALS), rows)
        await connection.execute(
            insert(SETTINGS).values(name="settings", revision=1, sealed=b"patch")
        )
        await connection.execute(insert(REPLICAS).values(replica))
    found = await seen(url)
    assert [("credential 3", b"3"), ("credential 7", b"7"), ("settings", b"patch")] == list(
        found.sealed.items()
    )
    assert ["one"] == [each.id for each in found.replicas]


async def test_the_difference_of_the_clocks_is_measured(url: str):
    """It is positive when the server's is ahead."""

    class Slow(SystemClock):
        def now(self) -> float:
            return super().now() - 3600

    async with Database(url).as_it_is() as database:
        found = await sight_of(database, Slow())
    assert 3600 == pytest.approx(found.skew_seconds, abs=60)


async def test_a_user_who_may_only_read_lacks_the_rest(cluster: Cluster, url: str):
    """Each right that is missing is named."""
    found = await seen(somebody(cluster, url, "SELECT ON ALL TABLES IN SCHEMA public"))
    assert (True, False) == (found.is_readable, found.may_write)
    assert "INSERT on the table credentials" in found.denied
    assert "USAGE on the sequence requests_seq_seq" in found.denied
    assert [] == [each for each in found.denied if each.startswith("SELECT ")]


async def test_a_user_with_every_right_needs_no_ownership(cluster: Cluster, url: str):
    """As long as the tables are up to date."""
    grants = ("ALL ON ALL TABLES IN SCHEMA public", "ALL ON ALL SEQUENCES IN SCHEMA public")
    assert [] == (await seen(somebody(cluster, url, *grants))).denied


async def test_what_may_not_be_read_is_not(cluster: Cluster, url: str):
    """The version may be known all the same."""
    found = await seen(somebody(cluster, url, "SELECT ON alembic_version"))
    assert (True, False, {}) == (found.is_up_to_date, found.is_readable, found.sealed)


async def test_whoever_upgrades_must_own_the_tables(cluster: Cluster, url: str):
    """And be allowed to make new ones."""
    name = url.rpartition("/")[2]
    cluster.execute(name, "UPDATE alembic_version SET version_num = '0001'")
    assert [] == (await seen(url)).denied
    found = await seen(somebody(cluster, url, "SELECT ON alembic_version"))
    assert "CREATE in the schema public" == found.denied[0]
    assert "ALTER on the table credentials" in found.denied
    assert ("0001", False) == (found.version, found.is_readable)


async def test_a_database_without_tables_stays_without(cluster: Cluster, postgres_url: str):
    """Whoever may make none there is told so."""
    for _ in range(2):
        found = await seen(postgres_url)
        assert (None, [], False) == (found.version, found.denied, found.is_readable)
    cluster.execute(postgres_url.rpartition("/")[2], "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    found = await seen(somebody(cluster, postgres_url))
    assert ["CREATE in the schema public"] == found.denied


async def test_a_server_that_takes_no_changes_is_seen_as_such(cluster: Cluster, url: str):
    """As a copy would be."""
    name = url.rpartition("/")[2]
    cluster.execute("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    found = await seen(url)
    assert (True, True, False) == (found.is_read_only, found.is_readable, found.may_write)
