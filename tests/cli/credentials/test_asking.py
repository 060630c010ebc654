"""How credentials are asked at the service."""

import asyncio
import json

import pytest

from hand import Hand, service
from kiro_py.cli.credentials.asking import AT_ONCE, Unsaved, ask_each
from kiro_py.compose.desk import Desk
from kiro_py.pool.credential import Credential
from kiro_py.ports.journal import TokensRenewed, TokensUnsaved


class Counted:
    """Counts who is being asked at the same time."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0

    async def ask(self, _: Desk, credential: Credential) -> int:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.now -= 1
        return credential.id


async def test_a_few_are_asked_at_once(hand: Hand):
    """Answers come in the order that was asked for, however many there are."""
    counted = Counted()
    async with service(hand) as subject:
        hand.write(*({"id": n, "kiroApiKey": f"ksk_{n}"} for n in range(1, 21)))
        wanted = [7, *range(20, 0, -1), 7]
        answers = await asyncio.to_thread(ask_each, wanted, hand.path, subject.config, counted.ask)
    assert [7, *(n for n in range(20, 0, -1) if n != 7)] == answers.told
    assert (0, AT_ONCE) == (answers.code, counted.most)


@pytest.mark.parametrize("mends", [False, True], ids=["for good", "for a moment"])
async def test_a_token_that_cannot_be_saved_is_told(hand: Hand, *, mends: bool):
    """It is tried once more; if it is lost, a person has to sign in again."""
    async with service(hand) as subject:
        subject.write("social")

        async def ask(desk: Desk, credential: Credential) -> str:
            aside = hand.path.rename(hand.path.with_name("aside.json"))
            hand.path.mkdir()
            fresh = await desk.renewer.fresh(credential)
            if mends:
                hand.path.rmdir()
                aside.rename(hand.path)
            return fresh.tokens.refresh_token.reveal() if fresh.tokens.refresh_token else ""

        answers = await asyncio.to_thread(ask_each, [1], hand.path, subject.config, ask)
    is_lost = "which are lost, sign in again" in hand.capture.readouterr().err
    assert (0 if mends else 1, not mends) == (answers.code, is_lost)
    if mends:
        assert [hand.entries[0]["refreshToken"]] == answers.told


def test_only_what_is_unsaved_is_kept():
    """Everything else that happens is told by the command itself."""
    unsaved = Unsaved()
    unsaved.note(TokensRenewed(1, None))
    unsaved.note(TokensUnsaved(2, "the disk is full"))
    assert {2: "the disk is full"} == unsaved.why


async def test_odd_settings_are_said(hand: Hand):
    """They stop nobody, as they do not stop `serve`."""
    async with service(hand) as subject:
        hand.write()
        settings = json.loads(subject.config.read_text()) | {"colour": "red"}
        subject.config.write_text(json.dumps(settings))
        said = await subject.type("usage", "--json")
    assert (0, []) == (said.code, said.json)
    assert "colour: there is no such setting" in said.err
