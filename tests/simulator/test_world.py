"""What all operations share."""

import pytest

from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.settings import Settings, TrueCount
from kiro_py.simulator.world import Pace, World
from simulator.worlds import world_of


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


def test_models_count_as_they_are_told():
    """A model that counts unlike the others does so for every account."""
    world = world_of(settings=Settings(counts=(TrueCount("auto", 1.5, 100),)))
    small = Account(name="a", kind=Kind.SOCIAL, models=("auto", "claude-opus-5"))
    models = world.models_of(small)

    assert models["auto"] == world.models_of(world.accounts["social"])["auto"]
    assert [1_600, 1_000] == [models[name].count(1_000) for name in small.models or ()]
