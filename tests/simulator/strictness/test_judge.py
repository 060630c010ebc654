"""Bodies that are no JSON, bodies that are too long, and rules that are not enforced."""

from dataclasses import replace
from typing import Any

import pytest

from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.replies import Refusal, error_body
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.judge import judge, judge_bytes
from kiro_py.simulator.world import World
from simulator.bodies import body, said, user
from simulator.worlds import GENERATE, call_of


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
