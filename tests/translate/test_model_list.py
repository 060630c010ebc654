"""What clients are shown of the models."""

import msgspec
import pytest

from kiro_py.errors import RequestRefused
from kiro_py.translate.capability import Reasoning
from kiro_py.translate.model_list import listing, single
from kiro_py.translate.models import Model, from_listing, known, resolve
from kiro_py.wire.anthropic.models import ModelInfo
from kiro_py.wire.json import JsonObject

OWNED = from_listing(
    {"modelId": model_id}
    for model_id in (
        *("auto", "claude-opus-5.5", "claude-opus-4.8", "claude-opus-4.5", "claude-sonnet-4"),
        *("claude-sonnet-4.5", "claude-haiku-4.5", "deepseek-3.2", "kimi-k3-thinking"),
    )
)
ALIASES = {"fast": "claude-haiku-4-5", "Best One": "claude-opus-9", "claude-opus-4-8": "auto"}


def spelt(model: ModelInfo) -> JsonObject:
    return msgspec.json.decode(msgspec.json.encode(model))


def shown(model: Model) -> JsonObject:
    """Return a model as clients see it."""
    (found,) = listing({model.id: model})
    return spelt(found)


def test_claude_comes_first() -> None:
    """Newest first, under the names that clients know, and then the others."""
    expected = [
        *("claude-opus-5-5", "claude-opus-4-8", "claude-haiku-4-5", "claude-opus-4-5"),
        *("claude-sonnet-4-5", "claude-sonnet-4", "auto", "deepseek-3.2", "kimi-k3-thinking"),
    ]
    assert expected == [model.id for model in listing(OWNED)]


def test_listing_without_a_list() -> None:
    """While the account's list is unknown the fallback's models are offered."""
    expected = ["claude-opus-4-6", "claude-haiku-4-5", "claude-opus-4-5", "claude-sonnet-4-5"]
    assert expected == [model.id for model in listing(None)]


def test_aliases_are_listed() -> None:
    """The owner's names come last, with what they mean; one may hide a model of its name."""
    found = {model.id: model.display_name for model in listing(OWNED, ALIASES)}

    assert ["fast", "Best One"] == list(found)[-2:]
    assert ("Claude Haiku 4.5", "Claude Opus 9") == (found["fast"], found["Best One"])
    assert "auto" == found["claude-opus-4-8"]
    assert 11 == len(found)


def test_a_name_that_no_request_can_have_is_not_listed() -> None:
    """A client may ask for whatever it has been shown."""
    assert listing(OWNED) == listing(OWNED, {" spaced ": "auto", "x" * 300: "auto"})


@pytest.mark.parametrize("model", listing(OWNED, ALIASES), ids=lambda model: model.id)
def test_every_listed_name_is_understood(model: ModelInfo) -> None:
    """It is the very model that a request of that name gets."""
    meant = resolve(model.id, aliases=ALIASES, available=OWNED).model

    assert meant.name == model.display_name
    assert model == single(model.id, OWNED, ALIASES)


@pytest.mark.parametrize(
    ("name", "display_name"),
    [
        ("claude-opus-5-5[1m]", "Claude Opus 5.5"),
        ("claude-sonnet-4-5-thinking", "Claude Sonnet 4.5"),
        ("claude-haiku-4-5-20251001", "Claude Haiku 4.5"),
        ("claude-sonnet-9", "Claude Sonnet 4.5"),
        ("fast", "Claude Haiku 4.5"),
    ],
)
def test_a_model_is_found_by_every_name_that_means_it(name: str, display_name: str) -> None:
    """A decorated name is told under that name, as an answer would bear it."""
    found = single(name, OWNED, ALIASES)

    assert (name, display_name) == (found.id, found.display_name)


def test_an_unknown_model_is_not_found() -> None:
    """A name that means nothing is a 404 with the words that clients know."""
    with pytest.raises(RequestRefused, match="model: gpt-4") as refused:
        single("gpt-4", OWNED, ALIASES)

    assert (404, "not_found_error") == (refused.value.status, refused.value.error_type)


def test_a_model_as_clients_see_it() -> None:
    """Dates are those of the release, windows those of the account's list."""
    found = shown(known("claude-opus-4.6"))
    found.pop("capabilities")

    assert {
        "type": "model",
        "id": "claude-opus-4-6",
        "display_name": "Claude Opus 4.6",
        "created_at": "2026-02-04T00:00:00Z",
        "lifecycle": "active",
        "line": "opus",
        "max_input_tokens": 1_000_000,
        "max_tokens": 64_000,
    } == found


def test_a_model_of_no_line() -> None:
    """What is no Claude has none, and no date either."""
    found = shown(known("claude-like-opus-3"))

    assert "line" not in found
    assert "1970-01-01T00:00:00Z" == found["created_at"]


YES, NO = {"supported": True}, {"supported": False}


def test_capabilities_of_a_claude_that_reasons() -> None:
    """What the gateway can have of it; what it cannot is denied."""
    assert {
        "batch": NO,
        "citations": NO,
        "code_execution": NO,
        "context_management": NO,
        "effort": YES | {"low": YES, "medium": YES, "high": YES, "xhigh": YES, "max": YES},
        "image_input": YES,
        "pdf_input": YES,
        "server_tools": YES | {"web_search": YES, "code_execution": NO},
        "structured_outputs": NO,
        "thinking": YES
        | {"types": {"adaptive": YES, "between_tools": YES, "disabled": NO, "enabled": YES}},
    } == shown(known("claude-opus-5.5"))["capabilities"]


@pytest.mark.parametrize(
    ("model_id", "reasoning", "is_shown"),
    [
        ("claude-sonnet-4.5", None, True),
        ("deepseek-3.2", None, False),
        ("gpt-5.6-sol", Reasoning("reasoning", ("low",), can_be_disabled=True), True),
    ],
    ids=["in tags", "not at all", "natively"],
)
def test_how_a_model_thinks(model_id: str, reasoning: Reasoning | None, *, is_shown: bool) -> None:
    """A thought is promised of Claude, and of models whose list describes how to ask for one."""
    model = Model(id=model_id, name="M", window_tokens=1, max_output_tokens=1, reasoning=reasoning)
    capabilities = shown(model)["capabilities"]

    assert is_shown == capabilities["thinking"]["supported"]
    assert YES == capabilities["thinking"]["types"]["disabled"]
    assert {"supported": is_shown} == capabilities["thinking"]["types"]["adaptive"]
    assert {"supported": reasoning is not None} == capabilities["effort"]["low"]
    assert NO == capabilities["effort"]["max"]


@pytest.mark.parametrize("types", [["TEXT"], ["TEXT", "IMAGE"]])
def test_what_a_model_takes_besides_text(types: list[str]) -> None:
    """Pictures and documents are promised where the account's list has pictures."""
    (model,) = from_listing([{"modelId": "glm-5", "supportedInputTypes": types}]).values()
    capabilities = shown(model)["capabilities"]

    takes = {"supported": "IMAGE" in types}
    assert (takes, takes) == (capabilities["image_input"], capabilities["pdf_input"])
