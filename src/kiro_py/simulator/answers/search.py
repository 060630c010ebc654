"""I answer `InvokeMCP`: JSON-RPC with one tool, the web search."""

from typing import cast

import msgspec

from kiro_py.simulator.accounts.access import admit
from kiro_py.simulator.answers.members import members
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.replies import Json, Refusal, Reply
from kiro_py.simulator.strictness.judge import judge_bytes
from kiro_py.simulator.world import World
from kiro_py.wire.json import JsonObject

MAX_QUERY_CHARACTERS = 200
_METHOD_NOT_FOUND = -32601
_INVALID_PARAMS = -32602
_RESULTS = 5
_FIRST_PUBLISHED_MILLISECONDS = 1_760_000_000_000
_DAY_MILLISECONDS = 86_400_000

_WEB_SEARCH: JsonObject = {
    "name": "web_search",
    "description": "Search the web",
    "inputSchema": {
        "type": "object",
        "properties": {"query": {"type": "string", "maxLength": MAX_QUERY_CHARACTERS}},
        "required": ["query"],
    },
}


def invoke_mcp(call: Call, world: World) -> Reply:
    """Check the caller, then answer the JSON-RPC request; its errors come with HTTP 200."""
    if (refusal := judge_bytes(call, world.settings)) is not None:
        return refusal
    holder = admit(call, world.accounts)
    if isinstance(holder, Refusal):
        return holder
    body = members(call)
    if not isinstance(body.get("id"), str | int) or not isinstance(body.get("method"), str):
        return Refusal(400, "ValidationException", "Improperly formed request.")
    outcome = _outcome(body["method"], body.get("params"))
    return Json({"id": body["id"], "jsonrpc": "2.0", **outcome})


def _outcome(method: str, params: object) -> JsonObject:
    match method:
        case "initialize":
            server = {"name": "kiro-simulator", "version": "1"}
            return _result({"protocolVersion": "2025-06-18", "serverInfo": server})
        case "notifications/initialized":
            return _result({})
        case "tools/list":
            return _result({"tools": [_WEB_SEARCH]})
        case "tools/call":
            return _call_tool(cast("JsonObject", params) if isinstance(params, dict) else {})
        case _:
            return _error(_METHOD_NOT_FOUND, f"Method not found: {method}")


def _call_tool(params: JsonObject) -> JsonObject:
    arguments = params.get("arguments")
    query = cast("JsonObject", arguments).get("query") if isinstance(arguments, dict) else None
    if params.get("name") != "web_search":
        return _error(_INVALID_PARAMS, f"Unknown tool: {params.get('name')}")
    if not isinstance(query, str) or not 0 < len(query) <= MAX_QUERY_CHARACTERS:
        return _error(_INVALID_PARAMS, f"query: expected 1 to {MAX_QUERY_CHARACTERS} characters")
    found = [_found(query, number) for number in range(_RESULTS)]
    answer = {"results": found, "totalResults": len(found), "query": query, "error": None}
    text = msgspec.json.encode(answer).decode()
    return _result({"content": [{"type": "text", "text": text}], "isError": False})


def _found(query: str, number: int) -> JsonObject:
    """Return one result; the same query finds the same things."""
    return {
        "title": f"{query}: page {number + 1}",
        "url": f"https://www.example.com/{number + 1}",
        "snippet": f"What page {number + 1} says about {query}.",
        "publishedDate": _FIRST_PUBLISHED_MILLISECONDS + number * _DAY_MILLISECONDS,
        "id": f"result-{number + 1}",
        "domain": "www.example.com",
        "maxVerbatimWordLimit": 30,
        "publicDomain": False,
    }


def _result(result: JsonObject) -> JsonObject:
    return {"result": result}


def _error(code: int, message: str) -> JsonObject:
    return {"error": {"code": code, "message": message}}
