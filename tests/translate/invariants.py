"""What the service demands of every body, whatever the conversation."""

import re
from itertools import pairwise
from typing import Any

Json = dict[str, Any]

ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,63}")
COMBINERS = {"anyOf", "oneOf", "allOf"}


def check(body: Json) -> None:
    """Assert that the service would take `body`."""
    state: Json = body["conversationState"]
    turns: list[Json] = [*state.get("history", []), state["currentMessage"]]
    _check_alternation(turns)
    _check_contents(turns)
    _check_pairs(turns)
    _check_tools(turns)
    _check_documents(turns)


def _check_alternation(turns: list[Json]) -> None:
    kinds = [next(iter(turn)) for turn in turns]
    assert kinds[0] == kinds[-1] == "userInputMessage"
    assert all(one != other for one, other in pairwise(kinds))


def _check_contents(turns: list[Json]) -> None:
    for turn in turns:
        (said,) = turn.values()
        may_be_empty = results_of(turn) or said.get("toolUses")
        assert said["content"].strip() or (may_be_empty and not said["content"])
        reasoning = said.get("reasoningContent")
        assert reasoning is None or len(reasoning) == 1


def _check_pairs(turns: list[Json]) -> None:
    seen: set[str] = set()
    assert not results_of(turns[0])
    for before, after in pairwise(turns):
        if "assistantResponseMessage" in before:
            called = [use["toolUseId"] for use in uses_of(before)]
            assert called == [answer["toolUseId"] for answer in results_of(after)]
            assert all(ID.fullmatch(call_id) for call_id in called)
            assert len(set(called)) == len(called)
            assert not seen.intersection(called)
            seen.update(called)
            assert all(answer["content"] for answer in results_of(after))


def _check_tools(turns: list[Json]) -> None:
    assert not any(tools_listed(turn) for turn in turns[:-1])
    listed = [tool["toolSpecification"] for tool in tools_listed(turns[-1])]
    names = [tool["name"] for tool in listed]
    assert len({name.lower() for name in names}) == len(names)
    assert {use["name"] for turn in turns for use in uses_of(turn)} <= set(names)
    for tool in listed:
        assert NAME.fullmatch(tool["name"])
        assert tool["description"].strip()
        schema = tool["inputSchema"]["json"]
        assert schema["type"] == "object"
        assert not COMBINERS.intersection(schema)


def _check_documents(turns: list[Json]) -> None:
    names = [
        document["name"].lower()
        for turn in turns
        for document in turn.get("userInputMessage", {}).get("documents", [])
    ]
    assert len(set(names)) == len(names)


def uses_of(turn: Json) -> list[Json]:
    return turn.get("assistantResponseMessage", {}).get("toolUses", [])


def results_of(turn: Json) -> list[Json]:
    return _context(turn).get("toolResults", [])


def tools_listed(turn: Json) -> list[Json]:
    return _context(turn).get("tools", [])


def _context(turn: Json) -> Json:
    return turn.get("userInputMessage", {}).get("userInputMessageContext", {})
