"""Sign-ins that are under way at the admin door."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from exchange.sign_in.entrance import Entrance, entrance, visited
from kiro_py.errors import SignInFailed
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.sign_in.guests import (
    MAX_WAITING,
    REMEMBERED_SECONDS,
    Guest,
    Guests,
    TooManyError,
)
from kiro_py.exchange.sign_in.reception import Arrived
from kiro_py.exchange.sign_in.wanted import Method, wanted
from kiro_py.simulator.accounts.grants import Decision
from kiro_py.simulator.faults.effects import Answer
from kiro_py.simulator.settings import Settings

BUILDER_ID, BROWSER = wanted(Method.BUILDER_ID), wanted(Method.SOCIAL_BROWSER)
DENYING = Settings(approve_after_polls=None)


@dataclass(frozen=True)
class Lobby:
    """The guests, and what was told of them."""

    entrance: Entrance
    guests: Guests
    changed: list[str]
    acted: list[Arrived]

    async def end(self, guest: Guest) -> tuple[str, str]:
        async with asyncio.timeout(10):
            await guest.ended.wait()
        return guest.state, guest.message


@asynccontextmanager
async def lobby(directory: Path, settings: Settings | None = None) -> AsyncGenerator[Lobby]:
    async with entrance(directory, settings=settings) as subject:
        changed: list[str] = []
        acted: list[Arrived] = []
        guests = Guests(subject.reception, subject.waiting, changed.append, acted.append)
        async with guests:
            yield Lobby(subject, guests, changed, acted)


async def test_a_sign_in_goes_on_by_itself(tmp_path: Path):
    """Whoever asks again hears how it ended; pages and the journal hear of it, too."""
    async with lobby(tmp_path) as subject:
        guest = await subject.guests.receive(BUILDER_ID)
        assert ("waiting", None) == (guest.state, guest.credential_id)
        assert ("done", "credential 1 is added") == await subject.end(guest)
        assert guest is subject.guests.find(guest.id)
        assert 1 == guest.credential_id
        assert [guest.id, guest.id] == subject.changed
        assert [Arrived(1, "credential 1 is added")] == subject.acted
        assert "builder-id" == subject.entrance.holder()


async def test_a_denied_one_ends(tmp_path: Path):
    """Nothing is in the file then."""
    async with lobby(tmp_path, DENYING) as subject:
        guest = await subject.guests.receive(BUILDER_ID)
        for grant in subject.entrance.kiro.world.grants.waiting:
            grant.decision = Decision.DENIED
        assert ("denied", "the sign-in was denied") == await subject.end(guest)
        assert not subject.entrance.path.exists()
        assert [] == subject.acted


async def test_what_cannot_be_written_is_told(tmp_path: Path):
    """The person hears that the sign-in is lost."""
    async with lobby(tmp_path) as subject:
        guest = await subject.guests.receive(BUILDER_ID)
        subject.entrance.path.mkdir()
        state, message = await subject.end(guest)
        assert ("failed", True) == (state, "cannot write" in message)


async def test_a_fault_of_ours_ends_one_and_no_other(tmp_path: Path):
    """Everybody else goes on."""
    async with lobby(tmp_path, DENYING) as subject:
        subject.entrance.waiting.at[1] = lambda: 1 / 0
        first = await subject.guests.receive(BUILDER_ID)
        assert ("failed", "ZeroDivisionError in the gateway") == await subject.end(first)
        second = await subject.guests.receive(BUILDER_ID)
        assert "waiting" == second.state


async def test_a_sign_in_can_be_cancelled(tmp_path: Path):
    """It is not asked for any more; a second time changes nothing."""
    async with lobby(tmp_path) as subject:
        guest = await subject.guests.receive(BROWSER)
        assert subject.guests.cancel(guest)
        assert ("cancelled", "it was cancelled") == (guest.state, guest.message)
        assert not subject.guests.cancel(guest)
        address = await visited(subject.entrance.kiro, guest.invitation)
        await subject.guests.bring(guest, address, patience=1)
        assert "cancelled" == guest.state


async def test_an_agreement_is_not_cut_short(tmp_path: Path):
    """From then on there are tokens that exist nowhere else."""
    async with lobby(tmp_path) as subject:
        guest = await subject.guests.receive(BUILDER_ID)
        guest.is_settling = True
        assert not subject.guests.cancel(guest)
        assert ("done", "credential 1 is added") == await subject.end(guest)


async def test_an_address_is_brought(tmp_path: Path):
    """Whoever brings it hears at once what came of it."""
    async with lobby(tmp_path) as subject:
        guest = await subject.guests.receive(BROWSER)
        address = await visited(subject.entrance.kiro, guest.invitation)
        await subject.guests.bring(guest, address, patience=10)
        assert ("done", 1) == (guest.state, guest.credential_id)


async def test_a_wrong_address_is_refused(tmp_path: Path):
    """The sign-in goes on waiting for the right one."""
    async with lobby(tmp_path) as subject:
        guest = await subject.guests.receive(BROWSER)
        with pytest.raises(ValueError, match="expected the address"):
            await subject.guests.bring(guest, "https://example.com", patience=1)
        assert "waiting" == guest.state


async def test_whoever_brings_an_address_does_not_wait_for_ever(tmp_path: Path):
    """It is told later, then."""
    async with lobby(tmp_path) as subject:
        guest = await subject.guests.receive(BROWSER)
        address = await visited(subject.entrance.kiro, guest.invitation)
        await subject.guests.bring(guest, address, patience=0)
        assert "waiting" == guest.state
        assert "done" == (await subject.end(guest))[0]


async def test_there_is_a_limit(tmp_path: Path):
    """An ended one makes room."""
    async with lobby(tmp_path) as subject:
        guests = [await subject.guests.receive(BROWSER) for _ in range(MAX_WAITING)]
        with pytest.raises(TooManyError):
            await subject.guests.receive(BROWSER)
        subject.guests.cancel(guests[0])
        assert await subject.guests.receive(BROWSER)


async def test_those_who_come_at_once_are_counted(tmp_path: Path):
    """No two of them get the last place."""
    async with lobby(tmp_path, DENYING) as subject:
        found = await asyncio.gather(
            *(subject.guests.receive(BUILDER_ID) for _ in range(MAX_WAITING + 3)),
            return_exceptions=True,
        )
        assert 3 == sum(isinstance(each, TooManyError) for each in found)


async def test_one_that_does_not_begin_takes_no_place(tmp_path: Path):
    """Its failure is told to whoever wants it."""
    async with lobby(tmp_path) as subject:
        subject.entrance.kiro.faults.add(
            Answer(status=500), operation="RegisterClient", times=MAX_WAITING
        )
        for _ in range(MAX_WAITING):
            with pytest.raises(SignInFailed):
                await subject.guests.receive(BUILDER_ID)
        assert await subject.guests.receive(BUILDER_ID)


async def test_an_ended_one_is_forgotten(tmp_path: Path):
    """After a while, and one that is under way never."""
    async with lobby(tmp_path) as subject:
        ended = await subject.guests.receive(BROWSER)
        subject.guests.cancel(ended)
        waiting = await subject.guests.receive(BROWSER)
        subject.entrance.kiro.clock.advance(REMEMBERED_SECONDS + 1)
        assert None is subject.guests.find(ended.id)
        assert waiting is subject.guests.find(waiting.id)


async def test_guests_are_there_while_the_house_is_open(tmp_path: Path):
    """As one of its chores; when that ends, nobody is waited for."""
    async with entrance(tmp_path, settings=DENYING) as subject:
        guests = Guests(subject.reception, subject.waiting, lambda _: None, lambda _: None)
        async with Pending(guests.keep()):
            await asyncio.sleep(0)
            guest = await guests.receive(BROWSER)
            assert "waiting" == guest.state
        assert "cancelled" == guest.state


async def test_the_house_closes(tmp_path: Path):
    """Nobody is waited for any more."""
    async with lobby(tmp_path, DENYING) as subject:
        guest = await subject.guests.receive(BROWSER)
    assert "cancelled" == guest.state
