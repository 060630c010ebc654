"""Whoever asks PostgreSQL waits for no longer than its limits say."""

import asyncio
import os
import re
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiro_py.adapters.database import home_table, ledger_table, migrating, postgres, watching
from kiro_py.adapters.database.address import address
from pages import DOCS, Page
from postgres import Cluster, binaries


@asynccontextmanager
async def engine(url: str) -> AsyncGenerator[AsyncEngine]:
    made = postgres.engine(address(url))
    try:
        yield made
    finally:
        await made.dispose()


async def asked(subject: AsyncEngine, question: str) -> object:
    async with subject.connect() as connection:
        return (await connection.execute(text(question))).scalar_one()


async def done(subject: AsyncEngine, *statements: str) -> None:
    async with subject.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("statement_timeout", "10s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "15s"),
        ("application_name", "kiro-py"),
        ("tcp_keepalives_idle", "30"),
    ],
)
async def test_the_server_knows_the_limits(cluster: Cluster, name: str, expected: str):
    """It keeps them even when we are not there any more."""
    async with engine(cluster.url("postgres")) as subject:
        assert expected == await asked(subject, f"SELECT current_setting('{name}')")


async def test_a_pooler_is_told_nothing_that_it_does_not_know(cluster: Cluster):
    """PgBouncer refuses whoever begins with settings; statements are prepared for one use."""
    async with engine(cluster.url("postgres") + "?pgbouncer=true") as subject:
        assert "0" == await asked(subject, "SELECT current_setting('statement_timeout')")
        await asked(subject, "SELECT 1")
        assert 1 == await asked(
            subject, "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kiro%'"
        )


def test_who_meets_a_pooler_unawares_is_told_what_to_write():
    """It refuses the limits with which a connection begins."""
    refused = postgres.ServerRefused(Exception("unsupported startup parameter: lock_timeout"))
    assert str(refused).endswith("lock_timeout: add `pgbouncer=true` to the address")


async def test_a_connection_that_has_ended_is_replaced(cluster: Cluster):
    """Whoever comes after a restart notices nothing of it."""
    where = cluster.url("postgres")
    async with engine(where) as subject, engine(where) as other:
        first = await asked(subject, "SELECT pg_backend_pid()")
        assert await asked(other, f"SELECT pg_terminate_backend({first}, 5000)")
        assert first != await asked(subject, "SELECT pg_backend_pid()")


async def test_whoever_gives_up_gives_up_at_once(cluster: Cluster):
    """A server that says nothing is not said farewell to."""
    async with engine(cluster.url("postgres")) as subject:
        await asked(subject, "SELECT 1")
        cluster.freeze()
        try:
            began = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.25):
                    await asked(subject, "SELECT 1")
            assert time.monotonic() - began < 0.75
        finally:
            cluster.thaw()
        assert 1 == await asked(subject, "SELECT 1")


async def test_a_statement_ends_in_time(cluster: Cluster):
    """The server undoes it, and the connection is good for the next one."""
    async with engine(cluster.url("postgres")) as subject:
        with pytest.raises(SQLAlchemyError, match="statement timeout"):
            await done(subject, "SET LOCAL statement_timeout = '50ms'", "SELECT pg_sleep(5)")
        assert 1 == await asked(subject, "SELECT 1")


async def test_a_server_that_takes_no_changes_is_left(cluster: Cluster):
    """The next one to ask gets another connection, perhaps to the one that does."""
    async with engine(cluster.url("postgres")) as subject:
        first = await asked(subject, "SELECT pg_backend_pid()")
        with pytest.raises(SQLAlchemyError, match="read-only transaction"):
            await done(subject, "SET TRANSACTION READ ONLY", "CREATE TABLE nothing (a int)")
        assert first != await asked(subject, "SELECT pg_backend_pid()")


@pytest.mark.parametrize(
    ("words", "told"),
    [("?sslmode=require", "rejected SSL upgrade"), ("?sslmode=verify-full", "rejected SSL")],
)
async def test_a_server_without_tls_is_refused_where_it_is_asked_for(
    cluster: Cluster, words: str, told: str
):
    """Nothing goes over the line unprotected that must not."""
    with pytest.raises(OSError, match=told):
        await postgres.connect(address(cluster.url("postgres") + words))


@pytest.fixture(scope="module")
def secured() -> Iterator[tuple[Cluster, Path]]:
    """A server with a certificate, and the file of whoever has issued it."""
    if binaries() is None:
        pytest.skip("no PostgreSQL server")
    issuer, made = trustme.CA(), Cluster.made()
    data = made.home / "data"
    owner = data.stat()
    certificate = issuer.issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(data / "server.crt")
    certificate.private_key_pem.write_to_path(data / "server.key")
    issuer.cert_pem.write_to_path(made.home / "ca.pem")
    for name in ("server.crt", "server.key"):
        os.chown(data / name, owner.st_uid, owner.st_gid)
        (data / name).chmod(0o600)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("ssl = on\n")
    try:
        made.start()
        yield made, made.home / "ca.pem"
    finally:
        made.remove()


@pytest.mark.parametrize(
    "words", ["", "?sslmode=require", "?ssl=true", "?sslmode=verify-full&sslrootcert={ca}"]
)
async def test_the_line_is_secured(secured: tuple[Cluster, Path], words: str):
    """As providers hand it out, and as it should be."""
    server, ca = secured
    async with engine(server.url("postgres") + words.format(ca=ca)) as subject:
        asked_for = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert await asked(subject, asked_for) is True


@pytest.mark.parametrize(
    "words", ["?sslmode=verify-full", "?sslmode=require&channel_binding=require"]
)
async def test_a_certificate_of_nobody_known_is_refused(secured: tuple[Cluster, Path], words: str):
    """Where it is asked for that nobody stands between."""
    server, _ = secured
    with pytest.raises(OSError, match="certificate verify failed"):
        await postgres.connect(address(server.url("postgres") + words))


async def test_of_several_hosts_the_one_that_is_there_is_taken(cluster: Cluster):
    """The others are gone, or copies."""
    url = cluster.url("postgres").replace("@127.0.0.1:", "@127.0.0.1:1,127.0.0.1:")
    async with engine(url) as subject:
        assert 1 == await asked(subject, "SELECT 1")


def test_the_limits_are_those_of_the_documentation():
    """Whoever sizes a server reads them there."""
    page = Page(DOCS / "concepts" / "several-replicas.md").text
    part = page.partition("### How long it is waited for")[2].partition("\n## ")[0]
    rows = re.findall(r"\| ([\d.]+) s", part)
    silence = postgres.KEEPALIVE_IDLE_SECONDS
    silence += postgres.KEEPALIVE_INTERVAL_SECONDS * postgres.KEEPALIVE_COUNT
    assert [float(row) for row in rows] == [
        watching.LOOK_ANSWER_SECONDS,
        home_table.ANSWER_SECONDS,
        ledger_table.ANSWER_SECONDS,
        postgres.POOL_WAIT_SECONDS,
        postgres.CONNECT_SECONDS,
        postgres.STATEMENT_SECONDS,
        postgres.ANSWER_SECONDS,
        postgres.LOCK_SECONDS,
        postgres.IDLE_IN_TRANSACTION_SECONDS,
        migrating.START_SECONDS,
        migrating.OTHERS_SECONDS,
    ]
    most = postgres.POOL_SIZE + postgres.POOL_OVERFLOW
    assert f"has {postgres.POOL_SIZE} connections, {most} for a moment" in part
    assert f"older than {postgres.RECYCLE_SECONDS:.0f} s" in part
    assert f"after {silence} s, and after {postgres.UNHEARD_SECONDS} s" in part


async def test_a_socket_is_taken(cluster: Cluster):
    """For a server on the same machine."""
    url = f"postgresql://postgres@/postgres?host={cluster.home}&port={cluster.port}"
    async with engine(url) as subject:
        assert 1 == await asked(subject, "SELECT 1")
