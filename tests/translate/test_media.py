"""Pictures and documents, handed on as what they are."""

import base64

import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.media import MAX_DOCUMENT_NAME_CHARACTERS, DocumentNames
from translate.asking import Json, asked, current_of, document, image, png, text, user

JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(20)).decode()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def inline(data: str, media_type: str | None) -> Json:
    return {"type": "base64", "media_type": media_type, "data": data}


def told(block: Json) -> Json:
    return current_of(asked(user([text("x"), block])))


@pytest.mark.parametrize(
    "declared", ["image/png", "image/jpg", "image/jpeg", "application/octet-stream"]
)
def test_a_picture_has_the_format_of_its_bytes(declared: str) -> None:
    """A wrong type is put right, since the service refuses a mismatch."""
    expected = [{"format": "jpeg", "source": {"bytes": JPEG}}]
    assert expected == told(image(JPEG, declared))["images"]


@pytest.mark.parametrize(
    "written",
    [f"data:image/png;base64,{png()}", f"{png()[:20]}\n{png()[20:]}\n", f"{png()}\r\n"],
    ids=["address", "lines", "line end"],
)
def test_base64_is_sent_bare(written: str) -> None:
    """Addresses and line breaks around base64 do not go upstream."""
    assert [{"format": "png", "source": {"bytes": png()}}] == told(image(written))["images"]


KINDS = {
    "application/pdf": "pdf",
    "text/plain; charset=utf-8": "txt",
    "TEXT/CSV": "csv",
    "text/html": "html",
    "text/markdown": "md",
    "application/msword": "doc",
    WORD: "docx",
    "application/vnd.ms-excel": "xls",
    EXCEL: "xlsx",
}


@pytest.mark.parametrize(("media_type", "expected"), KINDS.items(), ids=KINDS.values())
def test_document_format(media_type: str, expected: str) -> None:
    """Each kind of document that the service reads is sent as such."""
    (sent,) = told(document(inline("QUJD", media_type)))["documents"]
    assert {"name": "document", "format": expected, "source": {"bytes": "QUJD"}} == sent


@pytest.mark.parametrize("media_type", [None, "text/plain"])
def test_a_pdf_is_known_by_its_bytes(media_type: str | None) -> None:
    """A PDF is one whatever it was declared to be."""
    (sent,) = told(document(inline("JVBERi0xLjcK", media_type)))["documents"]
    assert "pdf" == sent["format"]


REFUSED = {
    "image by address": (
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
        "messages.0.content.1.source: this gateway does not fetch URLs: send the content as base64",
    ),
    "image by file": (
        {"type": "image", "source": {"type": "file", "file_id": "f"}},
        "messages.0.content.1.source: this gateway has no Files API: send the content as base64",
    ),
    "image of no format": (
        image("QUJD"),
        "messages.0.content.1: Could not process image: its bytes are none of png, jpeg, gif, webp",
    ),
    "document by address": (
        document({"type": "url", "url": "https://example.com/a.pdf"}),
        "messages.0.content.1.source: this gateway does not fetch URLs: send the content as base64",
    ),
    "document by file": (
        document({"type": "file", "file_id": "f"}),
        "messages.0.content.1.source: this gateway has no Files API: send the content as base64",
    ),
    "document of no kind": (
        document(inline("QUJD", "application/zip")),
        (
            "messages.0.content.1.source.media_type: 'application/zip' is none of the kinds of"
            " document that can be read: application/pdf, text/plain, text/csv, text/html,"
            f" text/markdown, application/msword, {WORD}, application/vnd.ms-excel, {EXCEL}"
        ),
    ),
}


@pytest.mark.parametrize(("block", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(block: Json, expected: str) -> None:
    """What cannot be sent is refused by its path, never dropped."""
    with pytest.raises(RequestRefused) as refusal:
        told(block)
    assert expected == refusal.value.message


NAMES: dict[str, tuple[list[str | None], list[str]]] = {
    "title": (["Report (2) [v-1]"], ["Report-(2)-[v-1]"]),
    "no title": ([None, "", "日本"], ["document", "document-2", "document-3"]),
    "odd signs": (["../a b_c.pdf"], ["a-b-c-pdf"]),
    "same but for case": (["A", "a", "A"], ["A", "a-2", "A-3"]),
    "number taken": (["A-2", "A", "A"], ["A-2", "A", "A-3"]),
    "long": (["x" * 300], ["x" * MAX_DOCUMENT_NAME_CHARACTERS]),
}


@pytest.mark.parametrize(("titles", "expected"), NAMES.values(), ids=NAMES.keys())
def test_document_names(titles: list[str | None], expected: list[str]) -> None:
    """Names come from titles, are plain, and no two are alike."""
    names = DocumentNames()
    assert expected == [names.take(title) for title in titles]
