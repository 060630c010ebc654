"""I show models as Anthropic lists them, with what can be had of each through the gateway."""

from collections.abc import Iterator, Mapping
from typing import Final, get_args

import msgspec

from kiro_py.errors import RequestRefused
from kiro_py.translate.models import CATALOGUE, Model, claude_version, resolve
from kiro_py.wire.anthropic.models import (
    Capabilities,
    EffortSupport,
    Line,
    ModelInfo,
    ServerToolSupport,
    Support,
    ThinkingSupport,
    ThinkingTypes,
)

_RELEASED: Final = {
    "claude-opus-4.5": "2025-11-24T00:00:00Z",
    "claude-opus-4.6": "2026-02-04T00:00:00Z",
    "claude-sonnet-4.5": "2025-09-29T00:00:00Z",
    "claude-sonnet-4.6": "2026-02-17T00:00:00Z",
    "claude-haiku-4.5": "2025-10-15T00:00:00Z",
}
_RELEASE_UNKNOWN: Final = "1970-01-01T00:00:00Z"  # what Anthropic's own list writes then

_LINES: Final[tuple[Line, ...]] = get_args(Line)
_YES: Final = Support(supported=True)
_SERVER_TOOLS: Final = ServerToolSupport(supported=True, web_search=_YES)


def listing(
    available: Mapping[str, Model] | None, aliases: Mapping[str, str] | None = None
) -> list[ModelInfo]:
    """Return what clients are told: Claude first, newest first, then the others, then aliases.

    Claude's ids are written with dashes, as clients know them; the others stay as Kiro writes
    them.  An alias hides a model of its name.  The same models give the same list.
    """
    models = (CATALOGUE if available is None else available).values()
    by_id = {_client_id(model): model for model in sorted(models, key=_newest_first)}
    by_id |= dict(_aliased(aliases or {}, available))
    return [_info(model_id, model) for model_id, model in by_id.items()]


def single(
    name: str, available: Mapping[str, Model] | None, aliases: Mapping[str, str]
) -> ModelInfo:
    """Return the model that a request of that name would get, under that name.

    Raises `RequestRefused` (404 `model: NAME`) when it would get none.
    """
    return _info(name, resolve(name, aliases=aliases, available=available).model)


def _aliased(
    aliases: Mapping[str, str], available: Mapping[str, Model] | None
) -> Iterator[tuple[str, Model]]:
    for name in aliases:
        try:
            yield name, resolve(name, aliases=aliases, available=available).model
        except RequestRefused:
            continue  # a name that no request can have


def _client_id(model: Model) -> str:
    return model.id.replace(".", "-") if claude_version(model.id) else model.id


def _newest_first(model: Model) -> tuple[int, int, str]:
    major, minor = claude_version(model.id) or (0, 0)
    return -major, -minor, model.id


def _info(model_id: str, model: Model) -> ModelInfo:
    is_claude = claude_version(model.id) is not None
    lines: list[Line] = [line for line in _LINES if is_claude and f"-{line}-" in model.id]
    return ModelInfo(
        id=model_id,
        display_name=model.name,
        created_at=_RELEASED.get(model.id, _RELEASE_UNKNOWN),
        line=lines[0] if lines else msgspec.UNSET,
        max_input_tokens=model.window_tokens,
        max_tokens=model.max_output_tokens,
        capabilities=Capabilities(
            effort=_effort(model),
            image_input=Support(model.inputs.images),
            pdf_input=Support(model.inputs.documents),
            server_tools=_SERVER_TOOLS,
            thinking=_thinking(model, is_claude=is_claude),
        ),
    )


def _effort(model: Model) -> EffortSupport:
    efforts = () if model.reasoning is None else model.reasoning.efforts
    return EffortSupport(
        supported=bool(efforts),
        low=Support("low" in efforts),
        medium=Support("medium" in efforts),
        high=Support("high" in efforts),
        xhigh=Support("xhigh" in efforts),
        max=Support("max" in efforts),
    )


def _thinking(model: Model, *, is_claude: bool) -> ThinkingSupport:
    """Return how a model thinks: natively, or in tags, which only Claude is known to write."""
    supported = Support(model.native_reasoning or is_claude)
    can_be_disabled = model.reasoning is None or model.reasoning.can_be_disabled
    return ThinkingSupport(
        supported=supported.supported,
        types=ThinkingTypes(
            adaptive=supported,
            between_tools=supported,
            disabled=Support(can_be_disabled),
            enabled=supported,
        ),
    )
