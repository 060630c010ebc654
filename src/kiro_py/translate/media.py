"""I hand pictures and documents on as what they are, and say where they went.

The service wants a picture's format to be what its bytes are, documents under names of their own,
and both beside the text of a turn: inside a tool's result they would be lost without a word.
"""

import re
from typing import Final, assert_never

from kiro_py.errors import RequestRefused
from kiro_py.translate.picture import format_of
from kiro_py.wire.anthropic.content import (
    Base64Source,
    DocumentBlock,
    FileSource,
    ImageBlock,
    ImageSource,
    SearchResultBlock,
    UrlSource,
)
from kiro_py.wire.kiro.request import Bytes, Document, DocumentFormat, Image

MAX_DOCUMENT_NAME_CHARACTERS: Final = 100  # half of what model providers allow

DOCUMENT_TYPES: Final[dict[str, DocumentFormat]] = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
"""The kinds of document that can be read, by media type."""

_PDF_BASE64: Final = "JVBERi"  # how `%PDF-` begins in base64
_STRANGE: Final = re.compile(r"[^a-zA-Z0-9()\[\]-]+")  # `a.b` is no name to some providers
_DEFAULT_NAME: Final = "document"


def image_of(block: ImageBlock, path: str) -> Image:
    """Return the picture in the format that its bytes have.

    Raises `RequestRefused` for bytes that are no picture, and for pictures that are elsewhere.
    """
    data = _inline(block.source, path)
    picture_format = format_of(data)
    if picture_format is None:
        raise RequestRefused(
            f"{path}: Could not process image: its bytes are none of png, jpeg, gif, webp"
        )
    return Image(picture_format, Bytes(data))


class DocumentNames:
    """The names of a conversation's documents, no two alike."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, title: str | None) -> str:
        """Return a name made of the title; a name that is taken gets a number."""
        stem = _STRANGE.sub("-", title or "").strip("-")[:MAX_DOCUMENT_NAME_CHARACTERS]
        name = stem = stem or _DEFAULT_NAME
        while name.lower() in self._taken:
            self._taken[stem.lower()] += 1
            name = f"{stem}-{self._taken[stem.lower()]}"
        self._taken[name.lower()] = 1
        return name


def document_of(
    block: DocumentBlock, source: ImageSource, path: str, names: DocumentNames
) -> Document:
    """Return the document from `source` under a name of its own.

    Raises `RequestRefused` for kinds that Kiro cannot read, and for documents that are elsewhere.
    """
    data = _inline(source, path)
    media_type = source.media_type if isinstance(source, Base64Source) else None
    kind = document_format(data, media_type)
    if kind is None:
        raise RequestRefused(
            f"{path}.source.media_type: {media_type!r} is none of the kinds of document that can"
            f" be read: {', '.join(DOCUMENT_TYPES)}"
        )
    return Document(names.take(block.title), kind, Bytes(data))


def document_format(data: str, media_type: str | None) -> DocumentFormat | None:
    """Return what a document in base64 is, by its type unless its bytes say that it is a PDF."""
    if data.startswith(_PDF_BASE64):
        return "pdf"
    return DOCUMENT_TYPES.get((media_type or "").partition(";")[0].strip().lower())


def _inline(source: ImageSource, path: str) -> str:
    """Return the base64 of a source that brings its bytes along."""
    match source:
        case Base64Source():
            return bare(source.data)
        case UrlSource():
            raise RequestRefused(
                f"{path}.source: this gateway does not fetch URLs: send the content as base64"
            )
        case FileSource():
            raise RequestRefused(
                f"{path}.source: this gateway has no Files API: send the content as base64"
            )
        case _:
            assert_never(source)


def bare(data: str) -> str:
    """Return base64 without the `data:` address and the line breaks that some clients leave."""
    if data.startswith("data:"):
        data = data.partition(",")[2]
    return "".join(data.split()) if "\n" in data or "\r" in data else data


def text_document(block: DocumentBlock, text: str) -> str:
    """Return a document that is text already, with its borders and what is said about it."""
    return _framed("document", {"title": block.title, "context": block.context}, text)


def search_result(block: SearchResultBlock) -> str:
    """Return a found text with its title and where it was found."""
    text = "\n\n".join(part.text for part in block.content)
    return _framed("search_result", {"title": block.title, "source": block.source}, text)


def _framed(kind: str, facts: dict[str, str | None], text: str) -> str:
    stated = [f"<{name}>{fact}</{name}>" for name, fact in facts.items() if fact]
    return "\n".join((f"<{kind}>", *stated, "<content>", text, "</content>", f"</{kind}>"))


UNSEEN: Final = "[image left out: this model does not see images]"
"""The words that stand where a picture stood, for a model that takes none."""


def image_note(number: int) -> str:
    """Return the words that stand where the turn's picture of that number stood."""
    return f"[image {number} attached to this message]"


def document_note(name: str, title: str | None = None) -> str:
    """Return the words that stand where a document stood, with the title that its name changed."""
    titled = f", titled '{title}'," if is_renamed(name, title) else ""
    return f"[document {name!r}{titled} attached to this message]"


def is_renamed(name: str, title: str | None) -> bool:
    """Tell whether a document has a title that its name does not tell."""
    return bool(title and not title.isspace()) and title != name
