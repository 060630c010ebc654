"""The few words of JSON Schema that models use."""

from typing import Any

import pytest

from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.strictness.schema import find_violation

OPUS = MODELS["claude-opus-5"].fields_schema or {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, None, id="empty"),
        pytest.param({"thinking": {"type": "adaptive"}, "max_tokens": 1024}, None, id="good"),
        pytest.param(
            {"temperature": 1}, "property 'temperature' is not defined in the schema", id="unknown"
        ),
        pytest.param(
            {"thinking": {"budget_tokens": 5}},
            "property 'budget_tokens' is not defined in the schema",
            id="unknown inside",
        ),
        pytest.param(
            {"thinking": {"type": "enabled"}},
            "property 'type' must be one of adaptive, disabled",
            id="enumeration",
        ),
        pytest.param(
            {"max_tokens": 1000},
            "property 'max_tokens' must be between 1024 and 128000",
            id="range",
        ),
        pytest.param(
            {"max_tokens": "many"}, "property 'max_tokens' must be of type integer", id="type"
        ),
        pytest.param(
            {"max_tokens": True}, "property 'max_tokens' must be of type integer", id="a boolean"
        ),
        pytest.param(
            {"output_config": []}, "property 'output_config' must be of type object", id="list"
        ),
    ],
)
def test_fields_are_checked(fields: dict[str, Any], expected: str | None):
    """The first violation is named in words."""
    assert expected == find_violation(fields, OPUS)


def test_an_open_object_may_have_more():
    """Without `additionalProperties: false` other members are welcome."""
    assert None is find_violation({"a": 1}, {"type": "object", "properties": {}})
