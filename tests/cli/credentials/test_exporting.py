"""What goes out: `export`."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from hand import Hand

ARN = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/EXAMPLE"
ENTRIES: list[dict[str, Any]] = [
    {
        "id": 1,
        "authMethod": "social",
        "refreshToken": "refresh-token-one",
        "accessToken": "access-token-one",
        "expiresAt": "2027-01-15T08:00:00.000Z",
        "profileArn": ARN,
        "machineId": "ab" * 32,
        "email": "ada@example.com",
        "provider": "Google",
        "subscriptionTitle": "KIRO PRO",
    },
    {
        "id": 2,
        "authMethod": "idc",
        "provider": "Enterprise",
        "refreshToken": "refresh-token-two",
        "clientId": "client",
        "clientSecret": "client-secret-two",
        "region": "eu-central-1",
        "startUrl": "https://acme.example.com/start",
        "profileArn": ARN,
        "nickname": "work",
        "groupId": "team",
        "tags": ["mine", "work"],
    },
    {
        "id": 4,
        "authMethod": "api_key",
        "kiroApiKey": "ksk_example",
        "priority": 3,
        "disabled": True,
        "apiRegion": "eu-central-1",
        "proxyUrl": "http://proxy.example.com:3128",
        "proxyUsername": "ada",
        "proxyPassword": "proxy-password",
    },
]
SECRETS = ("token-one", "token-two", "secret-two", "ksk_example", "proxy-password")


@pytest.fixture
def empty(hand: Hand, tmp_path: Path) -> Hand:
    """Return a hand on another file, which is not there yet."""
    return Hand(tmp_path / "other.json", hand.capture)


def without_ids(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in entry.items() if name != "id"} for entry in entries]


def test_an_export_comes_back_as_it_went(hand: Hand, empty: Hand):
    """In the form of our own, an import into an empty file gives an identical list."""
    hand.write(*ENTRIES)
    export = hand.path.with_name("export.json")
    assert 0 == hand("export", "-o", export, "--with-secrets").code
    assert 0 == empty("import", export).code
    assert without_ids(ENTRIES) == without_ids(empty.entries)


def test_a_list_looks_the_same_after_an_account_manager_s_export(hand: Hand, empty: Hand):
    """Sign-ins survive it with all that the form has a place for."""
    hand.write(*ENTRIES[:2])
    export = hand.path.with_name("export.json")
    hand("export", "-o", export, "--with-secrets", "--format", "account-manager")
    assert 0 == empty("import", export).code
    assert ENTRIES[:2] == empty.entries
    shown = [each("list", "--json").json for each in (hand, empty)]
    for view in (*shown[0], *shown[1]):
        view.pop("expiresInSeconds", None)
    assert shown[0] == shown[1]


@pytest.mark.parametrize("form", ["own", "account-manager"])
def test_secrets_are_masked_unless_they_are_asked_for(hand: Hand, form: str):
    """What is asked for is warned of."""
    hand.write(*ENTRIES)
    masked = hand("export", "--format", form)
    assert [] == [secret for secret in SECRETS if secret in masked.out + masked.err]
    whole = hand("export", "--format", form, "--with-secrets")
    assert "refresh-token-one" in whole.out
    assert "keep it as you keep a password" in whole.err


def test_some_can_be_chosen(hand: Hand):
    """They come in the order that was asked for."""
    hand.write(*ENTRIES)
    assert [4, 1] == [entry["id"] for entry in hand("export", 4, 1).json]


def test_a_key_has_no_place_in_account_managers_form(hand: Hand):
    """It is left out, and said to be."""
    hand.write(*ENTRIES)
    said = hand("export", "--format", "account-manager")
    assert ["ada@example.com", None] == [account.get("email") for account in said.json["accounts"]]
    assert "1 left out" in said.err


def test_a_file_is_its_owner_s_alone(hand: Hand):
    """Nobody else can read it, from its first byte on."""
    hand.write(*ENTRIES)
    export = hand.path.with_name("export.json")
    said = hand("export", "--output", export)
    assert (0, "") == (said.code, said.out)
    assert 0o600 == stat.S_IMODE(export.stat().st_mode)
    assert [1, 2, 4] == [entry["id"] for entry in json.loads(export.read_bytes())]


def test_no_file_is_written_over(hand: Hand):
    """It might be somebody's only copy; the exit code is 2."""
    hand.write(*ENTRIES)
    export = hand.path.with_name("export.json")
    export.write_text("mine")
    said = hand("export", "-o", export)
    assert 2 == said.code
    assert "export.json" in said.err
    assert "mine" == export.read_text()


def test_a_number_that_is_not_there_ends_the_export(hand: Hand):
    """Half an export would be taken for a whole one; the exit code is 1."""
    hand.write(*ENTRIES)
    said = hand("export", 1, 7)
    assert (1, "") == (said.code, said.out)
    assert "no credential 7" in said.err


def test_a_spoilt_file_is_named(hand: Hand):
    """The exit code is 2."""
    hand.path.write_text("[{")
    said = hand("export")
    assert (2, "") == (said.code, said.out)
    assert "credentials.json" in said.err
