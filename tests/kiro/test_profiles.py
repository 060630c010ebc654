"""Where profiles are asked for, and which one is meant."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fakes_credentials import BOOK, api_key, external, idc, social
from kiro_py.kiro.address import Regions, Route
from kiro_py.kiro.profiles import (
    GET_PROFILE_TARGET,
    Profile,
    can_find_profile,
    choose_profile,
    profile_questions,
    read_profiles,
)
from kiro_py.pool.credential import Credential, Tokens

HERE = "arn:aws:codewhisperer:us-east-1:123456789012:profile/EXAMPLEHERE1"
THERE = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/EXAMPLETHERE"


def route(credential: Credential, *, host: int = 0, region: str | None = None) -> Route:
    book = replace(BOOK, regions=Regions(region=region))
    return Route(credential=credential, book=book, invocation_id="an-id", host=host)


@pytest.mark.parametrize(
    ("expected", "credential"),
    [
        (True, idc()),
        (True, external()),
        (True, api_key()),
        (False, social()),
        (False, idc(is_builder_id=True)),
    ],
)
def test_a_profile_is_asked_for_where_it_is_told(*, expected: bool, credential: Credential):
    """A social one comes with its tokens, and a Builder ID's is everybody's."""
    assert expected is can_find_profile(route(credential))


@pytest.mark.parametrize(
    ("expected", "credential", "region"),
    [
        pytest.param(["us-east-1", "eu-central-1"], idc(), None, id="where there are any"),
        pytest.param(
            ["eu-central-1", "us-east-1"], idc(region="eu-central-1"), None, id="at home first"
        ),
        pytest.param(
            ["us-east-1", "eu-central-1"], idc(auth_region="eu-north-1"), None, id="not at sign-in"
        ),
        pytest.param(
            ["us-gov-west-1", "us-east-1", "eu-central-1"],
            external(api_region="us-gov-west-1"),
            None,
            id="where the owner says",
        ),
        pytest.param(
            ["eu-central-1", "us-east-1"], idc(), "eu-central-1", id="where the settings say"
        ),
    ],
)
def test_an_enterprise_is_asked_in_each_region(
    expected: list[str], credential: Credential, region: str | None
):
    """Its sign-in may live in another region than its profiles."""
    found = profile_questions(route(credential, region=region))
    assert expected == [question.region for question in found]
    assert [f"https://management.{name}.kiro.dev/List-Available-Profiles" for name in expected] == [
        question.call.url for question in found
    ]


def test_the_old_host_has_another_path():
    """Each family spells it its way."""
    first, _ = profile_questions(route(idc(), host=1))
    assert "https://q.us-east-1.amazonaws.com/ListAvailableProfiles" == first.call.url
    assert ("POST", b"{}") == (first.call.method, first.call.body)
    assert "Bearer access" == first.call.headers["authorization"]


def test_an_external_sign_in_tells_its_kind():
    """Without the header the list is empty."""
    first, _ = profile_questions(route(external()))
    assert "EXTERNAL_IDP" == first.call.headers["tokentype"]


def test_an_api_key_asks_for_its_own():
    """There is one, and the key alone says whose it is."""
    (only,) = profile_questions(route(api_key(api_region="eu-central-1")))
    assert "https://management.eu-central-1.kiro.dev/" == only.call.url
    assert GET_PROFILE_TARGET == only.call.headers["x-amz-target"]
    assert "API_KEY" == only.call.headers["tokentype"]
    assert b"{}" == only.call.body


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ((), {"profiles": []}),
        ((), {}),
        ((Profile(HERE),), {"profiles": [{"arn": HERE, "profileName": "example"}]}),
        ((Profile(HERE),), {"profile": {"arn": HERE}}),
        (
            (Profile(THERE, "PENDING", "Q_DEVELOPER"),),
            {"profiles": [{"arn": THERE, "status": "PENDING", "profileType": "Q_DEVELOPER"}]},
        ),
        ((Profile(HERE),), {"profiles": [{"name": "no arn"}, {"arn": "none"}, 7, {"arn": HERE}]}),
        ((), {"profiles": None}),
        ((), []),
    ],
)
def test_profiles_are_read(expected: tuple[Profile, ...], body: object):
    """What cannot be read is as if it were not told."""
    assert expected == read_profiles(json.dumps(body).encode())


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff"])
def test_no_json_is_no_profile(body: bytes):
    """A page of somebody's tells nothing."""
    assert () == read_profiles(body)


@pytest.mark.parametrize(
    ("expected", "profiles", "region"),
    [
        pytest.param(None, [], None, id="none"),
        pytest.param(HERE, [Profile(HERE), Profile(THERE)], None, id="the first"),
        pytest.param(THERE, [Profile(HERE), Profile(THERE)], "eu-central-1", id="the region's"),
        pytest.param(HERE, [Profile(HERE)], "eu-central-1", id="elsewhere rather than none"),
        pytest.param(THERE, [Profile(HERE, "DELETING"), Profile(THERE)], None, id="one that works"),
        pytest.param(None, [Profile(HERE, "PENDING")], None, id="none that works"),
    ],
)
def test_one_of_several_is_meant(
    expected: str | None, profiles: Sequence[Profile], region: str | None
):
    """It can be used, and it is where the owner wants to be answered."""
    found = choose_profile(profiles, route(idc(Tokens()), region=region))
    assert expected == (None if found is None else found.arn)
