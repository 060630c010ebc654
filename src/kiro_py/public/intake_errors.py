"""I say what is wrong with a request's body, and where, in words that Anthropic's clients know."""

import json
import re
from collections.abc import Iterator
from typing import Final, NoReturn, cast

import msgspec

from kiro_py.errors import RequestRefused

_INTEGERS: Final = frozenset({"max_tokens", "budget_tokens", "max_uses", "top_k"})
"""The numbers that are integers, although `1024.0` will do."""

_KINDS: Final = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "array": "list",
    "object": "dictionary",
}
"""What may be expected: the decoder's word and Anthropic's."""

_MISSING: Final = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_MISTYPED: Final = re.compile(r"Expected `(?P<kinds>[^`]+)`(?:, got `[^`]+`)?")
_MISTAGGED: Final = re.compile(r"Invalid value '(?P<tag>.*)'", re.DOTALL)
_INDEX: Final = re.compile(r"\[(\d+|\.\.\.)\]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


def refused(path: str, what: str) -> RequestRefused:
    """Return the refusal of the value at `path`, which is written `messages.0.content.1.text`."""
    return RequestRefused(f"{path or 'request body'}: {what}")


def mistagged(path: str, tag: str, tags: tuple[str, ...]) -> RequestRefused:
    """Return the refusal of an object whose `type` is none of `tags`."""
    expected = ", ".join(map(repr, tags))
    return refused(
        path,
        f"Input tag {tag!r} found using 'type' does not match any of the expected tags: {expected}",
    )


def misfit(
    error: msgspec.ValidationError, path: str = "", tags: tuple[str, ...] = ()
) -> RequestRefused:
    """Return the refusal of a value that is not of the shape it should be.

    `path` is where decoding began; `tags` are the types that the value's own member may be of.
    """
    what, place = _complaint(str(error))
    here = (path + _INDEX.sub(r".\1", place)).strip(".")
    if missing := _MISSING.fullmatch(what):
        return refused(f"{here}.{missing['name']}".strip("."), "Field required")
    if found := _MISTAGGED.fullmatch(what):
        return mistagged(here.removesuffix(".type"), found["tag"], tags)
    if mistyped := _MISTYPED.fullmatch(what):
        return refused(here, _input_should_be(mistyped["kinds"], here.rpartition(".")[2]))
    return refused(here, what)


def _complaint(text: str) -> tuple[str, str]:
    """Return what is wrong and the place, which is empty for the value that was decoded."""
    what, _, place = text.rpartition(" - at `")
    return (what, place.partition("`")[0].removeprefix("$")) if what else (text, "")


def _input_should_be(kinds: str, name: str) -> str:
    words = [_KINDS.get(kind, kind) for kind in kinds.split(" | ") if kind != "null"]
    if words[:2] == ["integer", "number"]:
        words[:2] = ["integer" if name in _INTEGERS else "number"]
    return f"Input should be a valid {' or '.join(words)}"


def unreadable(body: bytes, error: Exception) -> RequestRefused:
    """Return the refusal of a body that is not JSON, or not Unicode.

    The decoder that is fast says little (a lone surrogate is "truncated" to it), so the body is
    read once more by one that says more.
    """
    try:
        value = _read_again(body)
    except _Unreadable as found:
        return RequestRefused(f"The request body is not valid JSON: {found}")
    for path, surrogate in _surrogates(value):
        code = f"U+{ord(surrogate):04X}"
        return refused(path, f"contains a lone surrogate ({code}), which is not valid Unicode")
    if isinstance(error, RecursionError):
        return RequestRefused("The request body is not valid JSON: it is nested too deeply")
    what = str(error).removeprefix("JSON is malformed: ")
    return RequestRefused(f"The request body is not valid JSON: {what}")


class _Unreadable(Exception):  # noqa: N818 -- a finding, never seen outside
    """What the second reader found."""


def _read_again(body: bytes) -> object:
    if not body.strip():
        raise _Unreadable("it is empty")
    try:
        text = body.decode("utf-8", "surrogatepass")
        return json.loads(text, parse_constant=_refuse_constant, parse_int=float)
    except UnicodeDecodeError as found:
        raise _Unreadable(f"invalid UTF-8 at byte {found.start}") from found
    except json.JSONDecodeError as found:
        byte = len(found.doc[: found.pos].encode("utf-8", "surrogatepass"))
        place = f"at line {found.lineno} column {found.colno} (byte {byte})"
        raise _Unreadable(f"{found.msg[:1].lower()}{found.msg[1:]} {place}") from found
    except RecursionError as found:
        raise _Unreadable("it is nested too deeply") from found


def _refuse_constant(name: str) -> NoReturn:
    raise _Unreadable(f"{name} is no JSON number")


def _surrogates(root: object) -> Iterator[tuple[str, str]]:
    """Yield each lone surrogate in `root` with its path, in order and without recursion."""
    rest: list[tuple[str, object]] = [("", root)]
    while rest:
        path, value = rest.pop()
        if isinstance(value, str):
            yield from ((path, found) for found in _SURROGATE.findall(value))
        elif isinstance(value, dict):
            members = cast("dict[str, object]", value)
            yield from ((path, found) for name in members for found in _SURROGATE.findall(name))
            rest += reversed([(f"{path}.{name}".lstrip("."), members[name]) for name in members])
        elif isinstance(value, list):
            items = enumerate(cast("list[object]", value))
            rest += reversed([(f"{path}.{index}".lstrip("."), item) for index, item in items])
