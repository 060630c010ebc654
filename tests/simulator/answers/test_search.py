"""The web search."""

from typing import Any

import msgspec
import pytest

from kiro_py.simulator.answers.search import invoke_mcp
from kiro_py.simulator.replies import Json, Refusal
from kiro_py.simulator.world import World
from simulator.worlds import bearer, call_of

SEARCH = {"name": "web_search", "arguments": {"query": "kiro"}}


def asked(world: World, body: Any, path: str = "/mcp") -> Any:
    reply = invoke_mcp(call_of(path, body, headers=bearer(world)), world)
    return reply.body if isinstance(reply, Json) else reply


def rpc(method: str, params: Any = None) -> dict[str, Any]:
    return {"id": "1", "jsonrpc": "2.0", "method": method, "params": params}


def test_a_search_finds_pages(world: World):
    """The result is JSON within JSON, with what a page needs."""
    answer = asked(world, rpc("tools/call", SEARCH))
    content = answer["result"]["content"][0]
    found = msgspec.json.decode(content["text"])

    assert ("1", "text", False, "kiro", 5, {"title", "url"}) == (
        answer["id"],
        content["type"],
        answer["result"]["isError"],
        found["query"],
        len(found["results"]),
        {"title", "url"} & set(found["results"][0]),
    )


def test_the_longest_query_is_taken(world: World):
    """200 characters are a query."""
    params = {"name": "web_search", "arguments": {"query": "x" * 200}}

    assert "result" in asked(world, rpc("tools/call", params))


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        pytest.param("tools/call", {"name": "web_search"}, -32602, id="no arguments"),
        pytest.param("tools/call", None, -32602, id="no parameters"),
        pytest.param(
            "tools/call",
            {"name": "web_search", "arguments": {"query": "x" * 201}},
            -32602,
            id="a long query",
        ),
        pytest.param("tools/call", {"name": "fetch"}, -32602, id="another tool"),
        pytest.param("resources/list", None, -32601, id="another method"),
    ],
)
def test_errors_come_with_status_200(world: World, method: str, params: Any, code: int):
    """What JSON-RPC calls an error is no refusal of HTTP."""
    assert code == asked(world, rpc(method, params))["error"]["code"]


@pytest.mark.parametrize("method", ["initialize", "notifications/initialized", "tools/list"])
def test_the_other_methods_answer(world: World, method: str):
    """A client may initialise and list the tools."""
    assert "result" in asked(world, rpc(method))


@pytest.mark.parametrize("body", [{}, {"id": 1.5, "method": "tools/list"}, {"id": 1}])
def test_what_is_no_request_is_refused(world: World, body: Any):
    """Without id and method it is no JSON-RPC."""
    refusal = asked(world, body)

    assert isinstance(refusal, Refusal)
    assert (400, "Improperly formed request.") == (refusal.status, refusal.message)


def test_no_json_is_refused(world: World):
    """What does not parse is refused like any body."""
    refusal = asked(world, [])

    assert isinstance(refusal, Refusal)
    assert "body-not-json" == refusal.rule


def test_the_runtime_host_wants_a_profile(world: World):
    """In REST the profile is a header, and the runtime host insists on it."""
    refusal = asked(world, rpc("tools/list"), "/runtime/mcp")

    assert isinstance(refusal, Refusal)
    assert "profile-required" == refusal.rule
