"""What all operations share."""

import pytest

from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.world import Pace, World


def test_a_plan_has_its_models(world: World):
    """A plan without a list has every model; a list is kept to."""
    small = Account(name="a", kind=Kind.SOCIAL, models=("auto", "no-model"))

    assert (MODELS, ["auto"]) == (
        world.models_of(world.accounts["social"]),
        list(world.models_of(small)),
    )


def test_other_signers_are_all_but_ones_own(world: World):
    """Every account and model may have signed, except the one that asks."""
    sender = world.sender(world.accounts["social"])
    others = list(sender.other_signers("auto"))

    assert (len(Kind) * len(MODELS) - 1, True) == (len(others), sender.signer("auto") not in others)


@pytest.mark.parametrize(("pace", "expected"), [(None, None), (50.0, 0.02)])
def test_a_pace_is_a_pause(pace: float | None, expected: float | None):
    """Tokens per second are a pause before each."""
    assert expected == Pace(pace).seconds_between
