"""The list of models, `GET /v1/models` and `GET /v1/models/{id}`."""

from typing import Literal

import msgspec

Line = Literal["haiku", "sonnet", "opus", "fable", "mythos"]


class Support(msgspec.Struct, frozen=True):
    """Whether something can be had."""

    supported: bool = False


class EffortSupport(msgspec.Struct, frozen=True):
    """Which efforts a model takes."""

    supported: bool
    low: Support
    medium: Support
    high: Support
    xhigh: Support
    max: Support


class ThinkingTypes(msgspec.Struct, frozen=True):
    """Which values of `thinking.type` do what they say."""

    adaptive: Support
    between_tools: Support
    disabled: Support
    enabled: Support


class ThinkingSupport(msgspec.Struct, frozen=True):
    """Whether a model shows its reasoning, and how it may be asked to."""

    supported: bool
    types: ThinkingTypes


class ServerToolSupport(msgspec.Struct, frozen=True):
    """Which tools are run without the client."""

    supported: bool
    web_search: Support
    code_execution: Support = Support()


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What can be had of a model through the gateway."""

    batch: Support = Support()
    citations: Support = Support()
    code_execution: Support = Support()
    context_management: Support = Support()
    effort: EffortSupport
    image_input: Support
    pdf_input: Support
    server_tools: ServerToolSupport
    structured_outputs: Support = Support()
    thinking: ThinkingSupport


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="model"):
    """One model; `created_at` is RFC 3339."""

    id: str
    display_name: str
    created_at: str
    lifecycle: Literal["active", "deprecated", "retired"] = "active"
    line: Line | msgspec.UnsetType = msgspec.UNSET
    max_input_tokens: int | None = None
    max_tokens: int | None = None
    capabilities: Capabilities | None = None


class ModelPage(msgspec.Struct, frozen=True):
    """A page of models; `has_more` is always there, since clients page until it is false."""

    data: list[ModelInfo]
    has_more: bool
    first_id: str | None
    last_id: str | None


class TokenCount(msgspec.Struct, frozen=True):
    """The answer of `count_tokens`."""

    input_tokens: int
