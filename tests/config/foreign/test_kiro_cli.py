"""The store of Kiro's command line."""

import json

import pytest

from kiro_py.config.foreign.kiro_cli import PROFILE, read_store
from kiro_py.kiro.address import Account, account_of

ARN = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/EXAMPLE"
BUILDER_ID = "https://view.awsapps.com/start"
TOKEN = {
    "access_token": "aoa-example",
    "refresh_token": "aor-example",
    "expires_at": "2026-11-22T12:00:00.123456789Z",
    "region": "us-east-1",
    "start_url": BUILDER_ID,
    "oauth_flow": "DeviceCode",
    "scopes": ["codewhisperer:completions"],
}
REGISTRATION = {"client_id": "client", "client_secret": "secret", "region": "us-east-1"}
SOCIAL = {
    "access_token": "aoa-example",
    "refresh_token": "aor-social",
    "profile_arn": ARN,
    "expires_at": "2026-11-22T12:00:00Z",
    "provider": "google",
}


def oidc(prefix: str = "kirocli", start_url: str = BUILDER_ID) -> dict[str, str]:
    return {
        f"{prefix}:odic:token": json.dumps(TOKEN | {"start_url": start_url}),
        f"{prefix}:odic:device-registration": json.dumps(REGISTRATION),
    }


@pytest.mark.parametrize("prefix", ["kirocli", "codewhisperer"])
def test_a_builder_id_is_understood(prefix: str):
    """Token and registration make one sign-in, today's and yesterday's, without a profile."""
    (row,) = read_store(oidc(prefix), {PROFILE: json.dumps({"arn": ARN})})
    assert row.credential is not None
    assert ((), Account.BUILDER_ID, "client", None) == (
        row.problems,
        account_of(row.credential),
        row.credential.client_id,
        row.credential.tokens.profile_arn,
    )


def test_an_organisation_gets_its_profile():
    """The chosen profile stands among the states."""
    (row,) = read_store(
        oidc(start_url="https://example.awsapps.com/start"), {PROFILE: json.dumps({"arn": ARN})}
    )
    assert row.credential is not None
    assert (Account.IDENTITY_CENTER, ARN) == (
        account_of(row.credential),
        row.credential.tokens.profile_arn,
    )


def test_a_social_sign_in_is_understood():
    """It brings its own profile."""
    (row,) = read_store({"kirocli:social:token": json.dumps(SOCIAL)}, {})
    assert row.credential is not None
    assert ((), Account.SOCIAL, ARN) == (
        row.problems,
        account_of(row.credential),
        row.credential.tokens.profile_arn,
    )


def test_every_sign_in_of_the_store_is_a_row():
    """Each is called by its key, in a fixed order; other keys are passed over."""
    store = {"kirocli:social:token": json.dumps(SOCIAL), **oidc(), "telemetry": "x"}
    assert ["kirocli:odic:token", "kirocli:social:token"] == [
        row.label for row in read_store(store, {})
    ]


@pytest.mark.parametrize("value", ["", "[]", "{"], ids=["empty", "list", "cut"])
def test_a_value_that_is_no_object_says_so(value: str):
    """A row with a reason comes of it."""
    (row,) = read_store({"kirocli:social:token": value}, {})
    assert ("its value is not a JSON object",) == row.problems


def test_a_missing_registration_says_so():
    """Without its client, an OIDC token cannot be renewed."""
    (row,) = read_store({"kirocli:odic:token": json.dumps(TOKEN)}, {PROFILE: "cut"})
    assert "clientId: it is missing" in row.problems[0]
