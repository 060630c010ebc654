"""What the service's words mean for an owner."""

from typing import Any

import pytest

from fakes_credentials import NOW, api_key, idc, social
from kiro_py.cli.doctor.answers import check_account
from kiro_py.cli.doctor.asking import Account, Listing
from kiro_py.cli.doctor.finding import Finding, Verdict
from kiro_py.errors import Refusal, RenewalFailed
from kiro_py.exchange.quotas import QuotaReading
from kiro_py.kiro.limits import Allowance, Breakdown, Overage, Quota
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import Credential

HOST = "management.us-east-1.kiro.dev"
USUAL = ("claude-sonnet-4.5", "claude-haiku-4.5", "another")
FINE = Listing(HOST, USUAL)


def refused(text: str, status: int = 403) -> Refusal:
    return classify(status, {}, f'{{"message": "{text}"}}'.encode())


def quota(used: float, *, overage: bool | None = False) -> QuotaReading:
    base = Allowance(name="plan", used=used, limit=1_000)
    main = Breakdown(kind="CREDIT", base=base, overage=Overage(is_enabled=overage))
    told = Quota(main=main, breakdowns=(main,), resets_at=NOW)
    return QuotaReading(quota=told, is_stale=False, why="")


def by_check(credential: Credential, account: Account | None) -> dict[str, Finding]:
    return {finding.check: finding for finding in check_account(credential, account)}


def test_an_account_that_serves_is_well():
    """Its sign-in, its models and its credits are told."""
    found = by_check(social(), Account(listings=(FINE,), quota=quota(250)))

    assert {
        "sign-in": f"{HOST} accepts it",
        "models": "3 models, claude-haiku-4.5, claude-sonnet-4.5 among them",
        "quota": "250.00 of 1,000.00 credits are used; they come back on 2027-01-15T08:00:00Z",
    } == {check: finding.told for check, finding in found.items()}
    assert {Verdict.OK} == {finding.verdict for finding in found.values()}


def test_a_renewal_is_told():
    """Whoever runs this knows that there is a new token."""
    found = by_check(social(), Account(was_renewed=True, listings=(FINE,)))

    assert found["sign-in"].told.endswith("with a token renewed just now")


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (None, "no time left"),
        (Account(is_withheld=True), "could not be kept"),
        (Account(listings=(Listing(HOST),)), "no host has answered"),
    ],
    ids=["no time", "withheld", "silence"],
)
def test_what_was_not_learned_says_why(account: Account | None, told: str):
    """None of it is a fault of the credential."""
    found = by_check(social(), account)

    assert {Verdict.NOT_CHECKED} == {finding.verdict for finding in found.values()}
    assert told in found["sign-in"].told


TOKEN_REFUSED = refused("The bearer token included in the request is invalid.")


@pytest.mark.parametrize(
    ("credential", "account", "verdict", "mend"),
    [
        (
            social(),
            Account(missed=RenewalFailed("HTTP 400 invalid_grant", is_final=True)),
            Verdict.FAILURE,
            "sign in again",
        ),
        (
            social(),
            Account(missed=RenewalFailed("HTTP 503", is_final=False, retry_after_seconds=5)),
            Verdict.FAILURE,
            "mend what is said of the hosts",
        ),
        (
            social(),
            Account(missed=RenewalFailed("HTTP 429", is_final=False, retry_after_seconds=5)),
            Verdict.WARNING,
            "wait a few minutes",
        ),
        (
            social(),
            Account(listings=(Listing(HOST, refusal=TOKEN_REFUSED),)),
            Verdict.FAILURE,
            "run `kiro-py doctor --renew`",
        ),
        (
            social(),
            Account(was_renewed=True, listings=(Listing(HOST, refusal=TOKEN_REFUSED),)),
            Verdict.FAILURE,
            "sign in again",
        ),
        (
            api_key(),
            Account(listings=(Listing(HOST, refusal=TOKEN_REFUSED),)),
            Verdict.FAILURE,
            "make a new one",
        ),
        (
            social(),
            Account(listings=(Listing(HOST, refusal=refused("temporarily suspended")),)),
            Verdict.FAILURE,
            "Kiro's support",
        ),
        (
            idc(),
            Account(listings=(Listing(HOST, refusal=refused("not authorized to make this call")),)),
            Verdict.FAILURE,
            "apiRegion",
        ),
        (
            social(),
            Account(listings=(Listing(HOST, refusal=refused("Too many requests", 429)),)),
            Verdict.WARNING,
            "wait a few minutes",
        ),
        (
            social(),
            Account(listings=(Listing(HOST, refusal=refused("failed", 500)),)),
            Verdict.WARNING,
            "wait a few minutes",
        ),
    ],
    ids=[
        "ended",
        "renewal failed",
        "renewal throttled",
        "token refused",
        "new token refused",
        "key refused",
        "suspended",
        "not authorized",
        "throttled",
        "the service's fault",
    ],
)
def test_a_sign_in_that_is_not_accepted_has_its_mend(
    credential: Credential, account: Account, verdict: Verdict, mend: str
):
    """Nothing else is said of such an account."""
    found = by_check(credential, account)

    assert verdict is found["sign-in"].verdict
    assert mend in found["sign-in"].mend
    assert {Verdict.NOT_CHECKED} == {found[check].verdict for check in ("models", "quota")}


def test_a_host_that_does_not_know_the_sign_in_is_no_fault():
    """The next host has accepted it."""
    listings = (Listing(HOST, refusal=TOKEN_REFUSED), FINE)

    assert Verdict.OK is by_check(social(), Account(listings=listings))["sign-in"].verdict


@pytest.mark.parametrize(
    ("account", "verdict", "told"),
    [
        (
            Account(listings=(Listing(HOST, USUAL, TOKEN_REFUSED, is_profile_foreign=True),)),
            Verdict.FAILURE,
            f"{HOST} refuses this account's profile",
        ),
        (
            Account(lacks_profile=True, listings=(FINE,)),
            Verdict.WARNING,
            "it needs a profile, has none",
        ),
    ],
    ids=["foreign", "missing"],
)
def test_a_profile_that_does_not_fit_is_told(account: Account, verdict: Verdict, told: str):
    """The sign-in itself is fine."""
    found = by_check(idc(), account)

    assert (Verdict.OK, verdict) == (found["sign-in"].verdict, found["profile"].verdict)
    assert found["profile"].told.startswith(told)


def test_an_account_without_claude_is_told():
    """A plan or a region may have other models only."""
    finding = by_check(social(), Account(listings=(Listing(HOST, ("another",)),)))["models"]

    assert (Verdict.FAILURE, True) == (finding.verdict, "apiRegion" in finding.mend)


@pytest.mark.parametrize(
    ("reading", "verdict", "told"),
    [
        (quota(1_000), Verdict.FAILURE, "1,000.00 of 1,000.00 credits are used; they come back"),
        (quota(1_200, overage=None), Verdict.WARNING, "1,200.00 of 1,000.00 credits"),
        (quota(1_000, overage=True), Verdict.OK, "1,000.00 of 1,000.00 credits"),
        (QuotaReading(why="HTTP 500"), Verdict.WARNING, "its credits could not be read (HTTP 500)"),
    ],
    ids=["spent", "overage unknown", "overage allowed", "unread"],
)
def test_credits_are_told(reading: QuotaReading, verdict: Verdict, told: str):
    """Without any left, and without overage, nothing is served until they come back."""
    finding: Any = by_check(social(), Account(listings=(FINE,), quota=reading))["quota"]

    assert (verdict, told) == (finding.verdict, finding.told[: len(told)])
