"""What somebody wants to sign in with is checked before anybody is asked."""

from typing import Any

import pytest

from kiro_py.errors import ConfigRefused
from kiro_py.exchange.sign_in.wanted import Method, Wanted, wanted
from kiro_py.kiro.device import BUILDER_ID_START_URL, Provider

COMPANY = "https://acme.awsapps.com/start"


def problems(method: Method, **said: Any) -> dict[str, str]:
    with pytest.raises(ConfigRefused) as refused:
        wanted(method, **said)
    return {found.key: found.problem for found in refused.value.problems}


def test_a_builder_id_needs_nothing():
    """Everybody's signs in at the same place."""
    expected = Wanted(method=Method.BUILDER_ID, start_url=BUILDER_ID_START_URL)
    assert expected == wanted(Method.BUILDER_ID)


def test_an_organisation_has_a_place():
    """Its start URL, and the region of its Identity Center."""
    found = wanted(Method.IDC, start_url=COMPANY, region="eu-west-1")
    assert Wanted(method=Method.IDC, start_url=COMPANY, region="eu-west-1") == found


@pytest.mark.parametrize("method", [Method.SOCIAL_DEVICE, Method.SOCIAL_BROWSER])
def test_a_provider_goes_by_its_word(method: Method):
    """The service spells it in its own way."""
    assert Wanted(method=method, provider=Provider.GITHUB) == wanted(method, provider="github")


def test_a_browser_leaves_the_choice_to_the_page():
    """Which account it is stands in the address at the end."""
    assert None is wanted(Method.SOCIAL_BROWSER).provider


def test_a_new_credential_has_what_it_is_given():
    """What is not given is nowhere."""
    found = wanted(Method.BUILDER_ID, members={"priority": 0, "email": None})
    assert {"priority": 0} == dict(found.members)


@pytest.mark.parametrize(
    ("method", "said", "keys"),
    [
        (Method.IDC, {}, {"startUrl"}),
        (Method.IDC, {"start_url": "http://acme", "region": "x"}, {"startUrl", "region"}),
        (Method.IDC, {"start_url": COMPANY, "provider": "google"}, {"provider"}),
        (Method.BUILDER_ID, {"start_url": COMPANY}, {"startUrl"}),
        (Method.BUILDER_ID, {"region": "eu-west-1"}, {"region"}),
        (Method.SOCIAL_DEVICE, {}, {"provider"}),
        (Method.SOCIAL_DEVICE, {"provider": "example"}, {"provider"}),
        (Method.BUILDER_ID, {"credential_id": 3, "members": {"priority": 1}}, {"priority"}),
    ],
)
def test_what_cannot_be_meant_is_told(method: Method, said: dict[str, Any], keys: set[str]):
    """All of it at once, under the names of the API."""
    assert keys == set(problems(method, **said))
