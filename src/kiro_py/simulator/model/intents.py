"""I read what a prompt asks for."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from kiro_py.wire.json import JsonObject


@dataclass(frozen=True, slots=True)
class Say:
    """`say: TEXT`: the rest of the prompt comes back as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """`count to N`."""

    last: int


@dataclass(frozen=True, slots=True)
class Write:
    """`write N words`: a long answer."""

    words: int


@dataclass(frozen=True, slots=True)
class Think:
    """`think about TOPIC`; `think secretly about TOPIC` comes redacted."""

    topic: str
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """`read PATH`."""

    path: str


@dataclass(frozen=True, slots=True)
class Run:
    """``run `COMMAND` ``."""

    command: str


@dataclass(frozen=True, slots=True)
class Search:
    """`search the web for QUERY`."""

    query: str


@dataclass(frozen=True, slots=True)
class NamedCall:
    """A tool by name; `arguments` is `None` when the prompt gives none."""

    name: str
    arguments: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """`call tool NAME with {…}`, or several: `call A and B in parallel[, interleaved]`."""

    calls: tuple[NamedCall, ...]
    is_interleaved: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """`play NAME`: a recorded stream is the answer."""

    name: str


@dataclass(frozen=True, slots=True)
class Summarise:
    """The request for a summary with which a client compacts its conversation."""


Intent = Say | Count | Write | Think | Read | Run | Search | Use | Play | Summarise

_Reader = Callable[[re.Match[str]], tuple[Intent, int] | None]

_TOOL_NAME = r"[A-Za-z0-9_-]{1,64}"
_NAME = re.compile(
    rf"\s*(?:and\s+|,\s*(?:and\s+)?)?(?:the\s+)?(?:tool\s+)?[`\"]?({_TOOL_NAME})[`\"]?"
)
_WITH = re.compile(r"\s+with\s+(?=\{)")
_TOGETHER = re.compile(r"\s+in\s+parallel(,?\s+interleaved)?", re.IGNORECASE)
_MAX_WORDS = 1_000_000


def find_intents(prompt: str) -> tuple[Intent, ...]:
    """Return what a prompt asks for, in the order of its words; nothing for plain talk."""
    return tuple(_scan(prompt))


def asks_for_summary(text: str) -> bool:
    """Return whether a client wants its conversation summarised."""
    return _SUMMARY.search(text) is not None


def _scan(prompt: str) -> Iterator[Intent]:
    at = 0
    while (nearest := _nearest(prompt, at)) is not None:
        intent, at = nearest
        yield intent


def _nearest(prompt: str, at: int) -> tuple[Intent, int] | None:
    """Return the first intent from `at` on, and where it ends."""
    starts = sorted(
        (found.start(), rank, found, read)
        for rank, (pattern, read) in enumerate(_READERS)
        for found in pattern.finditer(prompt, at)
    )
    for _, _, found, read in starts:
        if (intent := read(found)) is not None:
            return intent
    return None


def _read_say(found: re.Match[str]) -> tuple[Intent, int]:
    return Say(found.string[found.end() :].strip()), len(found.string)


def _read_count(found: re.Match[str]) -> tuple[Intent, int]:
    return Count(min(int(found[1]), _MAX_WORDS)), found.end()


def _read_write(found: re.Match[str]) -> tuple[Intent, int]:
    return Write(min(int(found[1].replace(",", "")), _MAX_WORDS)), found.end()


def _read_think(found: re.Match[str]) -> tuple[Intent, int]:
    return Think(found[2].strip(), is_secret=found[1] is not None), found.end()


def _read_path(found: re.Match[str]) -> tuple[Intent, int] | None:
    """Read a path: it has a dot or a slash in it, so that `read it again` asks for no file."""
    path = found[1].rstrip(".,;:!?")
    return (Read(path), found.end()) if re.search(r"[./]\w|/", path) else None


def _read_run(found: re.Match[str]) -> tuple[Intent, int]:
    return Run(found[1]), found.end()


def _read_search(found: re.Match[str]) -> tuple[Intent, int]:
    return Search(found[1].strip(" \"'.?!")), found.end()


def _read_play(found: re.Match[str]) -> tuple[Intent, int]:
    return Play(found[1]), found.end()


def _read_summarise(found: re.Match[str]) -> tuple[Intent, int]:
    return Summarise(), len(found.string)


def _read_use(found: re.Match[str]) -> tuple[Intent, int] | None:
    """Read `NAME [with {…}]`, and more of them if they are to be called in parallel."""
    text, at = found.string, found.end()
    calls: list[NamedCall] = []
    ends: list[int] = []
    while (name := _NAME.match(text, at)) is not None and name[1].lower() != "in":
        arguments, at = _read_arguments(text, name.end())
        calls.append(NamedCall(name[1], arguments))
        ends.append(at)
        if (together := _TOGETHER.match(text, at)) is not None:
            return Use(tuple(calls), together[1] is not None), together.end()
        if not re.match(r"\s*(,|and\b)", text[at:]):
            break
    is_tool = "tool" in found[0].lower() or (calls and calls[0].arguments is not None)
    return (Use((calls[0],)), ends[0]) if calls and is_tool else None


def _read_arguments(text: str, at: int) -> tuple[JsonObject | None, int]:
    if (start := _WITH.match(text, at)) is None:
        return None, at
    try:
        found: Any = None
        found, end = json.JSONDecoder().raw_decode(text, start.end())
    except ValueError:
        return None, at
    return cast("JsonObject", found), end


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){words}", re.IGNORECASE)


_SUMMARY = _pattern(r"respond with text only")
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_SUMMARY, _read_summarise),
    (_pattern(r"say:[ \t]*"), _read_say),
    (_pattern(r"count to (\d+)"), _read_count),
    (_pattern(r"write (?:about )?(\d[\d,]*) words"), _read_write),
    (_pattern(r"think (secretly )?about ([^.\n!?]+)"), _read_think),
    (_pattern(r"read (?:the )?(?:file )?[`\"']?([^\s`\"']+)[`\"']?"), _read_path),
    (_pattern(r"run (?:the )?(?:command )?`([^`]+)`"), _read_run),
    (_pattern(r"search the web for ([^\n.?!]+)"), _read_search),
    (_pattern(r"call (?:the )?(?:tool )?(?=[`\"]?[A-Za-z0-9_-])"), _read_use),
    (_pattern(r"play ([\w.-]+\w)"), _read_play),
)
