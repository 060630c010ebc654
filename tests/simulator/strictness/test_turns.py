"""The checks about turns, at their edges."""

from typing import Any

import pytest

from kiro_py.simulator.settings import Settings, TrueCount
from kiro_py.simulator.strictness import turns
from kiro_py.simulator.strictness.inspection import Check, inspect
from kiro_py.simulator.strictness.shape import Fault
from kiro_py.simulator.world import World
from simulator.bodies import Body, assistant, body, image, result, said, use, user
from simulator.worlds import GENERATE, call_of, world_of

CALLED = assistant("", uses=[use("t1", "weather")])


def found(world: World, check: Check, request: Body) -> str | None:
    sender = world.sender(world.accounts["social"])
    breach = check(inspect(call_of(GENERATE, request), sender))
    return None if breach is None else breach.detail


@pytest.mark.parametrize(
    ("check", "request_body", "expected"),
    [
        pytest.param(turns.message_too_long, said("x" * 600_000), None, id="the longest turn"),
        pytest.param(
            turns.message_too_long,
            body(user("a"), CALLED, user(results=[result("t1", "x" * 800_001)])),
            "messages.2: a tool result over 800000 characters",
            id="a long result",
        ),
        pytest.param(
            turns.history_turn_is_empty,
            body(user("", images=[image()]), CALLED, user(results=[result("t1")])),
            None,
            id="an image and a call say something",
        ),
        pytest.param(
            turns.same_role_twice,
            body(user("a"), assistant("b"), assistant("c"), user("d")),
            "messages.2 has the role of messages.1",
            id="the assistant twice",
        ),
        pytest.param(
            turns.input_too_long,
            said("hello", model="no-model"),
            None,
            id="an unknown model has no window",
        ),
    ],
)
def test_edges(world: World, check: Check, request_body: Body, expected: str | None):
    """A check finds what is beyond its edge and nothing before it."""
    assert expected == found(world, check, request_body)


def test_places_with_a_rule_of_their_own_are_left_to_it(world: World):
    """A general rule about shape passes over what a special one judges."""
    request: dict[str, Any] = {**said("a"), "systemPrompt": "b"}
    general, special = turns.misfit(Fault.UNKNOWN_MEMBER), turns.misfit_at(r"\$\.systemPrompt")

    assert (None, "$.systemPrompt: unknown member") == (
        found(world, general, request),
        found(world, special, request),
    )


@pytest.mark.parametrize(("factor", "is_too_long"), [(1.0, False), (2.0, True)])
def test_a_window_is_filled_as_its_model_counts(*, factor: float, is_too_long: bool):
    """The same conversation fits a model that counts less."""
    counts = (TrueCount("claude-sonnet-4.5", factor),)
    request = said("x" * 500_000, model="claude-sonnet-4.5")
    breach = found(world_of(settings=Settings(counts=counts)), turns.input_too_long, request)

    assert is_too_long is (breach is not None)
