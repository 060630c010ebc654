"""Wishes that are put into words at the end of the current turn."""

from typing import Any

import pytest

from translate.asking import Json, asked, assistant, call, current_of, result, tool, turns_of, user

SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}}
FORMAT = {"output_format": {"type": "json_schema", "schema": SCHEMA}}
SEARCH = {"type": "web_search_20250305", "name": "web_search"}
ONE = "Call at most one tool in this answer."

WISHES: dict[str, tuple[Json, str]] = {
    "none": ({}, ""),
    "auto": ({"tool_choice": {"type": "auto"}}, ""),
    "any": (
        {"tool_choice": {"type": "any"}},
        "\n\nCall at least one of the tools in this answer.",
    ),
    "a tool": (
        {"tool_choice": {"type": "tool", "name": "b"}},
        "\n\nCall the tool b in this answer.",
    ),
    "one at a time": (
        {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
        f"\n\n{ONE}",
    ),
    "any, one at a time": (
        {"tool_choice": {"type": "any", "disable_parallel_tool_use": True}},
        f"\n\nCall at least one of the tools in this answer.\n\n{ONE}",
    ),
    "a search beside tools": (
        {"tools": [tool("a"), SEARCH]},
        "\n\nThe web cannot be searched in this answer.",
    ),
    "a search is chosen": (
        {"tools": [tool("a"), SEARCH], "tool_choice": {"type": "tool", "name": "web_search"}},
        "\n\nThe web cannot be searched in this answer.",
    ),
    "a search, and no tools": (
        {"tools": [tool("a"), SEARCH], "tool_choice": {"type": "none"}},
        "",
    ),
    "no tools": ({"tool_choice": {"type": "none"}}, ""),
    "json": (
        FORMAT,
        (
            "\n\nAnswer with nothing but one JSON value that fits this JSON schema:\n"
            '{"type":"object","properties":{"title":{"type":"string"}}}'
        ),
    ),
    "a form of no schema": ({"output_format": {"type": "text"}}, ""),
    "a form without its schema": ({"output_format": {"type": "json_schema"}}, ""),
}


@pytest.mark.parametrize(("wish", "words"), WISHES.values(), ids=WISHES.keys())
def test_wishes(wish: Json, words: str) -> None:
    """Each wish is a sentence after the turn's own words, and no wish is none."""
    members: dict[str, Any] = {"tools": [tool("a"), tool("b")], **wish}
    assert f"go{words}" == current_of(asked(user("go"), **members))["user"]


def test_a_choice_among_no_tools_is_no_wish() -> None:
    """Where nothing can be called, nobody is told to call."""
    assert "go" == current_of(asked(user("go"), tool_choice={"type": "any"}))["user"]


def test_wishes_stand_beside_results() -> None:
    """A turn of results alone gets the words as its text."""
    request = asked(
        user("go"),
        assistant([call("1", "a")]),
        user([result("1")]),
        tools=[tool("a")],
        tool_choice={"type": "any"},
    )
    assert "Call at least one of the tools in this answer." == current_of(request)["user"]


def test_wishes_are_for_the_current_turn_only() -> None:
    """What was wished for earlier is not told again."""
    request = asked(
        user("go"), assistant("a"), user("on"), tools=[tool("a")], tool_choice={"type": "any"}
    )
    assert "go" == turns_of(request)[0]["user"]
