"""I ask for reasoning in the words that the model understands.

A model that reasons natively is asked in the fields of its own schema.  Any other is asked with a
tag in front of the prompt, which Claude models without native reasoning answer with `<thinking>`
in their text.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from kiro_py.translate.capability import EFFORTS, Reasoning
from kiro_py.translate.models import Model
from kiro_py.translate.register import Replay
from kiro_py.wire.anthropic.request import MessagesRequest
from kiro_py.wire.json import JsonObject

DEFAULT_BUDGET_TOKENS: Final = 20_000
LEAST_BUDGET_TOKENS: Final = 1_024  # Anthropic's own lower bound
MOST_BUDGET_TOKENS: Final = 24_576  # more was never honoured by models that read tags
DEFAULT_EFFORT: Final = "high"


class _Wish(Enum):
    BUDGET = "budget"
    ADAPTIVE = "adaptive"
    OFF = "off"
    UNSAID = "unsaid"


_WISHES: Final = {
    "enabled": _Wish.BUDGET,
    "adaptive": _Wish.ADAPTIVE,
    "between_tools": _Wish.ADAPTIVE,
    "disabled": _Wish.OFF,
}
"""What each `thinking.type` wishes; an unheard-of one is as good as unsaid."""


@dataclass(frozen=True, slots=True)
class ThinkingRequest:
    """How one request asks for reasoning: by `tag`, by `fields`, or not at all."""

    is_wanted: bool
    tag: str | None
    fields: JsonObject | None
    replay: Replay


def ask_for_thinking(
    request: MessagesRequest, model: Model, *, is_in_name: bool
) -> ThinkingRequest:
    """Return how to ask; a name that asks for thinking counts where the request is silent."""
    wish = _wish(request, is_in_name=is_in_name)
    effort = _effort(request)
    is_wanted = wish in {_Wish.BUDGET, _Wish.ADAPTIVE}
    if model.reasoning is not None:
        fields = _fields(wish, effort, _display(request), model.reasoning)
        fields |= _max_tokens(request, model)
        return ThinkingRequest(is_wanted, None, fields or None, Replay.NATIVE)
    tag = _tag(wish, effort, request)
    replay = Replay.NOT if tag is None else Replay.TAGS
    return ThinkingRequest(is_wanted, tag, _max_tokens(request, model) or None, replay)


def _wish(request: MessagesRequest, *, is_in_name: bool) -> _Wish:
    if request.thinking is not None:
        return _WISHES.get(request.thinking.type, _Wish.UNSAID)
    return _Wish.BUDGET if is_in_name else _Wish.UNSAID


def _effort(request: MessagesRequest) -> str | None:
    """Return the effort that holds for this turn: the latest one said, if it is a known word."""
    said = (message.effort for message in reversed(request.messages) if message.effort is not None)
    effort = next(said, request.effort)
    return effort if effort is None or effort in EFFORTS else DEFAULT_EFFORT


def _fields(wish: _Wish, effort: str | None, display: str, reasoning: Reasoning) -> JsonObject:
    is_wanted = wish in {_Wish.BUDGET, _Wish.ADAPTIVE}
    is_off = wish is _Wish.OFF and reasoning.can_be_disabled
    chosen = _nearest(effort or (DEFAULT_EFFORT if is_wanted else None), reasoning.efforts)
    if reasoning.member == "reasoning":
        level = "none" if is_off else chosen
        return {} if level is None else {"reasoning": {"effort": level}}
    fields: JsonObject = {}
    if is_wanted:
        fields["thinking"] = {"type": "adaptive", "display": display}
    elif is_off:
        fields["thinking"] = {"type": "disabled"}
    if chosen is not None:
        fields["output_config"] = {"effort": chosen}
    return fields


def _display(request: MessagesRequest) -> str:
    """Return what is to be shown of the reasoning: what the client will send back next turn.

    A signature holds for the text it came with: a text that is left out here and not there would
    make the service refuse the replay.
    """
    is_omitted = request.thinking is not None and request.thinking.display == "omitted"
    return "omitted" if is_omitted else "summarized"


def _nearest(effort: str | None, allowed: tuple[str, ...]) -> str | None:
    """Return the most that is allowed up to `effort`, or the least when all are above it."""
    if effort is None or not allowed:
        return None
    up_to = EFFORTS[: EFFORTS.index(effort) + 1]
    return next((level for level in reversed(allowed) if level in up_to), allowed[0])


def _max_tokens(request: MessagesRequest, model: Model) -> JsonObject:
    if model.output_bounds is None or request.max_tokens is None:
        return {}
    return {"max_tokens": model.output_bounds.clamp(request.max_tokens)}


def _tag(wish: _Wish, effort: str | None, request: MessagesRequest) -> str | None:
    match wish:
        case _Wish.BUDGET:
            return (
                "<thinking_mode>enabled</thinking_mode>"
                f"<max_thinking_length>{_budget(request)}</max_thinking_length>"
            )
        case _Wish.ADAPTIVE:
            return (
                "<thinking_mode>adaptive</thinking_mode>"
                f"<thinking_effort>{effort or DEFAULT_EFFORT}</thinking_effort>"
            )
        case _Wish.OFF | _Wish.UNSAID:
            return None


def _budget(request: MessagesRequest) -> int:
    said = request.thinking.budget_tokens if request.thinking else None
    wanted = DEFAULT_BUDGET_TOKENS if said is None else said
    return int(max(LEAST_BUDGET_TOKENS, min(MOST_BUDGET_TOKENS, wanted)))
