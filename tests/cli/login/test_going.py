"""One sign-in at the terminal."""

import asyncio
import signal
from asyncio.subprocess import Process
from pathlib import Path

import aiohttp
import pytest

from cli.login.signing import decide, process, type_login, typed
from exchange.sign_in.entrance import visited
from hand import Hand, Service, service, serving
from kiro_py.cli.login.going import look_up, show
from kiro_py.errors import ConfigRefused
from kiro_py.exchange.sign_in.visits import Invitation
from kiro_py.pool.standing import Standing, State
from kiro_py.simulator.accounts.grants import Decision
from kiro_py.simulator.faults.effects import Answer


async def address_of(running: Process) -> str:
    """Return the address that a person is shown."""
    assert running.stderr is not None
    async with asyncio.timeout(20):
        while line := (await running.stderr.readline()).decode():
            if line.startswith("  http"):
                return line.strip()
    raise AssertionError("no address was shown")


async def came_back(subject: Service, address: str) -> str:
    return await visited(subject.kiro, Invitation(address, None, needs_callback=True, expires_at=0))


async def test_a_person_signs_in(hand: Hand):
    """The page and its code are shown on standard error, the number is the result."""
    async with service(hand) as subject:
        decide(subject, Decision.APPROVED)
        said = await typed(subject, "builder-id", "--priority", "3", "--group", "team")
    assert (0, "credential 1 is added\n") == (said.code, said.out)
    assert "/device?user_code=" in said.err
    assert "It must show the code" in said.err
    (entry,) = hand.entries
    assert (3, ["team"], "BuilderId") == (entry["priority"], entry["groups"], entry["provider"])
    assert 0o600 == hand.path.stat().st_mode & 0o777


async def test_a_gateway_takes_it_over(hand: Hand):
    """A sign-in of a running gateway's credential serves within seconds."""
    async with service(hand) as subject:
        subject.write("builder-id")
        subject.kiro.accounts.revoke("builder-id")
        async with serving(subject) as gateway:
            assert 503 == await gateway.ask()
            decide(subject, Decision.APPROVED)
            said = await typed(subject, "builder-id", "--credential", "1")
            assert "credential 1 is signed in anew\n" in said.out
            await gateway.store.refresh()
            assert 200 == await gateway.ask()


async def test_what_was_thought_of_it_is_forgotten(hand: Hand):
    """Whoever signs in anew starts anew."""
    async with service(hand) as subject:
        subject.write("social")
        hand.stand(_1=Standing(State.SUSPENDED, reason="suspended"))
        decide(subject, Decision.APPROVED)
        assert (
            0 == (await typed(subject, "social", "--provider", "github", "--credential", "1")).code
        )
    assert State.READY is hand.standings[1].state


async def test_a_person_may_say_no(hand: Hand):
    """Nothing is written, and the exit code is 1."""
    async with service(hand) as subject:
        decide(subject, Decision.DENIED)
        said = await typed(subject, "builder-id")
    assert (1, "", False) == (said.code, said.out, hand.path.exists())
    assert "you are not signed in: the sign-in was denied" in said.err


async def test_a_service_that_does_not_begin_is_told(hand: Hand):
    """At once."""
    async with service(hand) as subject:
        subject.kiro.faults.add(Answer(status=500), operation="RegisterClient")
        said = await typed(subject, "builder-id")
    assert (1, True) == (said.code, "HTTP 500" in said.err)


async def test_a_credential_that_is_not_there_is_told(hand: Hand):
    """Before anybody is asked."""
    async with service(hand) as subject:
        said = await typed(subject, "builder-id", "--credential", "4")
        assert 0 == len(subject.kiro.calls)
    assert (2, True) == (said.code, "there is no credential 4" in said.err)


async def test_settings_that_cannot_be_used_are_told(hand: Hand, tmp_path: Path):
    """A file that is there must be one."""
    config = tmp_path / "config.json"
    config.write_text("{")
    said = await asyncio.to_thread(type_login, hand, "builder-id", "-c", str(config))
    assert (2, True) == (said.code, "the JSON breaks off" in said.err)


def test_who_signs_in_first_needs_no_settings(hand: Hand, tmp_path: Path):
    """The hosts are Kiro's own, then."""
    assert hand.path.parent == tmp_path
    settings = look_up(tmp_path / "none.json")
    assert ("https://oidc.{region}.amazonaws.com",) == settings.upstream_oidc


def test_a_file_without_a_key_is_refused(hand: Hand, tmp_path: Path):
    """As it is for every other command."""
    assert hand.path.parent == tmp_path
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ConfigRefused, match="apiKey"):
        look_up(tmp_path / "config.json")


async def test_an_address_is_pasted(hand: Hand):
    """What is none is told, and the right one is still taken."""
    async with service(hand) as subject:
        async with process(subject, "social", "--provider", "google", "--browser") as running:
            address = await address_of(running)
            assert address.startswith("https://app.kiro.dev/signin?")
            lines = ["", "https://example.com", await came_back(subject, address), ""]
            out, err = await running.communicate("\n".join(lines).encode())
        assert (0, b"credential 1 is added\n") == (running.returncode, out)
        assert b"expected the address that begins with http://localhost:3128/" in err
        assert "Google" == hand.entries[0]["provider"]


async def test_a_browser_comes_back_by_itself(hand: Hand):
    """Where it runs on this machine, nothing has to be pasted."""
    async with service(hand) as subject:
        async with process(subject, "social", "--provider", "google", "--browser") as running:
            back = await came_back(subject, await address_of(running))
            try:
                async with aiohttp.ClientSession() as browser, browser.get(back) as page:
                    assert 200 == page.status
            except aiohttp.ClientConnectorError:
                pytest.skip("somebody else has the port that Kiro's page sends browsers to")
            out, _ = await running.communicate()
        assert (0, b"credential 1 is added\n") == (running.returncode, out)


async def test_it_can_be_cancelled(hand: Hand):
    """ctrl-c ends it without a traceback, and nothing is written."""
    async with service(hand) as subject:
        async with process(subject, "social", "--provider", "google", "--browser") as running:
            await address_of(running)
            running.send_signal(signal.SIGINT)
            out, err = await running.communicate()
        assert (130, b"") == (running.returncode, out)
        assert b"it was cancelled" in err
        assert b"Traceback" not in err
        assert not hand.path.exists()


def test_an_address_is_never_broken(capsys: pytest.CaptureFixture[str]):
    """However long it is, it can be copied."""
    address = f"https://example.com/{'a' * 300}"
    show(Invitation(address, "ABCD", needs_callback=False, expires_at=600), now=0)
    err = capsys.readouterr().err
    assert f"  {address}\n" in err
    assert "10 min" in err


async def test_nothing_that_is_said_is_a_secret(hand: Hand):
    """Neither on standard output nor beside it."""
    async with service(hand) as subject:
        decide(subject, Decision.APPROVED)
        said = await typed(subject, "builder-id")
    (entry,) = hand.entries
    told = said.out + said.err
    for name in ("accessToken", "refreshToken", "clientSecret"):
        assert entry[name] not in told
