"""I read what a model can do natively from what the service publishes about it.

Its schema describes `additionalModelRequestFields`, is closed (`additionalProperties: false`) and
differs per model: Claude models take `thinking` and `output_config.effort`, GPT models take
`reasoning.effort`, older models take nothing and refuse the whole member.  So a model that
publishes no schema, or one in words unknown here, gets no such fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from kiro_py.wire.json import JsonObject

EFFORTS: Final = ("minimal", "low", "medium", "high", "xhigh", "max")
"""Every effort that is understood here, from least to most."""

_MAX_DEPTH: Final = 8  # alternatives inside alternatives; real schemas have one level


@dataclass(frozen=True, slots=True)
class Reasoning:
    """How a model reasons natively: the member that asks for it, and what it takes.

    `efforts` is a part of `EFFORTS` in its order, empty when the model takes none.
    """

    member: Literal["thinking", "reasoning"]
    efforts: tuple[str, ...]
    can_be_disabled: bool


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a model takes besides text."""

    images: bool = True
    documents: bool = True


EVERYTHING: Final = Inputs()
"""What a model takes of which nothing is said."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest and the largest value that the service takes."""

    least: int
    most: int

    def clamp(self, value: int) -> int:
        """Return the allowed value that is nearest to `value`."""
        return max(self.least, min(self.most, value))


def read_reasoning(schema: object) -> Reasoning | None:
    """Return how to ask for reasoning, or `None` when the schema knows no way."""
    kinds = _allowed(schema, "thinking", "type")
    if "adaptive" in kinds:
        efforts = _allowed(schema, "output_config", "effort")
        return Reasoning("thinking", _in_order(efforts), "disabled" in kinds)
    efforts = _allowed(schema, "reasoning", "effort")
    if efforts:
        return Reasoning("reasoning", _in_order(efforts), "none" in efforts)
    return None


def read_inputs(types: object) -> Inputs:
    """Return what `supportedInputTypes` allows; `EVERYTHING` when that says nothing.

    No list has been seen to name documents, so whoever takes images is believed to take documents.
    """
    if not isinstance(types, list) or not types:
        return EVERYTHING
    has_images = "IMAGE" in types
    return Inputs(images=has_images, documents=has_images or "DOCUMENT" in types)


def read_output_bounds(schema: object) -> Bounds | None:
    """Return the bounds of `max_tokens`, or `None` unless the schema has a largest value."""
    for variant in _find(schema, "max_tokens"):
        most = whole_number(variant.get("maximum"))
        if most is not None:
            return Bounds(whole_number(variant.get("minimum")) or 1, most)
    return None


def whole_number(value: object) -> int | None:
    """Return a positive number as an integer, and `None` for anything else.

    The service writes `null` and `0` where it does not know.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf"):
        return int(value) or None
    return None


def _in_order(efforts: frozenset[str]) -> tuple[str, ...]:
    return tuple(effort for effort in EFFORTS if effort in efforts)


def _allowed(schema: object, *path: str) -> frozenset[str]:
    """Return the words that enumerations and constants allow for the member at `path`."""
    words: list[object] = []
    for variant in _find(schema, *path):
        values = variant.get("enum")
        words.append(variant.get("const"))
        words.extend(cast("list[object]", values) if isinstance(values, list) else ())
    return frozenset(word for word in words if isinstance(word, str))


def _find(schema: object, *path: str) -> Iterator[JsonObject]:
    """Yield every schema for the member at `path`, in whichever alternative it stands."""
    for variant in _variants(schema):
        if not path:
            yield variant
            continue
        properties = variant.get("properties")
        if isinstance(properties, dict):
            yield from _find(cast("JsonObject", properties).get(path[0]), *path[1:])


def _variants(schema: object, depth: int = 0) -> Iterator[JsonObject]:
    """Yield the schema itself and everything it combines."""
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return
    branch = cast("JsonObject", schema)
    yield branch
    for combiner in ("anyOf", "oneOf", "allOf"):
        alternatives = branch.get(combiner)
        if isinstance(alternatives, list):
            for alternative in cast("list[object]", alternatives):
                yield from _variants(alternative, depth + 1)
