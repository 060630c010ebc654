"""I make a tool's input schema one that the service takes, and lose as little as I can.

The service refuses every request that offers a tool whose schema is not an object at its top
level, or combines schemas there (`anyOf`, `oneOf`, `allOf`).  Below the top level only what
JSON Schema does not allow is touched, and a schema that is fine leaves as it came, key for key.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from kiro_py.translate.schema_parts import MAX_DEPTH, mended
from kiro_py.wire.json import JsonObject

MAX_COMBINED_DEPTH: Final = 8
"""How deep alternatives may lie in alternatives; it ends references that go in circles."""

MAX_COMBINED_PARTS: Final = 1_000
"""How many parts are looked at altogether; it ends references that branch without end."""

_COMBINERS: Final = ("allOf", "anyOf", "oneOf")
_DEFINING: Final = ("$defs", "definitions")
_REWRITTEN: Final = frozenset(
    {"type", "properties", "required", "description", "$ref", *_COMBINERS, *_DEFINING}
)


def acceptable(schema: JsonObject | None) -> JsonObject:
    """Return a schema that the service takes and that allows all that `schema` allows."""
    if schema is None:
        return {"type": "object", "properties": {}}
    schema = mended(schema)
    return schema if _is_fine(schema) else _repointed(_rewritten(schema), schema)


def _is_fine(schema: JsonObject) -> bool:
    return (
        schema.get("type") == "object"
        and "properties" in schema
        and not any(key in schema for key in ("$ref", *_COMBINERS))
    )


@dataclass(slots=True)
class _Facts:
    """What a schema says about the members of an object; `words` are for its description."""

    properties: JsonObject = field(default_factory=JsonObject)
    required: dict[str, None] = field(default_factory=dict[str, None])
    words: list[str] = field(default_factory=list[str])
    definitions: dict[str, JsonObject] = field(default_factory=dict[str, JsonObject])

    def define(self, other: "_Facts") -> None:
        """Take over what `other` defines; of two definitions of one name the first counts."""
        for member, named in other.definitions.items():
            self.definitions[member] = {**named, **self.definitions.get(member, {})}

    def both(self, other: "_Facts") -> None:
        """Take over what `other` says, where both must hold."""
        self.define(other)
        for name, schema in other.properties.items():
            _combine(self.properties, name, schema, "allOf")
        self.required.update(other.required)
        self.words.extend(word for word in other.words if word not in self.words)


def _rewritten(schema: JsonObject) -> JsonObject:
    facts = _Reader(schema).facts(schema)
    description = schema.get("description")
    words = [description] if isinstance(description, str) and description else []
    values: JsonObject = {
        "type": "object",
        "properties": facts.properties,
        "required": list(facts.required),
        "description": "\n".join((*words, *facts.words)),
    }
    values |= facts.definitions
    wanted = {"type", "properties"} | {key for key in values if values[key]}
    result: JsonObject = {} if "type" in schema else {"type": "object"}
    for key, value in schema.items():
        if key in wanted:
            result[key] = values[key]
        elif key not in _REWRITTEN:
            result[key] = value
    for key, value in values.items():
        if key in wanted:
            result.setdefault(key, value)
    return result


@dataclass(slots=True)
class _Reader:
    """Reads one schema, so that references find their targets and the parts can be counted."""

    root: JsonObject
    parts_left: int = MAX_COMBINED_PARTS

    def facts(self, branch: JsonObject, *, depth: int = 0) -> _Facts:
        """Return what a part says, itself and by all that it combines."""
        facts = _own_facts(branch, is_root=branch is self.root)
        self.parts_left -= 1
        if depth >= MAX_COMBINED_DEPTH or self.parts_left <= 0:
            return facts
        target = _find_target(branch.get("$ref"), self.root)
        parts = [] if target is None else [target]
        for part in (*parts, *_objects(branch.get("allOf"))):
            facts.both(self.facts(part, depth=depth + 1))
        for combiner, words in (("anyOf", "At least one"), ("oneOf", "Exactly one")):
            alternatives = _objects(branch.get(combiner))
            read = [self.facts(part, depth=depth + 1) for part in alternatives]
            facts.both(_either(read, words))
        return facts


def _own_facts(branch: JsonObject, *, is_root: bool) -> _Facts:
    description = branch.get("description")
    words = [description] if isinstance(description, str) and not is_root else []
    properties = branch.get("properties")
    required = branch.get("required")
    names = cast("list[object]", required) if isinstance(required, list) else []
    return _Facts(
        dict(cast("JsonObject", properties)) if isinstance(properties, dict) else {},
        dict.fromkeys(name for name in names if isinstance(name, str)),
        [word for word in words if word],
        {member: cast("JsonObject", branch[member]) for member in _DEFINING if member in branch},
    )


def _either(parts: Sequence[_Facts], words: str) -> _Facts:
    """Return what holds whichever of `parts` holds; what is then lost is said in words."""
    facts = _Facts()
    if not parts:
        return facts
    for part in parts:
        facts.define(part)
        for name, schema in part.properties.items():
            _combine(facts.properties, name, schema, "anyOf")
        facts.words.extend(part.words)
    common = set(parts[0].required).intersection(*(part.required for part in parts))
    facts.required = {name: None for name in parts[0].required if name in common}
    further = [[name for name in part.required if name not in common] for part in parts]
    if any(further):
        sets = "; ".join(", ".join(names) or "none of them" for names in further)
        facts.words.append(f"{words} of these sets of properties is required: {sets}.")
    return facts


def _combine(properties: JsonObject, name: str, schema: object, combiner: str) -> None:
    """Add a property's schema; a different one that is there already is combined with it."""
    present = properties.setdefault(name, schema)
    if present == schema:
        return
    arms = cast("JsonObject", present).get(combiner) if isinstance(present, dict) else None
    if isinstance(arms, list) and len(cast("JsonObject", present)) == 1:
        alternatives = cast("list[object]", arms)
        if schema not in alternatives:
            properties[name] = {combiner: [*alternatives, schema]}
    else:
        properties[name] = {combiner: [present, schema]}


_INTO_COMBINED: Final = re.compile(r"#/(allOf|anyOf|oneOf)/(\d{1,4})(?=/|$)")


def _repointed(rewritten: JsonObject, original: JsonObject) -> JsonObject:
    """Return the schema with references into what was merged leading to a copy of that part."""
    copies: JsonObject = {}

    def moved(value: object, depth: int) -> object:
        if isinstance(value, list) and depth:
            return [moved(item, depth - 1) for item in cast("list[object]", value)]
        if not isinstance(value, dict) or not depth:
            return cast("object", value)
        members = cast("JsonObject", value)
        return {
            name: _INTO_COMBINED.sub(place, member)
            if name == "$ref" and isinstance(member, str)
            else moved(member, depth - 1)
            for name, member in members.items()
        }

    def place(found: re.Match[str]) -> str:
        combiner, number = found[1], int(found[2])
        parts = cast("list[object]", original.get(combiner, []))
        if number >= len(parts):
            return found[0]
        name = f"{combiner}-{number}"
        if name not in copies:
            copies[name] = None  # a part may refer to itself
            copies[name] = moved(parts[number], MAX_DEPTH)
        return f"#/$defs/{name}"

    if not any(combiner in original for combiner in _COMBINERS):
        return rewritten
    result = cast("JsonObject", moved(rewritten, MAX_DEPTH))
    if not copies:
        return rewritten
    return {**result, "$defs": {**result.get("$defs", {}), **copies}}


def _objects(parts: object) -> Iterable[JsonObject]:
    """Yield the parts that an object may match: a tool's input is never anything else."""
    for part in cast("list[object]", parts) if isinstance(parts, list) else ():
        if isinstance(part, dict):
            branch = cast("JsonObject", part)
            types = branch.get("type", "object")
            if types == "object" or (isinstance(types, list) and "object" in types):
                yield branch


def _find_target(reference: object, root: JsonObject) -> JsonObject | None:
    """Return what `#/…` points to within the schema."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    target = root
    for step in reference[2:].split("/"):
        inner = target.get(step.replace("~1", "/").replace("~0", "~"))
        if not isinstance(inner, dict):
            return None
        target = cast("JsonObject", inner)
    return target
