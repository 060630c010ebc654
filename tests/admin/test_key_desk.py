"""Keys in their keeper's hands."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from fakes import FakeClock, Notes
from fakes_keys import MemoryKeys
from jumping_loop import run_jumping
from kiro_py.admin.key_desk import KeyDesk, PassDesk
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.clients.client import Key, digest_of
from kiro_py.exchange.admission import Admission
from kiro_py.exchange.passes import Passes
from kiro_py.exchange.registry import Registry
from kiro_py.ports.journal import KeeperActed
from kiro_py.secret import Secret
from kiro_py.wire.admin.keys import (
    KeyChange,
    KeyLimits,
    KeyLimitsChange,
    NewKey,
    PassWanted,
    RotateKey,
)

NOW = 1_800_000_000.0
UNKNOWN = datetime.fromtimestamp(0, UTC)
ADA = NewKey(
    name=" Ada ",
    group="team",
    models=("claude-*", "claude-*"),
    limits=KeyLimitsChange(tokens_per_day=5),
)


class World:
    """A desk on keys in memory."""

    def __init__(self) -> None:
        self.store, self.notes, clock = MemoryKeys(), Notes(), FakeClock(NOW)
        self.registry = Registry(self.store, clock, self.notes)
        self.desk = KeyDesk(
            self.registry,
            Admission(clock),
            Secret("main-key"),
            lambda: ["night", "team"],
            clock,
            self.notes,
        )

    def run(self, work: Callable[[KeyDesk], Awaitable[None]]) -> None:
        async def main() -> None:
            await self.registry.load()
            await work(self.desk)

        run_jumping(main())

    @property
    def told(self) -> list[str]:
        return [each.what for each in self.notes.happenings if isinstance(each, KeeperActed)]

    def finds(self, key: str) -> bool:
        return self.registry.find(digest_of(key.encode())) is not None


def test_a_key_is_shown_once():
    """It works at once; afterwards only its first characters are known."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        made = await desk.make(ADA)
        assert made.view == desk.one(1)
        assert world.finds(made.key)
        assert ("Ada", "team", ("claude-*",), KeyLimits(tokens_per_day=5)) == (
            made.view.name,
            made.view.group,
            made.view.models,
            made.view.limits,
        )
        assert made.key[:10] == made.view.prefix
        assert made.key.encode() not in msgspec.json.encode(desk.page())
        assert "main-key" not in str(desk.page())

    world.run(work)
    assert ["key 1 is made"] == world.told


def test_all_keys_are_listed():
    """The newest first and the settings' own last, with the groups that there are."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        for name in ("Ada", "Eve"):
            await desk.make(NewKey(name=name))
        page = desk.page()
        assert ["Eve", "Ada", "main"] == [item.name for item in page.items]
        assert ("night", "team") == page.groups
        assert desk.one(0).is_main

    world.run(work)


def test_what_is_left_out_stays():
    """Null takes a value away, and a limit is changed without the others."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        await desk.make(ADA)
        limits = KeyLimitsChange(requests_per_minute=10)
        first = await desk.change(1, KeyChange(limits=limits, note="hers"), None)
        assert KeyLimits(requests_per_minute=10, tokens_per_day=5) == first.limits
        assert ("Ada", "team", "hers", "2") == (first.name, first.group, first.note, first.version)
        bare = KeyChange(
            name="Eve",
            group=None,
            models=(),
            limits=KeyLimitsChange(tokens_per_day=None),
            expires_at=datetime(2027, 1, 1),  # noqa: DTZ001 -- a time without a zone is UTC
            disabled=True,
        )
        second = await desk.change(1, bare, '"2"')
        assert ("Eve", None, (), KeyLimits(requests_per_minute=10), True) == (
            second.name,
            second.group,
            second.models,
            second.limits,
            second.disabled,
        )
        assert datetime(2027, 1, 1, tzinfo=UTC) == second.expires_at
        group = await desk.change(1, KeyChange(group="night", expires_at=None), None)
        assert ("night", None) == (group.group, group.expires_at)

    world.run(work)


def test_a_rotated_key_works_beside_the_old_one():
    """For as long as was said, or not at all."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        first = (await desk.make(ADA)).key
        second = await desk.rotate(1, RotateKey(overlap_seconds=60))
        assert [True, True] == [world.finds(first), world.finds(second.key)]
        assert NOW + 60 == (second.view.old_until or UNKNOWN).timestamp()
        third = (await desk.rotate(1, RotateKey())).key
        assert [False, False, True] == [world.finds(key) for key in (first, second.key, third)]

    world.run(work)


def test_a_key_is_taken_back():
    """It is told as it was, and is gone."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        key = (await desk.make(ADA)).key
        assert "Ada" == (await desk.remove(1)).name
        assert not world.finds(key)
        with pytest.raises(KeeperRefused, match="there is no key 1"):
            desk.one(1)

    world.run(work)
    assert ["key 1 is made", "key 1 is removed"] == world.told


class Meddler(MemoryKeys):
    """A store that somebody else changes, too, as often as the test says."""

    times = 1

    async def change(self, key: Key) -> Key | None:
        if self.times:
            self.times -= 1
            self.kept[key.id] = replace(self.kept[key.id], note="theirs", version=key.version + 1)
        return await super().change(key)


def test_a_change_that_was_overtaken_is_made_anew():
    """Both are kept; with a version that was named it is refused instead."""
    world = World()
    world.registry.store = world.store = meddler = Meddler()

    async def work(desk: KeyDesk) -> None:
        await desk.make(ADA)
        seen = await desk.change(1, KeyChange(name="Eve"), None)
        assert ("Eve", "theirs") == (seen.name, seen.note)
        with pytest.raises(KeeperRefused) as refused:
            await desk.change(1, KeyChange(name="Bob"), '"1"')
        assert 412 == refused.value.status
        meddler.times = 99
        with pytest.raises(KeeperRefused) as busy:
            await desk.change(1, KeyChange(name="Bob"), None)
        assert 409 == busy.value.status

    world.run(work)


@pytest.mark.parametrize("number", [0, 9], ids=["the settings' own", "not there"])
def test_what_is_not_there_cannot_be_changed(number: int):
    """The settings' own key is changed in the settings."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        for change in (
            lambda: desk.change(number, KeyChange(), None),
            lambda: desk.rotate(number, RotateKey()),
            lambda: desk.remove(number),
        ):
            with pytest.raises(KeeperRefused) as refused:
                await change()
            assert (404 if number else 400) == refused.value.status

    world.run(work)
    assert [] == world.told


def test_a_key_that_goes_while_it_is_removed_is_not_there():
    """Somebody else has been quicker."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        await desk.make(ADA)
        world.store.kept.clear()
        with pytest.raises(KeeperRefused, match="there is no key 1"):
            await desk.remove(1)

    world.run(work)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (NewKey(name=" "), "name"),
        (NewKey(name="a\nb"), "name"),
        (NewKey(name="a", group="\t"), "group"),
        (NewKey(name="a", models=("ok", "\0")), "models"),
        (NewKey(name="a", note="\0"), "note"),
        (NewKey(name="a", expires_at=datetime.max.replace(tzinfo=UTC)), "expiresAt"),
        (
            NewKey(name="a", expires_at=datetime(1969, 1, 1, tzinfo=UTC) + timedelta(1)),
            "expiresAt",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(new: NewKey, told: str):
    """Nothing is made then."""
    world = World()

    async def work(desk: KeyDesk) -> None:
        with pytest.raises(KeeperRefused, match=told) as refused:
            await desk.make(new)
        assert 400 == refused.value.status

    world.run(work)
    assert {} == world.store.kept


def test_a_pass_is_for_a_credential_that_is_there():
    """Or for whoever's turn it is."""
    passes = Passes(FakeClock(NOW), Secret("key-for-tests"))
    desk = PassDesk(passes, lambda: {3})
    made = desk.issue(PassWanted(credential_id=3))
    client = passes.take(made.key.encode())
    assert (3, NOW + 60) == (client and client.credential_id, made.expires_at.timestamp())
    assert desk.issue(PassWanted()).key
    with pytest.raises(KeeperRefused, match="no credential 4"):
        desk.issue(PassWanted(credential_id=4))
