"""A machine moves into the database that replicas share, and nothing of it is lost."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.another_process import another
from hand import QUESTION, Hand, Said
from house import KEY_HEADERS, running_gateway
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.adapters.rescue_notes import RescueNotes
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import RenewalFailed
from kiro_py.pool.credential import Tokens
from kiro_py.pool.standing import Standing, State
from kiro_py.secret import Secret
from kiro_py.simulator.server import Simulator
from postgres import Cluster

SECOND = {"id": 2, "kiroApiKey": "ksk_example_of_two", "note": "hers", "mine": [1]}
FIFTH = {"id": 5, "refreshToken": "rt_example_of_five", "disabled": True}


class Machine:
    """A credentials file with what is kept beside it, and settings that name the database."""

    def __init__(self, hand: Hand, url: str | None) -> None:
        self.hand, self.url = hand, url
        self.config = hand.path.with_name("config.json")
        named = {} if url is None else {"databaseUrl": url, "secretKey": "k" * 32}
        self.config.write_text(json.dumps({"apiKey": "key-for-tests"} | named))

    def __call__(self, *words: str | Path | int) -> Said:
        return self.hand(*words, "-c", self.config)

    def move(self) -> Said:
        return self("import", "--from", self.hand.path)


def moved(said: Said, what: str) -> str | None:
    found = re.search(rf"^ {what} +(\S+) *$", said.out, re.MULTILINE)
    return None if found is None else found[1]


def test_credentials_keep_their_numbers_and_how_they_stand(hand: Hand, postgres_url: str):
    """The file is put aside; a new credential gets a number that nobody has had."""
    subject = Machine(hand, postgres_url)
    hand.write(SECOND, FIFTH)
    hand.stand(_2=Standing(state=State.SUSPENDED))
    assert (0, "2") == ((said := subject.move()).code, moved(said, "credentials")), said
    listed = {one["id"]: one["state"] for one in subject("list", "--json").json}
    assert {2: "suspended", 5: "disabled"} == listed
    (second, _) = subject("export", "--with-secrets").json
    assert second == second | SECOND
    assert not hand.path.exists()
    assert hand.path.with_name("credentials.json.moved").exists()
    source = hand.path.with_name("more.json")
    source.write_text(json.dumps([{"kiroApiKey": "ksk_example_of_six"}]))
    assert [6] == [one["id"] for one in subject("import", source, "--json").json]


async def test_keys_and_what_was_used_move_along(hand: Hand, postgres_url: str, cluster: Cluster):
    """Sums and rows are the same, and count on from there."""
    path = hand.path
    async with Simulator() as kiro:
        hand.write({"id": 1, **kiro.accounts.credential("api-key")})
        loaded = load_credentials(path, {})
        store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
        own = Database(in_file(path.with_name("kiro-py.db")))
        async with (
            running_gateway(kiro.url, store, StandingsFile(path), None, None, None, own) as url,
            aiohttp.ClientSession(url, headers=KEY_HEADERS) as client,
        ):
            for _ in range(3):
                async with client.post("/v1/messages", json=QUESTION) as response:
                    await response.read()
                    assert 200 == response.status
    subject = Machine(hand, postgres_url)
    said = await asyncio.to_thread(subject.move)
    assert "3" == moved(said, "requests"), said

    def one(question: str) -> str:
        return cluster.execute(postgres_url.rpartition("/")[2], question)

    assert "3" == one("SELECT sum(requests) FROM usage_days")
    assert "4" == one("SELECT nextval(pg_get_serial_sequence('requests', 'seq'))")


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([{"id": 1, "refreshToken": ""}], "refreshToken"),
        ([SECOND], "not empty"),
    ],
)
def test_what_cannot_move_whole_stays(
    hand: Hand, postgres_url: str, entries: list[dict[str, Any]], why: str
):
    """A faulty entry is named; and a database that is in use takes no second machine."""
    subject = Machine(hand, postgres_url)
    if why == "not empty":
        source = hand.path.with_name("more.json")
        source.write_text(json.dumps([{"kiroApiKey": "ksk_example_of_six"}]))
        subject("import", source)
    before = len(subject("list", "--json").json)
    hand.write(*entries)
    said = subject.move()
    assert (2, True) == (said.code, why in said.err), said
    assert before == len(subject("list", "--json").json)
    assert hand.path.exists()


@pytest.mark.parametrize("damage", [0, 20_000], ids=["all", "a part"])
def test_a_damaged_database_of_the_machine_is_named(hand: Hand, postgres_url: str, damage: int):
    """It is not the one of the settings; nothing has moved then."""
    file = hand.path.with_name("kiro-py.db")
    asyncio.run(Database(in_file(file)).prepare())
    file.write_bytes(file.read_bytes()[:damage] + b"\xff" * 500_000)
    hand.write(SECOND)
    said = Machine(hand, postgres_url).move()
    assert (2, True) == (said.code, f"{file}: " in said.err), said
    assert hand.path.exists()


async def test_a_gateway_that_still_runs_spends_nothing(hand: Hand, postgres_url: str):
    """Its renewal is waited for before, and what it would renew later is renewed by others."""
    hand.write(FIFTH, SECOND)
    loaded = load_credentials(hand.path, {})
    gateway = CredentialsFile(hand.path, read=loaded.read, roster=loaded.roster)
    with another(hand.path, 5) as (renewing, _):
        async with asyncio.TaskGroup() as group:
            moving = group.create_task(asyncio.to_thread(Machine(hand, postgres_url).move))
            await asyncio.sleep(0.5)
            assert not moving.done()
            renewing.kill()
        assert 0 == moving.result().code, moving.result()
    with pytest.raises(RenewalFailed, match="has moved"):
        await gateway.spend(5, Secret("rt_example_of_five"))


def test_what_a_killed_gateway_has_noted_moves(hand: Hand, postgres_url: str):
    """It could not write down any more what its token was exchanged for."""
    hand.write(FIFTH)
    spent, new = Secret("rt_example_of_five"), Secret("rt_example_of_six")
    RescueNotes(hand.path).leave(5, spent, Tokens(refresh_token=new))
    subject = Machine(hand, postgres_url)
    assert 0 == subject.move().code
    assert "rt_example_of_six" == subject("export", "--with-secrets").json[0]["refreshToken"]


def test_there_must_be_somewhere_to_move_to(hand: Hand):
    """Without a shared database the file is where credentials are."""
    hand.write(SECOND)
    said = Machine(hand, None).move()
    assert (2, True) == (said.code, "databaseUrl" in said.err), said
    assert 2 == Machine(hand, None)("import").code
