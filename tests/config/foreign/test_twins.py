"""The same account is imported once."""

from typing import Any

import pytest

from kiro_py.config.credentials import read_roster
from kiro_py.config.foreign.found import Found, judged
from kiro_py.config.foreign.text import read_list
from kiro_py.config.foreign.twins import Outcome, Planned, plan_import
from kiro_py.pool.credential import Credential

ARN = "arn:aws:codewhisperer:eu-central-1:123456789012:profile/EXAMPLE"
IDC = {"authMethod": "idc", "clientId": "c", "clientSecret": "s", "profileArn": ARN}
BUILDER = {**IDC, "provider": "BuilderId"}


def row(label: str, refresh: str, **members: Any) -> Found:
    return judged(label, {"refreshToken": refresh, **members})


def known(entries: bytes) -> tuple[Credential, ...]:
    return read_roster(entries, "credentials.json").credentials


def told(planned: tuple[Planned, ...]) -> list[tuple[str, str]]:
    return [(one.outcome.value, one.why) for one in planned]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (row("a", "rt"), row("b", "rt"), "the same refreshToken as a"),
        (
            row("a", "rt-1", email="Ada@example.com"),
            row("b", "rt-2", email="ada@example.com"),
            "the same e-mail address and sign-in as a",
        ),
        (row("a", "rt-1", **IDC), row("b", "rt-2", **IDC), "the same client and profile as a"),
        (
            judged("a", {"kiroApiKey": "ksk_example"}),
            judged("b", {"kiroApiKey": "ksk_example"}),
            "the same kiroApiKey as a",
        ),
        (row("a", "rt-1", userId="d-1"), row("b", "rt-2", userId="d-1"), "the same user as a"),
    ],
    ids=["token", "address", "client", "key", "user"],
)
def test_an_account_is_taken_once(first: Found, second: Found, why: str):
    """The second row of an account is a duplicate, and says of what."""
    assert [("added", ""), ("duplicate", why)] == told(plan_import([first, second], ()))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row("a", "rt-1"), row("b", "rt-2")),
        (
            row("a", "rt-1", email="ada@example.com"),
            row("b", "rt-2", **IDC, email="ada@example.com"),
        ),
        (row("a", "rt-1", **BUILDER), row("b", "rt-2", **BUILDER)),
        (
            row("a", "rt-1", **IDC, email="ada@example.com"),
            row("b", "rt-2", **IDC, email="bob@example.com"),
        ),
        (row("a", "rt-1", profileArn=ARN), row("b", "rt-2", profileArn=ARN)),
    ],
    ids=["tokens", "sign-ins", "one machine", "colleagues", "everybody's profile"],
)
def test_two_accounts_are_two(first: Found, second: Found):
    """What several accounts may share does not make them one."""
    assert [("added", ""), ("added", "")] == told(plan_import([first, second], ()))


def test_one_address_may_belong_to_two_organisations():
    """Each has an address at which its people sign in."""
    urls = ("https://one.awsapps.com/start", "https://two.awsapps.com/start")
    rows = [
        row(url, f"rt-{url}", email="ada@example.com", startUrl=url, authMethod="idc")
        for url in urls
    ]
    rows = [
        judged(one.label, {**one.members, "clientId": one.label, "clientSecret": "s"})
        for one in rows
    ]
    assert ["added", "added"] == [outcome for outcome, _ in told(plan_import(rows, ()))]


def test_what_the_file_says_beside_a_credential_counts():
    """The user of an entry, and the token of one that cannot be used."""
    entries = b"""[
        {"id": 1, "refreshToken": "rt-1", "userId": "d-1"},
        {"id": 2, "refreshToken": "rt-2", "authMethod": "carrier pigeon"}
    ]"""
    roster = read_roster(entries, "credentials.json")
    rows = [row("a", "rt-3", userId="d-1"), row("b", "rt-2")]
    assert [
        ("duplicate", "the same user as credential 1"),
        ("duplicate", "the same refreshToken as credential 2, which is misconfigured"),
    ] == told(plan_import(rows, roster.credentials, roster))


def test_what_the_file_has_is_not_imported_again():
    """The duplicate is told with the number of the credential that is there."""
    file = known(b'[{"id": 7, "refreshToken": "rt"}]')
    assert [("duplicate", "the same refreshToken as credential 7")] == told(
        plan_import([row("line 1", "rt")], file)
    )


@pytest.mark.parametrize(
    ("takes_failed", "outcome"), [(False, Outcome.SKIPPED), (True, Outcome.ADDED)]
)
def test_a_row_that_is_called_an_error_is_skipped(*, takes_failed: bool, outcome: Outcome):
    """Unless it is asked for."""
    failed = judged("a", {"refreshToken": "rt"}, mark="error")
    (planned,) = plan_import([failed], (), takes_failed=takes_failed)
    assert outcome is planned.outcome


def test_five_hundred_rows_with_three_bad_ones():
    """497 are added, 3 are refused with a reason each, and none is added a second time."""
    lines = [f"aor-example-refresh-token-{number:03d}" for number in range(500)]
    for bad in (0, 250, 499):
        lines[bad] = "spoilt"
    rows = read_list("\n".join(lines))
    planned = plan_import(rows, ())
    added = [one.found.credential for one in planned if one.outcome is Outcome.ADDED]
    refused = [one.found.label for one in planned if one.outcome is Outcome.REFUSED and one.why]
    again = plan_import(rows, [one for one in added if one is not None])
    assert (497, ["line 1", "line 251", "line 500"], 0) == (
        len(added),
        refused,
        sum(one.outcome is Outcome.ADDED for one in again),
    )
