"""Tables are brought up to date by a command."""

import asyncio

from cli.db.conftest import Desk
from kiro_py.adapters.database.migrating import newest


def test_tables_are_made_and_left_alone_afterwards(bare: Desk):
    """Once they are there, the same command changes nothing."""
    for _ in range(2):
        said = bare("upgrade")
        assert (0, f"the tables are up to date (version {newest()})\n") == (said.code, said.out)
    assert newest() == asyncio.run(bare.place.one("SELECT version_num FROM alembic_version"))


def test_tables_of_a_newer_program_are_left_alone(desk: Desk):
    """The reason is told."""
    assert 0 == desk("upgrade").code
    asyncio.run(desk.place.rows("UPDATE alembic_version SET version_num = '9999'"))
    said = desk("upgrade")
    assert (2, True) == (said.code, "newer kiro-py" in said.err)


def test_a_database_that_refuses_is_told_without_its_password(desk: Desk):
    """Whoever reads the log of a start does not learn it."""
    if desk.place.is_postgresql:
        url = desk.place.url.replace("postgres@", "nobody:s3cret@")
    else:
        url = "sqlite:////proc/nowhere/kiro-py.db"
    desk.settings["databaseUrl"] = url
    said = desk("upgrade")
    assert (2, True, False) == (said.code, "databaseUrl" in said.err, "s3cret" in said.err)
