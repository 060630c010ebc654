"""What is brought from URLs."""

import asyncio
from base64 import b64decode
from collections.abc import Mapping, Sequence

import pytest

from fakes import FakeClock
from fakes_media import FakeWeb
from kiro_py.errors import RequestRefused
from kiro_py.exchange.kept import Kept
from kiro_py.exchange.urls import MAX_FETCHED_BYTES, MAX_URLS, NoWeb, Urls
from kiro_py.ports.web import Resource, Unfetched, Web
from kiro_py.translate.attached import Attachment, find
from kiro_py.wire.anthropic.content import Base64Source, DocumentBlock
from translate.asking import Json, asked, document, image, png, user

A, B = "https://example.com/a.png", "https://example.com/b.pdf"
PICTURE, PAPER = Resource("image/png", b"picture"), Resource("application/pdf", b"%PDF-")


def at(url: str) -> Json:
    return {"type": "url", "url": url}


def picture(url: str = A) -> Json:
    return {"type": "image", "source": at(url)}


def fetched(web: Web, *blocks: Json) -> Mapping[str, Attachment]:
    urls = Urls(web, Kept(FakeClock()))
    return asyncio.run(urls.fetched(find(asked(user(list(blocks))))))


def test_what_stands_there_comes_in_base64() -> None:
    """Each block keeps its other members and gets the bytes and the type that was told."""
    web = FakeWeb({A: PICTURE, B: PAPER})
    blocks = fetched(web, picture(), image(png()), document(at(B), title="B"))
    assert {
        "messages.0.content.0": Base64Source("cGljdHVyZQ==", "image/png"),
        "messages.0.content.2": Base64Source("JVBERi0=", "application/pdf"),
    } == {path: block.source for path, block in blocks.items()}
    paper = blocks["messages.0.content.2"]
    assert isinstance(paper, DocumentBlock)
    assert "B" == paper.title


def test_pictures_and_documents_are_asked_for_as_such() -> None:
    """A page is neither, and a picture is no document."""
    web = FakeWeb({A: PICTURE})
    fetched(web, picture(), document(at(A)))
    (_, first), (_, second) = sorted(web.asked, key=lambda asked: len(asked[1]))
    assert ("image/",) == first
    assert "application/pdf" in second
    assert "image/" not in second


def test_nothing_is_asked_where_nothing_is_named() -> None:
    """What comes along needs no web."""
    web = FakeWeb()
    assert {} == fetched(web, image(png()))
    assert [] == web.asked


def test_the_same_is_fetched_once() -> None:
    """A URL that is named twice is asked for once, also on the next turn."""

    async def main() -> int:
        web = FakeWeb({A: PICTURE})
        urls = Urls(web, Kept(FakeClock()))
        found = find(asked(user([picture(), picture()])))
        first, second = await urls.fetched(found), await urls.fetched(found)
        assert 2 == len(first) == len(second)
        return len(web.asked)

    assert 1 == asyncio.run(main())


def test_a_failure_is_tried_again() -> None:
    """Only what came is kept."""

    async def main() -> int:
        web = FakeWeb({A: Unfetched("it is gone")})
        urls = Urls(web, Kept(FakeClock()))
        for _ in range(2):
            with pytest.raises(RequestRefused):
                await urls.fetched(find(asked(user([picture()]))))
        return len(web.asked)

    assert 2 == asyncio.run(main())


def test_a_failure_is_told_by_its_path() -> None:
    """The first in the order of the request is told, with its reason."""
    web = FakeWeb({A: PICTURE, B: Unfetched("it is gone")})
    with pytest.raises(RequestRefused) as refusal:
        fetched(web, picture(), document(at(B)))
    expected = "messages.0.content.1.source.url: this URL cannot be used: it is gone"
    assert expected == refusal.value.message


def test_a_gateway_without_a_web_says_so() -> None:
    """The reason is the owner's."""
    with pytest.raises(RequestRefused) as refusal:
        fetched(NoWeb("it is turned off"), picture())
    assert refusal.value.message.endswith(".source.url: this URL cannot be used: it is turned off")


def test_there_may_not_be_too_many() -> None:
    """Nobody makes the gateway ask half the web: nothing is asked at all."""
    web = FakeWeb()
    with pytest.raises(RequestRefused) as refusal:
        fetched(web, *(picture(f"{A}{number}") for number in range(MAX_URLS + 1)))
    expected = "messages.0.content.20.source.url: a request may name 20 URLs at most"
    assert expected == refusal.value.message
    assert [] == web.asked


def test_there_may_not_be_too_much() -> None:
    """What fits one by one must fit together."""
    heavy = Resource("image/png", bytes(MAX_FETCHED_BYTES // 3 + 1))
    with pytest.raises(RequestRefused) as refusal:
        fetched(FakeWeb({A: heavy}), *[picture()] * 3)
    assert refusal.value.message.startswith("messages.0.content.2.source.url: with this one, ")


def test_all_are_fetched_at_once() -> None:
    """Each waits for the other here, so that one after the other would never end."""

    class Meeting(FakeWeb):
        async def fetch(self, url: str, kinds: Sequence[str]) -> Resource | Unfetched:
            await both.wait()
            return await super().fetch(url, kinds)

    async def main() -> int:
        urls = Urls(Meeting({A: PICTURE, B: PAPER}), Kept(FakeClock()))
        return len(await urls.fetched(find(asked(user([picture(), document(at(B))])))))

    both = asyncio.Barrier(2)
    assert 2 == asyncio.run(main())


def test_a_type_that_was_not_told_stays_untold() -> None:
    """The bytes will tell."""
    blocks = fetched(FakeWeb({A: Resource("", b"GIF89a")}), picture())
    source = blocks["messages.0.content.0"].source
    assert isinstance(source, Base64Source)
    assert (None, b"GIF89a") == (source.media_type, b64decode(source.data))
