"""The past of credentials is written behind what happens, and ends."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select, text

from adapters.database.engines import Place
from fakes_credentials import NOW, HandClock
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.history_store import KEPT_DAYS, KEPT_EVENTS, HistoryStore
from kiro_py.adapters.database.tables import CREDENTIAL_EVENTS
from kiro_py.ports.journal import (
    Happening,
    KeeperActed,
    ModelsUnlisted,
    ProfileFound,
    QuotaUnread,
    RenewalMissed,
    StandingChanged,
    TokensRenewed,
    TokensSaved,
    TokensUnsaved,
)

MARK = "0123456789ab"


class Scene:
    """A history, and who is warned."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock, self.warned = database, HandClock(), list[str]()
        self.store = HistoryStore(database, self.clock, self.warned.append)

    def note(self, *happenings: Happening) -> None:
        for happening in happenings:
            self.store.note(happening)

    async def told(self, number: int = 1, limit: int = 100) -> list[tuple[str, str]]:
        return [(event.kind, event.text) for event in await self.store.of(number, limit)]

    async def count(self) -> int:
        async with self.database.reading() as connection:
            found = await connection.execute(select(func.count()).select_from(CREDENTIAL_EVENTS))
            return found.scalar_one()


@asynccontextmanager
async def scene(place: Place) -> AsyncGenerator[Scene]:
    async with place.database().opened() as database:
        yield Scene(database)


@pytest.mark.parametrize(
    ("kind", "words", "happening"),
    [
        (
            "state",
            "cooling until 2027-01-15T08:00:00Z: busy",
            StandingChanged(1, "cooling", "busy", NOW),
        ),
        ("state", "ready", StandingChanged(1, "ready", "", None)),
        ("renewal", "the token is renewed, good until 2027-01-15T08:00:00Z", TokensRenewed(1, NOW)),
        ("renewal", "the token is renewed", TokensRenewed(1, None)),
        (
            "renewal",
            "the token could not be renewed: busy",
            RenewalMissed(1, "busy", is_final=False),
        ),
        (
            "renewal",
            "the token could not be renewed: gone; sign in again",
            RenewalMissed(1, "gone", is_final=True),
        ),
        ("renewal", "the new token is not in the file: full", TokensUnsaved(1, "full")),
        ("renewal", "the new token is in the file now", TokensSaved(1)),
        ("change", "its profile is found: arn:aws:example", ProfileFound(1, "arn:aws:example")),
        ("quota", "the usage could not be read: down", QuotaUnread(1, "down")),
        ("change", "2 credentials are enabled", KeeperActed("2 credentials are enabled", (1, 2))),
    ],
)
async def test_what_happens_is_told_in_words(
    place: Place, kind: str, words: str, happening: Happening
):
    """Of the credential that it concerns."""
    async with scene(place) as subject:
        subject.note(happening)
        assert [(kind, words)] == await subject.told()


async def test_what_concerns_nobody_is_not_written(place: Place):
    """A change of no credential is another log's matter."""
    async with scene(place) as subject:
        subject.note(ModelsUnlisted("down"), KeeperActed("turns are given by balanced"))
        await subject.store.settle()
        assert 0 == await subject.count()


async def test_what_is_only_heard_is_not_written(place: Place):
    """The process that has learned it writes it."""
    async with scene(place) as subject:
        subject.note(StandingChanged(1, "cooling", "busy", NOW, is_heard=True))
        await subject.store.settle()
        assert 0 == await subject.count()


async def test_the_newest_comes_first(place: Place):
    """And only as many as are wanted, of one credential."""
    async with scene(place) as subject:
        subject.note(*(QuotaUnread(number, str(place)) for place in range(3) for number in (1, 2)))
        found = await subject.told(2, limit=2)
    assert ["2", "1"] == [words[-1] for _, words in found]


async def test_all_is_written_at_the_end(place: Place):
    """Whatever was noted inside the context is there after it."""
    async with scene(place) as subject:
        async with subject.store.kept():
            subject.note(TokensSaved(1))
        assert 1 == await subject.count()


async def test_a_spent_token_is_known_by_its_mark(place: Place):
    """Among more marks than one question holds."""
    async with scene(place) as subject:
        subject.note(TokensRenewed(7, NOW, MARK), TokensRenewed(8, NOW))
        marks = {MARK, *(f"{number:012x}" for number in range(1200))}
        assert {MARK: 7} == await subject.store.owners(marks)


async def test_the_past_ends(place: Place):
    """After its days, and when one credential has too much of it; others keep theirs."""
    async with scene(place) as subject:
        subject.note(TokensSaved(1))
        await subject.store.settle()
        subject.clock.elapsed = KEPT_DAYS * 86_400 + 1
        subject.note(*(QuotaUnread(2, str(place)) for place in range(KEPT_EVENTS + 5)))
        subject.note(TokensSaved(3))
        await subject.store.settle()
        await subject.store.tidy()
        assert [] == await subject.told(1)
        assert KEPT_EVENTS == len(await subject.told(2, limit=1000))
        assert 1 == len(await subject.told(3))


async def test_what_cannot_be_written_waits(place: Place):
    """It is told once, and written when that is possible again."""
    async with scene(place) as subject:
        async with subject.database.writing() as connection:
            await connection.execute(text("ALTER TABLE credential_events RENAME TO elsewhere"))
        subject.note(TokensSaved(1))
        await subject.store.settle()
        subject.note(TokensUnsaved(1, "full"))
        await subject.store.settle()
        assert [
            f"the history of credentials is not written: {place.missing('credential_events')}"
        ] == subject.warned
        async with subject.database.writing() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO credential_events"))
        assert ["renewal", "renewal"] == [kind for kind, _ in await subject.told()]
