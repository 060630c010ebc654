"""The commands of the group `login`."""

import asyncio

import pytest

from cli.login.signing import decide, type_login, typed
from exchange.sign_in.entrance import COMPANY
from hand import Hand, service
from kiro_py.cli.login.commands import login
from kiro_py.simulator.accounts.grants import Decision


def test_all_are_there():
    """Each way to sign in has its command."""
    names = {name for name in login if not name.startswith("-")}
    assert {"builder-id", "idc", "social", "key"} == names


@pytest.mark.parametrize(
    ("words", "method", "operation"),
    [
        (
            ("idc", "--start-url", COMPANY, "--region", "us-east-1"),
            "idc",
            "StartDeviceAuthorization",
        ),
        (("social", "--provider", "github"), "social", "StartSocialDevice"),
    ],
    ids=["idc", "social"],
)
async def test_each_asks_its_own_service(
    hand: Hand, words: tuple[str, ...], method: str, operation: str
):
    """And leaves an entry of its own kind."""
    async with service(hand) as subject:
        decide(subject, Decision.APPROVED)
        said = await typed(subject, *words)
        assert 1 == len(subject.kiro.calls.of(operation))
    assert 0 == said.code, said.err
    assert method == hand.entries[0]["authMethod"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("idc", "--start-url", "acme", "--region", "eu-west-1"), "startUrl: write https"),
        (("idc", "--start-url", COMPANY, "--region", "mars"), "region: expected"),
        (("builder-id", "--credential", "1", "--priority", "3"), "priority: credential 1 keeps"),
        (("builder-id", "--proxy", "ftp://proxy.example.com"), "proxyUrl"),
    ],
)
async def test_what_cannot_be_meant_is_told(hand: Hand, words: tuple[str, ...], told: str):
    """Nothing is begun."""
    async with service(hand) as subject:
        said = await typed(subject, *words)
        assert 0 == len(subject.kiro.calls)
    assert (2, True) == (said.code, told in said.err), said.err


async def test_a_word_that_is_none_is_told(hand: Hand):
    """By the command line itself."""
    with pytest.raises(SystemExit):
        await asyncio.to_thread(type_login, hand, "social", "--provider", "example")
