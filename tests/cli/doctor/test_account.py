"""What is told of a credential without asking."""

from dataclasses import replace
from typing import Any

import pytest

from fakes_credentials import ARN, BOOK, NOW, api_key, external, idc, social, tokens
from kiro_py.cli.doctor.account import (
    check_profile,
    check_region,
    check_standing,
    check_token,
    name_of,
    new_sign_in,
)
from kiro_py.cli.doctor.finding import Verdict
from kiro_py.kiro.address import BUILDER_ID_PROFILE, AddressBook, Hosts, Regions
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import Standing, State

HOME = "arn:aws:codewhisperer:us-east-1:123456789012:profile/EXAMPLE"


def with_profile(credential: Credential, arn: str) -> Credential:
    return replace(credential, tokens=replace(credential.tokens, profile_arn=arn))


@pytest.mark.parametrize(
    ("credential", "name"),
    [
        (social(email="ada@example.com"), "credential 1 (social, a***@example.com)"),
        (idc(id=7), "credential 7 (identity center)"),
        (idc(is_builder_id=True), "credential 1 (builder id)"),
        (api_key(persists=False), "KIRO_API_KEY (api key)"),
    ],
    ids=["with an address", "number", "builder id", "environment"],
)
def test_a_credential_is_named_by_number_and_kind(credential: Credential, name: str):
    """Of its address only as much is told as its owner needs."""
    assert name == name_of(credential)


def test_a_new_sign_in_is_had_as_the_kind_wants_it():
    """A key is made, a sign-in keeps its number, and what cannot sign in here is imported."""
    assert "make a new key" in new_sign_in(api_key())
    assert "`kiro-py login social --provider PROVIDER --credential 1`" in new_sign_in(social())
    assert "`kiro-py credentials remove 1` and `kiro-py credentials import kiro`" in (
        new_sign_in(external())
    )


@pytest.mark.parametrize(
    ("credential", "verdict", "told"),
    [
        (api_key(), Verdict.OK, "an API key"),
        (social(tokens(access=None)), Verdict.OK, "there is none yet"),
        (social(tokens(expires_in=None)), Verdict.OK, "nobody knows its end"),
        (social(tokens(expires_in=-7_200)), Verdict.OK, "it ended 2 h 0 min ago"),
        (social(tokens(expires_in=1_800)), Verdict.OK, "it lives for another 30 min"),
        (social(tokens(expires_in=10 * 86_400)), Verdict.WARNING, "its `expiresAt` is 10 d 0 h"),
    ],
    ids=["key", "none", "unknown", "ended", "alive", "made up"],
)
def test_the_life_of_a_token_is_told(credential: Credential, verdict: Verdict, told: str):
    """It is odd only when its end cannot be true."""
    finding = check_token(credential, NOW)

    assert (verdict, told) == (finding.verdict, finding.told[: len(told)])


REFRESH = tokens().refresh_token
assert REFRESH is not None
LOGIN = REFRESH.fingerprint()


@pytest.mark.parametrize(
    ("standing", "verdict", "told", "mend"),
    [
        (None, Verdict.OK, "ready", ""),
        (Standing(State.COOLING, until=NOW - 1), Verdict.OK, "ready", ""),
        (
            Standing(State.COOLING, until=NOW + 60, message="too many requests"),
            Verdict.WARNING,
            "cooling until 2027-01-15T08:01:00Z: too many requests",
            "wait",
        ),
        (Standing(State.DOUBTED, until=NOW + 60), Verdict.WARNING, "doubted until", "below"),
        (Standing(State.SPENT, until=NOW + 60), Verdict.FAILURE, "spent until", "reset date"),
        (
            Standing(State.NEEDS_LOGIN, reason="login-ended", login=LOGIN),
            Verdict.FAILURE,
            "needs login: login-ended",
            "sign in again",
        ),
        (Standing(State.NEEDS_LOGIN, login="another"), Verdict.OK, "the last sign-in ended", ""),
        (Standing(State.SUSPENDED), Verdict.FAILURE, "suspended", "credentials reset 1"),
    ],
    ids=[
        "unknown",
        "elapsed",
        "cooling",
        "doubted",
        "spent",
        "needs login",
        "new login",
        "suspended",
    ],
)
def test_what_the_gateway_remembers_is_told(
    standing: Standing | None, verdict: Verdict, told: str, mend: str
):
    """Each state is told with its end, its reason and the way out of it."""
    finding = check_standing(social(), standing, NOW)

    assert (verdict, told) == (finding.verdict, finding.told[: len(told)])
    assert mend in finding.mend


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_every_state_is_told(state: State):
    """None but the first is told without a way out of it."""
    finding = check_standing(social(), Standing(state, login=LOGIN), NOW)

    assert (state.value, state is State.READY) == (finding.told, not finding.mend)


ELSEWHERE = replace(BOOK, regions=Regions(region="eu-north-1"))
LOCAL = replace(ELSEWHERE, hosts=Hosts(api=("http://127.0.0.1",), auth=("http://127.0.0.1",)))


@pytest.mark.parametrize(
    ("credential", "book", "told"),
    [
        (api_key(), BOOK, [("ok", "it asks in us-east-1")]),
        (external(), BOOK, [("ok", "it asks in us-east-1")]),
        (
            with_profile(idc(auth_region="eu-west-1"), ARN),
            BOOK,
            [("ok", "it asks in eu-central-1, its sign-in is in eu-west-1")],
        ),
        (idc(region="eu-nowhere-1"), BOOK, [("failure", "its sign-in is in eu-nowhere-1")]),
        (
            social(),
            ELSEWHERE,
            [("warning", "its sign-in is in eu-north-1"), ("warning", "it asks in eu-north-1")],
        ),
        (social(), LOCAL, [("ok", "it asks in eu-north-1, its sign-in is in eu-north-1")]),
        (
            with_profile(api_key(api_region="us-east-1"), ARN),
            BOOK,
            [("warning", "it asks in us-east-1, and its profile is in eu-central-1")],
        ),
    ],
    ids=["key", "external", "two regions", "none", "where nobody is", "own hosts", "not at home"],
)
def test_regions_are_where_somebody_answers(
    credential: Credential, book: AddressBook, told: list[tuple[str, str]]
):
    """Every region that cannot be right is told by itself."""
    findings = list(check_region(credential, book))
    starts = [start for _, start in told]

    assert [verdict for verdict, _ in told] == [each.verdict.value for each in findings]
    assert [True] * len(starts) == [
        each.told.startswith(start) for each, start in zip(findings, starts, strict=True)
    ]


@pytest.mark.parametrize(
    ("region", "is_one"),
    [
        ("us-east-1", True),
        ("ap-southeast-2", True),
        ("us-gov-west-1", True),
        ("mx-central-1", True),
        ("us-eats-1", False),
        ("xx-east-1", False),
        ("eu-central-0", False),
    ],
)
def test_a_region_of_aws_is_known_by_its_form(region: str, is_one: bool):  # noqa: FBT001 -- an expectation
    """New ones come, but none of another form."""
    findings = check_region(idc(auth_region=region), BOOK)

    assert is_one is all(each.verdict is not Verdict.FAILURE for each in findings)


@pytest.mark.parametrize(
    ("credential", "verdict", "told"),
    [
        (idc(), Verdict.OK, "none: it is looked for"),
        (social(), Verdict.OK, "none, and none is needed"),
        (with_profile(idc(), HOME), Verdict.OK, "a profile in us-east-1"),
        (with_profile(idc(is_builder_id=True), BUILDER_ID_PROFILE), Verdict.OK, "a profile in"),
        (with_profile(social(), BUILDER_ID_PROFILE), Verdict.FAILURE, "its profile is that of"),
        (with_profile(idc(is_builder_id=True), HOME), Verdict.WARNING, "a Builder ID has no"),
        (with_profile(idc(), "arn:aws:s3:::bucket"), Verdict.WARNING, "its `profileArn` does not"),
    ],
    ids=["sought", "needless", "own", "builder id's", "another kind's", "foreign", "no profile"],
)
def test_a_profile_fits_its_kind(credential: Credential, verdict: Verdict, told: str):
    """That of every Builder ID belongs to nobody else, and no other one to a Builder ID."""
    finding = check_profile(credential, BOOK)

    assert (verdict, told) == (finding.verdict, finding.told[: len(told)])


def test_no_account_number_is_told():
    """A profile is told by its region alone."""
    credential: Any = with_profile(idc(), HOME)

    assert "123456789012" not in str(check_profile(credential, BOOK))
