"""The words of PDFs, each read by a process of its own that may die of it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Final

from kiro_py.adapters import pdf_child
from kiro_py.ports.pdf import Unread

SECONDS: Final = 15.0
"""How long a document may take; Claude Code warns its user after 20 seconds of silence."""

AT_ONCE: Final = 2
"""Documents that are read at once, for all requests together."""

_CHILD: Final = str(Path(pdf_child.__file__))


class PdfText:
    """Implements the `PdfReader` port; `child` is the program that reads."""

    def __init__(self, seconds: float = SECONDS, child: str = _CHILD) -> None:
        self._seconds = seconds
        self._child = child
        self._seats = asyncio.Semaphore(AT_ONCE)

    async def text(self, data: bytes) -> str | Unread:
        """Return the words of a PDF; see the port."""
        async with self._seats:
            said = await self._ask(data)
        if isinstance(said, Unread):
            return said
        words = said[1:].decode(errors="replace")
        match said[:1]:
            case b"t":
                return words
            case b"w":
                return Unread(words)
            case _:
                return Unread("it takes too much memory or time")

    async def _ask(self, data: bytes) -> bytes | Unread:
        # The environment, which may hold secrets, is not passed on; `-P` keeps modules of ours out.
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-P", self._child, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
        )
        try:
            async with asyncio.timeout(self._seconds):
                said, _ = await child.communicate(data)
        except TimeoutError:
            return Unread(f"it takes more than {self._seconds:g} seconds")
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        return said
