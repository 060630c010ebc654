"""What a person changes: `remove`, `enable` and `disable`."""

import asyncio
import json

import pytest

from adapters.somebody import being_nobody, file_of_nobody
from hand import Hand, service, serving
from kiro_py.pool.standing import Standing, State

ENTRIES = [
    {"id": 1, "kiroApiKey": "ksk_one", "note": "mine"},
    {"id": 2, "refreshToken": "token", "disabled": True},
    {"id": 3, "authMethod": "idc", "refreshToken": "broken"},
]


def test_a_disabled_credential_says_so(hand: Hand):
    """Nothing else of the file is another."""
    hand.write(*ENTRIES)
    said = hand("disable", 1)
    assert (0, "credential 1 is disabled\n") == (said.code, said.out)
    assert [ENTRIES[0] | {"disabled": True}, *ENTRIES[1:]] == hand.entries


def test_an_enabled_credential_says_nothing(hand: Hand):
    """The member is gone, as if it had never been there."""
    hand.write(*ENTRIES)
    assert 0 == hand("enable", 2).code
    assert [ENTRIES[0], {"id": 2, "refreshToken": "token"}, ENTRIES[2]] == hand.entries


def test_several_are_changed_at_once(hand: Hand):
    """One that is named twice is changed once, and a broken one can be disabled, too."""
    hand.write(*ENTRIES)
    said = hand("disable", 3, 1, 3)
    assert ["credential 3 is disabled", "credential 1 is disabled"] == said.out.splitlines()
    assert [True, True, True] == [entry["disabled"] for entry in hand.entries]


def test_a_removed_credential_is_gone(hand: Hand):
    """The previous file stays beside the new one."""
    hand.write(*ENTRIES)
    before = hand.path.read_bytes()
    assert 0 == hand("remove", 2).code
    assert [ENTRIES[0], ENTRIES[2]] == hand.entries
    assert before == hand.path.with_name("credentials.json.bak").read_bytes()


def test_how_a_removed_credential_stood_is_forgotten(hand: Hand):
    """How the others stand is not."""
    hand.write(*ENTRIES)
    suspended = Standing(State.SUSPENDED)
    hand.stand(_1=suspended, _2=suspended)
    hand("remove", 2)
    assert {1: suspended} == hand.standings


@pytest.mark.parametrize("command", ["remove", "enable", "disable"])
def test_one_that_is_not_there_does_not_stop_the_others(hand: Hand, command: str):
    """It is named, and the exit code is 1."""
    hand.write(*ENTRIES)
    said = hand(command, 9, 1)
    assert 1 == said.code
    assert "credential 9 cannot be" in said.err
    assert "credential 1 is" in said.out


def test_the_environment_s_key_cannot_be_changed(hand: Hand, monkeypatch: pytest.MonkeyPatch):
    """It is told where it comes from."""
    monkeypatch.setenv("KIRO_API_KEY", "ksk_example")
    hand.write(*ENTRIES)
    said = hand("disable", 0)
    assert 1 == said.code
    assert "it comes from KIRO_API_KEY" in said.err


@pytest.mark.parametrize("command", ["remove", "enable", "disable"])
def test_a_spoilt_file_is_left_alone(hand: Hand, command: str):
    """It is named, and the exit code is 2."""
    hand.path.write_text("[{")
    said = hand(command, 1)
    assert 2 == said.code
    assert "credentials.json" in said.err
    assert "[{" == hand.path.read_text()


def test_what_cannot_be_written_is_said(hand: Hand):
    """The reason is told for the credential, and the exit code is 1."""
    with file_of_nobody(json.dumps(ENTRIES).encode()) as path:
        path.chmod(0o400)
        path.parent.chmod(0o500)
        with being_nobody():
            said = Hand(path, hand.capture)("disable", 1)
    assert (1, "") == (said.code, said.out)
    assert "credential 1 cannot be disabled: cannot write" in said.err


async def test_a_running_gateway_takes_changes_over(hand: Hand):
    """Its own renewals and a person's edits of the same file lose nothing of each other."""
    async with service(hand) as subject:
        subject.write("social")
        key = subject.kiro.accounts.credential("api-key")["kiroApiKey"]
        hand.path.with_name("keys.txt").write_text(key)
        async with serving(subject) as gateway:
            assert 200 == await gateway.ask()
            for words in (("import", hand.path.with_name("keys.txt")), ("disable", 1)):
                assert 0 == (await asyncio.to_thread(hand, *words)).code
            await gateway.store.refresh()  # which it does itself, every two seconds
            assert 200 == await gateway.ask()
        asked = subject.kiro.calls.of("GenerateAssistantResponse")[-1]
        renewed = subject.kiro.accounts.credential("social")["refreshToken"]
    first, second = hand.entries
    assert (renewed, True) == (first["refreshToken"], first["disabled"])
    assert (key, f"Bearer {key}") == (second["kiroApiKey"], asked.headers["authorization"])
