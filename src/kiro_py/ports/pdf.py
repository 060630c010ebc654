"""The need to read what is written in a PDF."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a document could not be read, in words that go on from "this PDF cannot be read: "."""

    why: str


class PdfReader(Protocol):
    """Somebody who reads PDFs, whoever wrote them."""

    async def text(self, data: bytes) -> str | Unread:
        """Return the words of a PDF, a blank line between its pages."""
        ...
