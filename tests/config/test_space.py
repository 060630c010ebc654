"""What the environment of a Space says, and everything that can be wrong with it."""

import json
from typing import Any

import pytest

from kiro_py.config.space import Space, in_short_words, read_space
from kiro_py.errors import ConfigInvalid, ConfigRefused

SOCIAL = {"API_KEY": "key-for-tests", "REFRESH_TOKEN": "rt-example"}
IDC = {"AUTH_METHOD": "idc", "CLIENT_ID": "client", "CLIENT_SECRET": "hush"}
SEVERAL = [{"refreshToken": "rt-example"}, {"kiroApiKey": "ksk_example", "priority": 1}]


def members(space: Space) -> list[dict[str, Any]]:
    return [entry.members for entry in space.sign_ins.entries]


def refused(environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigRefused) as caught:
        read_space(environ)
    return [str(problem) for problem in caught.value.problems]


def test_a_token_and_a_key_are_enough():
    """A single sign-in is social and long expired unless it says otherwise."""
    space = read_space(SOCIAL)
    entry = {
        "authMethod": "social",
        "expiresAt": "2020-01-01T00:00:00.000Z",
        "refreshToken": "rt-example",
    }
    assert ([entry], (), True) == (members(space), space.warnings, space.is_whole)


def test_a_single_sign_in_may_say_everything():
    """Every variable of it becomes the member of that meaning."""
    environ = SOCIAL | IDC | {"EXPIRES_AT": "2030-01-01T00:00:00Z"}
    entry = {
        "authMethod": "idc",
        "expiresAt": "2030-01-01T00:00:00Z",
        "refreshToken": "rt-example",
        "clientId": "client",
        "clientSecret": "hush",
    }
    assert [entry] == members(read_space(environ))


def test_several_sign_ins_are_what_a_file_would_hold():
    """`CREDENTIALS_JSON` is taken as it is."""
    space = read_space({"API_KEY": "key-for-tests", "CREDENTIALS_JSON": json.dumps(SEVERAL)})
    assert (SEVERAL, ()) == (members(space), space.warnings)


def test_the_gateway_is_told_the_settings_and_no_sign_in():
    """Short words become settings, it listens where a Space must, and the rest stays."""
    environ = SOCIAL | IDC | {"REGION": "eu-central-1", "ADMIN_API_KEY": "admin", "TZ": "UTC"}
    expected = {
        "TZ": "UTC",
        "KIRO_PY_API_KEY": "key-for-tests",
        "KIRO_PY_ADMIN_API_KEY": "admin",
        "KIRO_PY_REGION": "eu-central-1",
        "KIRO_PY_HOST": "0.0.0.0",
        "KIRO_PY_PORT": "7860",
    }
    assert expected == read_space(environ).environ


def test_variables_of_settings_stand_above_short_words():
    """`KIRO_PY_API_KEY` is meant where both are set; a blank one is none."""
    environ = SOCIAL | {"KIRO_PY_API_KEY": "mine", "KIRO_PY_PORT": "9", "KIRO_PY_HOST": " "}
    told = read_space(environ).environ
    assert ("mine", "9", "0.0.0.0") == (
        told["KIRO_PY_API_KEY"],
        told["KIRO_PY_PORT"],
        told["KIRO_PY_HOST"],
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"API_KEY": " "}, "environment: API_KEY: it is missing"),
        ({"REFRESH_TOKEN": ""}, "environment: REFRESH_TOKEN: it is missing, and so is CRED"),
        ({"REFRESH_TOKEN": "cut ..."}, "environment: REFRESH_TOKEN: found text, expected"),
        ({"AUTH_METHOD": "magic"}, "environment: AUTH_METHOD: found 'magic', expected"),
        ({"AUTH_METHOD": "idc"}, "environment: CLIENT_ID: it is missing, and idc cannot"),
        ({"CREDENTIALS_JSON": "[{"}, "environment: CREDENTIALS_JSON: the JSON breaks off at"),
        ({"CREDENTIALS_JSON": "[]"}, "environment: CREDENTIALS_JSON: it lists no credential"),
        ({"CREDENTIALS_JSON": "[{}]"}, "environment: CREDENTIALS_JSON: [0].refreshToken: it is"),
    ],
    ids=[
        "no key",
        "no token",
        "a cut token",
        "no such sign-in",
        "no client",
        "cut",
        "none",
        "empty",
    ],
)
def test_what_cannot_be_served_with_is_named(changes: dict[str, str], told: str):
    """The variable, what is wrong with it and what to do are said."""
    assert told == refused(SOCIAL | changes)[0][: len(told)]


def test_everything_wrong_is_told_at_once():
    """Nobody restarts a Space twice for two slips."""
    assert 2 == len(refused({}))


@pytest.mark.parametrize("variable", ["ADMIN_API_KEY", "KIRO_API_KEY"])
def test_a_space_may_begin_without_a_sign_in(variable: str):
    """With a key for Kiro there is one, and with an admin page somebody can sign in there."""
    assert [] == members(read_space({"API_KEY": "key-for-tests", variable: "ksk_example"}))


def test_one_bad_sign_in_of_several_is_told():
    """The others are used."""
    several = json.dumps([*SEVERAL, {"authMethod": "idc", "refreshToken": "rt-other"}])
    space = read_space({"API_KEY": "key-for-tests", "CREDENTIALS_JSON": several})
    assert (2, False) == (len(space.sign_ins.credentials), space.is_whole)
    assert "environment: CREDENTIALS_JSON: [2].clientId: it is missing" in space.warnings[0]


def test_what_is_said_in_vain_is_told():
    """One who sets a client for a social sign-in meant something else."""
    assert "CLIENT_ID: a social sign-in" in read_space(SOCIAL | {"CLIENT_ID": "c"}).warnings[0]
    both = read_space(SOCIAL | {"CREDENTIALS_JSON": json.dumps(SEVERAL)})
    assert "REFRESH_TOKEN: passed over" in both.warnings[0]


@pytest.mark.parametrize(
    ("environ", "name"),
    [({"REGION": "moon"}, "REGION"), ({"KIRO_PY_REGION": "moon"}, "KIRO_PY_REGION")],
)
def test_a_bad_setting_goes_by_the_name_it_was_given(environ: dict[str, str], name: str):
    """Whoever has written `REGION` has never heard of `KIRO_PY_REGION`."""
    problem = ConfigInvalid("environment", "KIRO_PY_REGION", "found 'moon'")
    assert name == in_short_words(problem, environ).key


def test_other_settings_keep_their_names():
    """Only some have a short word."""
    problem = ConfigInvalid("environment", "KIRO_PY_PORT", "found 'many'")
    assert problem is in_short_words(problem, {})
