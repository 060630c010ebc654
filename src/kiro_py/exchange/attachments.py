"""I make pictures and documents fit for a model, before a request is said in Kiro's words.

What a client only names is fetched, what is too large is made smaller, what a model cannot take is
told in words.  What came of it is kept for a while, since a conversation brings it along each turn.
"""

import asyncio
from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

import msgspec

from kiro_py.errors import RequestRefused
from kiro_py.exchange.kept import Kept
from kiro_py.exchange.urls import Urls
from kiro_py.kiro.refusals import BODY_TOO_LARGE, PROMPT_TOO_LONG
from kiro_py.ports.clock import Clock
from kiro_py.ports.pdf import PdfReader, Unread
from kiro_py.ports.pictures import Pictures, Room
from kiro_py.ports.web import Resource, Web
from kiro_py.translate.attached import Attached, Attachment, find, replaced
from kiro_py.translate.capability import Inputs
from kiro_py.translate.media import UNSEEN, bare, document_format, image_of
from kiro_py.translate.models import Model
from kiro_py.translate.picture import format_of, size_of
from kiro_py.translate.sheets import Sheet, sheets
from kiro_py.wire.anthropic.content import (
    Base64Source,
    ContentBlock,
    DocumentBlock,
    ImageBlock,
    PlainTextSource,
    TextBlock,
    UrlSource,
)
from kiro_py.wire.anthropic.request import MessagesRequest

PATIENCE_SECONDS: Final = 30.0
"""How long everything may take, as a client hears nothing meanwhile."""

TAKEN: Final = Room(max_side=8_000, max_bytes=2_800_000)
"""The largest picture that Kiro takes: pixels as reported, bytes by its service's own model."""

TAKEN_AMONG_MANY: Final = replace(TAKEN, max_side=2_000)
MANY_IMAGES: Final = 20
"""Sessions with many pictures were refused for sides above 2,000."""

SCALED: Final = TAKEN_AMONG_MANY
"""What a picture that is too large becomes; models see no more than that."""

LIGHT_SIDE: Final = 768
LIGHT_BYTES: Final = (30_000, 150_000)
LIGHT_TOTAL_BYTES: Final = 600_000
"""What pictures become once the request was too large; 850 KB of them were refused already."""

NO_DOCUMENTS: Final = "document-model-not-supported"
"""The row of the refusals for a model that takes no documents."""

_WORDS: Final = frozenset({"txt", "csv", "html", "md"})


@dataclass(frozen=True, slots=True)
class _Rooms:
    """Pictures that do not fit into `taken` are made to fit into `scaled`.

    `may_stay`: one that cannot be made smaller goes as it is.
    """

    taken: Room
    scaled: Room
    may_stay: bool = False


class Attachments:
    """Makes the attachments of requests fit; `urls` brings what they only name."""

    def __init__(self, web: Web, pictures: Pictures, pdfs: PdfReader, clock: Clock) -> None:
        self._pictures = pictures
        self._pdfs = pdfs
        self._kept = Kept[Resource](clock)
        self.urls = Urls(web, self._kept)

    async def ready(self, request: MessagesRequest, model: Model) -> MessagesRequest:
        """Return the request as `model` takes it, the same one if it is.

        Raises `RequestRefused`, naming the path, for what cannot be fetched, drawn or read.
        """
        found = find(request)
        pictures = sum(isinstance(each.block, ImageBlock) for each in found)
        taken = TAKEN_AMONG_MANY if pictures > MANY_IMAGES else TAKEN
        return await self._changed(request, found, model.inputs, _Rooms(taken, SCALED))

    async def lighter(
        self, request: MessagesRequest, model: Model, refused_as: str
    ) -> MessagesRequest | None:
        """Return a request that was ready in a lighter form, or `None` if that would not help.

        `refused_as` is the row of the refusals that it met.
        """
        found = find(request)
        rooms = _Rooms(TAKEN, SCALED)
        inputs = model.inputs
        if refused_as == NO_DOCUMENTS:
            inputs = replace(inputs, documents=False)
        elif refused_as in {BODY_TOO_LARGE, PROMPT_TOO_LONG} and _weighs_most(found, request):
            rooms = _light_rooms(sum(isinstance(each.block, ImageBlock) for each in found))
        else:
            return None
        changed = await self._changed(request, found, inputs, rooms)
        return None if changed is request else changed

    async def _changed(
        self,
        request: MessagesRequest,
        found: Sequence[Attached],
        inputs: Inputs,
        rooms: _Rooms,
    ) -> MessagesRequest:
        others: dict[str, ContentBlock] = {}
        added: dict[int, list[ContentBlock]] = {}
        combined = sheets(found) if inputs.images else []
        notes = dict(note for sheet in combined for note in sheet.notes())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                brought = await self.urls.fetched(
                    each for each in found if inputs.images or isinstance(each.block, DocumentBlock)
                )
                others.update(brought)
                for each in found:
                    block = brought.get(each.path, each.block)
                    other = notes.get(each.path)
                    if other is None:
                        other = await self._fitted(block, each.path, inputs, rooms)
                    if other is not None:
                        others[each.path] = other
                for sheet in combined:
                    drawn = await self._combined(sheet, brought)
                    added.setdefault(sheet.message, []).append(drawn)
        except TimeoutError:
            raise RequestRefused(
                f"messages: pictures and documents took more than {PATIENCE_SECONDS:g} seconds"
            ) from None
        return replaced(request, others, added) if others else request

    async def _fitted(
        self, block: Attachment, path: str, inputs: Inputs, rooms: _Rooms
    ) -> ContentBlock | None:
        """Return what shall stand instead of `block`, `None` if it may stay."""
        match block:
            case ImageBlock(source=Base64Source() | UrlSource()) if not inputs.images:
                return TextBlock(UNSEEN)
            case ImageBlock(source=Base64Source() as source):
                return await self._drawn(source, path, rooms)
            case DocumentBlock(source=Base64Source() as source) if not inputs.documents:
                return await self._read(block, source, path)
            case _:
                return None

    async def _drawn(self, source: Base64Source, path: str, rooms: _Rooms) -> ImageBlock | None:
        written = bare(source.data)
        if format_of(written) is None or _fits(written, rooms.taken):
            return None
        data = _decoded(written, path)
        key = sha256(data).digest(), rooms.scaled
        drawn = self._kept.find(key)
        if drawn is None:
            smaller = await self._pictures.fitted(data, rooms.scaled)
            if smaller is None and rooms.may_stay:
                return None
            if smaller is None:
                raise RequestRefused(
                    f"{path}: Could not process image: it is too large, and cannot be made smaller"
                )
            drawn = Resource("", smaller)
            self._kept.keep(key, drawn, len(smaller))
        return ImageBlock(Base64Source(b64encode(drawn.data).decode()))

    async def _combined(self, sheet: Sheet, brought: Mapping[str, Attachment]) -> ImageBlock:
        """Return the pictures of a sheet as one; the sheet is the same whatever room others get."""
        pictures: list[bytes] = []
        for each in sheet.pictures:
            block = brought.get(each.path, each.block)
            if isinstance(block, ImageBlock):
                pictures.append(_decoded(image_of(block, each.path).source.bytes, each.path))
        key = tuple(sha256(data).digest() for data in pictures), sheet.columns
        drawn = self._kept.find(key)
        if drawn is None:
            whole = await self._pictures.sheet(pictures, sheet.columns, SCALED)
            if whole is None:
                raise await self._unreadable(sheet, pictures)
            drawn = Resource("", whole)
            self._kept.keep(key, drawn, len(whole))
        return ImageBlock(Base64Source(b64encode(drawn.data).decode()))

    async def _unreadable(self, sheet: Sheet, pictures: Sequence[bytes]) -> RequestRefused:
        """Return the refusal of the picture that keeps a sheet from being drawn."""
        culprit = sheet.pictures[0].path
        for each, data in zip(sheet.pictures, pictures, strict=True):
            if await self._pictures.fitted(data, SCALED) is None:
                culprit = each.path
                break
        return RequestRefused(
            f"{culprit}: Could not process image: it must share a sheet with others, and cannot be"
            " read"
        )

    async def _read(
        self, block: DocumentBlock, source: Base64Source, path: str
    ) -> DocumentBlock | None:
        """Return a document as text, `None` if it is of a kind that others refuse.

        Raises `RequestRefused` for a kind that only some models read.
        """
        written = bare(source.data)
        kind = document_format(written, source.media_type)
        if kind is None:
            return None
        data = _decoded(written, path)
        if kind in _WORDS:
            text = data.decode("utf-8-sig", "replace")
        elif kind == "pdf":
            text = await self._words(data, path)
        else:
            raise RequestRefused(
                f"{path}.source: the model does not read documents, and the gateway can tell it the"
                f" words of text and PDF only, not of {kind}"
            )
        return DocumentBlock(PlainTextSource(text), block.title, block.context)

    async def _words(self, data: bytes, path: str) -> str:
        key = sha256(data).digest(), "words"
        kept = self._kept.find(key)
        if kept is not None:
            return kept.data.decode("utf-8", "surrogatepass")
        text = await self._pdfs.text(data)
        if isinstance(text, Unread):
            raise RequestRefused(f"{path}.source: this PDF cannot be read: {text.why}")
        encoded = text.encode("utf-8", "surrogatepass")
        self._kept.keep(key, Resource("text/plain", encoded), len(encoded))
        return text


def _fits(written: str, room: Room) -> bool:
    """Tell whether a picture in base64 fits; a size that its header does not tell does."""
    size = len(written) // 4 * 3 - written[-2:].count("=")
    return size <= room.max_bytes and max(size_of(written) or (0,)) <= room.max_side


def _decoded(written: str, path: str) -> bytes:
    try:
        return a2b_base64(written)
    except Error as problem:
        raise RequestRefused(f"{path}.source.data: this is not base64: {problem}") from problem


def _weighs_most(found: Sequence[Attached], request: MessagesRequest) -> bool:
    """Tell whether pictures are more than half of what is said."""
    pictures = sum(
        len(each.block.source.data)
        for each in found
        if isinstance(each.block, ImageBlock) and isinstance(each.block.source, Base64Source)
    )
    return pictures * 2 > len(msgspec.json.encode(request.messages))


def _light_rooms(pictures: int) -> _Rooms:
    least, most = LIGHT_BYTES
    room = Room(LIGHT_SIDE, max(least, min(most, LIGHT_TOTAL_BYTES // max(pictures, 1))))
    return _Rooms(room, room, may_stay=True)
