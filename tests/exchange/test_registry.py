"""The keys of clients, as they are now."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from fakes import FakeClock, Notes
from fakes_keys import MemoryKeys
from jumping_loop import run_jumping
from kiro_py.clients.client import Key, Limits, minted
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.registry import ROUND_SECONDS, TOUCH_ROUNDS, Registry
from kiro_py.ports.journal import KeysUnread
from kiro_py.ports.keys import Draft, KeysUnreadable

NOW = 1_800_000_000.0
FIRST, SECOND = minted(b"1" * 32), minted(b"2" * 32)


class World:
    """A registry on a store with one key."""

    def __init__(self) -> None:
        self.store, self.notes = MemoryKeys(), Notes()
        self.subject = Registry(self.store, FakeClock(NOW), self.notes)

    async def key(self) -> Key:
        draft = Draft(name="Ada", group="team", limits=Limits(parallel_requests=2))
        return await self.store.add(draft, FIRST, NOW)

    def run(self, work: Callable[["World", Key], Awaitable[None]]) -> None:
        async def main() -> None:
            key = await self.key()
            await self.subject.load()
            await work(self, key)

        run_jumping(main())


def test_whoever_shows_a_key_is_known():
    """By the digest; another one is nobody."""

    async def work(world: World, key: Key) -> None:
        assert key.client() == world.subject.find(FIRST.digest)
        assert None is world.subject.find(SECOND.digest)
        assert ([key], key) == (list(world.subject.keys()), world.subject.key(key.id))
        assert None is world.subject.key(99)

    World().run(work)


def test_a_key_ends_without_a_look_at_the_store():
    """Its time is in it, and so is that of the key before it."""

    async def work(world: World, key: Key) -> None:
        rotated = replace(
            key,
            digest=SECOND.digest,
            old_digest=FIRST.digest,
            old_until=NOW + 60,
            expires_at=NOW + 100,
        )
        await world.store.change(rotated)
        await world.subject.refresh()
        assert world.subject.find(FIRST.digest) == world.subject.find(SECOND.digest) is not None
        await asyncio.sleep(61)
        assert None is world.subject.find(FIRST.digest)
        assert None is not world.subject.find(SECOND.digest)
        await asyncio.sleep(40)
        assert None is world.subject.find(SECOND.digest)

    World().run(work)


def test_a_change_is_seen_within_two_seconds():
    """A running gateway need not be told of what the command line does; without one, all rests."""

    async def work(world: World, key: Key) -> None:
        async with Pending(world.subject.keep()):
            await asyncio.sleep(5 * ROUND_SECONDS)
            assert 1 == world.store.read
            await world.store.change(replace(key, disabled=True))
            await asyncio.sleep(2 * ROUND_SECONDS)
            assert None is world.subject.find(FIRST.digest)
            await world.store.remove(key.id)
            await asyncio.sleep(2 * ROUND_SECONDS)
            assert [] == world.subject.keys()

    World().run(work)


def test_what_was_known_goes_on_when_the_store_is_gone():
    """The journal hears of it once; what is changed meanwhile is seen when it is back."""

    async def work(world: World, key: Key) -> None:
        world.store.is_broken = True
        async with Pending(world.subject.keep()):
            await asyncio.sleep(25 * ROUND_SECONDS)
            assert None is not world.subject.find(FIRST.digest)
            assert [KeysUnread("the disk is gone")] == world.notes.happenings
            world.store.is_broken = False
            await world.store.remove(key.id)
            await asyncio.sleep(2 * ROUND_SECONDS)
            assert None is world.subject.find(FIRST.digest)

    World().run(work)


def test_a_start_without_keys_is_none():
    """A gateway that cannot read them would turn everybody away and not know why."""
    world = World()
    world.store.is_broken = True
    with pytest.raises(KeysUnreadable):
        run_jumping(world.subject.load())


def test_use_is_written_down_now_and_then():
    """In one go for all keys, again when it was not possible, and not without use."""

    async def work(world: World, key: Key) -> None:
        world.subject.find(FIRST.digest)
        assert NOW == world.subject.used_at(key)
        world.store.is_broken = True
        await world.subject.settle()
        world.store.is_broken = False
        async with Pending(world.subject.keep()):
            await asyncio.sleep(TOUCH_ROUNDS * ROUND_SECONDS + 0.5)
        assert [{key.id: NOW}] == world.store.touched

    World().run(work)


def test_a_key_that_was_not_used_since_the_start_tells_of_before():
    """What the store knows holds until there is something newer."""

    async def work(world: World, key: Key) -> None:
        assert NOW - 9 == world.subject.used_at(replace(key, last_used_at=NOW - 9))

    World().run(work)
