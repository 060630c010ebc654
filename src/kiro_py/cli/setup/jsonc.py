"""JSON with comments, changed in one place at a time: everything else stays as it was written.

Editors and tools let people comment their settings and leave a comma at the end of a list; a file
that was read and written anew would lose both.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeAlias, cast

from kiro_py.wire.json import JsonObject

Path: TypeAlias = Sequence[str]
"""The names that lead to a member."""

DEEPEST: Final = 100

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_PLAIN = re.compile(r"[-+0-9.eEa-z]+")
_REST_OF_LINE = re.compile(r"[ \t]*(?://[^\n]*|/\*[^\n]*?\*/[ \t]*)?(?=\r?\n)")


@dataclass(slots=True)
class _Node:
    """A value and where it stands; `members` is set for an object only."""

    start: int
    end: int
    value: object
    members: "list[_Member] | None" = None


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of an object; `comma` is where the comma after it is, -1 for none."""

    name: str
    start: int
    node: _Node
    comma: int


class NotJsonError(ValueError):
    """The text is not JSON, not even with comments; says where."""


def parse(text: str) -> object:
    """Return what a text says; raises `NotJsonError`."""
    return _read(text).value


def with_value(text: str, path: Path, value: object) -> str:
    """Return the text with a member set, and the objects around it made where they lack.

    Raises `NotJsonError`, also where something else than an object is in the way.
    """
    node, left = _nearest(_read(text), path)
    if not left:
        if node.value == value and type(node.value) is type(value):
            return text
        return _checked(text[: node.start] + _written(value) + text[node.end :], text, path, value)
    for name in reversed(left[1:]):
        value = {name: value}
    changed = _inserted(text, node, left[0], value)
    return _checked(changed, text, path[: len(path) - len(left) + 1], value)


def without(text: str, path: Path) -> str:
    """Return the text without a member, if it has it; raises `NotJsonError`."""
    node, left = _nearest(_read(text), path[:-1])
    if left:
        return text
    members = node.members or []
    for place in reversed(range(len(members))):
        if members[place].name == path[-1]:
            text = _cut(text, members, place)
    return text


def found(document: object, path: Path) -> object:
    """Return the member of a document, `None` when it is not there."""
    for name in path:
        document = cast("JsonObject", document).get(name) if isinstance(document, dict) else None
    return document


def _read(text: str) -> _Node:
    reading = _Reading(text)
    try:
        node = reading.value(reading.blank(0), 0)
    except IndexError:
        raise NotJsonError("it breaks off") from None
    if reading.blank(node.end) != len(text):
        reading.fail(reading.blank(node.end))
    if node.members is None:
        raise NotJsonError("expected an object")
    return node


@dataclass(slots=True)
class _Reading:
    """One reading of a text, from the left to the right."""

    text: str
    words: Mapping[str, object] = field(
        default_factory=lambda: {"true": True, "false": False, "null": None}
    )

    def blank(self, at: int) -> int:
        """Return where the blanks and comments from `at` on end."""
        blank = _BLANK.match(self.text, at)
        return at if blank is None else blank.end()

    def value(self, at: int, depth: int) -> _Node:
        """Return the value that begins at `at`."""
        if depth > DEEPEST:
            raise NotJsonError("it is nested too deeply")
        match self.text[at]:
            case "{":
                return self._object(at, depth)
            case "[":
                return self._list(at, depth)
            case '"':
                return self._string(at)
            case _:
                return self._word(at)

    def fail(self, at: int) -> NoReturn:
        """Say where it is not JSON."""
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        raise NotJsonError(f"it is not JSON at line {line}, column {column}")

    def _object(self, start: int, depth: int) -> _Node:
        members: list[_Member] = []
        at = self.blank(start + 1)
        while self.text[at] != "}":
            name = self._string(at)
            colon = self.blank(name.end)
            if self.text[colon] != ":":
                self.fail(colon)
            node = self.value(self.blank(colon + 1), depth + 1)
            comma = self._comma(node.end, "}")
            members.append(_Member(str(name.value), at, node, comma))
            at = self.blank(node.end if comma < 0 else comma + 1)
        value = {member.name: member.node.value for member in members}
        return _Node(start, at + 1, value, members)

    def _list(self, start: int, depth: int) -> _Node:
        values: list[object] = []
        at = self.blank(start + 1)
        while self.text[at] != "]":
            node = self.value(at, depth + 1)
            values.append(node.value)
            comma = self._comma(node.end, "]")
            at = self.blank(node.end if comma < 0 else comma + 1)
        return _Node(start, at + 1, values)

    def _comma(self, at: int, closing: str) -> int:
        """Return where the comma is that must stand here unless something closes, then -1."""
        at = self.blank(at)
        if self.text[at] == ",":
            return at
        if self.text[at] != closing:
            self.fail(at)
        return -1

    def _string(self, at: int) -> _Node:
        string = _STRING.match(self.text, at)
        if string is None:
            self.fail(at)
        try:
            return _Node(at, string.end(), json.loads(string[0]))
        except ValueError:
            self.fail(at)

    def _word(self, at: int) -> _Node:
        plain = _PLAIN.match(self.text, at)
        if plain is None:
            self.fail(at)
        if plain[0] in self.words:
            return _Node(at, plain.end(), self.words[plain[0]])
        try:
            return _Node(at, plain.end(), json.loads(plain[0]))
        except ValueError:
            self.fail(at)


def _nearest(node: _Node, path: Path) -> tuple[_Node, Path]:
    """Return the innermost node of a path that is there, and what is left of the path."""
    for place, name in enumerate(path):
        if node.members is None:
            told = ".".join(path[:place])
            raise NotJsonError(f"{told} is no object: mend it, or take it out")
        # Where a name stands twice, the last one counts.
        same = [member.node for member in node.members if member.name == name]
        if not same:
            return node, path[place:]
        node = same[-1]
    return node, ()


def _inserted(text: str, node: _Node, name: str, value: object) -> str:
    members = node.members or []
    unit, around = _unit(text), _indent(text, node.start)
    inside = _indent(text, members[-1].start) if members else around + unit
    is_line = bool(members) and "\n" not in text[node.start : node.end]
    shown = _written(value) if is_line else _written(value, unit, inside)
    member = f"{_written(name)}: {shown}"
    if not members:
        before = text[: node.end - 1].rstrip(" \t\r\n")
        return f"{before}\n{inside}{member}\n{around}{text[node.end - 1 :]}"
    last = members[-1]
    after = last.node.end if last.comma < 0 else last.comma + 1
    ending = "" if last.comma < 0 else ","
    if is_line:
        joint = ", " if last.comma < 0 else " "
        return f"{text[:after]}{joint}{member}{ending}{text[after:]}"
    rest = _REST_OF_LINE.match(text, after)
    line_end = after if rest is None else rest.end()
    comma = "," if last.comma < 0 else ""
    kept = f"{text[:after]}{comma}{text[after:line_end]}"
    closing = "" if "\n" in text[line_end : node.end] else f"\n{around}"
    return f"{kept}\n{inside}{member}{ending}{closing}{text[line_end:]}"


def _cut(text: str, members: Sequence[_Member], place: int) -> str:
    """Return the text without a member, its comma, and the line that it leaves empty."""
    member = members[place]
    if member.comma >= 0:
        text = text[: member.comma] + text[member.comma + 1 :]
    text = text[: member.start] + text[member.node.end :]
    if member.comma < 0 and place > 0:
        comma = members[place - 1].comma
        text = text[:comma] + text[comma + 1 :]
        return _tidied(text, member.start - 1)
    return _tidied(text, member.start)


def _tidied(text: str, at: int) -> str:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    is_empty = end >= 0 and begin > 0 and not text[begin:end].strip()
    return text[:begin] + text[end + 1 :] if is_empty else text


def _written(value: object, unit: str = "", indent: str = "") -> str:
    text = json.dumps(value, ensure_ascii=False, indent=unit or None)
    return text.replace("\n", f"\n{indent}")


def _indent(text: str, at: int) -> str:
    """Return the blanks that the line of `at` begins with."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    """Return what the text indents with, two blanks when it does not."""
    first = re.search(r"\n([ \t]+)\"", text)
    return first[1] if first else "  "


def _checked(changed: str, text: str, path: Path, value: Any) -> str:  # noqa: ANN401 -- JSON
    """Return `changed`, once it is certain that it says what it should and nothing else."""
    wanted = cast("JsonObject", parse(text))
    inner = wanted
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    if parse(changed) != wanted:
        raise NotJsonError("it cannot be changed without changing more than is meant")
    return changed
