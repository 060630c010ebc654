"""A body laid out for the rules."""

from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.model.conversation import EMPTY_CONVERSATION
from kiro_py.simulator.strictness.inspection import Inspection, inspect
from kiro_py.simulator.world import World
from simulator.bodies import Body, said
from simulator.worlds import GENERATE, call_of


def inspected(world: World, body: Body) -> Inspection:
    return inspect(call_of(GENERATE, body), world.sender(world.accounts["social"]))


def test_a_body_of_the_wrong_shape_has_no_conversation(world: World):
    """What cannot be read as a conversation is an empty one, and its misfits are told."""
    found = inspected(world, {"conversationState": 5})

    assert (EMPTY_CONVERSATION, 1) == (found.conversation, len(found.misfits))


def test_misfits_are_not_counted_for_ever(world: World):
    """A body of nothing but misfits does not hold up the rules."""
    assert 50 == len(inspected(world, dict.fromkeys(map(str, range(1_000)), 0)).misfits)


def test_without_a_model_id_the_default_answers(world: World):
    """A message that names no model is for the default one."""
    request = said("hello")
    del request["conversationState"]["currentMessage"]["userInputMessage"]["modelId"]

    assert MODELS["auto"] == inspected(world, request).model
