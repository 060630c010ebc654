"""Rows hold entries of a credentials file, sealed, and what was in one is never lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database.engines import Place
from adapters.database.shared import READ, SEALER, entry
from fakes_credentials import MACHINE
from kiro_py.adapters.database.credential_rows import MANY, CredentialRows, Row, roster_of
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.sealing import SealBroken
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.roster import Entry
from kiro_py.secret import Secret

ROWS = CredentialRows(SEALER, READ)
Members = st.dictionaries(
    st.text(min_size=1, max_size=9).filter(lambda name: name != "id"),
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(members=Members)
async def test_what_is_put_there_comes_back(database: Database, members: dict[str, object]):
    """Members that nobody here knows, in their order, whatever they hold."""
    async with database.writing() as connection:
        (number,) = await ROWS.add(connection, 1, [members | entry()])
        found = (await ROWS.some(connection, [number]))[number]
    assert list(({"id": number} | members | entry()).items()) == list(found.entry.members.items())


async def test_ids_are_given_once(database: Database):
    """What was used by a credential that is gone is not put down to a later one."""
    async with database.writing() as connection:
        assert [1, 2] == await ROWS.add(connection, 1, [entry(1), entry(2)])
        await ROWS.remove(connection, [1, 2])
    async with database.writing() as connection:
        assert [3] == await ROWS.add(connection, 1, [entry(3)])


async def test_many_are_read_at_once(database: Database):
    """More than a statement has room for."""
    async with database.writing() as connection:
        ids = await ROWS.add(connection, 1, [entry(number) for number in range(MANY + 1)])
        await ROWS.add(connection, 0, [entry(9_999)])
        assert ids == list(await ROWS.some(connection, ids))
        assert [ids[-1] + 1, *ids] == list(await ROWS.revisions(connection)), "by their places"


async def test_an_entry_is_completed(database: Database):
    """Its machine id is what the upstream knows it by: it stays when the token changes."""
    async with database.writing() as connection:
        (number,) = await ROWS.add(connection, 1, [{"refreshToken": "test_refresh_token"}])
        found = (await ROWS.some(connection, [number]))[number]
    derived = "d8f9e744094de07e7773b722f04e18417ab6ea08442df337812cd632e1c92e40"
    assert {"id": 1, "refreshToken": "test_refresh_token", "machineId": derived} == (
        found.entry.members
    )


async def test_a_change_is_the_next_revision(database: Database, place: Place):
    """And the mark beside it is that of the token inside."""
    async with database.writing() as connection:
        (number,) = await ROWS.add(connection, 1, [entry()])
        found = (await ROWS.some(connection, [number], for_change=True))[number]
        found.entry.members["refreshToken"] = " anew "
        (changed,) = await ROWS.put(connection, [found])
    assert found.revision + 1 == changed.revision
    assert Secret("anew").fingerprint() == await place.one("SELECT refresh_mark FROM credentials")


@pytest.mark.parametrize("token", [{}, {"refreshToken": 7}, {"refreshToken": " "}])
async def test_without_a_token_there_is_no_mark(
    database: Database, place: Place, token: dict[str, object]
):
    """An API key is never spent."""
    async with database.writing() as connection:
        await ROWS.add(connection, 1, [{"kiroApiKey": "ksk_example", "machineId": MACHINE} | token])
    assert None is await place.one("SELECT refresh_mark FROM credentials")


async def test_only_known_marks_are_taken_back(database: Database, place: Place):
    """Another replica may be sending the token that is there now."""
    async with database.writing() as connection:
        (number,) = await ROWS.add(connection, 1, [entry()])
        await connection.exec_driver_sql("UPDATE credentials SET spending = 'b', spending_by = 'x'")
        await ROWS.resolve(connection, number, {"a"})
    assert [("b", "x")] == await place.rows("SELECT spending, spending_by FROM credentials")
    async with database.writing() as connection:
        await ROWS.resolve(connection, number, {"a", "b"})
    assert [(None, None)] == await place.rows("SELECT spending, spending_by FROM credentials")


def test_all_rows_are_a_document():
    """As a file would hold them; what is wrong is told by the credential's number."""
    broken = SealBroken("it has been changed")
    problem = ConfigInvalid("the database", "credential 2", broken.why)
    whole = Row(1, 1, 1, Entry(1, entry(1), None), warnings=("odd",))
    spoilt = Row(2, 2, 1, Entry(2, {}, None), (problem,), (), broken)
    roster = roster_of([whole, spoilt])
    assert ([entry(1), {}], (problem,), ("odd",)) == (
        roster.document,
        roster.problems,
        roster.warnings,
    )
    whole.check()
    with pytest.raises(StoreUnwritable, match="credential 2 cannot be opened"):
        spoilt.check()
