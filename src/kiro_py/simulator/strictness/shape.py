"""I am the shape of a request as data, and I find every place where a body departs from it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import cast


class Fault(Enum):
    """How a value can fail to fit."""

    UNKNOWN_MEMBER = "unknown member"
    MISSING_MEMBER = "missing member"
    WRONG_TYPE = "wrong type"
    WRONG_VALUE = "wrong value"
    NOT_ONE_ARM = "not exactly one arm of a union"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A place in the body (`$.a.b[2]`) and what is wrong with it."""

    fault: Fault
    path: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.fault.value}{': ' if self.detail else ''}{self.detail}"


@dataclass(frozen=True, slots=True)
class Text:
    """A string: `choices` and `pattern` bind its value, the limits its characters."""

    choices: frozenset[str] | None = None
    pattern: re.Pattern[str] | None = None
    shortest: int = 0
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer within limits."""

    smallest: int
    largest: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class AnyObject:
    """A JSON object whose members are not looked at."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    item: "Shape"
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """An object with known members; `null` is the same as leaving one out."""

    required: Mapping[str, "Shape"] = field(default_factory=dict[str, "Shape"])
    optional: Mapping[str, "Shape"] = field(default_factory=dict[str, "Shape"])


@dataclass(frozen=True, slots=True)
class OneOf:
    """A union: an object with exactly one of these members."""

    arms: Mapping[str, "Shape"]


Shape = Text | Whole | Flag | Anything | AnyObject | ListOf | Members | OneOf


def find_misfits(value: object, shape: Shape, path: str = "$") -> Iterator[Misfit]:
    """Yield every misfit of `value`, outermost first."""
    match shape:
        case Anything():
            return
        case Text():
            yield from _in_text(value, shape, path)
        case Whole():
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            if not is_whole or not shape.smallest <= cast("int", value) <= shape.largest:
                yield Misfit(Fault.WRONG_VALUE, path, f"{shape.smallest} to {shape.largest}")
        case Flag():
            if not isinstance(value, bool):
                yield Misfit(Fault.WRONG_TYPE, path, "expected true or false")
        case ListOf():
            yield from _in_list(value, shape, path)
        case AnyObject() | Members() | OneOf():
            if not isinstance(value, dict):
                yield Misfit(Fault.WRONG_TYPE, path, "expected an object")
                return
            yield from _in_object(cast("dict[str, object]", value), shape, path)


def _in_text(value: object, shape: Text, path: str) -> Iterator[Misfit]:
    if not isinstance(value, str):
        yield Misfit(Fault.WRONG_TYPE, path, "expected a string")
    elif shape.choices is not None and value not in shape.choices:
        yield Misfit(Fault.WRONG_VALUE, path, f"expected one of {', '.join(sorted(shape.choices))}")
    elif shape.pattern is not None and shape.pattern.fullmatch(value) is None:
        yield Misfit(Fault.WRONG_VALUE, path, f"expected {shape.pattern.pattern}")
    elif len(value) < shape.shortest:
        yield Misfit(Fault.WRONG_VALUE, path, f"expected at least {shape.shortest} characters")
    elif shape.longest is not None and len(value) > shape.longest:
        yield Misfit(Fault.TOO_LONG, path, f"expected at most {shape.longest} characters")


def _in_list(value: object, shape: ListOf, path: str) -> Iterator[Misfit]:
    if not isinstance(value, list):
        yield Misfit(Fault.WRONG_TYPE, path, "expected a list")
        return
    items = cast("list[object]", value)
    if shape.longest is not None and len(items) > shape.longest:
        yield Misfit(Fault.TOO_LONG, path, f"expected at most {shape.longest} entries")
    for index, item in enumerate(items):
        yield from find_misfits(item, shape.item, f"{path}[{index}]")


def _in_object(
    value: dict[str, object], shape: AnyObject | Members | OneOf, path: str
) -> Iterator[Misfit]:
    match shape:
        case AnyObject():
            return
        case OneOf(arms):
            known: Mapping[str, Shape] = arms
            if len([name for name, member in value.items() if member is not None]) != 1:
                yield Misfit(Fault.NOT_ONE_ARM, path, f"expected one of {', '.join(arms)}")
        case Members(required, optional):
            known = {**required, **optional}
            for name in required:
                if value.get(name) is None:
                    yield Misfit(Fault.MISSING_MEMBER, f"{path}.{name}")
    for name, member in value.items():
        if name not in known:
            yield Misfit(Fault.UNKNOWN_MEMBER, f"{path}.{name}")
        elif member is not None:
            yield from find_misfits(member, known[name], f"{path}.{name}")
