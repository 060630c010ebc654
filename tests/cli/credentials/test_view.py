"""A credential as a list shows it."""

import json
from typing import Any

import pytest

from kiro_py.cli.credentials.view import View, views
from kiro_py.config.credentials import LoadedCredentials, environment_credential, read_roster
from kiro_py.pool.roster import Roster
from kiro_py.pool.standing import Standing, State

NOW = 1_800_000_000.0
SOCIAL = {"id": 1, "refreshToken": "token"}


def read(*entries: dict[str, Any]) -> Roster:
    return read_roster(json.dumps(entries).encode(), "credentials.json", derives_machine_ids=False)


def seen(entry: dict[str, Any], standing: Standing | None = None) -> View:
    standings = {} if standing is None else {1: standing}
    roster = read(entry)
    (view,) = views(LoadedCredentials(roster, lambda _: roster), standings, NOW)
    return view


def test_a_credential_is_told_by_its_kind_and_name():
    """The name is what its owner calls it."""
    key = {"id": 1, "kiroApiKey": "ksk_example", "nickname": "Ada", "priority": 2}
    told = seen(key | {"subscriptionTitle": "KIRO PRO"})
    assert (
        View(id=1, sign_in="api key", name="Ada", state="ready", priority=2, plan="KIRO PRO")
        == told
    )


@pytest.mark.parametrize(
    ("members", "token"),
    [
        ({}, "-"),
        ({"expiresAt": NOW + 3700}, "1 h 1 min"),
        ({"expiresAt": NOW - 120}, "ended 2 min ago"),
        ({"kiroApiKey": "ksk_example", "expiresAt": NOW + 60}, "-"),
    ],
    ids=["unknown", "alive", "over", "a key"],
)
def test_a_token_is_told_by_how_long_it_lives(members: dict[str, Any], token: str):
    """An API key has none."""
    assert token == seen(SOCIAL | members).token


@pytest.mark.parametrize(
    ("members", "standing", "state", "note"),
    [
        ({}, Standing(), "ready", ""),
        ({"disabled": True}, Standing(), "disabled", ""),
        (
            {},
            Standing(State.COOLING, until=NOW + 60, reason="throttled"),
            "cooling",
            "until 2027-01-15T08:01:00Z; throttled",
        ),
        ({}, Standing(State.COOLING, until=NOW - 1, reason="throttled"), "ready", ""),
        ({}, Standing(State.SUSPENDED, reason="locked", message="call us"), "suspended", "call us"),
    ],
    ids=["ready", "disabled", "cooling", "cooled", "suspended"],
)
def test_a_standing_is_told_as_it_is_now(
    members: dict[str, Any], standing: Standing, state: str, note: str
):
    """What is over is over, and words for people come before the name of a rule."""
    told = seen(SOCIAL | members, standing)
    assert (state, note) == (told.state, told.note)


def test_a_broken_entry_is_told_with_what_is_wrong():
    """It keeps its number, and every problem is named."""
    told = seen({"id": 1, "authMethod": "idc", "refreshToken": "t", "email": "ada@example.com"})
    assert ("misconfigured", "ada@example.com") == (told.state, told.name)
    assert ["clientId", "clientSecret"] == [each.partition(":")[0] for each in told.problems]


def test_the_environment_s_key_comes_first():
    """It is called as its variable."""
    roster = read(SOCIAL)
    guest = environment_credential({"KIRO_API_KEY": "ksk_example"}, ())
    assert guest is not None
    first, second = views(LoadedCredentials(roster, lambda _: roster, (guest,)), {}, NOW)
    assert (0, "KIRO_API_KEY", 1) == (first.id, first.name, second.id)
