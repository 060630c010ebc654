"""Limits, models, profiles."""

from collections.abc import Callable
from typing import Any

import pytest

from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.answers.control_plane import (
    get_profile,
    get_usage_limits,
    list_models,
    list_profiles,
)
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.catalogue import MODELS
from kiro_py.simulator.replies import Json, Refusal, Reply
from kiro_py.simulator.world import World
from simulator.worlds import bearer, call_of, world_of

ORIGIN = {"origin": "AI_EDITOR"}


def asked(
    answerer: Callable[[Call, World], Reply], world: World, account: str = "social", **query: str
) -> Any:
    call = call_of("/", {}, headers=bearer(world, account), query=query)
    reply = answerer(call, world)
    return reply.body if isinstance(reply, Json) else reply


def test_limits_show_what_is_used(world: World):
    """Usage, limit, plan and reset date are those of the account."""
    world.accounts.spend("social", 12.5)
    found = asked(get_usage_limits, world)
    (breakdown,) = found["usageBreakdownList"]

    assert (12, 12.5, 2000.0, "KIRO PRO+", "social@example.com") == (
        breakdown["currentUsage"],
        breakdown["currentUsageWithPrecision"],
        breakdown["usageLimitWithPrecision"],
        found["subscriptionInfo"]["subscriptionTitle"],
        found["userInfo"]["email"],
    )


def test_the_reset_is_the_first_of_the_next_month(world: World):
    """Limits are reset at the beginning of a month, in seconds since the epoch."""
    stamp = world.clock.stamp(asked(get_usage_limits, world)["nextDateReset"])

    assert "-01T00:00:00.000Z" == stamp[7:]


def test_models_have_windows_and_schemas(world: World):
    """Every model tells its window; only those that take fields have a schema."""
    models = {model["modelId"]: model for model in asked(list_models, world, **ORIGIN)["models"]}
    with_schema = {name for name in models if "additionalModelRequestFieldsSchema" in models[name]}

    assert (list(MODELS), 1_000_000, True, False) == (
        list(models),
        models["claude-opus-4.6"]["tokenLimits"]["maxInputTokens"],
        "claude-sonnet-5" in with_schema,
        "claude-haiku-4.5" in with_schema,
    )


def test_models_without_an_origin_are_refused(world: World):
    """The origin is required."""
    refusal = asked(list_models, world)

    assert isinstance(refusal, Refusal)
    assert 400 == refusal.status


def test_a_plan_without_models_has_no_default():
    """A plan may have no model at all."""
    world = world_of(accounts=[Account(name="social", kind=Kind.SOCIAL, models=())])

    assert {"models": []} == asked(list_models, world, **ORIGIN)


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("social", {"profiles": []}),
        ("builder-id", "AWS Builder ID is not supported for this operation."),
        ("api-key", "API key authentication is not supported"),
    ],
)
def test_only_an_enterprise_has_profiles_to_list(world: World, account: str, expected: object):
    """Other kinds of accounts get an empty list or a refusal."""
    found = asked(list_profiles, world, account)

    assert expected == (found.message if isinstance(found, Refusal) else found)


@pytest.mark.parametrize("account", ["idc", "external-idp"])
def test_an_enterprise_account_lists_its_profile(world: World, account: str):
    """An enterprise account has a profile with an ARN."""
    (profile,) = asked(list_profiles, world, account)["profiles"]

    assert world.accounts.profile_arn(account) == profile["arn"]


@pytest.mark.parametrize("account", ["api-key", "idc"])
def test_a_token_has_a_profile(world: World, account: str):
    """With an empty body the profile is the token's own."""
    found = asked(get_profile, world, account)

    assert world.accounts.profile_arn(account) == found["profile"]["arn"]


@pytest.mark.parametrize("answerer", [get_usage_limits, list_models, list_profiles, get_profile])
def test_strangers_learn_nothing(world: World, answerer: Callable[[Call, World], Reply]):
    """Without a token there is no answer."""
    assert isinstance(answerer(call_of("/", {}), world), Refusal)
