"""Pages of models."""

import pytest

from kiro_py.errors import RequestRefused
from kiro_py.public.models import page
from kiro_py.wire.anthropic.models import ModelInfo

MODELS = [
    ModelInfo(id=f"claude-{n}", display_name=f"Claude {n}", created_at="2026-01-01T00:00:00Z")
    for n in range(1, 6)
]


@pytest.mark.parametrize(
    ("query", "ids", "has_more"),
    [
        ({}, [1, 2, 3, 4, 5], False),
        ({"limit": "1000"}, [1, 2, 3, 4, 5], False),
        ({"limit": "2"}, [1, 2], True),
        ({"limit": "2", "after_id": "claude-2"}, [3, 4], True),
        ({"limit": "3", "after_id": "claude-2"}, [3, 4, 5], False),
        ({"after_id": "claude-5"}, [], False),
        ({"limit": "2", "before_id": "claude-4"}, [2, 3], True),
        ({"limit": "3", "before_id": "claude-4"}, [1, 2, 3], False),
    ],
)
def test_pages_are_cut_as_asked(query: dict[str, str], ids: list[int], *, has_more: bool):
    """`limit`, `after_id` and `before_id` choose the page."""
    result = page(MODELS, query)

    assert [f"claude-{n}" for n in ids] == [model.id for model in result.data]
    assert has_more is result.has_more
    assert (result.data[0].id if ids else None) == result.first_id
    assert (result.data[-1].id if ids else None) == result.last_id


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"after_id": "claude-9"}, "after_id"),
        ({"before_id": "claude-9"}, "before_id"),
    ],
)
def test_what_cannot_be_understood_is_named(query: dict[str, str], complaint: str):
    """A parameter that makes no sense is refused by name."""
    with pytest.raises(RequestRefused, match=complaint):
        page(MODELS, query)


@pytest.mark.parametrize(
    ("lifecycles", "count"),
    [([], 5), (["active"], 5), (["retired", "active"], 5), (["deprecated"], 0)],
)
def test_models_of_a_lifecycle_can_be_asked_for(lifecycles: list[str], count: int):
    """Without a wish every model is on the page."""
    assert count == len(page(MODELS, {}, lifecycles).data)
