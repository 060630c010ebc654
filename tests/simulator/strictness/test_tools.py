"""The checks about tools, at their edges."""

import pytest

from kiro_py.simulator.strictness import tools
from kiro_py.simulator.strictness.inspection import Check, inspect
from kiro_py.simulator.world import World
from simulator.bodies import Body, assistant, body, result, said, tool, use, user
from simulator.worlds import GENERATE, call_of

TWO = assistant("", uses=[use("t1", "a"), use("t2", "a")])


@pytest.mark.parametrize(
    ("check", "request_body", "expected"),
    [
        pytest.param(tools.bad_name, said("x", tools=[tool("a" * 64)]), None, id="64 letters"),
        pytest.param(
            tools.bad_name,
            body(user("a"), assistant("", uses=[use("t1", "a b")]), user("c")),
            "tool name 'a b': expected [a-zA-Z0-9_-]{1,64}",
            id="a call with a bad name",
        ),
        pytest.param(
            tools.use_unanswered,
            body(user("a"), TWO, user(results=[result("t2"), result("t1")])),
            None,
            id="results in any order",
        ),
        pytest.param(
            tools.use_unanswered,
            body(user("a"), TWO, user(results=[result("t1")])),
            "messages.1 calls t2",
            id="one of two",
        ),
        pytest.param(
            tools.result_orphaned,
            body(user("a"), TWO, user(results=[result("t1"), result("t3")])),
            "messages.2 answers t3",
            id="a result nobody asked for",
        ),
        pytest.param(
            tools.tools_not_configured,
            body(user("a"), TWO, user(results=[result("t1")]), tools=[tool("b")]),
            "messages.1 calls 'a', which is not among the tools",
            id="another tool",
        ),
        pytest.param(
            tools.missing_schema,
            said(
                "x",
                tools=[
                    {
                        "toolSpecification": {
                            "name": "a",
                            "description": "d",
                            "inputSchema": {"json": "{}"},
                        }
                    }
                ],
            ),
            "tools[0] 'a' has no schema",
            id="a schema as text",
        ),
    ],
)
def test_edges(world: World, check: Check, request_body: Body, expected: str | None):
    """A check finds what is beyond its edge and nothing before it."""
    sender = world.sender(world.accounts["social"])
    found = check(inspect(call_of(GENERATE, request_body), sender))

    assert expected == (None if found is None else found.detail)
