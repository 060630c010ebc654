"""I list the models that the simulated service offers."""

from dataclasses import dataclass
from enum import Enum

from kiro_py.wire.json import JsonObject

WINDOW_200K = 200_000
WINDOW_1M = 1_000_000


class Reasoning(Enum):
    """How a model shows its reasoning."""

    NATIVE = "native"
    TAGS = "tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model: `fields_schema` is the schema of `additionalModelRequestFields`, if it takes any.

    `thinks_unasked` marks the models that reason unless they are told not to.  The model counts
    `factor` times the tokens that a conversation has, and `offset` more.
    """

    id: str
    name: str
    description: str
    rate: float
    max_input_tokens: int = WINDOW_200K
    max_output_tokens: int = 64_000
    reasoning: Reasoning = Reasoning.TAGS
    fields_schema: JsonObject | None = None
    takes_images: bool = True
    takes_documents: bool = True
    thinks_unasked: bool = False
    factor: float = 1.0
    offset: int = 0

    def count(self, tokens: int) -> int:
        """Return how many tokens this model makes of `tokens`."""
        return round(self.factor * tokens) + self.offset


_EFFORTS = ("low", "medium", "high", "max")
_EFFORTS_FROM_4_7 = ("low", "medium", "high", "xhigh", "max")
_GPT_EFFORTS = ("none", "low", "medium", "high", "xhigh", "max")


def _object(properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _claude_schema(
    efforts: tuple[str, ...], max_output_tokens: int, *, can_be_disabled: bool
) -> JsonObject:
    types = ["adaptive", "disabled"] if can_be_disabled else ["adaptive"]
    return _object(
        {
            "thinking": _object(
                {
                    "type": {"type": "string", "enum": types},
                    "display": {"type": "string", "enum": ["summarized", "omitted"]},
                }
            ),
            "output_config": _object({"effort": {"type": "string", "enum": list(efforts)}}),
            "max_tokens": {"type": "integer", "minimum": 1024, "maximum": max_output_tokens},
        }
    )


def _thinking_claude(
    family: str,
    version: str,
    rate: float,
    *,
    max_output_tokens: int = 128_000,
    thinks_unasked: bool = False,
    can_be_disabled: bool = True,
) -> Model:
    """Return a Claude of 4.6 or later: a window of one million, native reasoning, a schema."""
    efforts = _EFFORTS if version == "4.6" else _EFFORTS_FROM_4_7
    schema = _claude_schema(efforts, max_output_tokens, can_be_disabled=can_be_disabled)
    return Model(
        id=f"claude-{family}-{version}",
        name=f"Claude {family.capitalize()} {version}",
        description=f"The Claude {family.capitalize()} {version} model",
        rate=rate,
        max_input_tokens=WINDOW_1M,
        max_output_tokens=max_output_tokens,
        reasoning=Reasoning.NATIVE,
        fields_schema=schema,
        thinks_unasked=thinks_unasked,
    )


def _plain_claude(family: str, version: str, rate: float) -> Model:
    """Return a Claude before 4.6: a window of 200,000, no schema, reasoning in tags."""
    return Model(
        id=f"claude-{family}-{version}",
        name=f"Claude {family.capitalize()} {version}",
        description=f"The Claude {family.capitalize()} {version} model",
        rate=rate,
    )


def _open_weight(model_id: str, name: str, rate: float, window: int) -> Model:
    return Model(
        id=model_id,
        name=name,
        description=f"{name}, open weights",
        rate=rate,
        max_input_tokens=window,
        max_output_tokens=32_000,
        takes_images=False,
        takes_documents=False,
    )


def _gpt(suffix: str, rate: float) -> Model:
    reasoning = _object({"effort": {"type": "string", "enum": list(_GPT_EFFORTS)}})
    return Model(
        id=f"gpt-5.6-{suffix}",
        name=f"GPT-5.6 {suffix.capitalize()}",
        description=f"The GPT-5.6 {suffix.capitalize()} model",
        rate=rate,
        max_input_tokens=WINDOW_1M,
        max_output_tokens=128_000,
        reasoning=Reasoning.NATIVE,
        fields_schema=_object({"reasoning": reasoning}),
    )


AUTO = Model(
    id="auto",
    name="Auto",
    description="Models chosen by task for optimal usage and consistent quality",
    rate=1.0,
)

CATALOGUE: tuple[Model, ...] = (
    AUTO,
    _thinking_claude("opus", "5.5", 2.4, thinks_unasked=True, can_be_disabled=False),
    _thinking_claude("opus", "5", 2.2, thinks_unasked=True),
    _thinking_claude("opus", "4.8", 2.2),
    _thinking_claude("opus", "4.7", 2.2),
    _thinking_claude("opus", "4.6", 2.2),
    _plain_claude("opus", "4.5", 2.2),
    _thinking_claude("sonnet", "5.5", 1.4, thinks_unasked=True, can_be_disabled=False),
    _thinking_claude("sonnet", "5", 1.3),
    _thinking_claude("sonnet", "4.6", 1.3, max_output_tokens=64_000),
    _plain_claude("sonnet", "4.5", 1.3),
    _plain_claude("sonnet", "4", 1.3),
    _plain_claude("haiku", "4.5", 0.4),
    _gpt("sol", 2.2),
    _gpt("terra", 1.3),
    _gpt("luna", 0.4),
    _open_weight("deepseek-3.2", "DeepSeek 3.2", 0.25, 128_000),
    _open_weight("minimax-m2.5", "MiniMax M2.5", 0.25, WINDOW_200K),
    _open_weight("glm-5", "GLM-5", 0.5, WINDOW_200K),
    _open_weight("qwen3-coder-next", "Qwen3 Coder Next", 0.05, 256_000),
)
"""What `ListAvailableModels` shows; ids have dots, and a dashed form is unknown."""

DEFAULT_MODEL = AUTO

MODELS = {model.id: model for model in CATALOGUE}
