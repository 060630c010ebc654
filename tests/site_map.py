"""The navigation of the site, which is the first page of each language with its links in order."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pages import DOCS, ROOT

SITE = ROOT / "zensical.toml"
CHINESE = DOCS / "zh-CN"

_ENTRY = re.compile(
    r"^(?P<level>#{2,3}) (?P<section>.+)$"
    r"|^(?:-|\d+\.) \[(?P<title>[^\]]+)\]\((?P<target>[^)#:]+\.md)\)",
    re.MULTILINE,
)
_NAV = re.compile(r"(?<=^# nav: ).*?\n(?P<nav>.*?)(?=^# end of nav$)", re.MULTILINE | re.DOTALL)

Entry = dict[str, "str | list[Entry]"]


def site() -> str:
    """Return the settings of the site with their navigation as the first pages have it."""
    settings = SITE.read_text("utf-8")
    found = _NAV.search(settings)
    if found is None:
        raise ValueError(f"no place is marked for the navigation in {SITE.name}")
    start, end = found.span("nav")
    return f"{settings[:start]}{''.join(_lines(navigation()))}{settings[end:]}"


def navigation() -> list[Entry]:
    """Return the English pages by their sections, then the Chinese ones in a section of theirs."""
    chinese = CHINESE / "index.md"
    entries: list[Entry] = [{"kiro-py": "index.md"}, *sections(DOCS / "index.md")]
    if chinese.exists():
        entries.append({"中文": [{"kiro-py": _named(chinese)}, *sections(chinese)]})
    return entries


def sections(index: Path) -> list[Entry]:
    """Return what a first page lists, each section with its pages and its own sections."""
    top: list[Entry] = []
    inner = outer = top
    for found in _ENTRY.finditer(index.read_text("utf-8")):
        if found["section"] is None:
            inner.append({found["title"]: _named((index.parent / found["target"]).resolve())})
            continue
        opened: list[Entry] = []
        (top if found["level"] == "##" else outer).append({found["section"]: opened})
        inner = opened
        outer = opened if found["level"] == "##" else outer
    return top


def _named(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    yield "nav = [\n"
    yield from (f"{line}\n" for entry in entries for line in _entry(entry, 1))
    yield "]\n"


def _entry(entry: Entry, depth: int) -> Iterator[str]:
    """Yield an entry as TOML has it; JSON quotes a text in the same way."""
    indent = "  " * depth
    for title, content in entry.items():
        quoted = json.dumps(title, ensure_ascii=False)
        if isinstance(content, str):
            yield f'{indent}{{ {quoted} = "{content}" }},'
            continue
        yield f"{indent}{{ {quoted} = ["
        for inner in content:
            yield from _entry(inner, depth + 1)
        yield f"{indent}] }},"
