"""What a client's name means, and what each model can do."""

import math
from typing import Any

import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.capability import Bounds, Reasoning
from kiro_py.translate.models import CATALOGUE, Model, fallbacks, from_listing, known, resolve

OWNED = from_listing(
    {"modelId": model_id}
    for model_id in (
        *("auto", "claude-opus-5.5", "claude-opus-4.8", "claude-opus-4.5", "claude-sonnet-4"),
        *("claude-sonnet-4.5", "claude-haiku-4.5", "deepseek-3.2", "kimi-k3-thinking"),
    )
)
ALIASES = {"fast": "claude-haiku-4-5", "Best One": "claude-opus-9", "claude-opus-4-8": "auto"}

EXACT = {
    "as Kiro writes it": ("claude-opus-4.8", "claude-opus-4.8", False),
    "with dashes": ("claude-opus-5-5", "claude-opus-5.5", False),
    "in any case": ("Claude-Opus-5.5", "claude-opus-5.5", False),
    "with a date": ("claude-opus-4-5-20251101", "claude-opus-4.5", False),
    "with Vertex's date": ("claude-opus-4-5@20251101", "claude-opus-4.5", False),
    "latest": ("claude-opus-5-5-latest", "claude-opus-5.5", False),
    "with a window": ("claude-opus-5-5[1m]", "claude-opus-5.5", False),
    "thinking": ("claude-opus-5-5-thinking", "claude-opus-5.5", True),
    "thinking and a date": ("claude-opus-4-5-20251101-thinking", "claude-opus-4.5", True),
    "thinking before a window": ("claude-sonnet-4-5-thinking[1m]", "claude-sonnet-4.5", True),
    "Bedrock's": ("us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4.5", False),
    "Bedrock's without a region": ("anthropic.claude-opus-4-5-v1", "claude-opus-4.5", False),
    "behind a provider": ("anthropic/claude-sonnet-4.5", "claude-sonnet-4.5", False),
    "behind two providers": ("router/anthropic/claude-sonnet-4.5", "claude-sonnet-4.5", False),
    "version first": ("claude-4.5-sonnet", "claude-sonnet-4.5", False),
    "without a minor version": ("claude-sonnet-4-20250514", "claude-sonnet-4", False),
    "not Claude": ("deepseek-3.2", "deepseek-3.2", False),
    "not Claude, decorated": ("DeepSeek-3-2-thinking", "deepseek-3.2", True),
    "thinking by its own name": ("kimi-k3-thinking", "kimi-k3-thinking", False),
    "auto": ("auto", "auto", False),
    "with blanks": (" auto ", "auto", False),
}


@pytest.mark.parametrize(("name", "model_id", "thinks"), EXACT.values(), ids=EXACT.keys())
def test_a_name_of_a_model_that_the_account_has(name: str, model_id: str, *, thinks: bool) -> None:
    """Decoration comes off until the account has what is left."""
    resolved = resolve(name, aliases={}, available=OWNED)
    assert (OWNED[model_id], thinks) == (resolved.model, resolved.thinking_suffix)


FALLBACKS = {
    "claude-sonnet-5": "claude-sonnet-4.5",
    "claude-3-5-sonnet-20241022": "claude-sonnet-4.5",
    "opus-sonnet": "claude-sonnet-4.5",
    "claude-opus-4-5-20251101": "claude-opus-4.5",
    "claude-opus-4.5": "claude-opus-4.5",
    "OPUS 4.5": "claude-opus-4.5",
    "claude-opus-14-52": "claude-opus-4.6",
    "claude-opus-4-20250514": "claude-opus-4.6",
    "claude-opus-4-50": "claude-opus-4.6",
    "claude-opus-7": "claude-opus-4.6",
    "claude-3-haiku-20240307": "claude-haiku-4.5",
}


@pytest.mark.parametrize(("name", "model_id"), FALLBACKS.items(), ids=FALLBACKS.keys())
def test_a_family_where_nothing_else_is_known(name: str, model_id: str) -> None:
    """Without the account's list a name means a model by its family."""
    assert CATALOGUE[model_id] == resolve(name, aliases={}, available=None).model


def test_a_family_comes_last() -> None:
    """A version that the account lacks falls back by family, to what is known of that model."""
    described = {"modelId": "claude-sonnet-4.5", "tokenLimits": {"maxInputTokens": 123_456}}
    resolved = resolve("claude-sonnet-5-thinking", aliases={}, available=from_listing([described]))
    assert (123_456, True) == (resolved.model.window_tokens, resolved.thinking_suffix)


NAMED = {
    "to what the account has": ("fast", "claude-haiku-4.5", False),
    "to what it lacks": ("Best One", "claude-opus-9", False),
    "before what the account has": ("claude-opus-4-8", "auto", False),
    "under decoration": ("anthropic/fast-thinking", "claude-haiku-4.5", True),
}


@pytest.mark.parametrize(("name", "model_id", "thinks"), NAMED.values(), ids=NAMED.keys())
def test_the_owner_s_map_comes_first(name: str, model_id: str, *, thinks: bool) -> None:
    """What the owner says is believed."""
    resolved = resolve(name, aliases=ALIASES, available=OWNED)
    assert (model_id, thinks) == (resolved.model.id, resolved.thinking_suffix)


def test_the_owner_s_map_holds_without_the_account_s_list() -> None:
    """A target is taken as it is written while nothing is known."""
    resolved = resolve("x", aliases={"x": "claude-sonnet-4.5"}, available=None)
    assert CATALOGUE["claude-sonnet-4.5"] == resolved.model


@pytest.mark.parametrize("available", [OWNED, None], ids=["list", "no list"])
@pytest.mark.parametrize("name", ["gpt-4", "", "claude", "anthropic/", "x" * 300])
def test_an_unknown_name_is_not_found(name: str, available: dict[str, Model] | None) -> None:
    """What nobody knows is a 404 that repeats the name."""
    with pytest.raises(RequestRefused) as refusal:
        resolve(name, aliases=ALIASES, available=available)
    assert (f"model: {name[:256]}", 404, "not_found_error") == (
        refusal.value.message,
        refusal.value.status,
        refusal.value.error_type,
    )


@pytest.mark.parametrize("name", ["auto", "deepseek-3.2"])
def test_an_id_is_not_believed_without_a_list(name: str) -> None:
    """While the account's list is unknown only the map and the families count."""
    with pytest.raises(RequestRefused):
        resolve(name, aliases={}, available=None)


FACTS = {
    "claude-opus-4.5": ("Claude Opus 4.5", 200_000, 64_000, None),
    "claude-haiku-5.5": ("Claude Haiku 5.5", 200_000, 64_000, None),
    "claude-sonnet-4.6": (
        *("Claude Sonnet 4.6", 1_000_000, 64_000),
        Reasoning("thinking", ("low", "medium", "high", "max"), can_be_disabled=True),
    ),
    "claude-opus-5": (
        *("Claude Opus 5", 1_000_000, 128_000),
        Reasoning("thinking", ("low", "medium", "high", "xhigh", "max"), can_be_disabled=True),
    ),
    "claude-sonnet-5.5": (
        *("Claude Sonnet 5.5", 1_000_000, 128_000),
        Reasoning("thinking", ("low", "medium", "high", "xhigh", "max"), can_be_disabled=False),
    ),
    "claude-opus-6": ("Claude Opus 6", 1_000_000, 128_000, None),
    "deepseek-3.2": ("deepseek-3.2", 200_000, 64_000, None),
}


@pytest.mark.parametrize(("model_id", "facts"), FACTS.items(), ids=FACTS.keys())
def test_what_is_known_without_asking(
    model_id: str, facts: tuple[str, int, int, Reasoning | None]
) -> None:
    """Claude's versions are known; others, and those to come, are taken to be modest."""
    model = known(model_id)
    assert facts == (model.name, model.window_tokens, model.max_output_tokens, model.reasoning)
    assert model.native_reasoning == (facts[-1] is not None)


SCHEMA = {
    "properties": {
        "thinking": {"properties": {"type": {"enum": ["adaptive"]}}},
        "max_tokens": {"minimum": 1024, "maximum": 128_000},
    }
}
ENTRIES: dict[str, tuple[dict[str, Any], Model]] = {
    "full": (
        {
            "modelId": "claude-opus-5",
            "modelName": "Opus Five",
            "tokenLimits": {"maxInputTokens": 500_000, "maxOutputTokens": 32_000.0},
            "additionalModelRequestFieldsSchema": SCHEMA,
        },
        Model(
            id="claude-opus-5",
            name="Opus Five",
            window_tokens=500_000,
            max_output_tokens=32_000,
            reasoning=Reasoning("thinking", (), can_be_disabled=False),
            output_bounds=Bounds(1024, 128_000),
        ),
    ),
    "nulls": (
        {
            "modelId": "claude-opus-4.6",
            "modelName": None,
            "tokenLimits": {"maxInputTokens": None, "maxOutputTokens": 0},
            "additionalModelRequestFieldsSchema": None,
        },
        Model(
            id="claude-opus-4.6",
            name="Claude Opus 4.6",
            window_tokens=1_000_000,
            max_output_tokens=64_000,
        ),
    ),
    "bare": (
        {"modelId": "glm-5", "tokenLimits": None},
        Model(id="glm-5", name="glm-5", window_tokens=200_000, max_output_tokens=64_000),
    ),
}


@pytest.mark.parametrize(("entry", "expected"), ENTRIES.values(), ids=ENTRIES.keys())
def test_a_listed_model(entry: dict[str, Any], expected: Model) -> None:
    """What the service says counts, what it leaves open is filled in, reasoning excepted."""
    assert {expected.id: expected} == from_listing([entry])


def test_entries_without_an_id_are_left_out() -> None:
    """An answer of an unknown kind lists nothing."""
    assert {} == from_listing([{}, {"modelId": None}, {"modelId": " "}, {"modelId": 3}])


@pytest.mark.parametrize(
    ("expected", "found"),
    [(1.3, 1.3), (2.0, 2), (None, 0), (None, None), (None, True), (None, "1"), (None, math.inf)],
)
def test_a_rate_is_what_the_service_says(expected: float | None, found: object):
    """What is no price is none."""
    listed = from_listing([{"modelId": "m", "rateMultiplier": found, "rateUnit": "Credit"}])
    assert (expected, "Credit") == (listed["m"].rate, listed["m"].rate_unit)


def test_what_other_names_get_is_a_table_for_people():
    """The table is what the rules do."""
    found = fallbacks()
    assert "claude-opus-4.6" == found["opus"]
    assert ["claude-sonnet-4.5", "claude-opus-4.5", "claude-opus-4.6", "claude-haiku-4.5"] == [
        resolve(f"my own {words}", aliases={}, available=None).model.id for words in found
    ]
    assert list(found.values()) == [
        resolve(f"my own {words}", aliases={}, available=None).model.id for words in found
    ]
