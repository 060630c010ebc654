"""What open pages are told, and when."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from jumping_loop import run_jumping
from kiro_py.admin.feed import NEWS, PACE_SECONDS, Feed, Listener
from kiro_py.ports.journal import (
    Happening,
    KeeperActed,
    ModelsUnlisted,
    QuotaUnread,
    SettingsChanged,
    StandingChanged,
    UsageKept,
    WarningBegan,
    WarningEnded,
)
from kiro_py.wire.admin.settings import FeedEvent

Result = TypeVar("Result")


def told(feed: Feed, *acts: Coroutine[Any, Any, None]) -> tuple[FeedEvent, ...] | None:
    """Return what a listener hears of `acts`."""

    async def listen() -> tuple[FeedEvent, ...] | None:
        with feed.listening("somebody") as listener:
            for act in acts:
                await act
            return await listener.receive(10)

    return run_jumping(listen())


@pytest.mark.parametrize(
    ("expected", "happening"),
    [
        ((FeedEvent("requests"),), UsageKept(2)),
        ((FeedEvent("credentials", "3"),), StandingChanged(3, "cooling", "", None)),
        ((FeedEvent("credentials", "3"),), QuotaUnread(3, "no answer")),
        ((FeedEvent("credentials"),), KeeperActed("credential 3 is added")),
        ((FeedEvent("settings"),), SettingsChanged("port is 1")),
        ((FeedEvent("warnings"),), WarningBegan("spent", 3, "the credits are used up")),
        ((FeedEvent("warnings"),), WarningEnded("spent", 3)),
        ((), ModelsUnlisted("no answer")),
    ],
)
def test_what_happens_is_told_by_topic(expected: tuple[FeedEvent, ...], happening: Happening):
    """A page hears what to ask for anew, and nothing of what it does not show."""
    feed = Feed()

    async def act() -> None:
        feed.note(happening)

    assert expected == told(feed, act())


def test_news_of_other_processes_are_told_by_topic():
    """Those of the database's topics that a page shows."""
    feed = Feed()

    async def act() -> None:
        for news in (*NEWS, "replicas"):
            feed.hear(news)

    topics = ("credentials", "keys", "settings", "requests")
    assert tuple(FeedEvent(topic) for topic in topics) == told(feed, act())


def test_many_of_a_topic_are_one():
    """The same subject stays named; two of them are the topic as a whole."""
    feed = Feed()

    async def act() -> None:
        for number in ("1", "1"):
            feed.tell("jobs", number)
        for number in ("1", "2", "1"):
            feed.tell("credentials", number)

    assert (FeedEvent("jobs", "1"), FeedEvent("credentials")) == told(feed, act())


async def times(listener: Listener, count: int) -> list[float]:
    """Return when so many pieces of news came."""
    clock = asyncio.get_running_loop().time
    return [clock() for _ in range(count) if await listener.receive(10)]


def test_a_page_hears_of_a_topic_once_a_second():
    """Something new every tenth of a second is told at once first, and then in a steady pace."""
    feed = Feed()

    async def run() -> list[float]:
        with feed.listening("somebody") as listener:
            async with asyncio.TaskGroup() as group:
                hearing = group.create_task(times(listener, 3))
                for _ in range(30):
                    feed.tell("requests")
                    await asyncio.sleep(0.1)
            return hearing.result()

    assert [0.0, PACE_SECONDS, 2 * PACE_SECONDS] == pytest.approx(run_jumping(run()))


def test_silence_has_an_end():
    """Whoever waits for news can say now and then that he is still there."""
    assert () == told(Feed())


@pytest.mark.parametrize("expected", [None, ()])
def test_a_session_s_end_is_its_pages_end(expected: tuple[FeedEvent, ...] | None):
    """Others go on."""
    feed = Feed()

    async def act() -> None:
        feed.end("somebody" if expected is None else "somebody else")

    assert expected == told(feed, act())


def test_the_end_of_the_house_is_everybody_s():
    """A page that comes late hears nothing either."""
    feed = Feed()

    async def act() -> None:
        feed.close()

    assert (None, None) == (told(feed, act()), told(feed))


def test_there_are_not_too_many():
    """The one that has listened longest makes room, and those who have left do not count."""
    feed = Feed()

    async def run() -> list[object]:
        with feed.listening("left"):
            pass
        with feed.listening("first") as first:
            heard = [await first.receive(1)]
            listeners = [feed.listening(str(number)) for number in range(feed.MAX_LISTENERS)]
            for each in listeners:
                each.__enter__()
            return [*heard, await first.receive(1)]

    assert [(), None] == run_jumping(run())
