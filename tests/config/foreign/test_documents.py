"""Exports, token files and lists in JSON."""

from typing import Any

import pytest

from kiro_py.config.foreign.documents import Beside, read_document
from kiro_py.kiro.address import Account, account_of

TOKEN = "aor-example-refresh-token"
ARN = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/EXAMPLE"

FLAT = {
    "email": "ada@example.com",
    "refreshToken": TOKEN,
    "clientId": "client",
    "clientSecret": "secret",
    "region": "us-east-1",
    "machineId": "ab" * 32,
    "label": "Ada",
    "status": "active",
    "authMethod": "IdC",
    "startUrl": "https://view.awsapps.com/start",
}
NESTED = {
    "version": "1.5.0",
    "accounts": [
        {
            "id": "b6ae0000-0000-4000-8000-000000000000",
            "email": "ada@example.com",
            "nickname": "Ada",
            "idp": "BuilderId",
            "status": "active",
            "machineId": "ab" * 32,
            "subscription": {"title": "KIRO PRO"},
            "usage": {"current": 1},
            "credentials": {
                "refreshToken": TOKEN,
                "csrfToken": "x",
                "clientId": "client",
                "clientSecret": "secret",
                "region": "us-east-1",
                "authMethod": "IdC",
                "expiresAt": 1_800_000_000_000,
            },
        }
    ],
}
IDE = {
    "accessToken": "aoa-example",
    "refreshToken": TOKEN,
    "expiresAt": "2026-11-22T12:00:00.000",
    "authMethod": "IdC",
    "provider": "Enterprise",
    "region": "eu-north-1",
    "clientIdHash": "0" * 40,
}
CLIENT = {"clientId": "client", "clientSecret": "secret", "expiresAt": "2027-01-01T00:00:00Z"}


def beside(client: dict[str, Any] | None) -> Beside:
    return Beside(lambda name: client if name == "0" * 40 else None, ARN)


@pytest.mark.parametrize(
    "document",
    [FLAT, [FLAT], NESTED, NESTED["accounts"], NESTED["accounts"][0]],
    ids=["flat", "flat list", "nested", "nested list", "nested object"],
)
def test_an_account_manager_s_export_is_understood(document: object):
    """Flat or nested, whole or in part, it is the same Builder ID."""
    (row,) = read_document(document)
    assert row.credential is not None
    assert ((), "ada@example.com", Account.BUILDER_ID, "ab" * 32) == (
        row.problems,
        row.label,
        account_of(row.credential),
        row.credential.machine_id,
    )


def test_an_export_s_own_bookkeeping_is_left_behind():
    """Only what a sign-in needs, or its owner wrote, is taken."""
    (row,) = read_document(NESTED)
    assert {
        "authMethod",
        "clientId",
        "clientSecret",
        "email",
        "expiresAt",
        "machineId",
        "nickname",
        "provider",
        "refreshToken",
        "region",
        "subscriptionTitle",
    } == row.members.keys()


def test_what_the_export_says_of_an_account_is_kept_beside_it():
    """`status` is a mark on the row, and no member of ours."""
    (row,) = read_document([FLAT | {"status": "error"}])
    assert ("error", False) == (row.mark, "status" in row.members)


def test_kiro_s_token_file_is_completed_from_beside_it():
    """The client lies under its hash, the profile in Kiro's own settings."""
    (row,) = read_document(IDE, beside(CLIENT))
    assert ((), "client", "secret", ARN, "2026-11-22T12:00:00.000") == (
        row.problems,
        row.members["clientId"],
        row.members["clientSecret"],
        row.members["profileArn"],
        row.members["expiresAt"],
    )


def test_a_builder_id_gets_no_profile():
    """The profile beside the file is somebody else's: a Builder ID has none."""
    (row,) = read_document(IDE | {"provider": "BuilderId"}, beside(CLIENT))
    assert "profileArn" not in row.members


def test_a_missing_client_is_told():
    """The row says which file is missing."""
    (row,) = read_document(IDE, beside(None))
    assert f"clientIdHash: there is no {'0' * 40}.json beside the file" == row.problems[0]


def test_secrets_may_stand_in_a_json_list():
    """Strings in a list are read like the lines of a list."""
    rows = read_document([TOKEN, "ksk_example"])
    assert [("entry 1", ()), ("entry 2", ())] == [(row.label, row.problems) for row in rows]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (7, "expected an object or a list of objects"),
        ([7], "expected an object"),
        ({"theme": "dark"}, "there is neither a refreshToken nor a kiroApiKey"),
        ({"credentials": {"email": "x"}}, "there is neither a refreshToken nor a kiroApiKey"),
    ],
    ids=["number", "number in a list", "some other file", "empty credentials"],
)
def test_what_is_no_sign_in_says_so(document: object, problem: str):
    """A row with a reason comes of it, and never silence."""
    assert [(problem,)] == [row.problems for row in read_document(document)]
