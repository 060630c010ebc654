"""The list of models, `GET /v1/models` and `GET /v1/models/{id}`."""

from typing import Literal

import msgspec


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="model"):
    """One model; `created_at` is RFC 3339."""

    id: str
    display_name: str
    created_at: str
    lifecycle: Literal["active", "deprecated", "retired"] = "active"
    max_input_tokens: int | None = None
    max_tokens: int | None = None


class ModelPage(msgspec.Struct, frozen=True):
    """A page of models; `has_more` is always there, since clients page until it is false."""

    data: list[ModelInfo]
    has_more: bool
    first_id: str | None
    last_id: str | None


class TokenCount(msgspec.Struct, frozen=True):
    """The answer of `count_tokens`."""

    input_tokens: int
