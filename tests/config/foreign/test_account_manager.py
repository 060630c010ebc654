"""The form that account managers exchange."""

import json

import pytest

from kiro_py.config.foreign.account_manager import can_hold, to_account_manager
from kiro_py.config.foreign.documents import read_document

ENTRIES = [
    {
        "authMethod": "idc",
        "provider": "BuilderId",
        "refreshToken": "aor-one",
        "clientId": "client",
        "clientSecret": "secret",
        "region": "us-east-1",
        "email": "ada@example.com",
        "nickname": "Ada",
        "machineId": "ab" * 32,
        "expiresAt": "2026-11-22T12:00:00.000Z",
        "subscriptionTitle": "KIRO PRO",
        "tags": ["mine"],
    },
    {"authMethod": "social", "refreshToken": "aor-two", "accessToken": "aoa-two"},
]


def test_an_export_comes_back_as_it_went():
    """What the form has a place for is the same after an export and an import."""
    export = json.loads(json.dumps(to_account_manager(ENTRIES)))
    assert ENTRIES == [row.members for row in read_document(export)]


def test_the_form_knows_one_region():
    """Where only `authRegion` is told, it is the region of the sign-in."""
    export = to_account_manager([{"refreshToken": "x", "authRegion": "eu-west-1"}])
    assert "eu-west-1" == export["accounts"][0]["credentials"]["region"]


@pytest.mark.parametrize(
    ("members", "can"),
    [({"refreshToken": "x"}, True), ({"kiroApiKey": "ksk_example"}, False)],
    ids=["sign-in", "key"],
)
def test_the_form_has_no_place_for_keys(members: dict[str, object], *, can: bool):
    """Only sign-ins with a refresh token can be told in it."""
    assert can is can_hold(members)
