"""I read one PDF and end: a process of my own, so that no document harms the gateway.

The document comes through standard input.  What I say is one letter and text in UTF-8: `t` and the
words of the document, or `w` and why there are none.  I need nothing but pypdf.
"""

import resource
import sys
from io import BytesIO
from typing import Final

MAX_PAGES: Final = 100
"""As many as Kiro is known to take."""

MAX_CHARACTERS: Final = 2_000_000
"""More than the largest model can read."""

MAX_MEMORY_BYTES: Final = 1024 * 1024 * 1024
MAX_CPU_SECONDS: Final = 30


class NoTextError(Exception):
    """There are no words, and this is why."""


def read(data: bytes) -> str:
    """Return the words of a PDF.  Raises `NoTextError` when there are none."""
    from pypdf import PdfReader  # noqa: PLC0415 -- whoever only wants my limits need not load it
    from pypdf.errors import DependencyError  # noqa: PLC0415

    reader = PdfReader(BytesIO(data))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoTextError("it needs a password")
    except DependencyError:
        raise NoTextError("it needs a password") from None
    if len(reader.pages) > MAX_PAGES:
        raise NoTextError(f"it has {len(reader.pages)} pages, at most {MAX_PAGES} can be read")
    pages: list[str] = []
    left = MAX_CHARACTERS
    for page in reader.pages:
        pages.append(page.extract_text().strip())
        left -= len(pages[-1])
        if left < 0:
            raise NoTextError(f"it has more than {MAX_CHARACTERS} characters")
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise NoTextError("it holds no text, perhaps only pictures of it")
    return text


def answer(data: bytes) -> bytes:
    """Return what I say about a PDF."""
    try:
        return b"t" + read(data).encode(errors="replace")
    except NoTextError as reason:
        return b"w" + str(reason).encode(errors="replace")
    except Exception:  # noqa: BLE001 -- a broken document makes pypdf raise anything
        return b"wit is broken"


def main() -> None:
    """Read, answer and end, within limits that the system keeps."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
