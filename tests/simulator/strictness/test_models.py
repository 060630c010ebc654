"""The checks about models, at their edges."""

from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.strictness import models
from kiro_py.simulator.strictness.inspection import Check, inspect
from kiro_py.simulator.world import World
from simulator.bodies import Body, assistant, body, said, user
from simulator.worlds import GENERATE, call_of, world_of


def found(world: World, check: Check, request: Body) -> str | None:
    sender = world.sender(world.accounts["social"])
    breach = check(inspect(call_of(GENERATE, request), sender))
    return None if breach is None else breach.detail


def test_a_plan_limits_the_models():
    """A model that the plan does not have is as unknown as one that nobody has."""
    plan = Account(name="social", kind=Kind.SOCIAL, models=("auto",))

    assert "modelId 'claude-opus-5'" == found(
        world_of(accounts=[plan]), models.model_unknown, said("a", model="claude-opus-5")
    )


def test_empty_fields_are_fields(world: World):
    """An empty object for a model without a schema is refused like a full one."""
    request = said("a", fields={})

    assert "claude-sonnet-4.5 has no schema" == found(world, models.fields_not_supported, request)


def test_redacted_reasoning_is_checked(world: World):
    """Redacted reasoning comes back as it went out, or it is forged."""
    data = world.signer("social", "claude-opus-5").sign("", "then")
    request = body(
        user("a"),
        assistant("b", reasoningContent={"redactedContent": data[:-4]}),
        user("c"),
        model="claude-opus-5",
    )

    assert "messages.1" == found(world, models.signature_forged, request)


def test_an_unknown_model_is_judged_once(world: World):
    """Fields and signatures of a model that is unknown are not looked at."""
    request = said("a", model="no-model", fields={"a": 1})
    checks = (models.fields_invalid, models.fields_not_supported, models.signature_forged)

    assert [None] * 3 == [found(world, check, request) for check in checks]
