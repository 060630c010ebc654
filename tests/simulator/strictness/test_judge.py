"""Bodies that are no JSON, bodies that are too long, and rules that are not enforced."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.simulator.answers.generate import generate
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.replies import Refusal, Stream, error_body, error_headers
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.judge import judge, judge_bytes
from kiro_py.simulator.world import World
from simulator.bodies import (
    WEATHER,
    assistant,
    body,
    document,
    image,
    result,
    said,
    tool,
    use,
    user,
)
from simulator.worlds import GENERATE, bearer, bytes_of, call_of, events, world_of


def call_with(raw: bytes, parsed: Any = None) -> Call:
    return replace(call_of(GENERATE), raw=raw, body=parsed)


def judged(world: World, settings: Settings, request: Any) -> Conversation | Refusal:
    sender = world.sender(world.accounts["social"])
    return judge(call_of(GENERATE, request), sender, settings)


@pytest.mark.parametrize(
    ("raw", "parsed"),
    [
        pytest.param(b"", None, id="nothing"),
        pytest.param(b'{"a":', None, id="half"),
        pytest.param(b"[]", [], id="a list"),
        pytest.param(b'{"a":"\xff"}', None, id="no UTF-8"),
        pytest.param(b'{"a":"\\ud83d"}', None, id="half a surrogate pair"),
        pytest.param(b'{"a":"\\udc00 "}', None, id="the other half"),
        pytest.param(b'{"a":' * 5_000, None, id="too deep"),
    ],
)
def test_what_is_no_json_object_is_refused(raw: bytes, parsed: Any):
    """Anything but a JSON object is refused in the service's words."""
    refusal = judge_bytes(call_with(raw, parsed), Settings())

    assert refusal is not None
    assert ("The request body is not valid JSON.", "REQUEST_BODY_INVALID_JSON") == (
        refusal.message,
        refusal.reason,
    )


def test_a_body_beyond_the_limit_is_refused_by_the_listener():
    """A body that is too long is refused in the envelope of the listener."""
    call = call_with(b"x" * 11)
    refusal = judge_bytes(call, Settings(max_body_bytes=10))

    assert refusal is not None
    assert (
        b'{"error":{"code":"validation_error","message":'
        b'"Failed to buffer the request body: length limit exceeded"}}'
    ) == error_body(refusal, call.address)


def test_a_body_at_the_limit_is_read():
    """The limit itself is still taken."""
    assert judge_bytes(call_with(b"{}" + b" " * 8, {}), Settings(max_body_bytes=10)) is None


def test_a_tolerated_rule_is_not_enforced(world: World):
    """A rule that is tolerated refuses nothing."""
    twice = body(user("a"), user("b"))
    settings = Settings(tolerates=frozenset({"same-role-twice"}))

    assert isinstance(judged(world, settings, twice), Conversation)


def test_a_refusal_names_the_place(world: World):
    """A refusal says where in the body the breach is, for the developer's eyes."""
    refusal = judged(world, Settings(), {**said("a"), "top_p": 1})

    assert isinstance(refusal, Refusal)
    assert "$.top_p: unknown member" == refusal.detail


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value inside `value`."""
    inside: Any = ()
    if isinstance(value, dict):
        inside = cast("dict[str, Any]", value).items()
    elif isinstance(value, list):
        inside = enumerate(cast("list[Any]", value))
    for name, inner in inside:
        yield (*path, name)
        yield from places(inner, (*path, name))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    copy = msgspec.json.decode(msgspec.json.encode(value))
    target = copy
    for name in path[:-1]:
        target = target[name]
    target[path[-1]] = new
    return copy


WHOLE = body(
    user("a", images=[image()], documents=[document()]),
    assistant("", uses=[use("t1", "weather")], reasoningContent={"redactedContent": "AAAA"}),
    user(results=[result("t1")]),
    assistant("b"),
    user("call tool weather and read a.txt"),
    model="claude-opus-5",
    tools=[tool("weather", WEATHER), tool("Read", {"type": "object", "properties": {"path": {}}})],
    fields={"thinking": {"type": "adaptive"}, "max_tokens": 1024},
)


@given(st.sampled_from(list(places(WHOLE))), JSON)
def test_nothing_that_is_sent_breaks_the_service(path: tuple[Any, ...], new: Any):
    """Whatever stands anywhere in a request, it is answered or refused."""
    world = world_of(settings=Settings(tolerates=frozenset({"signature-forged"})))
    call = call_of(GENERATE, replaced(WHOLE, path, new), headers=bearer(world))
    reply = generate(call, world)

    if isinstance(reply, Refusal):
        assert all(value.isprintable() for value in error_headers(reply, call.address).values())
    else:
        assert isinstance(reply, Stream)
        assert "meteringEvent" == events(bytes_of(reply.pieces))[-1][0]
