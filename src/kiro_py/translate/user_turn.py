"""I draft a user's turn: texts, answers to tool calls, and what is attached.

A turn may be put together from several messages: clients send consecutive messages of one role,
and system messages in the middle, and the service wants the roles to alternate.
"""

from typing import assert_never

from kiro_py.translate import media
from kiro_py.translate.blocks import misplaced, open_block
from kiro_py.translate.pairing import Answers, orphan
from kiro_py.translate.register import Register
from kiro_py.wire.anthropic.content import (
    Base64Source,
    ContentBlock,
    ContentSource,
    DocumentBlock,
    FileSource,
    ImageBlock,
    PlainTextSource,
    SearchResultBlock,
    TextBlock,
    ToolReferenceBlock,
    ToolResultBlock,
    UnknownBlock,
    UrlSource,
)
from kiro_py.wire.json import RawJson
from kiro_py.wire.kiro import request as kiro

_UPLOAD = "container_upload"  # bytes for a machine that this gateway does not have


class UserDraft:
    """A user's turn; `answers` knows the calls of the turn before it."""

    __slots__ = ("_documents", "_has_results", "_images", "_register", "answers", "texts")

    def __init__(self, register: Register, answers: Answers | None = None) -> None:
        self.texts: list[str] = []
        self.answers = Answers() if answers is None else answers
        self._register = register
        self._images: list[kiro.Image] = []
        self._documents: list[kiro.Document] = []
        self._has_results = False

    @property
    def says_something(self) -> bool:
        """Whether there is anything to send."""
        return bool(self.texts or self._images or self._documents or self._has_results)

    def hear(self, content: tuple[ContentBlock, ...], path: str) -> None:
        """Take a message.  Raises `RequestRefused` on a block that cannot be said here."""
        for index, block in enumerate(content):
            place = f"{path}.{index}"
            if isinstance(block, ToolResultBlock):
                self._hear_result(block, place)
            else:
                self.texts.extend(self._pieces(block, place, is_nested=False))

    def finish(self, model_id: str, tools: tuple[kiro.Tool, ...] = ()) -> kiro.UserTurn:
        """Return the turn; `tools` belong to the current one only."""
        results = tuple(self.answers.results())
        context = kiro.UserInputMessageContext(results, tools) if results or tools else None
        return kiro.UserTurn(
            kiro.UserInputMessage(
                content="\n\n".join(self.texts or ([] if results else self._notes())),
                model_id=model_id,
                origin="AI_EDITOR",
                images=tuple(self._images),
                documents=tuple(self._documents),
                user_input_message_context=context,
            )
        )

    def _notes(self) -> list[str]:
        """Return words for a turn that has none, since the service wants some."""
        images = [media.image_note(number + 1) for number in range(len(self._images))]
        return [*images, *(media.document_note(document.name) for document in self._documents)]

    def _hear_result(self, block: ToolResultBlock, path: str) -> None:
        pieces = self._contents(block.content, f"{path}.content")
        is_error = block.is_error or False
        if self.answers.take(block.tool_use_id, pieces, is_error=is_error):
            self._has_results = True
        else:
            self.texts.append(orphan(block.tool_use_id, pieces, is_error=is_error))

    def _contents(self, content: str | list[RawJson] | None, path: str) -> list[str]:
        """Return the texts of a nested content; what is no text is attached to the turn."""
        match content:
            case None:
                return []
            case str():
                return _spoken(content)
            case list():
                pieces: list[str] = []
                for index, raw in enumerate(content):
                    place = f"{path}.{index}"
                    pieces.extend(self._pieces(open_block(raw, place), place, is_nested=True))
                return pieces

    def _pieces(self, block: ContentBlock, path: str, *, is_nested: bool) -> list[str]:
        """Return a block's texts; an attachment leaves a note of what would be lost without it."""
        match block:
            case TextBlock():
                return _spoken(block.text)
            case ImageBlock():
                self._images.append(media.image_of(block, path))
                return [media.image_note(len(self._images))] if is_nested else []
            case DocumentBlock():
                return self._document(block, path, is_nested=is_nested)
            case SearchResultBlock():
                return [media.search_result(block)]
            case ToolReferenceBlock():
                return [f"Tool loaded: {self._register.names.upstream(block.tool_name)}"]
            case UnknownBlock() if block.type != _UPLOAD:
                return []
            case _:
                raise misplaced(block, path, "user")

    def _document(self, block: DocumentBlock, path: str, *, is_nested: bool) -> list[str]:
        match block.source:
            case PlainTextSource():
                return [media.text_document(block, block.source.data)]
            case ContentSource():
                pieces = self._contents(block.source.content, f"{path}.source.content")
                return [media.text_document(block, "\n\n".join(pieces))]
            case Base64Source() | UrlSource() | FileSource() as source:
                names = self._register.document_names
                document = media.document_of(block, source, path, names)
                self._documents.append(document)
                note = media.document_note(document.name, block.title)
                if block.context:
                    return [f"{note}\n{block.context}"]
                is_noted = is_nested or media.is_renamed(document.name, block.title)
                return [note] if is_noted else []
            case _:
                assert_never(block.source)


def _spoken(text: str) -> list[str]:
    """Return a text unless it is blank: the service refuses a turn of nothing but blanks."""
    return [text] if text and not text.isspace() else []
