"""The commands on the database that replicas share, as a person types them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from hand import Hand, Said
from kiro_py.adapters.database.credential_turns import CredentialTurns, Spending
from kiro_py.adapters.database.engine import Database
from kiro_py.cli.credentials.ground import ground
from kiro_py.pool.standing import Standing, State
from kiro_py.secret import Secret
from kiro_py.simulator.server import Simulator

SOCIAL = {"authMethod": "social", "refreshToken": "rt_example_of_ada", "email": "ada@example.com"}


class Typist:
    """Types commands whose settings name the database; there is no credentials file."""

    def __init__(self, hand: Hand, url: str, **settings: object) -> None:
        self.hand, self.config = hand, hand.path.with_name("config.json")
        own = {"apiKey": "key-for-tests", "databaseUrl": url, "secretKey": "k" * 32}
        self.config.write_text(json.dumps(own | settings))

    def __call__(self, *words: str | Path | int) -> Said:
        return self.hand(*words, "-c", self.config)

    def take_in(self, *entries: dict[str, Any]) -> Said:
        source = self.hand.path.with_name("accounts.json")
        source.write_text(json.dumps(entries))
        return self("import", source)

    def stand(self, number: int, standing: Standing) -> None:
        async def save() -> None:
            async with ground(self.hand.path, self.config) as here:
                here.memory.save(number, standing)

        asyncio.run(save())


def test_credentials_are_added_changed_and_removed(hand: Hand, postgres_url: str):
    """As in the file, which is not made."""
    subject = Typist(hand, postgres_url)
    assert 0 == subject.take_in(SOCIAL, {"kiroApiKey": "ksk_example"}).code
    assert 0 == subject("disable", 1).code
    listed = subject("list", "--json").json
    assert [(1, "disabled"), (2, "ready")] == [(one["id"], one["state"]) for one in listed]
    assert "1 duplicate" in (again := subject.take_in(SOCIAL)).out, again
    assert 0 == subject("enable", 1).code
    assert 0 == subject("remove", 2).code
    assert [1] == [one["id"] for one in subject("list", "--json").json]
    missing = subject("remove", 2)
    assert (1, True) == (missing.code, "it is not in the database" in missing.err)
    assert not hand.path.exists()


def test_a_key_of_the_environment_that_is_kept_is_listed_once(
    hand: Hand, postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    """By its number in the database."""
    subject = Typist(hand, postgres_url)
    subject.take_in({"kiroApiKey": "ksk_example"})
    monkeypatch.setenv("KIRO_API_KEY", "ksk_example")
    assert [1] == [one["id"] for one in subject("list", "--json").json]


def test_a_reset_is_heard_by_all(hand: Hand, postgres_url: str):
    """How a credential stands is in the database, too."""
    subject = Typist(hand, postgres_url)
    subject.take_in(SOCIAL)
    subject.stand(1, Standing(state=State.SUSPENDED))
    assert "suspended" == subject("show", 1, "--json").json["view"]["state"]
    assert "was: suspended" in subject("reset", 1).out
    assert "ready" == subject("show", 1, "--json").json["view"]["state"]


async def test_a_reset_lets_a_token_be_sent_that_may_be_spent(hand: Hand, postgres_url: str):
    """Whichever replica renews it then."""
    subject, token = Typist(hand, postgres_url), Secret(SOCIAL["refreshToken"])
    await asyncio.to_thread(subject.take_in, SOCIAL)
    async with Database(postgres_url).opened() as database:
        killed, other = CredentialTurns(database, "killed", 0.0), CredentialTurns(database, "b")
        await killed.take(turn := killed.new(1))
        await killed.spend(turn, token.fingerprint())
        await other.take(turn := other.new(1))
        assert Spending.MAY_BE_SPENT is await other.spend(turn, token.fingerprint())
        await asyncio.to_thread(subject, "reset", 1)
        assert Spending.MAY_BE_SENT is await other.spend(turn, token.fingerprint())


def test_an_export_is_what_a_file_would_hold(hand: Hand, postgres_url: str):
    """Masked unless secrets are asked for, and nothing of them in the database."""
    subject = Typist(hand, postgres_url)
    subject.take_in(SOCIAL | {"mine": 1})
    assert SOCIAL["refreshToken"] not in subject("export").out
    (entry,) = subject("export", "--with-secrets").json
    assert SOCIAL["refreshToken"] == entry["refreshToken"]


async def test_a_renewal_is_written_to_the_database(hand: Hand, postgres_url: str):
    """The token that was spent is nowhere any more."""
    async with Simulator() as kiro:
        planes = dict.fromkeys(("api", "management", "auth", "oidc"), kiro.url)
        subject = Typist(hand, postgres_url, upstream=planes)
        await asyncio.to_thread(subject.take_in, kiro.accounts.credential("social"))
        said = await asyncio.to_thread(subject, "refresh", 1)
        assert (0, 1) == (said.code, kiro.accounts.refreshes), said
        (entry,) = (await asyncio.to_thread(subject, "export", "--with-secrets")).json
        assert kiro.accounts.credential("social")["refreshToken"] == entry["refreshToken"]
        assert 0 == kiro.accounts.refresh_tokens_spent_twice


@pytest.mark.parametrize("command", [("list",), ("enable", "1"), ("export",), ("refresh", "1")])
def test_another_key_opens_nothing(hand: Hand, postgres_url: str, command: tuple[str, ...]):
    """The setting is named, and nothing is changed."""
    Typist(hand, postgres_url).take_in(SOCIAL)
    said = Typist(hand, postgres_url, secretKey="x" * 32)(*command)
    assert (2, True) == (said.code, "secretKey" in said.err), said
