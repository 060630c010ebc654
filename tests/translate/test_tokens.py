"""Estimates of tokens."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.translate.tokens import (
    MAX_IMAGE_TOKENS,
    TOKENS_FOR_TOOLS,
    estimate,
    estimate_text,
    weigh,
)
from kiro_py.wire.anthropic.request import MessagesRequest
from translate.asking import (
    Json,
    asked,
    assistant,
    call,
    document,
    image,
    png,
    result,
    text,
    thinking,
    tool,
    user,
)

PROSE = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the "
    "age of foolishness, it was the epoch of belief, it was the epoch of incredulity."
)
CODE = '''def read(path: str) -> dict[str, int]:
    """Return the settings."""
    with open(path, encoding="utf-8") as file:
        return {key: int(value) for key, value in json.load(file).items()}
'''
LOG = "2026-11-22T10:31:07.113Z INFO request id=9e3779b1 status=200 ms=31\n"
CHINESE = "请帮我写一个函数，读取配置文件并返回其中的所有键值对。"  # noqa: RUF001 -- a comma of its script
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
RUSSIAN = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива."  # noqa: RUF001 -- letters of its script

PER_TOKEN = {
    "prose": (PROSE, 3.3, 4.5),
    "code": (CODE, 3.0, 4.2),
    "log": (LOG, 1.9, 2.9),
    "chinese": (CHINESE, 0.8, 1.1),
    "japanese": (JAPANESE, 0.8, 1.1),
    "russian": (RUSSIAN, 1.3, 2.2),
}


@pytest.mark.parametrize(("words", "least", "most"), PER_TOKEN.values(), ids=PER_TOKEN.keys())
def test_characters_per_token(words: str, least: float, most: float) -> None:
    """Each kind of text has about as many characters a token as Claude's tokenizers give it."""
    assert least < len(words) / weigh(words) < most


def test_nothing_weighs_nothing_and_a_letter_something() -> None:
    """An estimate of a text is zero only where there is none."""
    assert (0, 1) == (estimate_text(""), estimate_text("a"))


def test_a_request_is_never_zero() -> None:
    """The emptiest request has a token."""
    assert 1 <= estimate(asked(user([])))


@given(st.text(), st.text())
def test_weights_add_up(one: str, other: str) -> None:
    """Texts may be cut and joined, and nothing is won or lost."""
    assert weigh(one) + weigh(other) == pytest.approx(weigh(one + other))


@given(st.text(alphabet=st.characters(exclude_categories=[])), st.characters(exclude_categories=[]))
def test_more_text_never_weighs_less(words: str, more: str) -> None:
    """Every character counts, even half of a surrogate pair."""
    assert weigh(words) < weigh(words + more)


WORDS = "word " * 100
PLAIN = weigh(WORDS)
BLOCKS: dict[str, tuple[Json, float]] = {
    "text": (user(WORDS), PLAIN),
    "thinking": (assistant([thinking(WORDS)]), PLAIN),
    "redacted thinking": (assistant([{"type": "redacted_thinking", "data": WORDS}]), PLAIN),
    "call": (assistant([call("t", "Read", path=WORDS)]), PLAIN),
    "server call": (
        assistant([{"type": "server_tool_use", "id": "s", "name": "n", "input": {"q": WORDS}}]),
        PLAIN,
    ),
    "search": (
        assistant(
            [{"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"x": WORDS}]}]
        ),
        PLAIN,
    ),
    "result": (user([result("t", WORDS)]), PLAIN),
    "result of blocks": (user([result("t", [text(WORDS), image(png(750, 200))])]), PLAIN + 200),
    "search result": (
        user([{"type": "search_result", "source": "s", "title": "t", "content": [text(WORDS)]}]),
        PLAIN,
    ),
    "tool reference": (user([{"type": "tool_reference", "tool_name": WORDS}]), PLAIN),
    "text document": (user([document({"type": "text", "data": WORDS}, context=WORDS)]), 2 * PLAIN),
    "document of blocks": (
        user([document({"type": "content", "content": [text(WORDS)]}, title=WORDS)]),
        2 * PLAIN,
    ),
    "pdf": (
        user([document({"type": "base64", "data": "A" * 64_000})]),
        2000,
    ),
    "document elsewhere": (user([document({"type": "url", "url": "u"})]), 0),
    "unknown": (user([{"type": "hologram", "text": WORDS}]), 0),
    "image": (user([image(png(750, 500))]), 500),
    "large image": (user([image(png(8000, 8000))]), MAX_IMAGE_TOKENS),
    "image of unknown size": (user([image("QUJD")]), MAX_IMAGE_TOKENS),
    "image elsewhere": (
        user([{"type": "image", "source": {"type": "url", "url": "u"}}]),
        MAX_IMAGE_TOKENS,
    ),
}


@pytest.mark.parametrize(("message", "expected"), BLOCKS.values(), ids=BLOCKS.keys())
def test_every_block_counts(message: Json, expected: float) -> None:
    """Each block weighs what it carries, give or take its frame."""
    bare = estimate(asked({**message, "content": []}))
    assert expected == pytest.approx(estimate(asked(message)) - bare, abs=6)


MEMBERS: dict[str, Json] = {
    "system": {"system": (WORDS,)},
    "tool": {"tools": [tool("a", description=WORDS)]},
    "schema": {"tools": [tool("a", input_schema={"description": WORDS})]},
    "form": {"output_format": {"type": "json_schema", "schema": {"description": WORDS}}},
}


@pytest.mark.parametrize("members", MEMBERS.values(), ids=MEMBERS.keys())
def test_every_member_counts(members: dict[str, Any]) -> None:
    """What stands outside the messages weighs too."""
    without = estimate(asked(user("hi"))) + (TOKENS_FOR_TOOLS if "tools" in members else 0)
    assert PLAIN == pytest.approx(estimate(asked(user("hi"), **members)) - without, abs=25)


WEATHER = tool(
    "get_weather",
    description="Get the current weather in a given location",
    input_schema={
        "type": "object",
        "properties": {
            "location": {
                "type": "string",
                "description": "The city and state, e.g. San Francisco, CA",
            }
        },
        "required": ["location"],
    },
)
PUBLISHED = {
    "a greeting": (14, asked(user("Hello, Claude"), system=("You are a scientist",))),
    "a tool": (403, asked(user("What's the weather like in San Francisco?"), tools=[WEATHER])),
    "thinking": (
        88,
        asked(
            user("Are there an infinite number of prime numbers such that n mod 4 == 3?"),
            assistant(
                [
                    thinking(
                        "This is a nice number theory question. Lets think about it step by step..."
                    ),
                    text("Yes, there are infinitely many prime numbers p such that p mod 4 = 3..."),
                ]
            ),
            user("Can you write a formal proof?"),
        ),
    ),
}
"""The examples of Anthropic's page about token counting, with the figures that it gives."""


@pytest.mark.parametrize(("published", "request_"), PUBLISHED.values(), ids=PUBLISHED.keys())
def test_published_figures_are_met(published: int, request_: MessagesRequest) -> None:
    """Requests whose count is public come out within a tenth, or a few tokens."""
    assert published == pytest.approx(estimate(request_), rel=0.1, abs=3)


def test_a_picture_is_not_counted_as_text() -> None:
    """A megabyte of base64 is one picture."""
    data = base64.b64encode(base64.b64decode(png(100, 100)) + bytes(1_000_000)).decode()
    assert estimate(asked(user([image(data)]))) < 50
