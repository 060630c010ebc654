"""The owner hears of everything once, and of nothing twice."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from fakes import FakeClock, Notes
from jumping_loop import run_jumping
from kiro_py.errors import StoreUnwritable
from kiro_py.exchange.concerns import Account, Facts
from kiro_py.exchange.pending import Pending
from kiro_py.exchange.watch import (
    ERRORS_SECONDS,
    FIRST_PAUSE_SECONDS,
    FORGOTTEN_SECONDS,
    LONGEST_PAUSE_SECONDS,
    LOOK_SECONDS,
    SETTLE_SECONDS,
    TURN_SECONDS,
    Errors,
    Watch,
)
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.journal import (
    FileUnread,
    RequestAnswered,
    StandingChanged,
    TokensUnsaved,
    WarningBegan,
    WarningEnded,
    WarningUntold,
)
from kiro_py.ports.warnings import Episode, Warned

NOW = 1_800_000_000.0
WELL = Facts()
EMPTY = Facts(can_serve=False)


class Messages:
    """A messenger that can be read, and may be out of order."""

    def __init__(self) -> None:
        self.is_on = True
        self.told: list[list[str]] = []
        self.failures = 0
        self.tries: list[float] = []

    async def tell(self, warnings: Sequence[Warned]) -> str | None:
        self.tries.append(asyncio.get_running_loop().time())
        if self.failures:
            self.failures -= 1
            return "HTTP 500"
        self.told.append([each.concern.kind for each in warnings])
        return None


class Shelf:
    """A place for episodes."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], Episode] = {}
        self.before = 0.0
        self.failure = ""

    async def load(self) -> Sequence[Episode]:
        self._fail()
        return list(self.kept.values())

    async def save(self, episodes: Sequence[Episode], before: float) -> None:
        self._fail()
        self.kept |= {each.key: each for each in episodes}
        self.before = before

    def _fail(self) -> None:
        if self.failure:
            raise StoreUnwritable("the database", why=self.failure)


class Scene:
    """A watch, and all that it hears, says and remembers."""

    def __init__(self, shelf: Shelf | None = None, elders: int = 0) -> None:
        self.facts = WELL
        self.notes, self.messages, self.shelf = Notes(), Messages(), shelf
        self.watch = Watch(
            facts=lambda: self.facts,
            clock=FakeClock(NOW),
            journal=self.notes,
            messenger=self.messages,
            store=shelf,
            elders=lambda: elders,
        )

    @asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        async with Pending(self.watch.keep()):
            yield

    @property
    def told(self) -> list[str]:
        return [kind for message in self.messages.told for kind in message]


def answered(status: int) -> RequestAnswered:
    return RequestAnswered(
        "req_1", NOW, 1.0, "/v1/messages", "sonnet", is_streamed=True, status=status
    )


def signed_out(*numbers: int) -> Facts:
    standing = Standing(State.NEEDS_LOGIN)
    return Facts(accounts=[Account(number, f"number {number}", standing) for number in numbers])


def test_a_warning_begins_and_ends_in_the_journal():
    """Once each, with what it is about."""

    async def run() -> Scene:
        subject = Scene()
        async with subject.watching():
            await asyncio.sleep(1)
            subject.facts = signed_out(3)
            await asyncio.sleep(5 * LOOK_SECONDS)
            assert [("needs login", NOW + LOOK_SECONDS)] == [
                (each.concern.kind, each.since) for each in subject.watch.warned()
            ]
            subject.facts = WELL
            await asyncio.sleep(LOOK_SECONDS)
            assert [] == subject.watch.warned()
        return subject

    began = WarningBegan("needs login", 3, "number 3 is signed out")
    assert [began, WarningEnded("needs login", 3)] == run_jumping(run()).notes.happenings


@pytest.mark.parametrize(
    ("expected", "failures"),
    [([["spent"], []], 0), ([[], ["spent"]], 1)],
    ids=["the eldest tells it", "the eldest cannot"],
)
def test_of_several_processes_one_tells_it(expected: list[list[str]], failures: int):
    """Each sees it, and whoever is next waits for the word of the one before."""

    async def run() -> list[list[str]]:
        shelf = Shelf()
        eldest, next_one = Scene(shelf), Scene(shelf, elders=1)
        eldest.messages.failures = 99 * failures
        spent = Facts(accounts=[Account(3, "number 3", Standing(State.SPENT))])
        eldest.facts = next_one.facts = spent
        async with eldest.watching(), next_one.watching():
            await asyncio.sleep(2 * TURN_SECONDS)
        return [eldest.told, next_one.told]

    assert expected == run_jumping(run())


def test_what_happens_is_looked_at_at_once():
    """Nobody waits a quarter of a minute to hear that an account is suspended."""

    async def run() -> float:
        subject = Scene()
        async with subject.watching():
            await asyncio.sleep(1)
            subject.facts = EMPTY
            subject.watch.note(StandingChanged(1, "suspended", "", None))
            await asyncio.sleep(LOOK_SECONDS)
            return subject.messages.tries[0]

    assert 1 + SETTLE_SECONDS == run_jumping(run())


def test_tokens_on_their_way_to_the_file_are_no_warning():
    """Only a write that has failed is one, until another one has succeeded."""

    async def run() -> list[list[str]]:
        scene = Scene()
        scene.facts = replace(WELL, unsaved=(1, 2))
        seen: list[list[str]] = []
        for happening in (None, TokensUnsaved(1, "read-only")):
            if happening is not None:
                scene.watch.note(happening)
            await scene.watch.look()
            seen.append([each.concern.text for each in scene.watch.warned()])
        scene.facts = WELL
        await scene.watch.look()
        scene.facts = replace(WELL, unsaved=(1,))
        await scene.watch.look()
        return [*seen, [each.concern.text for each in scene.watch.warned()]]

    told = ["the new tokens of credential 1 are only in memory"]
    assert [[], told, []] == run_jumping(run())


def test_what_begins_together_is_told_in_one_message():
    """A thousand accounts that are signed out are not a thousand messages."""

    async def run() -> Scene:
        subject = Scene()
        subject.facts = replace(signed_out(1, 2), can_serve=False)
        async with subject.watching():
            await asyncio.sleep(5 * LOOK_SECONDS)
        return subject

    assert [["pool empty", "needs login", "needs login"]] == run_jumping(run()).messages.told


def test_what_lasts_is_told_once():
    """However long that is."""

    async def run() -> list[str]:
        subject = Scene()
        subject.facts = EMPTY
        async with subject.watching():
            await asyncio.sleep(2 * 3_600)
        return subject.told

    assert ["pool empty"] == run_jumping(run())


def test_what_comes_and_goes_is_told_once_in_half_an_hour():
    """A flapping account is one message, and then another one when it still is not well."""

    async def run() -> list[float]:
        subject = Scene()
        async with subject.watching():
            for _ in range(40):
                subject.facts = EMPTY
                await asyncio.sleep(60)
                subject.facts = WELL
                await asyncio.sleep(60)
        return subject.messages.tries

    first, second, third = run_jumping(run())
    assert 1_800 <= second - first < 1_800 + 120
    assert 1_800 <= third - second < 1_800 + 120


def test_a_restart_tells_nothing_again():
    """Neither what has lasted nor what comes back too soon."""

    async def run() -> tuple[Scene, Scene]:
        shelf = Shelf()
        first, second = Scene(shelf), Scene(shelf)
        first.facts = EMPTY
        async with first.watching():
            await asyncio.sleep(60)
        second.facts = EMPTY
        async with second.watching():
            await asyncio.sleep(60)
            assert [NOW] == [each.since for each in second.watch.warned()]
            second.facts = WELL
            await asyncio.sleep(60)
            second.facts = EMPTY
            await asyncio.sleep(60)
        return first, second

    first, second = run_jumping(run())
    assert (["pool empty"], []) == (first.told, second.told)
    assert [WarningEnded, WarningBegan] == [type(each) for each in second.notes.happenings]


def test_a_messenger_that_fails_is_asked_again_with_growing_pauses():
    """The journal hears of it once, and the looking goes on meanwhile."""

    async def run() -> Scene:
        subject = Scene()
        subject.facts, subject.messages.failures = EMPTY, 9
        async with subject.watching():
            await asyncio.sleep(100)
            subject.facts = replace(EMPTY, file="no JSON")
            subject.watch.note(FileUnread("no JSON"))
            await asyncio.sleep(3_600)
        return subject

    subject = run_jumping(run())
    tries = subject.messages.tries
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert [FIRST_PAUSE_SECONDS * 2**power for power in range(6)] == pauses[:6]
    assert [LONGEST_PAUSE_SECONDS] * 3 == pauses[6:]
    assert [["file unusable", "pool empty"]] == subject.messages.told
    assert [WarningUntold("HTTP 500")] == [
        each for each in subject.notes.happenings if isinstance(each, WarningUntold)
    ]


def test_what_is_over_before_it_was_told_is_not_told():
    """A messenger that was away for an hour brings no old news."""

    async def run() -> list[str]:
        subject = Scene()
        subject.facts, subject.messages.failures = EMPTY, 3
        async with subject.watching():
            await asyncio.sleep(6)
            subject.facts = WELL
            await asyncio.sleep(3_600)
        return subject.told

    assert [] == run_jumping(run())


def test_a_messenger_who_comes_later_hears_what_there_is():
    """Whoever sets up a webhook sees that it works."""

    async def run() -> list[str]:
        subject = Scene()
        subject.facts, subject.messages.is_on = EMPTY, False
        async with subject.watching():
            await asyncio.sleep(100)
            assert [] == subject.messages.tries
            subject.messages.is_on = True
            subject.watch.stir()
            await asyncio.sleep(0.1)
        return subject.told

    assert ["pool empty"] == run_jumping(run())


def test_failures_of_ours_and_of_kiro_count_as_errors():
    """A client that asks for nonsense is no trouble of ours."""

    async def run(*statuses: int) -> list[str]:
        subject = Scene()
        for status in statuses:
            subject.watch.note(answered(status))
        await subject.watch.look()
        return [each.concern.kind for each in subject.watch.warned()]

    assert ["errors"] == run_jumping(run(*[500, 200] * 10))
    assert ["errors"] == run_jumping(run(*[429, 200] * 10))
    assert [] == run_jumping(run(*[400, 499] * 10))


def test_old_errors_are_forgotten():
    """Ten minutes are long enough for a bad one."""
    errors = Errors()
    for minute in range(30):
        errors.add(NOW + 60 * minute, is_failed=minute < 20)
    assert (11, 1) == errors.count(NOW + 60 * 19 + ERRORS_SECONDS)
    assert (0, 0) == errors.count(NOW + 60 * 30 + ERRORS_SECONDS)


@pytest.mark.parametrize("failure", ["disk full", ""])
def test_a_database_that_cannot_be_written_is_itself_a_warning(failure: str):
    """It is told all the same, and ends when it can be written again."""

    async def run() -> Scene:
        shelf = Shelf()
        subject = Scene(shelf)
        shelf.failure = failure
        async with subject.watching():
            await asyncio.sleep(1)
            shelf.failure = "disk full"
            await asyncio.sleep(3 * LOOK_SECONDS)
            (warned,) = subject.watch.warned()
            assert "the database cannot be written: disk full" == warned.concern.text
            shelf.failure = ""
            await asyncio.sleep(3 * LOOK_SECONDS)
            assert [] == subject.watch.warned()
        return subject

    subject = run_jumping(run())
    assert ["database unwritable"] == subject.told
    assert subject.shelf is not None
    (episode,) = subject.shelf.kept.values()
    assert (True, True) == (episode.told_at is not None, episode.ended_at is not None)


def test_what_is_long_over_is_forgotten():
    """In memory and in the database."""

    async def run() -> None:
        subject = Scene(shelf := Shelf())
        for facts in (EMPTY, WELL):
            subject.facts = facts
            await subject.watch.look()
        await asyncio.sleep(FORGOTTEN_SECONDS + 1)
        assert [("pool empty", 0)] == list(subject.watch._episodes)
        await subject.watch.look()
        assert ({}, NOW + 1) == (subject.watch._episodes, shelf.before)

    run_jumping(run())
