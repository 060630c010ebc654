"""What accounts have used of their credits: `usage`."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hand import Hand, service
from kiro_py.pool.standing import Standing, State
from kiro_py.simulator.faults.effects import Answer

LIMITS = "GetUsageLimits"
RESET = 1_800_000_000.0
ANSWER: dict[str, Any] = {
    "nextDateReset": RESET,
    "overageConfiguration": {"overageStatus": "ENABLED"},
    "subscriptionInfo": {"subscriptionTitle": "KIRO PRO"},
    "usageBreakdownList": [
        {
            "resourceType": "CREDIT",
            "currentUsageWithPrecision": 250.5,
            "usageLimitWithPrecision": 1000.0,
            "currentOverages": 12,
            "overageCap": 10_000,
            "overageRate": 0.04,
            "overageCharges": 0.48,
            "currency": "USD",
            "freeTrialInfo": {
                "freeTrialStatus": "ACTIVE",
                "currentUsage": 499.5,
                "usageLimit": 500,
                "freeTrialExpiry": RESET,
            },
            "bonuses": [
                {
                    "displayName": "Welcome",
                    "status": "EXPIRED",
                    "currentUsage": 1,
                    "usageLimit": 2,
                }
            ],
        }
    ],
}


def cells(out: str) -> list[str]:
    """Return the words of the only row of the table."""
    (row,) = [line.split() for line in out.splitlines() if line.strip()[:1].isdigit()]
    return row


async def test_every_enabled_credential_is_asked(hand: Hand):
    """Tokens that have ended are renewed first, keys need none, a disabled one is left alone."""
    async with service(hand) as subject:
        subject.write("social", "builder-id", "idc", "external-idp", "api-key")
        hand.write(*hand.entries[:4], hand.entries[4], {**hand.entries[0], "disabled": True})
        subject.kiro.accounts.spend("api-key", 500)
        said = await subject.type("usage", "--json")
        assert 5 == len(subject.kiro.calls.of(LIMITS))
    assert 0 == said.code, said.err
    assert [0.0, 0.0, 0.0, 0.0, 500.0] == [told["used"] for told in said.json]
    first = said.json[0]
    assert {"id": 1, "name": "social@example.com", "plan": "KIRO PRO+", "limit": 2000.0} == {
        name: first[name] for name in ("id", "name", "plan", "limit")
    }
    assert datetime.fromisoformat(first["resetsAt"]) > datetime.now(UTC)


async def test_people_get_a_table(hand: Hand):
    """Used, limit, share and reset date, with what counts besides."""
    async with service(hand) as subject:
        subject.write("api-key")
        subject.kiro.faults.add(Answer(status=200, body=ANSWER), operation=LIMITS)
        said = await subject.type("usage", 1)
    row = cells(said.out)
    assert ["1", "-", "KIRO", "PRO", "750.00", "1,500.00", "50.0", "2027-01-15T08:00:00Z"] == row[
        :8
    ]
    for part in (
        "trial: 499.50 of 500.00 until 2027-01-15T08:00:00Z",
        "Welcome: 1.00 of 2.00, not active",
        "overage: 12.00 of 10,000.00 at 0.04 USD, 0.48 USD owed",
    ):
        assert f" {part}" in said.out


async def test_scripts_get_everything(hand: Hand):
    """Trial, bonuses and overage are told by themselves."""
    async with service(hand) as subject:
        subject.write("api-key")
        subject.kiro.faults.add(Answer(status=200, body=ANSWER), operation=LIMITS)
        (told,) = (await subject.type("usage", "--json")).json
    ends = "2027-01-15T08:00:00Z"
    trial = {"name": "trial", "used": 499.5, "limit": 500.0, "isActive": True, "endsAt": ends}
    bonus = {"name": "Welcome", "used": 1.0, "limit": 2.0, "isActive": False}
    overage = {
        "isEnabled": True,
        "used": 12.0,
        "cap": 10_000.0,
        "rate": 0.04,
        "charges": 0.48,
        "currency": "USD",
    }
    assert {
        "id": 1,
        "name": "-",
        "plan": "KIRO PRO",
        "used": 750.0,
        "limit": 1500.0,
        "percent": 50.0,
        "resetsAt": ends,
        "parts": [trial, bonus],
        "overage": overage,
    } == told


@pytest.mark.parametrize(
    ("status", "told"),
    [("DISABLED", "overage is off"), (None, "overage is not told")],
    ids=["off", "not told"],
)
async def test_overage_that_is_not_on_is_said(hand: Hand, status: str | None, told: str):
    """Off is not the same as not told."""
    answer = ANSWER | {"overageConfiguration": {"overageStatus": status}}
    answer["usageBreakdownList"] = [{"resourceType": "CREDIT", "currentUsage": 1, "usageLimit": 2}]
    async with service(hand) as subject:
        subject.write("api-key")
        subject.kiro.faults.add(Answer(status=200, body=answer), operation=LIMITS)
        said = await subject.type("usage")
    assert told in said.out


async def test_an_account_that_does_not_answer_is_a_row(hand: Hand):
    """The others are told, and the exit code is 1."""
    async with service(hand) as subject:
        subject.write("idc", "api-key")
        subject.kiro.accounts.revoke("idc")
        said = await subject.type("usage", "--json")
    first, second = said.json
    assert 1 == said.code
    assert "invalid_grant" in first["why"]
    assert ("api-key@example.com", False) == (second["name"], "why" in second)
    assert State.NEEDS_LOGIN is hand.standings[1].state


async def test_a_suspended_account_says_why(hand: Hand):
    """Its own words are not repeated, the name of the refusal is."""
    async with service(hand) as subject:
        subject.write("api-key")
        subject.kiro.accounts.suspend("api-key")
        said = await subject.type("usage")
    assert 1 == said.code
    assert "HTTP 403" in said.out


async def test_credits_that_are_back_are_remembered(hand: Hand):
    """A spent credential whose account has credits is ready again, for the gateway as well."""
    async with service(hand) as subject:
        subject.write("api-key")
        hand.stand(_1=Standing(State.SPENT, until=4_000_000_000.0))
        await subject.type("usage", 1)
    assert State.READY is hand.standings.get(1, Standing()).state


async def test_spent_credits_are_remembered(hand: Hand):
    """The pool need not learn it from a refusal."""
    async with service(hand) as subject:
        subject.write("api-key")
        subject.kiro.accounts.spend("api-key", 2000)
        said = await subject.type("usage", 1)
    assert "100.0" in cells(said.out)
    assert State.SPENT is hand.standings[1].state


def test_without_settings_nobody_is_asked(hand: Hand):
    """The file is named, and the exit code is 2."""
    hand.write({"id": 1, "kiroApiKey": "ksk_example"})
    said = hand("usage", "-c", hand.path.with_name("missing.json"))
    assert (2, "") == (said.code, said.out)
    assert "missing.json" in said.err
