"""Credentials in the database: what the file promises holds there, and for several replicas."""

import time
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.database.engines import Place
from adapters.database.shared import (
    END,
    KEY,
    READ,
    RENEWED,
    SEALER,
    WRITTEN,
    entry,
    held,
    replica,
    table,
    written,
)
from fakes_credentials import ARN, api_key
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.sealing import Sealer
from kiro_py.errors import ConfigInvalid, StoreUnwritable
from kiro_py.pool.credential import Tokens
from kiro_py.secret import Secret
from postgres import Cluster

SPOILT = "what a person has written by hand, whoever that may have been"
OTHER_KEY = Secret("another example key, also for tests")


@pytest.fixture
async def store(database: Database) -> AsyncGenerator[CredentialTable]:
    """A replica, and nothing in the database yet."""
    async with table(database).opened() as opened:
        yield opened


async def test_what_was_added_is_there_after_a_restart(place: Place):
    """With all its members, those included that nobody here has a word for."""
    members = entry(tags=[1, {"名": "值"}], note="hers")
    async with replica(place) as first:
        assert [1] == await first.add([members])
    async with replica(place, "restarted") as second:
        assert {"id": 1, **members} == held(second)
        assert ["hers"] == [found.note for found in second.credentials()]


async def test_nothing_can_be_read_in_the_database(place: Place):
    """Whoever has a copy of it has no sign-in."""
    async with replica(place) as store:
        await store.add([entry(1, clientSecret="client-secret"), {"kiroApiKey": "ksk_example"}])
        await store.save_tokens(1, RENEWED)
        kept = str(await place.rows("SELECT * FROM credentials")).encode()
    if place.file is not None:
        kept += b"".join(each.read_bytes() for each in place.file.parent.iterdir())
    assert len(kept) > 100
    for secret in ("refresh-1", "client-secret", "ksk_example", "new-access", "new-refresh"):
        assert secret.encode() not in kept


async def test_renewed_tokens_are_written_in_their_place(store: CredentialTable):
    """Everything else keeps its value and its order."""
    before = entry(startUrl="https://example.com/start", accessToken="access")
    await store.add([before])
    found = await store.save_tokens(1, RENEWED)
    assert RENEWED == found.tokens
    assert list({"id": 1, **before, **WRITTEN}.items()) == list(held(store).items())


async def test_what_was_not_granted_is_not_written(store: CredentialTable):
    """A refresh token that was not rotated is still the one to use."""
    await store.add([entry(profileArn=ARN)])
    found = await store.save_tokens(1, Tokens(access_token=Secret("new-access"), expires_at=END))
    assert ("refresh-1", ARN) == (held(store)["refreshToken"], held(store)["profileArn"])
    assert (Secret("refresh-1"), ARN) == (found.tokens.refresh_token, found.tokens.profile_arn)


async def test_one_replica_s_tokens_are_the_other_s(place: Place):
    """As soon as it looks."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry(1), entry(2)])
        assert () == await b.refresh()
        await a.save_tokens(2, RENEWED)
        assert () == await b.refresh()
        assert [Secret("refresh-1"), RENEWED.refresh_token] == [
            found.tokens.refresh_token for found in b.credentials()
        ]
        assert list(a.credentials()) == list(b.credentials())


async def test_a_renewal_looks_at_its_row(place: Place):
    """Another replica may have renewed it a moment ago."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry()])
        await b.refresh()
        await a.save_tokens(1, RENEWED)
        assert RENEWED == (await b.reread(1)).tokens


async def test_newer_tokens_are_never_overwritten(place: Place):
    """Whoever was frozen between the answer and the row keeps what came after it."""
    newer = Tokens(Secret("newer-access"), Secret("newer-refresh"), END)
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry()])
        await b.refresh()
        await a.save_tokens(1, newer)
        assert newer == (await b.save_tokens(1, RENEWED)).tokens
        assert not b.unsaved
        await a.refresh()
        assert newer == a.credentials()[0].tokens


async def test_what_has_not_changed_is_not_read(store: CredentialTable, place: Place):
    """A row could be spoilt, and nobody would see it until its revision has changed."""
    await store.add([entry(1), entry(2)])
    before = store.roster
    await place.rows("UPDATE credentials SET sealed = 'x' WHERE id = 2")
    assert () == await store.refresh()
    assert before is store.roster


async def test_a_spoilt_row_is_a_problem_of_its_own(place: Place):
    """The others go on, and so does who holds what was in it."""
    async with replica(place) as store:
        await store.add([entry(1), entry(2)])
        await place.rows(
            f"UPDATE credentials SET sealed = '{SPOILT}', revision = revision + 1 WHERE id = 1"
        )
        (problem,) = await store.refresh()
        assert ("credential 1", True) == (problem.key, "changed" in problem.problem)
        assert [1, 2] == [found.id for found in store.credentials()]
        with pytest.raises(StoreUnwritable, match="credential 1 cannot be opened"):
            await store.save_tokens(1, RENEWED)
        assert {1} == set(store.unsaved)
    async with replica(place, "restarted") as store:
        assert [str(problem)] == [str(each) for each in store.troubles.entries]
        assert [2] == [found.id for found in store.credentials()]
        assert len(SPOILT) == await place.one("SELECT length(sealed) FROM credentials WHERE id = 1")


async def test_the_wrong_secret_key_is_refused_at_the_start(place: Place):
    """Nothing is written then, and with the right one everything is there."""
    async with replica(place) as store:
        await store.add([entry()])
    before = await place.rows("SELECT * FROM credentials")
    async with place.database().opened() as database:
        with pytest.raises(ConfigInvalid) as caught:
            async with table(database, sealer=Sealer(OTHER_KEY)).opened():
                pytest.fail("it was opened")
    assert ("config", "secretKey") == (caught.value.source, caught.value.key)
    assert before == await place.rows("SELECT * FROM credentials")
    async with replica(place, "later", sealer=Sealer(OTHER_KEY, previous=KEY)) as store:
        assert [1] == [found.id for found in store.credentials()]


async def test_a_row_with_a_fault_is_named(store: CredentialTable, database: Database):
    """Somebody may have put it there with an older version."""
    await store.add([entry(1), entry(2)])
    spoilt = SEALER.seal(b'{"id": 2, "authMethod": "idc", "refreshToken": "r"}', "credential 2")
    async with database.writing() as connection:
        await connection.exec_driver_sql(
            "UPDATE credentials SET revision = 9, sealed = "
            + (f"x'{spoilt.hex()}'" if database.path else f"'\\x{spoilt.hex()}'::bytea")
            + " WHERE id = 2"
        )
    problems = await store.refresh()
    assert ["credential 2.clientId", "credential 2.clientSecret"] == [each.key for each in problems]
    assert [1, 2] == [found.id for found in store.credentials()], "what was in use goes on"


async def test_guests_are_never_written(database: Database, place: Place):
    """A key of the environment is where it came from."""
    guest = replace(api_key(), id=0, persists=False)
    async with table(database, guests=[guest]).opened() as store:
        await store.add([entry()])
        assert [0, 1] == [found.id for found in store.credentials()]
        assert guest == await store.reread(0)
        async with store.renewing(0) as is_our_turn:
            await store.spend(0, Secret("ksk_example"))
            assert is_our_turn
    assert 1 == await place.one("SELECT count(*) FROM credentials")


async def test_a_guest_whose_key_is_kept_is_there_once(database: Database):
    """It is one account, which would seem to have twice its credits."""
    guest = replace(api_key(), id=0, persists=False)
    key = guest.kiro_api_key
    assert key is not None
    async with table(database, guests=[guest]).opened() as store:
        (number,) = await store.add([{"kiroApiKey": key.reveal()}])
        assert [number] == [found.id for found in store.credentials()]
        assert guest == await store.reread(0), "whoever has it now goes on"
        await store.remove(number)
        assert [0] == [found.id for found in store.credentials()]


async def test_what_is_gone_is_gone(place: Place):
    """Whoever renews it meanwhile hears that."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry()])
        await b.refresh()
        await a.remove(1)
        with pytest.raises(KeyError):
            await b.reread(1)
        with pytest.raises(KeyError):
            await b.save_tokens(1, RENEWED)
        assert () == await b.refresh()
        assert ([], []) == (list(b.credentials()), list(b.unsaved))
        with pytest.raises(KeyError):
            await b.reread(1)


async def test_a_change_is_announced_in_its_transaction(database: Database):
    """Whoever hears of it finds it; what has failed is not announced."""
    heard: list[int] = []

    async def announce(connection: AsyncConnection) -> None:
        heard.append(id(connection))

    store = CredentialTable(database, SEALER, me="a", read=READ, announce=announce)
    async with store.opened():
        await store.add([entry(1), entry(2)])
        await store.save_tokens(1, RENEWED)
        await store.edit(1, {"note": "hers"})
        await store.remove(2)
        with pytest.raises(KeyError):
            await store.remove(2)
    assert 4 == len(heard)


async def test_a_changed_row_among_many_is_found_quickly(place: Place):
    """A look costs what has changed, not what is there: one of all takes many times as long."""
    async with replica(place, "a") as a, replica(place, "b") as b:
        await a.add([entry(number) for number in range(1, 601)])
        of_all = await cost(b)
        await a.edit(500, {"priority": 7})
        of_one = await cost(b)
        assert 7 == held(b, 500)["priority"]
    assert 3 * of_one < of_all


async def cost(store: CredentialTable) -> float:
    """Return the seconds of the processor that a look takes."""
    began = time.process_time()
    await store.refresh()
    return time.process_time() - began


async def test_tokens_are_kept_while_the_database_is_away(cluster: Cluster, template: str):
    """They are used meanwhile, and written when it is back."""
    place = Place(cluster.copy(template))
    async with replica(place) as store:
        await store.add([entry(1)])
        cluster.stop()
        try:
            with pytest.raises(StoreUnwritable):
                await store.save_tokens(1, RENEWED)
            assert (RENEWED, {1}) == (store.credentials()[0].tokens, set(store.unsaved))
            with pytest.raises(StoreUnwritable):
                await store.refresh()
            assert RENEWED == (await store.reread(1)).tokens
            assert store.troubles.place
        finally:
            cluster.start()
        await written(store)
        assert not store.troubles.place
    async with replica(place, "restarted") as later:
        assert RENEWED == later.credentials()[0].tokens
