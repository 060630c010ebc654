"""I know the models: what each can do, and which one a client's name means.

A name is looked up in the owner's map, then among the models that the account has, then in a
short table by family.  Clients decorate names (`us.anthropic.claude-opus-4-8-20260115-v1:0`,
`claude-sonnet-4-6[1m]`, `claude-haiku-4-5-thinking`); decoration is taken off layer by layer, and
dots and dashes are one.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from kiro_py.errors import RequestRefused
from kiro_py.translate.capability import (
    EVERYTHING,
    Bounds,
    Inputs,
    Reasoning,
    read_inputs,
    read_output_bounds,
    read_reasoning,
    whole_number,
)
from kiro_py.wire.json import JsonObject

DEFAULT_WINDOW_TOKENS: Final = 200_000  # of Claude up to 4.5, and the smallest among the others
LARGE_WINDOW_TOKENS: Final = 1_000_000
DEFAULT_OUTPUT_TOKENS: Final = 64_000
LARGE_OUTPUT_TOKENS: Final = 128_000
MAX_NAME_CHARACTERS: Final = 256  # longer names are not looked at: no real one comes near


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model of Kiro and what is known about it.

    `reasoning` is `None` when it has no native reasoning; `output_bounds` is `None` when the
    service takes no `max_tokens` for it.  `rate` is what a `rate_unit` of it costs, next to others.
    """

    id: str
    name: str
    window_tokens: int
    max_output_tokens: int
    reasoning: Reasoning | None = None
    output_bounds: Bounds | None = None
    inputs: Inputs = EVERYTHING
    rate: float | None = None
    rate_unit: str | None = None

    @property
    def native_reasoning(self) -> bool:
        """Whether the model reasons without being asked in tags."""
        return self.reasoning is not None


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """The model that a name means; `thinking_suffix` when the name itself asks for thinking."""

    model: Model
    thinking_suffix: bool


_CLAUDE: Final = re.compile(r"claude-(?P<family>[a-z]+)-(?P<major>\d+)(?:\.(?P<minor>\d+))?")
_VERSION_FIRST: Final = re.compile(r"claude-(?P<version>\d+(?:-\d+)?)-(?P<family>[a-z]+)")
_PREFIX: Final = re.compile(r"(?:.*/)?(?:(?:[a-z-]+\.)?anthropic[.:])?", re.DOTALL)
_SUFFIX: Final = re.compile(
    r"(?P<thinking>[-:]thinking)$|\[\d+[mk]\]$|[-@](?:latest|default)$|[-@]\d{8}$|-v\d+(?::\d+)?$"
)
_FOUR_FIVE: Final = re.compile(r"(?<!\d)4[.-]5(?!\d)")

CLAUDE_EFFORTS: Final = ("low", "medium", "high", "xhigh", "max")


def claude_version(model_id: str) -> tuple[int, int] | None:
    """Return the version of a Claude, `None` for any other model."""
    claude = _CLAUDE.fullmatch(model_id)
    return (int(claude["major"]), int(claude["minor"] or 0)) if claude else None


def _display_name(model_id: str) -> str:
    claude = _CLAUDE.fullmatch(model_id)
    if claude is None:
        return model_id
    version = claude["major"] + (f".{claude['minor']}" if claude["minor"] else "")
    return f"Claude {claude['family'].capitalize()} {version}"


def known(model_id: str) -> Model:
    """Return what is known about a model without asking the service.

    Unknown ids are modest models: the small window, no native reasoning.
    """
    version = claude_version(model_id)
    if version is None or version < (4, 6) or "-haiku-" in model_id:
        return Model(
            id=model_id,
            name=_display_name(model_id),
            window_tokens=DEFAULT_WINDOW_TOKENS,
            max_output_tokens=DEFAULT_OUTPUT_TOKENS,
        )
    return Model(
        id=model_id,
        name=_display_name(model_id),
        window_tokens=LARGE_WINDOW_TOKENS,
        max_output_tokens=LARGE_OUTPUT_TOKENS if version >= (4, 7) else DEFAULT_OUTPUT_TOKENS,
        reasoning=_known_reasoning(version),
    )


def _known_reasoning(version: tuple[int, int]) -> Reasoning | None:
    """Return the reasoning of a large Claude; a version not yet seen gets none, to be safe."""
    if version >= (6, 0):
        return None
    efforts = tuple(effort for effort in CLAUDE_EFFORTS if effort != "xhigh" or version >= (4, 7))
    return Reasoning("thinking", efforts, can_be_disabled=version < (5, 5))


CATALOGUE: Final[Mapping[str, Model]] = {
    model_id: known(model_id)
    for model_id in ("claude-opus-4.6", "claude-opus-4.5", "claude-haiku-4.5", "claude-sonnet-4.5")
}
"""The models of the fallback table: every plan has had them, so no list is needed to offer them."""


def from_listing(models: Iterable[JsonObject]) -> Mapping[str, Model]:
    """Return the models of `ListAvailableModels` answers by id, in the order listed.

    Entries without an id are left out; figures that are missing, null or zero are filled in from
    what is known.  Native reasoning is believed only when the entry's own schema shows it.
    """
    found: dict[str, Model] = {}
    for entry in models:
        model_id = entry.get("modelId")
        if isinstance(model_id, str) and model_id.strip():
            found[model_id] = _from_entry(model_id, entry)
    return found


def _from_entry(model_id: str, entry: JsonObject) -> Model:
    assumed = known(model_id)
    raw_limits = entry.get("tokenLimits")
    limits = cast("dict[str, Any]", raw_limits) if isinstance(raw_limits, dict) else {}
    name = entry.get("modelName")
    schema, unit = entry.get("additionalModelRequestFieldsSchema"), entry.get("rateUnit")
    return Model(
        id=model_id,
        name=name if isinstance(name, str) and name.strip() else assumed.name,
        window_tokens=whole_number(limits.get("maxInputTokens")) or assumed.window_tokens,
        max_output_tokens=whole_number(limits.get("maxOutputTokens")) or assumed.max_output_tokens,
        reasoning=read_reasoning(schema),
        output_bounds=read_output_bounds(schema),
        inputs=read_inputs(entry.get("supportedInputTypes")),
        rate=_rate(entry.get("rateMultiplier")),
        rate_unit=unit if isinstance(unit, str) and unit.strip() else None,
    )


def _rate(found: object) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if 0 < found < math.inf else None


def resolve(
    name: str, *, aliases: Mapping[str, str], available: Mapping[str, Model] | None
) -> ResolvedModel:
    """Return the model that `name` means.

    `aliases` is the owner's map; `available` is `None` while the account's list is not known.
    Raises `RequestRefused` (404 `model: NAME`) when nothing fits.
    """
    if len(name) <= MAX_NAME_CHARACTERS:
        for candidate, thinking_suffix in _layers(name):
            model = _aliased(candidate, aliases, available) or _owned(candidate, available)
            if model is not None:
                return ResolvedModel(model, thinking_suffix)
        fallback = _fallback(name.lower())
        if fallback is not None:
            model = (available or {}).get(fallback) or CATALOGUE[fallback]
            return ResolvedModel(model, any(suffix for _, suffix in _layers(name)))
    raise RequestRefused(
        f"model: {name[:MAX_NAME_CHARACTERS]}", status=404, error_type="not_found_error"
    )


def _layers(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the name with ever less decoration, and whether `-thinking` has come off."""
    bare, thinking_suffix = name.strip(), False
    yield bare, thinking_suffix
    bare = bare.lower()
    prefix = _PREFIX.match(bare)
    bare = bare[prefix.end() :] if prefix else bare
    yield bare, thinking_suffix
    while (suffix := _SUFFIX.search(bare)) is not None:
        bare = bare[: suffix.start()]
        thinking_suffix = thinking_suffix or suffix["thinking"] is not None
        yield bare, thinking_suffix


def _aliased(
    name: str, aliases: Mapping[str, str], available: Mapping[str, Model] | None
) -> Model | None:
    """Return the owner's choice; it is believed even when the account's list lacks it."""
    target = aliases.get(name)
    if target is None:
        return None
    return _owned(target, available) or CATALOGUE.get(target) or known(target)


def _owned(name: str, available: Mapping[str, Model] | None) -> Model | None:
    if available is None:
        return None
    wanted = _key(name)
    return next((model for model in available.values() if _key(model.id) == wanted), None)


def _key(name: str) -> str:
    """Return the name in one spelling: `claude-3.5-sonnet` is `claude-sonnet-3-5`."""
    key = name.lower().replace(".", "-")
    swapped = _VERSION_FIRST.fullmatch(key)
    return f"claude-{swapped['family']}-{swapped['version']}" if swapped else key


def fallbacks() -> Mapping[str, str | None]:
    """Return what a name gets in which these words are, when nothing else fits; the first wins."""
    return {words: _fallback(words) for words in ("sonnet", "opus 4.5", "opus", "haiku")}


def _fallback(name: str) -> str | None:
    if "sonnet" in name:
        return "claude-sonnet-4.5"
    if "opus" in name:
        return "claude-opus-4.5" if _FOUR_FIVE.search(name) else "claude-opus-4.6"
    return "claude-haiku-4.5" if "haiku" in name else None
