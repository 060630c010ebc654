"""What the database is like is told, and nothing in it is changed."""

import asyncio
import json
from typing import Any

from sqlalchemy import insert

from cli.db.conftest import KEY, OLD_KEY, Desk
from kiro_py.adapters.database.credential_rows import bound_to
from kiro_py.adapters.database.migrating import newest
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.tables import CREDENTIALS, REPLICAS
from kiro_py.adapters.sealing import Sealer
from kiro_py.secret import Secret

SEALED = b'{"refreshToken": "rt_s3cret"}'


async def fill(desk: Desk, key: str = KEY) -> None:
    sealed = Sealer(Secret(key)).seal(SEALED, bound_to(1))
    row = {"id": 1, "place": 1, "revision": 1, "sealed": sealed}
    replica = {"id": "one", "address": "http://one.example.com", "began_at": Moment()}
    async with desk.place.database().opened() as database, database.writing() as connection:
        await connection.execute(insert(CREDENTIALS), [row])
        await connection.execute(insert(REPLICAS).values(replica | {"seen_at": Moment()}))


def facts(desk: Desk) -> tuple[int, dict[str, Any]]:
    said = desk("status", "--json")
    assert all(word not in said.out + said.err for word in ("s3cret", "postgres@", desk.place.url))
    return said.code, json.loads(said.out)


def test_all_is_told_and_no_secret(desk: Desk):
    """For people and for scripts."""
    asyncio.run(fill(desk))
    code, found = facts(desk)
    assert (0, "", []) == (code, found["todo"], found["unopenedCredentials"])
    assert (newest(), newest()) == (found["version"], found["newestVersion"])
    assert (1, 0) == (found["rows"]["credentials"], found["rows"]["requests"])
    assert found["megabytes"] > 0
    ((name, silent),) = [(each["id"], each["silentSeconds"]) for each in found["replicas"]]
    assert ("one", True) == (name, 0 <= silent < 120)
    shown = desk("status")
    assert 0 == shown.code
    assert "all can be opened with the secret key" in shown.out
    assert ("postgresql" if desk.place.is_postgresql else "sqlite") in shown.out


def test_a_database_without_tables_is_to_be_upgraded(bare: Desk):
    """It has none afterwards, either."""
    if not bare.place.is_postgresql:
        asyncio.run(bare.place.rows("SELECT 1"))
    code, found = facts(bare)
    assert (1, None, {}) == (code, found["version"], found["rows"])
    assert "kiro-py db upgrade" in found["todo"]
    assert (1, None) == (code, facts(bare)[1]["version"])


def test_a_credential_that_cannot_be_opened_is_named(desk: Desk):
    """With another key, and with none; the key before opens it as well."""
    asyncio.run(fill(desk, OLD_KEY))
    assert (1, [1]) == (facts(desk)[0], facts(desk)[1]["unopenedCredentials"])
    assert "cannot be opened with the secret key: 1" in desk("status").out
    desk.settings["previousSecretKey"] = OLD_KEY
    assert (0, []) == (facts(desk)[0], facts(desk)[1]["unopenedCredentials"])


def test_a_file_that_is_not_there_is_not_made(bare: Desk):
    """Who looks at it has perhaps only mistyped its name."""
    if bare.place.file is None:
        bare.settings["databaseUrl"] = bare.place.url.rpartition("/")[0] + "/nowhere"
        said = bare("status")
        assert (1, True) == (said.code, "nowhere" in said.err)
        return
    said = bare("status")
    assert (2, True, False) == (said.code, "not there yet" in said.err, bare.place.file.exists())
