"""The models on offer."""

from dataclasses import replace

import pytest

from kiro_py.simulator.model.catalogue import CATALOGUE, MODELS, Reasoning


def test_ids_are_unique():
    """An id stands for one model."""
    assert len(CATALOGUE) == len(MODELS)


def test_versions_have_dots():
    """No id of a Claude has dashes in its version."""
    assert [] == [name for name in MODELS if name.startswith("claude") and "-4-" in name]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("claude-opus-4.6", ["low", "medium", "high", "max"]),
        ("claude-opus-4.7", ["low", "medium", "high", "xhigh", "max"]),
    ],
)
def test_efforts_grow_with_the_version(model: str, expected: list[str]):
    """The effort `xhigh` exists from 4.7 on."""
    schema = MODELS[model].fields_schema

    assert schema is not None
    assert expected == schema["properties"]["output_config"]["properties"]["effort"]["enum"]


def test_native_reasoning_and_a_schema_go_together():
    """A model reasons natively exactly when it takes fields."""
    assert {(True, True), (False, False)} == {
        (model.reasoning is Reasoning.NATIVE, model.fields_schema is not None)
        for model in CATALOGUE
    }


def test_some_models_cannot_stop_thinking():
    """The newest models do not take `disabled`."""
    schema = MODELS["claude-sonnet-5.5"].fields_schema

    assert schema is not None
    assert ["adaptive"] == schema["properties"]["thinking"]["properties"]["type"]["enum"]


@pytest.mark.parametrize(("factor", "offset", "expected"), [(1.0, 0, 1_001), (1.5, 100, 1_602)])
def test_a_model_counts_in_its_own_way(factor: float, offset: int, expected: int):
    """Its figure is a multiple of the tokens, and something more."""
    model = replace(MODELS["auto"], factor=factor, offset=offset)

    assert expected == model.count(1_001)
