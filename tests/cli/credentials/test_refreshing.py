"""New tokens at a person's word: `refresh`."""

import asyncio
import json

import pytest

from adapters.another_process import another
from hand import Hand, service, serving
from kiro_py.pool.standing import Standing, State
from kiro_py.secret import Secret
from kiro_py.simulator.faults.effects import Answer


@pytest.mark.parametrize("account", ["social", "builder-id", "idc", "external-idp"])
async def test_every_kind_of_token_is_renewed(hand: Hand, account: str):
    """The new one is in the file, and it is told when it ends."""
    async with service(hand) as subject:
        subject.write(account)
        (before,) = hand.entries
        said = await subject.type("refresh", 1)
        (after,) = hand.entries
        assert (0, 1) == (said.code, subject.kiro.accounts.refreshes)
        assert before["refreshToken"] != after["refreshToken"]
        assert subject.kiro.accounts.credential(account)["accessToken"] == after["accessToken"]
    assert said.out.startswith("credential 1 is refreshed, for 59 min: until ")


async def test_a_living_token_is_renewed_too(hand: Hand):
    """A person's word is reason enough; a disabled credential is no exception."""
    async with service(hand) as subject:
        hand.write({"id": 1, "disabled": True, **subject.kiro.accounts.credential("social")})
        said = await subject.type("refresh", 1, "--json")
        assert 1 == subject.kiro.accounts.refreshes
    (told,) = said.json
    assert 1 == told["id"]
    assert 3500 < told["expiresInSeconds"] <= 3600


async def test_a_credential_without_a_token_gets_one(hand: Hand):
    """A refresh token is enough."""
    async with service(hand) as subject:
        entry = subject.kiro.accounts.credential("social")
        hand.write({"id": 1, "refreshToken": entry["refreshToken"]})
        assert 0 == (await subject.type("refresh", 1)).code
        assert "accessToken" in hand.entries[0]


async def test_an_ended_sign_in_is_told_and_remembered(hand: Hand):
    """A person has to sign in again, the others are renewed, and the exit code is 1."""
    async with service(hand) as subject:
        subject.write("social", "idc")
        subject.kiro.accounts.revoke("social")
        said = await subject.type("refresh", 1, 2)
    assert 1 == said.code
    assert "credential 1 cannot be refreshed" in said.err
    assert "sign in again" in said.err
    assert "credential 2 is refreshed" in said.out
    assert {1: State.NEEDS_LOGIN} == {key: told.state for key, told in hand.standings.items()}


async def test_a_passing_failure_is_not_remembered(hand: Hand):
    """Nobody has to sign in again because a service is down."""
    async with service(hand) as subject:
        subject.write("social")
        subject.kiro.faults.add(Answer(status=503, body={"message": "busy"}), times=None)
        said = await subject.type("refresh", 1, "--json")
    (told,) = said.json
    assert (1, "needsLogin" in told) == (said.code, False)
    assert "503" in told["why"]
    assert {} == hand.standings


@pytest.mark.parametrize("rotates", [True, False], ids=["another token", "the same token"])
async def test_a_renewal_ends_the_need_of_a_login(hand: Hand, *, rotates: bool):
    """What could be renewed is signed in, whatever was thought of it."""
    async with service(hand) as subject:
        subject.write("social")
        ended_with = Secret(hand.entries[0]["refreshToken"]).fingerprint()
        hand.stand(_1=Standing(State.NEEDS_LOGIN, reason="login-ended", login=ended_with))
        if not rotates:
            body = {"accessToken": "access-example", "expiresIn": 3600}
            subject.kiro.faults.add(Answer(status=200, body=body), times=None)
        assert 0 == (await subject.type("refresh", 1)).code
    assert State.READY is hand.standings.get(1, Standing()).state


async def test_a_key_needs_no_renewal(hand: Hand):
    """It is said so, nothing is asked, and it does not need a login for that."""
    async with service(hand) as subject:
        subject.write("api-key")
        said = await subject.type("refresh", 1)
        assert 0 == len(list(subject.kiro.calls))
    assert 1 == said.code
    assert "an API key has no tokens" in said.err
    assert {} == hand.standings


async def test_what_another_process_has_just_renewed_is_taken(hand: Hand):
    """The command waits for its end, takes its token from the file, and spends none itself."""
    async with service(hand) as subject:
        subject.write("social")
        with another(hand.path, 1) as (process, has_taken):
            assert has_taken
            async with asyncio.TaskGroup() as tasks, asyncio.timeout(60):
                refreshing = tasks.create_task(subject.type("refresh", 1))
                while "machineId" not in hand.entries[0]:  # noqa: ASYNC110 -- a file tells it
                    await asyncio.sleep(0.01)
                subject.kiro.accounts.renew(hand.entries[0]["refreshToken"], None)
                renewed = subject.kiro.accounts.credential("social")
                hand.write(hand.entries[0] | renewed)
                process.kill()
        assert (0, 1) == (refreshing.result().code, subject.kiro.accounts.refreshes)
    assert renewed["expiresAt"][:19] in refreshing.result().out
    assert renewed["refreshToken"] == hand.entries[0]["refreshToken"]


async def test_a_running_gateway_goes_on(hand: Hand):
    """It takes the new token from the file when its own is refused, and renews none itself."""
    async with service(hand) as subject:
        hand.write({"id": 1, **subject.kiro.accounts.credential("social")})
        async with serving(subject) as gateway:
            statuses = [await gateway.ask()]
            subject.kiro.accounts.expire_access("social")
            assert 0 == (await subject.type("refresh", 1)).code
            statuses.append(await gateway.ask())
        assert ([200, 200], 1) == (statuses, subject.kiro.accounts.refreshes)


async def test_one_that_cannot_be_used_is_named(hand: Hand):
    """A broken entry and a number that is not there stop nobody else."""
    async with service(hand) as subject:
        subject.write("social")
        hand.write(*hand.entries, {"id": 2, "authMethod": "idc", "refreshToken": "broken"})
        said = await subject.type("refresh", 2, 9, 1)
    assert 1 == said.code
    assert "credential 1 is refreshed" in said.out
    for number in (2, 9):
        assert f"there is no credential {number} that can be used" in said.err


@pytest.mark.parametrize(
    ("name", "content"),
    [("config.json", "{}"), ("config.json", "{"), ("credentials.json", "[{")],
    ids=["no key", "cut settings", "cut credentials"],
)
def test_nothing_is_begun_with_what_cannot_be_read(hand: Hand, name: str, content: str):
    """The file is named, as `serve` does, and the exit code is 2."""
    hand.write({"id": 1, "refreshToken": "token"})
    config = hand.path.with_name("config.json")
    config.write_text(json.dumps({"apiKey": "key-for-tests"}))
    hand.path.with_name(name).write_text(content)
    said = hand("refresh", 1, "-c", config)
    assert (2, "") == (said.code, said.out)
    assert name in said.err
