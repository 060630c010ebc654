"""Pasted text becomes rows, and entries become documents."""

import json
from functools import partial

import pytest

from fakes_credentials import social, tokens
from kiro_py.config.credentials import read_roster
from kiro_py.config.foreign.interpreter import ForeignTongues
from kiro_py.errors import ConfigRefused
from kiro_py.pool.roster import Roster
from kiro_py.secret import Secret

NOBODY = Roster(document=[])
TOKEN = "r" * 40
EXTERNAL = {
    "authMethod": "external_idp",
    "refreshToken": TOKEN,
    "clientId": "client",
    "tokenEndpoint": "https://idp.example.com/token",
}


def tongues(*providers: str) -> ForeignTongues:
    return ForeignTongues(partial(read_roster, source="text", providers=providers))


def test_a_row_has_what_is_needed_to_add_it():
    """Its members, how it signs in, and a mark of its token."""
    text = json.dumps({"refreshToken": TOKEN, "email": "ada@example.com", "provider": "Google"})
    reading = tongues().read(text, (), NOBODY)
    (row,) = reading.rows
    assert ("JSON", "ada@example.com", "new", "social") == (
        reading.form,
        row.label,
        row.status,
        row.auth_method,
    )
    assert row.members is not None
    assert TOKEN == row.members["refreshToken"]
    assert Secret(TOKEN).fingerprint() == row.mark


def test_a_personal_sign_in_is_told_from_an_organisation_s():
    """Though both are of one kind for the service."""
    entry = {"refreshToken": TOKEN, "clientId": "c", "clientSecret": "s", "provider": "BuilderId"}
    (row,) = tongues().read(json.dumps(entry), (), NOBODY).rows
    assert "builder-id" == row.auth_method


def test_who_is_there_already_is_not_shown_with_secrets():
    """A duplicate has no members, for nobody adds it."""
    (row,) = tongues().read(TOKEN, (social(tokens(refresh=TOKEN)),), NOBODY).rows
    assert ("duplicate", None) == (row.status, row.members)


def test_settings_allow_an_identity_provider():
    """One that nobody has allowed makes a row invalid."""
    text = json.dumps(EXTERNAL)
    statuses = [
        tongues(*providers).read(text, (), NOBODY).rows[0].status
        for providers in ((), ("idp.example.com",))
    ]
    assert ["invalid", "new"] == statuses


@pytest.mark.parametrize("text", ["", "[", "SQLite format 3\0"])
def test_text_that_holds_nothing_is_refused(text: str):
    """It is said of the field that it came in."""
    with pytest.raises(ConfigRefused) as refused:
        tongues().read(text, (), NOBODY)
    assert ["text"] == [problem.key for problem in refused.value.problems]


def test_entries_become_a_document():
    """Of either form; account managers have no place for API keys."""
    entries = [{"id": 1, "refreshToken": TOKEN}, {"id": 2, "kiroApiKey": "ksk_example"}]
    own = json.loads(tongues().write(entries, "kiro-py"))
    theirs = json.loads(tongues().write(entries, "account-manager"))
    assert entries == own
    assert [TOKEN] == [each["credentials"]["refreshToken"] for each in theirs["accounts"]]
    assert [True, False] == [tongues().can_hold(entry, "account-manager") for entry in entries]
