"""What the service says about an account's credits."""

import math
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.kiro.limits import Allowance, Breakdown, Overage, Quota, credits_event, read_limits
from kiro_py.pool.standing import CreditsBack, CreditsGone

RESET = 1_803_859_200.0
BREAKDOWN: dict[str, Any] = {
    "resourceType": "CREDIT",
    "displayName": "Credit",
    "displayNamePlural": "Credits",
    "currentUsage": 12,
    "currentUsageWithPrecision": 12.5,
    "usageLimit": 2000,
    "usageLimitWithPrecision": 2000.0,
    "currentOverages": 0,
    "overageCap": 10_000,
    "overageRate": 0.04,
    "overageCharges": 0.0,
    "currency": "USD",
    "nextDateReset": RESET,
    "bonuses": [
        {
            "displayName": "Welcome",
            "status": "ACTIVE",
            "currentUsage": 1.5,
            "usageLimit": 100.0,
            "expiresAt": RESET,
        },
        {"bonusCode": "OLD", "status": "EXPIRED", "currentUsage": 7, "usageLimit": 300},
    ],
    "freeTrialInfo": {
        "currentUsage": 3,
        "currentUsageWithPrecision": 3.25,
        "usageLimit": 500,
        "usageLimitWithPrecision": 500.0,
        "freeTrialExpiry": RESET,
        "freeTrialStatus": "ACTIVE",
    },
}
ANSWER: dict[str, Any] = {
    "nextDateReset": RESET,
    "limits": [],
    "subscriptionInfo": {"subscriptionTitle": "KIRO PRO+", "type": "PRO_PLUS"},
    "overageConfiguration": {"overageStatus": "DISABLED"},
    "userInfo": {"userId": "d-example", "email": "ada@example.com"},
    "usageBreakdownList": [BREAKDOWN],
}


def read(answer: Any) -> Quota | None:
    return read_limits(msgspec.json.encode(answer))


def told(breakdown: dict[str, Any], **more: Any) -> Quota:
    """Return the quota of an answer with one breakdown."""
    quota = read(ANSWER | {"usageBreakdownList": [breakdown]} | more)
    assert quota is not None
    return quota


def plain(used: float, limit: float, **more: Any) -> dict[str, Any]:
    return {"resourceType": "CREDIT", "currentUsage": used, "usageLimit": limit, **more}


def enabled(**more: Any) -> dict[str, Any]:
    return {"overageConfiguration": {"overageStatus": "ENABLED", **more}}


def test_a_whole_answer_is_read():
    """Plan, trial, bonuses, overage, reset date and owner are where they belong."""
    breakdown = Breakdown(
        kind="CREDIT",
        base=Allowance(name="Credits", used=12.5, limit=2000.0),
        trial=Allowance(name="trial", used=3.25, limit=500.0, ends_at=RESET),
        bonuses=(
            Allowance(name="Welcome", used=1.5, limit=100.0, ends_at=RESET),
            Allowance(name="OLD", used=7.0, limit=300.0, is_active=False),
        ),
        overage=Overage(is_enabled=False, cap=10_000.0, rate=0.04, charges=0.0, currency="USD"),
        resets_at=RESET,
    )
    expected = Quota(
        main=breakdown,
        breakdowns=(breakdown,),
        plan="KIRO PRO+",
        resets_at=RESET,
        email="ada@example.com",
        user_id="d-example",
    )
    assert expected == read(ANSWER)


def test_what_is_active_is_counted():
    """Limit, usage and rest are those of the plan, the active trial and the active bonuses."""
    quota = told(BREAKDOWN)
    assert (17.25, 2600.0, 2582.75) == (quota.used, quota.limit, quota.remaining)
    assert 0.6635 == pytest.approx(quota.percent, abs=1e-4)


@pytest.mark.parametrize(
    ("expected", "breakdown"),
    [
        pytest.param((12.5, 50.0), plain(12, 50, currentUsageWithPrecision=12.5), id="precise"),
        pytest.param((0.0, 50.0), plain(3, 50, currentUsageWithPrecision=0.0), id="precise zero"),
        pytest.param(
            (12.0, 50.0), plain(12, 50, currentUsageWithPrecision=None), id="null for precise"
        ),
        pytest.param((12.75, 50.5), plain(12.75, 50.5), id="fractions where integers belong"),
        pytest.param((0.0, 50.0), {"usageLimit": 50}, id="no usage"),
        pytest.param((0.0, 50.0), plain(-1, 50), id="negative usage"),
        pytest.param((0.0, 50.0), {"usageLimit": 50, "currentUsage": "12"}, id="text"),
        pytest.param((0.0, 50.0), {"usageLimit": 50, "currentUsage": True}, id="a truth"),
        pytest.param((0.0, 50.0), plain(10**400, 50), id="larger than any number"),
        pytest.param((0.0, 50.0), plain(1e308, 50), id="larger than any account"),
        pytest.param(
            (0.0, 50.0),
            plain(0, 50, bonuses=None, freeTrialInfo=None, nextDateReset=None),
            id="null for lists and objects",
        ),
        pytest.param(
            (1.0, 30.0),
            {"freeTrialInfo": {"usageLimit": 30, "currentUsage": 1, "freeTrialStatus": "ACTIVE"}},
            id="only a trial",
        ),
        pytest.param(
            (0.0, 50.0),
            plain(0, 50, freeTrialInfo={"usageLimit": 30, "freeTrialStatus": "EXPIRED"}),
            id="an expired trial",
        ),
        pytest.param(
            (0.0, 50.0),
            plain(0, 50, bonuses=[{"usageLimit": 30, "status": "EXHAUSTED"}, None, 7]),
            id="no bonus worth the name",
        ),
    ],
)
def test_figures_come_in_every_state(expected: tuple[float, float], breakdown: dict[str, Any]):
    """The figures with precision come first; what is missing or no number counts for nothing."""
    quota = told(breakdown)
    assert expected == (quota.used, quota.limit)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({}, id="nothing"),
        pytest.param([], id="a list"),
        pytest.param({"subscriptionInfo": {"subscriptionTitle": "KIRO FREE"}}, id="a title alone"),
        pytest.param({"usageBreakdownList": []}, id="no breakdown"),
        pytest.param({"usageBreakdownList": None, "limits": None}, id="null"),
        pytest.param({"usageBreakdownList": [{"currentUsage": 5}]}, id="no limit"),
        pytest.param({"usageBreakdownList": [plain(5, 0) | {"usageLimit": None}]}, id="null limit"),
    ],
)
def test_without_a_limit_there_is_no_quota(answer: Any):
    """Nobody is taken for an account of the free plan because an answer says little."""
    assert read(answer) is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_no_answer_is_no_quota(body: bytes):
    """A proxy's page is not an account."""
    assert read_limits(body) is None


def test_a_plan_that_is_not_named_is_unknown():
    """It is `None`, and not the free one."""
    assert told(BREAKDOWN, subscriptionInfo={"subscriptionTitle": None}).plan is None


@pytest.mark.parametrize(
    ("expected", "kinds"),
    [
        ("CREDIT", ["SPEC", "VIBE", "CREDIT"]),
        ("AGENTIC_REQUEST", ["VIBE", "AGENTIC_REQUEST"]),
        ("TRANSFORM", ["TRANSFORM", "SPEC"]),
    ],
)
def test_answers_cost_credits(expected: str, kinds: list[str]):
    """Of several breakdowns the one that answers are paid with counts; all are kept."""
    entries = [plain(1, 50) | {"resourceType": kind} for kind in kinds]
    quota = told({}, usageBreakdownList=entries)
    assert (expected, kinds) == (quota.main.kind, [each.kind for each in quota.breakdowns])


def test_a_breakdown_that_tells_nothing_is_passed_over():
    """An entry without a limit does not hide one that has a limit."""
    quota = told({}, usageBreakdownList=[{"resourceType": "CREDIT"}, {"usageLimit": 50}])
    assert ("unnamed", 50.0) == (quota.main.kind, quota.limit)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"usageBreakdown": plain(1, 50)}, id="the singular"),
        pytest.param(
            {"limits": [{"type": "CREDIT", "currentUsage": 1, "totalUsageLimit": 50}]}, id="limits"
        ),
        pytest.param(
            {"usageBreakdownList": [plain(1, 50)], "usageBreakdown": plain(9, 99)}, id="both"
        ),
    ],
)
def test_older_forms_are_read(answer: dict[str, Any]):
    """Where the present form says nothing, the older ones are believed."""
    quota = read(answer)
    assert quota is not None
    assert ("CREDIT", 1.0, 50.0) == (quota.main.kind, quota.used, quota.limit)


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        pytest.param(RESET, {"nextDateReset": RESET}, id="the account's"),
        pytest.param(RESET, {"nextDateReset": int(RESET)}, id="whole seconds"),
        pytest.param(RESET, {"nextDateReset": RESET * 1000}, id="milliseconds"),
        pytest.param(
            5.0,
            {"nextDateReset": None, "usageBreakdownList": [plain(1, 50, nextDateReset=5)]},
            id="the breakdown's",
        ),
        pytest.param(None, {"nextDateReset": "soon"}, id="not told"),
    ],
)
def test_the_reset_date_is_in_seconds(expected: float | None, answer: dict[str, Any]):
    """It is the account's, or else that of what answers cost."""
    assert expected == told(plain(1, 50), **{"nextDateReset": None, **answer}).resets_at


SPENT = plain(50, 50)


@pytest.mark.parametrize(
    ("expected", "breakdown", "config"),
    [
        pytest.param(0.0, SPENT, {}, id="off"),
        pytest.param(0.0, SPENT, {"overageConfiguration": None}, id="not told"),
        pytest.param(math.inf, SPENT, enabled(), id="on without a cap"),
        pytest.param(40.0, SPENT | {"overageCap": 40}, enabled(), id="the plan's cap"),
        pytest.param(9.0, SPENT | {"overageCap": 40}, enabled(overageLimit=9), id="own limit"),
        pytest.param(40.0, SPENT | {"overageCap": 40}, enabled(overageLimit=0), id="no own limit"),
        pytest.param(
            30.5,
            SPENT | {"overageCap": 40, "currentOveragesWithPrecision": 9.5},
            enabled(),
            id="partly used",
        ),
        pytest.param(28.0, plain(62, 50, overageCap=40), enabled(), id="seen in the usage alone"),
        pytest.param(0.0, plain(99, 50, overageCap=40), enabled(), id="beyond the cap"),
    ],
)
def test_overage_is_what_comes_after(
    expected: float, breakdown: dict[str, Any], config: dict[str, Any]
):
    """It counts only when it is on, up to the lower of its limits, less what is used of it."""
    assert expected == told(breakdown, **config).spendable


def test_overage_of_the_plan_leaves_a_bonus_alone():
    """What was used beyond the plan's own credits is not taken from the bonus."""
    bonus = {"usageLimit": 30, "currentUsage": 10, "status": "ACTIVE"}
    assert 20.0 == told(plain(99, 50, bonuses=[bonus])).remaining


@pytest.mark.parametrize(
    ("expected", "breakdown"),
    [
        ((0.0, 1.0), plain(0, 50)),
        ((50.0, 0.5), plain(25, 50)),
        ((100.0, 0.0), plain(99, 50)),
        ((0.0, None), plain(0, 0)),
    ],
)
def test_percent_and_share_add_up(expected: tuple[float, float | None], breakdown: dict[str, Any]):
    """Neither leaves its bounds, and a limit of nothing has no share."""
    quota = told(breakdown)
    assert expected == (quota.percent, quota.remaining_share)


@pytest.mark.parametrize(
    ("expected", "breakdown", "config"),
    [
        pytest.param(True, SPENT, {}, id="all used, overage off"),
        pytest.param(False, plain(49.9, 50), {}, id="some left"),
        pytest.param(False, SPENT, {"overageConfiguration": {}}, id="overage not told"),
        pytest.param(False, SPENT, enabled(), id="overage on"),
        pytest.param(True, plain(90, 50, overageCap=40), enabled(), id="overage used, too"),
        pytest.param(False, plain(0, 0), {}, id="a limit of nothing"),
    ],
)
def test_spent_is_certain(*, expected: bool, breakdown: dict[str, Any], config: dict[str, Any]):
    """A credential is not taken out of service on a guess."""
    assert expected is told(breakdown, **config).is_spent


GONE = CreditsGone("plan-spent", "50.00 of 50.00 credits are used", RESET)


@pytest.mark.parametrize(
    ("expected", "before", "after"),
    [
        pytest.param(GONE, None, told(SPENT), id="gone"),
        pytest.param(GONE, told(SPENT), told(SPENT), id="still gone"),
        pytest.param(
            CreditsGone("overage-spent", "90.00 of 50.00 credits are used", RESET),
            None,
            told(plain(90, 50, overageCap=40), **enabled()),
            id="overage gone",
        ),
        pytest.param(CreditsBack(), None, told(plain(1, 50)), id="first look"),
        pytest.param(CreditsBack(), told(SPENT), told(plain(0, 50)), id="reset"),
        pytest.param(CreditsBack(), told(plain(1, 50)), told(plain(1, 99)), id="a larger plan"),
        pytest.param(CreditsBack(), told(SPENT), told(SPENT, **enabled()), id="overage turned on"),
        pytest.param(None, told(plain(1, 50)), told(plain(1, 50)), id="nothing new"),
        pytest.param(None, told(plain(1, 50)), told(plain(2, 50)), id="fewer"),
        pytest.param(None, None, told(plain(0, 0)), id="a limit of nothing"),
    ],
)
def test_the_pool_is_told(expected: object, before: Quota | None, after: Quota):
    """Credits are gone when nothing is left, and back when there are more than before."""
    assert expected == credits_event(before, after)


def test_nothing_is_known_of_overage_that_is_not_told():
    """A word that nobody has heard of is neither on nor off."""
    strange = told(SPENT, overageConfiguration={"overageStatus": "SOMETIMES"})
    assert replace(strange.overage, used=0.0) == Overage()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=3,
)
FIELDS = st.sampled_from(
    sorted({*BREAKDOWN, *BREAKDOWN["freeTrialInfo"], *BREAKDOWN["bonuses"][0]})
)
ENTRIES = st.dictionaries(
    FIELDS,
    JSON | st.dictionaries(FIELDS, JSON, max_size=4) | st.just([{"usageLimit": 1}]),
    max_size=8,
)
ANSWERS = st.dictionaries(
    st.sampled_from(sorted({*ANSWER, "usageBreakdown"})),
    JSON | ENTRIES | st.lists(ENTRIES, max_size=2),
)


@given(ANSWERS)
def test_whatever_comes_is_read(answer: dict[str, Any]):
    """No answer breaks the reader, and what it reads keeps its bounds."""
    quota = read(answer)
    if quota is not None:
        assert 0.0 <= quota.percent <= 100.0
        assert 0.0 <= quota.remaining <= quota.limit
        assert quota.spendable >= quota.remaining
