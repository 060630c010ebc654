"""Tools under names that the service takes, and the way back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.errors import RequestRefused
from kiro_py.translate.tools import (
    MAX_DESCRIPTION_CHARACTERS,
    STUB_DESCRIPTION,
    ToolNames,
)
from translate.asking import (
    Json,
    asked,
    assistant,
    body_of,
    call,
    result,
    tool,
    tools_of,
    translated,
    turns_of,
    user,
)

EMPTY: Json = {"json": {"type": "object", "properties": {}}}
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,63}")

NAMES: dict[str, tuple[list[str], list[str]]] = {
    "fitting": (["Read", "mcp__a__b-c", "x" * 64], ["Read", "mcp__a__b-c", "x" * 64]),
    "long": (["x" * 65], ["x" * 54 + "-3821d19d"]),
    "equal beginnings": (["x" * 65, "x" * 66], ["x" * 54 + "-3821d19d", "x" * 54 + "-227809ac"]),
    "odd signs": (["a.b", "a/b"], ["a_b-c89bd119", "a_b-85c5b870"]),
    "foreign": (["読む"], ["t___-cc694c27"]),
    "digit first": (["1st"], ["t_1st-c1f30d10"]),
    "sign first": (["_x"], ["t__x-ca8de6a8"]),
    "nothing": ([""], ["t_-01ba4719"]),
    "same but for case": (["read", "Read"], ["read", "Read-6062ed10"]),
}


@pytest.mark.parametrize(("names", "expected"), NAMES.values(), ids=NAMES.keys())
def test_names(names: list[str], expected: list[str]) -> None:
    """A fitting name stays, any other becomes the same new one every time, and both lead back."""
    made = ToolNames.of(names)
    assert expected == [made.upstream(name) for name in names]
    assert names == [made.original(name) for name in expected]


def test_a_name_made_up_before_is_not_given_twice() -> None:
    """A client may well send a name that looks like one of ours."""
    made_up = ToolNames.of(["a.b"]).upstream("a.b")
    names = ToolNames.of([made_up, "a.b"])
    assert made_up == names.upstream(made_up)
    assert "a.b" == names.original(names.upstream("a.b"))


@pytest.mark.parametrize("called", ["read", "READ", "Read"])
def test_a_call_finds_its_tool_whatever_the_case(called: str) -> None:
    """The service does not tell cases apart, so neither may a reply."""
    assert "Read" == ToolNames.of(["Read"]).original(called)


def test_a_strange_name_stays_as_it_is() -> None:
    """A tool that nobody offered is the client's to refuse."""
    assert "Fly" == ToolNames.of(["Read"]).original("Fly")


@given(st.lists(st.text(max_size=80) | st.sampled_from(["Read", "read", "READ", "x" * 70])))
def test_any_names_become_fitting_and_lead_back(names: list[str]) -> None:
    """No two names meet, whatever a client thinks of."""
    made = ToolNames.of(names)
    upstream = {name: made.upstream(name) for name in names}
    assert all(NAME.fullmatch(name) for name in upstream.values())
    assert len(upstream) == len({name.lower() for name in upstream.values()})
    assert all(made.original(there) == name for name, there in upstream.items())


LISTED: dict[str, tuple[list[Json], list[Json]]] = {
    "as it came": (
        [tool("Read", description="Reads.", input_schema={"type": "object", "properties": {}})],
        [{"name": "Read", "description": "Reads.", "inputSchema": EMPTY}],
    ),
    "in the order of the request": (
        [tool("b", description="B"), tool("a", description="A", type="custom")],
        [
            {"name": "b", "description": "B", "inputSchema": EMPTY},
            {"name": "a", "description": "A", "inputSchema": EMPTY},
        ],
    ),
    "the first of one name": (
        [tool("a", description="first"), tool("a", description="second")],
        [{"name": "a", "description": "first", "inputSchema": EMPTY}],
    ),
    "no description": (
        [tool("a", description=None), tool("b", description=" \n")],
        [
            {"name": "a", "description": "Tool a.", "inputSchema": EMPTY},
            {"name": "b", "description": "Tool b.", "inputSchema": EMPTY},
        ],
    ),
    "no schema": (
        [{"name": "a", "description": "A"}],
        [{"name": "a", "description": "A", "inputSchema": EMPTY}],
    ),
    "a deferred tool": (
        [tool("a", description="A", defer_loading=True)],
        [{"name": "a", "description": "A", "inputSchema": EMPTY}],
    ),
    "the sign of deferred tools": (
        [tool("DeferredToolPlaceholder", defer_loading=True), tool("a", description="A")],
        [{"name": "a", "description": "A", "inputSchema": EMPTY}],
    ),
    "tools that servers run": (
        [
            {"name": "web_search", "type": "web_search_20250305", "max_uses": 8},
            {"name": "web_fetch", "type": "web_fetch_20260318"},
            {"name": "code_execution", "type": "code_execution_20260521"},
            {"name": "tool_search_tool_bm25", "type": "tool_search_tool_bm25_20251119"},
            {"type": "mcp_toolset"},
        ],
        [],
    ),
    "a client's own tool of a server tool's name": (
        [tool("web_search", description="Mine.")],
        [{"name": "web_search", "description": "Mine.", "inputSchema": EMPTY}],
    ),
    "an unheard-of type": ([{"name": "x", "type": "hologram_20270101"}], []),
    "an unheard-of type with a schema": (
        [tool("x", type="hologram_20270101", description="X")],
        [{"name": "x", "description": "X", "inputSchema": EMPTY}],
    ),
}


def test_a_defined_tool_brings_what_anthropic_left_unsaid() -> None:
    """A tool that is known by its type gets a description and a schema; its own words hold."""
    bare = {"type": "memory_20250818", "name": "memory", "description": " "}
    told = {**bare, "name": "notes", "description": "Notes.", "input_schema": EMPTY["json"]}
    (known, own) = tools_of(asked(user("go"), tools=[bare, told]))
    assert known["description"].startswith("Keep notes in files below /memories")
    assert "command" in known["inputSchema"]["json"]["properties"]
    assert {"name": "notes", "description": "Notes.", "inputSchema": EMPTY} == own


@pytest.mark.parametrize(("tools", "expected"), LISTED.values(), ids=LISTED.keys())
def test_listed_tools(tools: list[Json], expected: list[Json]) -> None:
    """Each tool is listed as the service takes it, or not at all."""
    assert expected == tools_of(asked(user("go"), tools=tools))


def test_an_overlong_description_goes_on_in_the_system_text() -> None:
    """What a description has no room for stands after the system texts, under a heading."""
    long = "".join(f"{number:08}" for number in range(10_000))
    told = asked(user("go"), system=("You are X.",), tools=[tool("a.b", description=long)])
    (listed,) = tools_of(told)
    (current,) = turns_of(told)
    begun, _, pointer = listed["description"].partition("\n")
    system, heading, rest, words = current["user"].split("\n\n")
    assert MAX_DESCRIPTION_CHARACTERS == len(listed["description"])
    assert f'(It goes on in the system text, under "{heading}".)' == pointer
    assert f"# Tool {listed['name']}, continued" == heading
    assert ("You are X.", long, "go") == (system, begun + rest, words)


def test_an_overlong_description_stays_where_it_is() -> None:
    """The conversation begins with the same bytes, whichever tool is to be called."""
    tools = [tool("a", description="x" * 40_000), tool("b")]
    (free,) = turns_of(asked(user("go"), tools=tools))
    (bound,) = turns_of(asked(user("go"), tools=tools, tool_choice={"type": "tool", "name": "b"}))
    assert bound["user"].startswith(free["user"])


def stub(name: str) -> Json:
    return {"name": name, "description": STUB_DESCRIPTION, "inputSchema": EMPTY}


READ: Json = {"name": "Read", "description": "Reads.", "inputSchema": EMPTY}
WRITE: Json = {"name": "Write", "description": "Writes.", "inputSchema": EMPTY}
CHOICES: dict[str, tuple[Json, list[Json]]] = {
    "auto": ({"type": "auto"}, [READ, WRITE, stub("Gone")]),
    "any": ({"type": "any"}, [READ, WRITE, stub("Gone")]),
    "none": ({"type": "none"}, [stub("Read"), stub("Gone")]),
    "a tool": ({"type": "tool", "name": "Write"}, [WRITE, stub("Read"), stub("Gone")]),
}


@pytest.mark.parametrize(("choice", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_tools_of_the_history_are_always_listed(choice: Json, expected: list[Json]) -> None:
    """A tool that the history calls is listed even when it may not be called now."""
    request = asked(
        user("go"),
        assistant([call("1", "Read"), call("2", "Gone"), call("3", "Gone")]),
        user([result("1"), result("2"), result("3")]),
        tools=[tool("Read", description="Reads."), tool("Write", description="Writes.")],
        tool_choice=choice,
    )
    assert expected == tools_of(request)


def test_a_renamed_tool_has_one_name_everywhere() -> None:
    """List, history and reply agree on a tool's name."""
    name = "mcp__server__" + "x" * 80
    request = asked(
        user("go"), assistant([call("1", name)]), user([result("1")]), tools=[tool(name)]
    )
    (listed,) = tools_of(request)
    (made,) = turns_of(request)[1]["toolUses"]
    assert listed["name"] == made["name"]
    assert name == translated(request).tool_names.original(made["name"])


def test_no_tools_no_list() -> None:
    """A request without tools has no member for them."""
    current = body_of(asked(user("go")))["conversationState"]["currentMessage"]
    assert "userInputMessageContext" not in current["userInputMessage"]


REFUSED: dict[str, tuple[list[Json], Json, str]] = {
    "no name": ([tool("a"), tool("")], {"type": "auto"}, "tools.1.name: a tool needs a name"),
    "choice of none": (
        [tool("a")],
        {"type": "tool", "name": "b"},
        "tool_choice.name: tool 'b' is not in `tools`",
    ),
}


@pytest.mark.parametrize(("tools", "choice", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(tools: list[Json], choice: Json, expected: str) -> None:
    """What cannot be offered is refused by its path."""
    with pytest.raises(RequestRefused) as refusal:
        tools_of(asked(user("go"), tools=tools, tool_choice=choice))
    assert expected == refusal.value.message
