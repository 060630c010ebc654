"""Rows of foreign files, said in our words and judged by our reader."""

import pytest

from kiro_py.config.foreign.found import MASK, judged, name_of, our_name, translated


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("refreshToken", "refreshToken"),
        ("refresh_token", "refreshToken"),
        ("Refresh Token", "refreshToken"),
        ("REFRESH-TOKEN", "refreshToken"),
        ("apiKey", "kiroApiKey"),
        ("idp", "provider"),
        ("label", "nickname"),
        ("id", None),
        ("csrfToken", None),
        ("", None),
    ],
)
def test_names_are_known_by_their_letters(theirs: str, ours: str | None):
    """Case and joints do not matter; what is not ours is nothing."""
    assert ours == our_name(theirs)


def test_blank_members_are_left_out():
    """What a template leaves blank is as good as absent, and what is not is trimmed."""
    assert {"email": "ada@example.com"} == translated(
        {"email": " ada@example.com ", "region": " ", "machineId": None, "usage": {"used": 1}}
    )


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"provider": "Google"}, {"provider": "Google", "authMethod": "social"}),
        ({"provider": "Enterprise"}, {"provider": "Enterprise", "authMethod": "idc"}),
        ({"provider": "builderid"}, {"provider": "BuilderId", "authMethod": "idc"}),
        (
            {"startUrl": "https://view.awsapps.com/start"},
            {
                "startUrl": "https://view.awsapps.com/start",
                "provider": "BuilderId",
                "authMethod": "idc",
            },
        ),
        ({"provider": "Github", "authMethod": "IdC"}, {"provider": "Github", "authMethod": "IdC"}),
        ({"idp": "Unheard"}, {"provider": "Unheard"}),
    ],
    ids=["google", "enterprise", "builder id", "start url", "said already", "unheard of"],
)
def test_the_sign_in_is_told_by_provider_and_start_url(
    raw: dict[str, object], told: dict[str, object]
):
    """Where `authMethod` is missing, provider and start URL stand for it."""
    assert told == translated(raw)


def test_a_good_row_has_its_credential():
    """Our reader understands it, and finds nothing wrong."""
    row = judged("line 1", {"refreshToken": "rt-example"})
    assert ((), True) == (row.problems, row.credential is not None)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({}, "there is neither a refreshToken nor a kiroApiKey"),
        ({"refreshToken": MASK}, "refreshToken: left out of this export"),
        ({"refreshToken": "cut..."}, "refreshToken: found text, expected a whole refresh token"),
        ({"refreshToken": "rt", "authMethod": "idc"}, "clientId: it is missing"),
        ({"refreshToken": "rt", "machineId": "7"}, "machineId: found '7'"),
    ],
    ids=["nothing", "masked", "cut", "incomplete", "strange machine"],
)
def test_a_bad_row_says_why(members: dict[str, object], problem: str):
    """The first problem names the member and what is wrong with it."""
    assert problem in judged("line 1", members).problems[0]


def test_a_problem_does_not_tell_the_secret():
    """A token that is no token is not repeated."""
    assert "sesame" not in str(judged("line 1", {"refreshToken": "open sesame"}).problems)


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"email": "ada@example.com", "nickname": "Ada"}, "ada@example.com"),
        ({"nickname": "Ada"}, "Ada"),
        ({"email": 7}, "line 1"),
    ],
    ids=["e-mail", "nickname", "neither"],
)
def test_a_row_is_called_as_its_owner_calls_it(members: dict[str, object], name: str):
    """By its e-mail address, else its nickname, else its place."""
    assert name == name_of(members, "line 1")
