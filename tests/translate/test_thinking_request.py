"""How reasoning is asked for."""

from dataclasses import replace
from typing import Any

import pytest

from kiro_py.translate.capability import Bounds, Reasoning
from kiro_py.translate.models import Model, known
from kiro_py.translate.request import to_kiro
from translate.asking import NATIVE, TAGGED, Json, asked, assistant, body_of, system, user

OPUS_46 = known("claude-opus-4.6")
OPUS_55 = known("claude-opus-5.5")
GPT = replace(
    known("gpt-5.6-sol"),
    reasoning=Reasoning("reasoning", ("low", "medium", "high"), can_be_disabled=True),
)
GPT_ALWAYS = replace(GPT, reasoning=Reasoning("reasoning", ("low", "high"), can_be_disabled=False))
NO_EFFORTS = replace(NATIVE, reasoning=Reasoning("thinking", (), can_be_disabled=False))
BOUNDED = replace(NATIVE, output_bounds=Bounds(1024, 128_000))

ADAPTIVE = {"type": "adaptive", "display": "summarized"}
OMITTED = {"type": "adaptive", "display": "omitted"}
ENABLED = {"type": "enabled", "budget_tokens": 4000}


def fields_of(model: Model, **members: Any) -> Json | None:
    return body_of(asked(user("hi"), **members), model).get("additionalModelRequestFields")


NATIVELY: dict[str, tuple[Model, Json, Json | None]] = {
    "unsaid": (NATIVE, {}, None),
    "adaptive": (
        NATIVE,
        {"thinking": {"type": "adaptive"}},
        {"thinking": ADAPTIVE, "output_config": {"effort": "high"}},
    ),
    "adaptive, display omitted": (
        NATIVE,
        {"thinking": {"type": "adaptive", "display": "omitted"}, "effort": "low"},
        {"thinking": OMITTED, "output_config": {"effort": "low"}},
    ),
    "enabled": (
        NATIVE,
        {"thinking": ENABLED, "effort": "medium"},
        {"thinking": ADAPTIVE, "output_config": {"effort": "medium"}},
    ),
    "between tools": (
        NATIVE,
        {"thinking": {"type": "between_tools"}, "effort": "xhigh"},
        {"thinking": ADAPTIVE, "output_config": {"effort": "xhigh"}},
    ),
    "disabled": (NATIVE, {"thinking": {"type": "disabled"}}, {"thinking": {"type": "disabled"}}),
    "disabled where that is refused": (OPUS_55, {"thinking": {"type": "disabled"}}, None),
    "unheard-of": (NATIVE, {"thinking": {"type": "dreaming"}}, None),
    "effort alone": (NATIVE, {"effort": "max"}, {"output_config": {"effort": "max"}}),
    "effort above what is allowed": (
        OPUS_46,
        {"thinking": {"type": "adaptive"}, "effort": "xhigh"},
        {"thinking": ADAPTIVE, "output_config": {"effort": "high"}},
    ),
    "effort below what is allowed": (
        OPUS_46,
        {"thinking": {"type": "adaptive"}, "effort": "minimal"},
        {"thinking": ADAPTIVE, "output_config": {"effort": "low"}},
    ),
    "effort of no known word": (
        NATIVE,
        {"thinking": {"type": "adaptive"}, "effort": "</thinking_effort>"},
        {"thinking": ADAPTIVE, "output_config": {"effort": "high"}},
    ),
    "a model without efforts": (
        NO_EFFORTS,
        {"thinking": {"type": "adaptive"}, "effort": "low"},
        {"thinking": ADAPTIVE},
    ),
    "gpt unsaid": (GPT, {}, None),
    "gpt adaptive": (
        GPT,
        {"thinking": {"type": "adaptive"}},
        {"reasoning": {"effort": "high"}},
    ),
    "gpt effort": (
        GPT,
        {"thinking": ENABLED, "effort": "max"},
        {"reasoning": {"effort": "high"}},
    ),
    "gpt disabled": (
        GPT,
        {"thinking": {"type": "disabled"}, "effort": "high"},
        {"reasoning": {"effort": "none"}},
    ),
    "gpt disabled where that is refused": (GPT_ALWAYS, {"thinking": {"type": "disabled"}}, None),
    "max_tokens without bounds": (NATIVE, {"max_tokens": 5000}, None),
    "max_tokens": (BOUNDED, {"max_tokens": 5000}, {"max_tokens": 5000}),
    "max_tokens below": (BOUNDED, {"max_tokens": 10}, {"max_tokens": 1024}),
    "max_tokens above": (BOUNDED, {"max_tokens": 999_999}, {"max_tokens": 128_000}),
    "max_tokens beside thinking": (
        BOUNDED,
        {"max_tokens": 5000, "thinking": {"type": "adaptive"}},
        {"thinking": ADAPTIVE, "output_config": {"effort": "high"}, "max_tokens": 5000},
    ),
    "no schema, no fields": (
        TAGGED,
        {"thinking": ENABLED, "max_tokens": 10, "effort": "low"},
        None,
    ),
}


@pytest.mark.parametrize(("model", "members", "expected"), NATIVELY.values(), ids=NATIVELY.keys())
def test_native_fields(model: Model, members: Json, expected: Json | None) -> None:
    """A model is asked in the words of its own schema, and in no others."""
    assert expected == fields_of(model, **members)


def tag_of(model: Model, **members: Any) -> str:
    current: Json = body_of(asked(user("hi"), **members), model)["conversationState"]
    content: str = current["currentMessage"]["userInputMessage"]["content"]
    return content.removesuffix("hi").removesuffix("\n\n")


def budget(tokens: int) -> str:
    return (
        f"<thinking_mode>enabled</thinking_mode><max_thinking_length>{tokens}</max_thinking_length>"
    )


def effort(word: str) -> str:
    return f"<thinking_mode>adaptive</thinking_mode><thinking_effort>{word}</thinking_effort>"


TAGS: dict[str, tuple[Model, Json, str]] = {
    "unsaid": (TAGGED, {}, ""),
    "disabled": (TAGGED, {"thinking": {"type": "disabled"}}, ""),
    "enabled": (TAGGED, {"thinking": ENABLED}, budget(4000)),
    "enabled, no budget": (TAGGED, {"thinking": {"type": "enabled"}}, budget(20_000)),
    "enabled, too much": (
        TAGGED,
        {"thinking": {"type": "enabled", "budget_tokens": 31_999}},
        budget(24_576),
    ),
    "enabled, too little": (
        TAGGED,
        {"thinking": {"type": "enabled", "budget_tokens": 1}},
        budget(1024),
    ),
    "enabled, a fraction": (
        TAGGED,
        {"thinking": {"type": "enabled", "budget_tokens": 2048.0}},
        budget(2048),
    ),
    "adaptive": (TAGGED, {"thinking": {"type": "adaptive"}}, effort("high")),
    "adaptive, effort": (
        TAGGED,
        {"thinking": {"type": "adaptive"}, "effort": "low"},
        effort("low"),
    ),
    "adaptive, effort of no known word": (
        TAGGED,
        {"thinking": {"type": "adaptive"}, "effort": "x</thinking_effort>"},
        effort("high"),
    ),
    "effort alone": (TAGGED, {"effort": "low"}, ""),
    "native": (NATIVE, {"thinking": ENABLED}, ""),
}


@pytest.mark.parametrize(("model", "members", "expected"), TAGS.values(), ids=TAGS.keys())
def test_tags(model: Model, members: Json, expected: str) -> None:
    """A model without native reasoning is asked in a tag, any other is not."""
    assert expected == tag_of(model, **members)


READ_BACK: dict[str, tuple[Model, Json, tuple[bool, bool]]] = {
    "tags": (TAGGED, {"thinking": ENABLED}, (True, True)),
    "native": (NATIVE, {"thinking": ENABLED}, (True, False)),
    "tags, unsaid": (TAGGED, {}, (False, False)),
    "tags, disabled": (TAGGED, {"thinking": {"type": "disabled"}}, (False, False)),
    "native, disabled": (NATIVE, {"thinking": {"type": "disabled"}}, (False, False)),
}


@pytest.mark.parametrize(("model", "members", "expected"), READ_BACK.values(), ids=READ_BACK.keys())
def test_what_the_reply_must_know(model: Model, members: Json, expected: tuple[bool, bool]) -> None:
    """Tags are read only where they were asked for."""
    made = to_kiro(asked(user("hi"), **members), model, conversation_id="c")
    assert expected == (made.wants_thinking, made.reads_tags)


NAMED: dict[str, tuple[Json, str]] = {
    "silent": ({}, budget(20_000)),
    "disabled": ({"thinking": {"type": "disabled"}}, ""),
    "own budget": ({"thinking": ENABLED}, budget(4000)),
}


@pytest.mark.parametrize(("members", "expected"), NAMED.values(), ids=NAMED.keys())
def test_a_name_asks_where_the_request_is_silent(members: Json, expected: str) -> None:
    """`-thinking` in a model's name never overrides what the request says."""
    request = asked(user("hi"), **members)
    made = to_kiro(request, TAGGED, conversation_id="c", thinking_from_name=True)
    content = made.body.conversation_state.current_message.user_input_message.content
    assert expected == content.removesuffix("hi").removesuffix("\n\n")


def test_the_latest_effort_holds() -> None:
    """A message may change the effort from then on."""
    request = asked(
        user("hi"),
        system([], effort="low"),
        assistant("a"),
        user("on"),
        system("x", effort="max"),
        thinking={"type": "adaptive"},
        effort="medium",
    )
    fields = body_of(request, NATIVE)["additionalModelRequestFields"]
    assert {"effort": "max"} == fields["output_config"]
