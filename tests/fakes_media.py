"""The fakes of the ports for media."""

from collections.abc import Mapping, Sequence

from kiro_py.ports.pdf import Unread
from kiro_py.ports.pictures import Room
from kiro_py.ports.web import Resource, Unfetched


class FakeWeb:
    """A web of a few pages; remembers what it was asked for."""

    def __init__(self, pages: Mapping[str, Resource | Unfetched] | None = None) -> None:
        self.pages = dict(pages or {})
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    async def fetch(self, url: str, kinds: Sequence[str]) -> Resource | Unfetched:
        self.asked.append((url, tuple(kinds)))
        return self.pages[url]


class FakePictures:
    """Draws the same picture whatever it is shown; remembers what it had to fit into."""

    def __init__(self, drawn: bytes | None = None) -> None:
        self.drawn = drawn
        self.asked: list[tuple[bytes, Room]] = []
        self.sheets: list[tuple[int, int]] = []

    async def fitted(self, data: bytes, room: Room) -> bytes | None:
        self.asked.append((data, room))
        return self.drawn

    async def sheet(self, pictures: Sequence[bytes], columns: int, room: Room) -> bytes | None:
        self.asked.extend((data, room) for data in pictures)
        self.sheets.append((len(pictures), columns))
        return self.drawn


class FakePdfs:
    """Reads the same out of every PDF; remembers what it was shown."""

    def __init__(self, said: str | Unread = "") -> None:
        self.said = said
        self.asked: list[bytes] = []

    async def text(self, data: bytes) -> str | Unread:
        self.asked.append(data)
        return self.said
