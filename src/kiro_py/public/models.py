"""Pages of the list of models, as Anthropic's own API cuts them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from kiro_py.errors import RequestRefused
from kiro_py.wire.anthropic.models import ModelInfo, ModelPage

MAX_LIMIT: Final = 1000
DEFAULT_LIMIT: Final = 1000
"""Anthropic's default is 20; the list is short, and some clients read the first page only."""


def page(
    models: Sequence[ModelInfo], query: Mapping[str, str], lifecycles: Collection[str] = ()
) -> ModelPage:
    """Return the page that `limit`, `after_id` and `before_id` ask for.

    With `lifecycles`, only models of those are on it.  Raises `RequestRefused` when a parameter
    cannot be understood.
    """
    limit = _limit(query.get("limit"))
    models = [model for model in models if not lifecycles or model.lifecycle in lifecycles]
    ids = [model.id for model in models]
    start, end = 0, len(models)
    has_more = False
    if after_id := query.get("after_id"):
        start = _position(ids, after_id, "after_id") + 1
    if before_id := query.get("before_id"):
        end = _position(ids, before_id, "before_id")
        has_more = end - limit > start
        start = max(start, end - limit)
    else:
        has_more = start + limit < end
        end = min(end, start + limit)
    chosen = list(models[start:end])
    return ModelPage(
        data=chosen,
        has_more=has_more,
        first_id=chosen[0].id if chosen else None,
        last_id=chosen[-1].id if chosen else None,
    )


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not text.isdecimal() or not 1 <= int(text) <= MAX_LIMIT:
        raise RequestRefused(f"limit: Input should be a number from 1 to {MAX_LIMIT}")
    return int(text)


def _position(ids: Sequence[str], model_id: str, name: str) -> int:
    try:
        return ids.index(model_id)
    except ValueError:
        raise RequestRefused(f"{name}: no model {model_id!r}") from None
