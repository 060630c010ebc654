"""Who answers what."""

from kiro_py.simulator.address import Operation
from kiro_py.simulator.answers.table import ANSWERERS, answer, find_account
from kiro_py.simulator.replies import Refusal
from kiro_py.simulator.world import World
from simulator.worlds import bearer, call_of, form_of


def test_every_operation_is_answered():
    """No operation is without an answerer."""
    assert set(Operation) == set(ANSWERERS)


def test_an_unknown_operation_is_refused(world: World):
    """What no host knows is 404."""
    refusal = answer(call_of("/nothing"), world)

    assert isinstance(refusal, Refusal)
    assert (404, "UnknownOperationException") == (refusal.status, refusal.error_type)


def test_the_account_of_a_form_is_seen(world: World):
    """A refresh token tells whose call it is in a form, too."""
    token = world.accounts.credential("external-idp")["refreshToken"]

    assert "external-idp" == find_account(form_of("/token", refresh_token=token), world)


def test_the_account_of_a_call_is_seen(world: World):
    """A bearer token or a refresh token tells whose call it is."""
    token = world.accounts.credential("idc")["refreshToken"]
    calls = [
        call_of("/mcp", headers=bearer(world)),
        call_of("/mcp", headers=bearer(world, "api-key")),
        call_of("/token", {"refreshToken": token}),
        call_of("/token", {"refreshToken": "made up"}),
        call_of("/token"),
    ]

    assert ["social", "api-key", "idc", None, None] == [find_account(call, world) for call in calls]
