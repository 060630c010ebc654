"""The documentation, as far as tests read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]+`")
_HEADING = re.compile(r"^(?P<level>#{1,6}) (?P<title>.+)$", re.MULTILINE)
_NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code: `language` and `mark` are the words after its fence."""

    page: str
    language: str
    mark: str
    body: str

    @property
    def label(self) -> str:
        """Where it is and how it begins, for the name of a test."""
        return f"{self.page}: {self.body.strip().splitlines()[0][:40]}"


@dataclass(frozen=True, slots=True)
class Page:
    """One file in Markdown."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @property
    def prose(self) -> str:
        """The text without its code."""
        return _CODE.sub("", _FENCE.sub("", self.text))

    def blocks(self) -> Iterator[Block]:
        for fence in _FENCE.finditer(self.text):
            language, _, mark = fence["info"].strip().partition(" ")
            body = re.sub(rf"^{fence['indent']}", "", fence["body"], flags=re.MULTILINE)
            yield Block(self.name, language, mark, body)

    def headings(self) -> list[tuple[int, str]]:
        without_code = _FENCE.sub("", self.text)
        return [(len(found["level"]), found["title"]) for found in _HEADING.finditer(without_code)]

    def anchors(self) -> set[str]:
        """Return what a link may name after `#`, as GitHub makes it of the headings."""
        return {
            _NOT_IN_A_SLUG.sub("", title.lower()).strip().replace(" ", "-")
            for _, title in self.headings()
        }

    def links(self) -> list[str]:
        return [found["target"] for found in _LINK.finditer(self.prose)]


def pages() -> list[Page]:
    """Return every page of the project, those of the root first."""
    return [Page(path) for path in (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")))]


def blocks(mark: str) -> list[Block]:
    """Return every block of code that has `mark` after its language.

    Those of translations are left out: they are the same.
    """
    originals = [page for page in pages() if "zh-CN" not in page.path.parts]
    return [block for page in originals for block in page.blocks() if block.mark == mark]
