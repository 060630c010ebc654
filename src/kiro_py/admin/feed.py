"""I tell open pages what has changed, so that they ask for it anew; I never wait for one."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from kiro_py.ports.journal import (
    FileUnread,
    Happening,
    KeeperActed,
    ProfileFound,
    QuotaRead,
    QuotaUnread,
    RenewalMissed,
    SettingsChanged,
    StandingChanged,
    TokensRenewed,
    TokensSaved,
    TokensUnsaved,
    UsageKept,
    WarningBegan,
    WarningEnded,
)
from kiro_py.wire.admin.settings import FeedEvent, Topic

PACE_SECONDS: Final = 1.0
"""A page hears of a topic once in this time at the most."""


_TOPICS: Final[dict[str, Topic]] = {
    "credentials": "credentials",
    "keys": "keys",
    "settings": "settings",
    "standings": "credentials",
    "usage": "requests",
}
"""What pages ask for anew when there are news of other processes."""


NEWS: Final = tuple(_TOPICS)


class Listener:
    """An open page; `who` is the session it belongs to.

    What it has not heard yet is one entry for each topic, so it may be as slow as it likes.
    """

    def __init__(self, who: str) -> None:
        self.who = who
        self._news: dict[Topic, str | None] = {}
        self._stirred = asyncio.Event()
        self._is_over = False
        self._free_at = 0.0

    def tell(self, topic: Topic, subject: str | None) -> None:
        """Keep it for the page; two different subjects of a topic become the topic as a whole."""
        if self._news.get(topic, subject) != subject:
            subject = None
        self._news[topic] = subject
        self._stirred.set()

    def end(self) -> None:
        """Let the page hear nothing more."""
        self._is_over = True
        self._stirred.set()

    async def receive(self, patience: float) -> tuple[FeedEvent, ...] | None:
        """Return what is new, nothing when that is silence for so many seconds, `None` at the end.

        Whoever asks again within `PACE_SECONDS` of news waits for the rest of them.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        while not self._is_over and not self._is_due(loop.time()):
            if loop.time() >= until:
                return ()
            wakes = min(until, self._free_at) if self._news else until
            await self._wait(wakes)
        if self._is_over:
            return None
        told = tuple(FeedEvent(topic, subject) for topic, subject in self._news.items())
        self._news.clear()
        self._free_at = loop.time() + PACE_SECONDS
        return told

    def _is_due(self, now: float) -> bool:
        return bool(self._news) and now >= self._free_at

    async def _wait(self, when: float) -> None:
        """Wait for something new to be told, or until then."""
        self._stirred.clear()
        try:
            async with asyncio.timeout_at(when):
                await self._stirred.wait()
        except TimeoutError:
            return


class Feed:
    """Implements the `Journal` port, and tells open pages."""

    MAX_LISTENERS: Final = 100

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._is_closed = False

    def note(self, happening: Happening) -> None:
        """Tell it if a page shows what has changed with it."""
        match happening:
            case UsageKept():
                self.tell("requests")
            case FileUnread() | KeeperActed():
                self.tell("credentials")
            case SettingsChanged():
                self.tell("settings")
            case WarningBegan() | WarningEnded():
                self.tell("warnings")
            case (
                StandingChanged(credential_id=number)
                | TokensRenewed(credential_id=number)
                | RenewalMissed(credential_id=number)
                | TokensUnsaved(credential_id=number)
                | TokensSaved(credential_id=number)
                | ProfileFound(credential_id=number)
                | QuotaRead(credential_id=number)
                | QuotaUnread(credential_id=number)
            ):
                self.tell("credentials", str(number))
            case _:
                pass

    def tell(self, topic: Topic, subject: str | None = None) -> None:
        """Tell every page that something of this topic has changed: `subject` is its id."""
        for listener in self._listeners:
            listener.tell(topic, subject)

    def hear(self, news: str) -> None:
        """Take in of what another process has news, as far as a page shows it."""
        topic = _TOPICS.get(news)
        if topic is not None:
            self.tell(topic)

    @contextmanager
    def listening(self, who: str) -> Generator[Listener]:
        """Give a new listener; the one that has listened longest ends when there are too many."""
        if len(self._listeners) >= self.MAX_LISTENERS:
            self._listeners[0].end()
        listener = Listener(who)
        if self._is_closed:
            listener.end()
        self._listeners.append(listener)
        try:
            yield listener
        finally:
            self._listeners.remove(listener)

    def end(self, who: str) -> None:
        """End what the pages of a session hear."""
        for listener in self._listeners:
            if listener.who == who:
                listener.end()

    def close(self) -> None:
        """End it for everybody, now and later."""
        self._is_closed = True
        for listener in self._listeners:
            listener.end()
