"""Attachments made fit for a model."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from fakes import FakeClock
from fakes_media import FakePdfs, FakePictures, FakeWeb
from jumping_loop import run_jumping
from kiro_py.errors import RequestRefused
from kiro_py.exchange.attachments import (
    LIGHT_BYTES,
    LIGHT_SIDE,
    LIGHT_TOTAL_BYTES,
    MANY_IMAGES,
    NO_DOCUMENTS,
    PATIENCE_SECONDS,
    SCALED,
    TAKEN,
    Attachments,
)
from kiro_py.exchange.urls import NoWeb
from kiro_py.kiro.refusal_table import ROWS
from kiro_py.kiro.refusals import BODY_TOO_LARGE, PROMPT_TOO_LONG
from kiro_py.ports.pdf import Unread
from kiro_py.ports.pictures import Room
from kiro_py.ports.web import Resource
from kiro_py.translate.attached import find
from kiro_py.translate.capability import Inputs
from kiro_py.translate.media import UNSEEN
from kiro_py.translate.models import known
from kiro_py.translate.sheets import MAX_IMAGES
from kiro_py.wire.anthropic.content import (
    Base64Source,
    ContentBlock,
    DocumentBlock,
    ImageBlock,
    PlainTextSource,
    TextBlock,
)
from kiro_py.wire.anthropic.request import MessagesRequest
from translate.asking import Json, asked, assistant, document, image, png, result, text, user

SEEING = known("claude-sonnet-4.5")
BLIND = replace(SEEING, inputs=Inputs(images=False, documents=False))
DRAWN = b"drawn"
SMALLER = ImageBlock(Base64Source(b64encode(DRAWN).decode()))
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
URL = "https://example.com/a"


def inline(data: bytes, media_type: str = "application/pdf") -> Json:
    return {"type": "base64", "media_type": media_type, "data": b64encode(data).decode()}


def heavy(size: int) -> Json:
    """Return a picture of so many bytes."""
    start = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08"
    return image(b64encode(start + bytes(size - len(start))).decode())


def turns(blocks: list[Json]) -> MessagesRequest:
    """Return a request that shows each of `blocks` in a turn of its own."""
    return asked(*(each for block in blocks for each in (user([block]), assistant("Seen."))))


PDF = document(inline(b"%PDF-1.7"), title="Report", context="of May")


class Bench:
    """Attachments and the fakes around them."""

    def __init__(self, drawn: bytes | None = DRAWN, said: str | Unread = "Words") -> None:
        self.web = FakeWeb()
        self.pictures, self.pdfs = FakePictures(drawn), FakePdfs(said)
        self.subject = Attachments(self.web, self.pictures, self.pdfs, FakeClock())

    def ready(self, *blocks: Json, model: Any = SEEING) -> tuple[ContentBlock, ...]:
        request = asked(user(list(blocks)))
        return asyncio.run(self.subject.ready(request, model)).messages[0].content

    def lighter(self, request: MessagesRequest, refused_as: str) -> MessagesRequest | None:
        return asyncio.run(self.subject.lighter(request, SEEING, refused_as))


def test_what_fits_is_left_alone() -> None:
    """A request that needs nothing is the same one afterwards."""
    bench = Bench()
    request = asked(user([image(png(8_000, 8_000)), heavy(TAKEN.max_bytes), PDF, text("x")]))
    assert request is asyncio.run(bench.subject.ready(request, SEEING))
    assert [] == bench.pictures.asked + bench.pdfs.asked


@pytest.mark.parametrize(
    "block",
    [image(png(8_001, 1)), image(png(1, 8_001)), heavy(TAKEN.max_bytes + 1)],
    ids=["wide", "high", "heavy"],
)
def test_a_picture_that_is_too_large_is_made_smaller(block: Json) -> None:
    """Pixels and bytes count."""
    bench = Bench()
    assert (SMALLER,) == bench.ready(block)
    assert [SCALED] == [room for _, room in bench.pictures.asked]


def test_among_many_pictures_less_is_large() -> None:
    """Twenty pictures may be large, one more makes all of them small."""
    large = image(png(2_001, 10))
    many, more = (turns([large] * number) for number in (MANY_IMAGES, MANY_IMAGES + 1))
    assert many is asyncio.run(Bench().subject.ready(many, SEEING))
    changed = asyncio.run(Bench().subject.ready(more, SEEING))
    assert [SMALLER] * (MANY_IMAGES + 1) == [each.block for each in find(changed)]


def test_the_same_picture_is_drawn_once() -> None:
    """A conversation brings its pictures along each turn."""
    bench = Bench()
    wide = image(png(8_001, 1))
    assert bench.ready(wide) == bench.ready(wide)
    assert 1 == len(bench.pictures.asked)


@pytest.mark.parametrize(
    "written",
    [f"data:image/png;base64,{png(9_000, 1)}", f"{png(9_000, 1)[:20]}\n{png(9_000)[20:]}"],
)
def test_base64_may_be_written_oddly(written: str) -> None:
    """Addresses and line breaks do not hide a picture's size."""
    assert (SMALLER,) == Bench().ready(image(written))


def test_what_cannot_be_made_smaller_is_refused() -> None:
    """The service would refuse it as well, without the place."""
    with pytest.raises(RequestRefused) as refusal:
        Bench(drawn=None).ready(text("x"), image(png(8_001, 1)))
    expected = (
        "messages.0.content.1: Could not process image: it is too large, and cannot be made smaller"
    )
    assert expected == refusal.value.message


def test_broken_base64_is_refused() -> None:
    """What must be looked into must be readable."""
    with pytest.raises(RequestRefused) as refusal:
        Bench().ready(image(png(8_001, 1) + "A"))
    assert refusal.value.message.startswith("messages.0.content.0.source.data: this is not base64")


def test_a_fetched_picture_is_made_smaller_too() -> None:
    """What a URL leads to is treated as if it had been brought along."""
    bench = Bench()
    start = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x23\x28\0\0\0\x08"
    bench.web.pages[URL] = Resource("image/png", start)
    assert (SMALLER,) == bench.ready({"type": "image", "source": {"type": "url", "url": URL}})


def test_a_picture_inside_a_result_is_made_smaller() -> None:
    """Wherever it stands, it counts."""
    bench = Bench()
    request = asked(user([result("c", [image(png(8_001, 1))])]))
    changed = asyncio.run(bench.subject.ready(request, SEEING))
    assert [SMALLER] == [each.block for each in find(changed)]


def test_a_blind_model_is_told_of_pictures() -> None:
    """A picture that nobody sees is a note, and is not fetched."""
    bench = Bench()
    named: Json = {"type": "image", "source": {"type": "url", "url": URL}}
    expected = (TextBlock("x"), TextBlock(UNSEEN), TextBlock(UNSEEN))
    assert expected == bench.ready(text("x"), image(png()), named, model=BLIND)
    assert [] == bench.web.asked


def test_a_pdf_is_read_to_a_model_that_takes_none() -> None:
    """Title and context stay, and the same document is read once."""
    bench = Bench()
    for _ in range(2):
        (block,) = bench.ready(PDF, model=BLIND)
        assert DocumentBlock(PlainTextSource("Words"), "Report", "of May") == block
    assert [b"%PDF-1.7"] == bench.pdfs.asked


@pytest.mark.parametrize("media_type", ["text/plain", "text/csv", "text/html", "text/markdown"])
def test_words_are_handed_over_as_they_are(media_type: str) -> None:
    """What is text already needs no reader; a mark of the encoding is none of its words."""
    (block,) = Bench().ready(
        document(inline(b"\xef\xbb\xbfa\xc3\xa9\xff", media_type)), model=BLIND
    )
    assert DocumentBlock(PlainTextSource("a\u00e9\ufffd")) == block


LEFT_TO_OTHERS = {
    "text already": document({"type": "text", "data": "x"}),
    "no kind that is known": document(inline(b"x", "application/zip")),
    "document by file": document({"type": "file", "file_id": "f"}),
    "picture by file": {"type": "image", "source": {"type": "file", "file_id": "f"}},
}


@pytest.mark.parametrize("block", LEFT_TO_OTHERS.values(), ids=LEFT_TO_OTHERS.keys())
@pytest.mark.parametrize("model", [SEEING, BLIND], ids=["seeing", "blind"])
def test_the_rest_is_left_to_others(block: Json, model: Any) -> None:
    """What is said as it is, or refused anyway, is not touched."""
    request = asked(user([block]))
    assert request is asyncio.run(Bench().subject.ready(request, model))


def test_office_files_cannot_be_read_out() -> None:
    """A model that takes no documents gets no words of a kind that is not read here."""
    with pytest.raises(RequestRefused) as refusal:
        Bench().ready(document(inline(b"PK", WORD)), model=BLIND)
    expected = (
        "messages.0.content.0.source: the model does not read documents, and the gateway can tell"
        " it the words of text and PDF only, not of docx"
    )
    assert expected == refusal.value.message


def test_a_pdf_that_cannot_be_read_is_refused() -> None:
    """The reader's reason is the client's."""
    with pytest.raises(RequestRefused) as refusal:
        Bench(said=Unread("it needs a password")).ready(PDF, model=BLIND)
    expected = "messages.0.content.0.source: this PDF cannot be read: it needs a password"
    assert expected == refusal.value.message


def test_a_turn_of_ten_pictures_is_left_alone() -> None:
    """As many as Kiro takes need nothing, and another turn has ten of its own."""
    ten = [image(png(number + 1)) for number in range(MAX_IMAGES)]
    request = asked(user(ten), assistant("Seen."), user(ten))
    assert request is asyncio.run(Bench().subject.ready(request, SEEING))


def test_pictures_too_many_for_a_turn_share_a_sheet() -> None:
    """It stands at the end, where it moves no path, and words stand where its pictures stood."""
    bench = Bench()
    pictures = [image(png(number + 1)) for number in range(11)]
    content = bench.ready(*pictures[:10], text("between"), pictures[10])

    *single, note, between, last, sheet = content
    assert asked(user(pictures[:9])).messages[0].content == tuple(single)
    assert (TextBlock("between"), SMALLER) == (between, sheet)
    assert [
        TextBlock(
            f"[picture {number} is shown in row 1, column {number - 9} of image 10, a sheet of"
            " 2 x 2 pictures attached to this message]"
        )
        for number in (10, 11)
    ] == [note, last]
    assert [(2, 2)] == bench.pictures.sheets
    assert [(b64decode(png(number)), SCALED) for number in (10, 11)] == bench.pictures.asked


def test_a_sheet_is_drawn_once() -> None:
    """A conversation brings its pictures along each turn, and they stay as they were told."""
    bench = Bench()
    pictures = [image(png(number + 1)) for number in range(11)]
    assert bench.ready(*pictures) == bench.ready(*pictures)
    assert [(2, 2)] == bench.pictures.sheets


def test_what_has_been_combined_is_not_combined_again() -> None:
    """A request that was ready is ready."""
    bench = Bench(drawn=b64decode(png()))
    request = asked(user([image(png(number + 1)) for number in range(50)]))
    ready = asyncio.run(bench.subject.ready(request, SEEING))
    assert MAX_IMAGES == len(find(ready))
    assert ready is asyncio.run(bench.subject.ready(ready, SEEING))


def test_a_blind_model_needs_no_sheets() -> None:
    """Each picture is told to be left out, however many there are."""
    bench = Bench()
    assert (TextBlock(UNSEEN),) * 100 == bench.ready(*[image(png())] * 100, model=BLIND)


def test_more_pictures_than_sheets_can_show_are_refused() -> None:
    """Nothing is fetched or drawn, and the first one too many is named."""
    bench = Bench()
    named: Json = {"type": "image", "source": {"type": "url", "url": URL}}
    with pytest.raises(RequestRefused, match=r"^messages\.0\.content\.90: this turn has 91 "):
        bench.ready(named, *[image(png())] * 90)
    assert ([], []) == (bench.web.asked, bench.pictures.asked)


BEYOND = {
    "no picture": (image("QUJD"), "messages.0.content.10: Could not process image: its bytes"),
    "picture by file": (
        {"type": "image", "source": {"type": "file", "file_id": "f"}},
        "messages.0.content.10.source: this gateway has no Files API",
    ),
}


@pytest.mark.parametrize(("block", "expected"), BEYOND.values(), ids=BEYOND.keys())
def test_what_could_not_be_sent_singly_is_not_combined(block: Json, expected: str) -> None:
    """The refusal is the one that it would have met, with its own place."""
    with pytest.raises(RequestRefused) as refusal:
        Bench().ready(*[image(png())] * 10, block)
    assert refusal.value.message.startswith(expected)


@pytest.mark.parametrize(("broken", "place"), [(None, 9), (b"", 10)], ids=["all", "the last"])
def test_a_picture_that_cannot_be_read_keeps_its_sheet_from_being_drawn(
    broken: bytes | None, place: int
) -> None:
    """The refusal names the first one that cannot be read alone."""

    class Torn(FakePictures):
        async def sheet(self, pictures: Sequence[bytes], columns: int, room: Room) -> bytes | None:
            assert (2, 2, SCALED) == (len(pictures), columns, room)

        async def fitted(self, data: bytes, room: Room) -> bytes | None:
            return broken if data == b64decode(png(10)) else None

    pictures = [image(png(number + 1)) for number in range(11)]
    subject = Attachments(NoWeb("off"), Torn(), FakePdfs(), FakeClock())
    with pytest.raises(RequestRefused) as refusal:
        asyncio.run(subject.ready(asked(user(pictures)), SEEING))
    expected = (
        f"messages.0.content.{place}: Could not process image: it must share a sheet with others,"
        " and cannot be read"
    )
    assert expected == refusal.value.message


def test_patience_ends() -> None:
    """A client does not wait for ever while nothing can be told."""

    class Slow(FakePictures):
        async def fitted(self, data: bytes, room: Room) -> bytes | None:
            await asyncio.sleep(PATIENCE_SECONDS)
            return await super().fitted(data, room)

    subject = Attachments(NoWeb("off"), Slow(DRAWN), FakePdfs(), FakeClock())
    with pytest.raises(RequestRefused) as refusal:
        run_jumping(subject.ready(asked(user([image(png(8_001, 1))])), SEEING))
    expected = "messages: pictures and documents took more than 30 seconds"
    assert expected == refusal.value.message


@pytest.mark.parametrize("refused_as", [BODY_TOO_LARGE, PROMPT_TOO_LONG])
@pytest.mark.parametrize(
    ("pictures", "room_for_each"),
    [(1, LIGHT_BYTES[1]), (5, LIGHT_TOTAL_BYTES // 5), (30, LIGHT_BYTES[0])],
)
def test_pictures_that_weigh_most_are_made_light(
    refused_as: str, pictures: int, room_for_each: int
) -> None:
    """Their room depends on how many there are."""
    bench = Bench()
    blocks = [heavy(200_000 + number) for number in range(pictures)]
    changed = bench.lighter(turns(blocks), refused_as)
    assert changed is not None
    assert [SMALLER] * pictures == [each.block for each in find(changed)]
    assert {Room(LIGHT_SIDE, room_for_each)} == {room for _, room in bench.pictures.asked}


def test_pictures_that_are_light_already_stay() -> None:
    """Nothing is asked again that would be the same."""
    assert Bench().lighter(asked(user([image(png())])), BODY_TOO_LARGE) is None


def test_pictures_that_are_not_the_weight_stay() -> None:
    """Where words are too many, pictures are not spoilt."""
    request = asked(user([text("x" * 300_000), heavy(200_000)]))
    assert Bench().lighter(request, PROMPT_TOO_LONG) is None


def test_a_picture_that_cannot_be_made_light_stays() -> None:
    """Then the first refusal is the one to be told."""
    assert Bench(drawn=None).lighter(asked(user([heavy(200_000)])), BODY_TOO_LARGE) is None


def test_other_refusals_are_not_answered_by_lightness() -> None:
    """What is malformed stays so."""
    assert Bench().lighter(asked(user([heavy(200_000), PDF])), "malformed") is None


def test_documents_that_a_model_refuses_are_read_to_it() -> None:
    """What no list tells, the service does."""
    changed = Bench().lighter(asked(user([PDF])), NO_DOCUMENTS)
    assert changed is not None
    assert (DocumentBlock(PlainTextSource("Words"), "Report", "of May"),) == (
        changed.messages[0].content
    )


def test_the_refusal_of_documents_has_its_row() -> None:
    """The name is one that the table of refusals has."""
    assert NO_DOCUMENTS in {row.name for row in ROWS}
