"""What the sign-in services are asked, and what their answers mean."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes_credentials import ARN, BOOK, MACHINE, NOW, answer, api_key, external, idc, social
from kiro_py.errors import RenewalFailed
from kiro_py.kiro.address import Regions, Route
from kiro_py.kiro.grants import ASSUMED_LIFETIME_SECONDS, hosts_of, read_renewal, renewal
from kiro_py.pool.credential import AuthMethod, Credential, Proxy, Tokens
from kiro_py.ports.upstream import HttpAnswer
from kiro_py.secret import Secret

SOCIAL, IDC, EXTERNAL = AuthMethod.SOCIAL, AuthMethod.IDC, AuthMethod.EXTERNAL_IDP
PROXY = Proxy("http://proxy.example.com:80")


def route(credential: Credential, **more: Any) -> Route:
    return Route(credential=credential, book=BOOK, invocation_id="invocation", **more)


def test_social_is_renewed_at_the_desktop_s_own_service():
    """The body is the refresh token alone, and the client names its machine."""
    call = renewal(route(social()))
    assert ("POST", "https://prod.us-east-1.auth.desktop.kiro.dev/refreshToken") == (
        call.method,
        call.url,
    )
    assert {
        "accept": "application/json, text/plain, */*",
        "content-type": "application/json",
        "user-agent": f"KiroIDE-0.9.2-{MACHINE}",
    } == dict(call.headers)
    assert {"refreshToken": "refresh"} == msgspec.json.decode(call.body)


def test_idc_is_renewed_at_the_oidc_service():
    """The body names the client that the refresh token belongs to."""
    call = renewal(route(idc(), attempt=2))
    assert ("POST", "https://oidc.us-east-1.amazonaws.com/token") == (call.method, call.url)
    assert {
        "accept": "*/*",
        "content-type": "application/json",
        "x-amz-user-agent": "aws-sdk-js/3.980.0 KiroIDE",
        "user-agent": (
            "aws-sdk-js/3.980.0 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#22.21.1"
            " api/sso-oidc#3.980.0 m/E KiroIDE"
        ),
        "amz-sdk-invocation-id": "invocation",
        "amz-sdk-request": "attempt=2; max=4",
    } == dict(call.headers)
    assert {
        "clientId": "client",
        "clientSecret": "client-secret",
        "refreshToken": "refresh",
        "grantType": "refresh_token",
    } == msgspec.json.decode(call.body)


def test_an_external_sign_in_is_renewed_at_its_own_provider():
    """A form goes to the customer's provider, which learns nothing of machine or secret."""
    call = renewal(route(external()))
    assert ("POST", "https://acme.okta.com/oauth2/v1/token") == (call.method, call.url)
    assert {
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": "KiroIDE",
    } == dict(call.headers)
    assert {
        "grant_type": ["refresh_token"],
        "refresh_token": ["refresh"],
        "client_id": ["client"],
        "scope": ["openid offline_access"],
    } == parse_qs(call.body.decode())


def test_an_external_sign_in_may_have_no_scopes():
    """Then the provider grants what it granted at first."""
    assert b"scope" not in renewal(route(external(scopes=None))).body


@pytest.mark.parametrize(
    "endpoint",
    [None, "https://evil.example.com/token", "http://acme.okta.com/token", "https://10.0.0.1/t"],
)
def test_the_endpoint_is_checked_before_every_renewal(endpoint: str | None):
    """However the credential came to be, its refresh token goes to no stranger."""
    with pytest.raises(RenewalFailed, match="tokenEndpoint: ") as caught:
        renewal(route(external(token_endpoint=endpoint)))
    assert not caught.value.is_final


def test_the_owner_s_list_of_providers_holds():
    """A provider that is listed is asked, and one that is left out is not."""
    book = replace(BOOK, providers=("127.0.0.1",))
    local = external(token_endpoint="http://127.0.0.1:9000/token")
    assert "http://127.0.0.1:9000/token" == renewal(replace(route(local), book=book)).url
    with pytest.raises(RenewalFailed):
        renewal(replace(route(external()), book=book))


@pytest.mark.parametrize(
    ("expected", "credential"),
    [
        ("https://oidc.eu-north-1.amazonaws.com/token", idc(region="eu-north-1")),
        (
            "https://prod.eu-north-1.auth.desktop.kiro.dev/refreshToken",
            social(auth_region="eu-north-1", region="us-east-1"),
        ),
        ("https://oidc.eu-west-1.amazonaws.com/token", idc()),
    ],
    ids=["idc", "social", "configured"],
)
def test_renewal_goes_to_the_sign_in_s_region(expected: str, credential: Credential):
    """A profile may live in another region than its owner's sign-in."""
    book = replace(BOOK, regions=Regions(auth_region="eu-west-1", api_region="us-east-1"))
    assert expected == renewal(replace(route(credential), book=book)).url


@pytest.mark.parametrize("made", [social, idc, external])
def test_renewal_goes_through_the_credential_s_proxy(made: Callable[..., Credential]):
    """A proxy holds for every connection of a credential."""
    assert PROXY == renewal(route(made(proxy=PROXY))).proxy


def test_an_api_key_has_no_host_to_renew_it():
    """Asking for one is a mistake in the gateway."""
    for ask in (hosts_of, renewal):
        with pytest.raises(ValueError, match="not renewed"):
            ask(route(api_key()))


GRANTED = {
    "everything": (
        {
            "accessToken": "a",
            "refreshToken": "r",
            "expiresIn": 600,
            "profileArn": ARN,
            "tokenType": "Bearer",
        },
        Tokens(Secret("a"), Secret("r"), NOW + 600, ARN),
    ),
    "no rotation": (
        {"accessToken": "a", "expiresIn": 600},
        Tokens(Secret("a"), None, NOW + 600, None),
    ),
    "nulls": (
        {"accessToken": "a", "refreshToken": None, "expiresIn": 600, "profileArn": None},
        Tokens(Secret("a"), None, NOW + 600, None),
    ),
    "a refresh token alone": (
        {"refreshToken": "r", "expiresIn": 600},
        Tokens(None, Secret("r"), None, None),
    ),
}


@pytest.mark.parametrize(("body", "expected"), GRANTED.values(), ids=GRANTED)
def test_everything_that_is_granted_is_kept(body: dict[str, Any], expected: Tokens):
    """A rotated refresh token is all that is left of a sign-in, whatever came with it."""
    assert expected == read_renewal(SOCIAL, answer(200, body), NOW)


def test_an_external_provider_grants_in_its_own_words():
    """OAuth's own names are in snake case."""
    body = {"access_token": "a", "refresh_token": "r", "expires_in": 600, "id_token": "i"}
    expected = Tokens(Secret("a"), Secret("r"), NOW + 600, None)
    assert expected == read_renewal(EXTERNAL, answer(200, body), NOW)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (28_800, 28_800),
        (3599.5, 3599.5),
        (900, "900"),
        (ASSUMED_LIFETIME_SECONDS, None),
        (ASSUMED_LIFETIME_SECONDS, "soon"),
        (ASSUMED_LIFETIME_SECONDS, 0),
        (ASSUMED_LIFETIME_SECONDS, -5),
        (ASSUMED_LIFETIME_SECONDS, [3600]),
        (ASSUMED_LIFETIME_SECONDS, "inf"),
    ],
)
def test_a_lifetime_that_makes_no_sense_is_an_hour(expected: float, said: object):
    """A token is used as long as it was granted, and what is not told is taken to be usual."""
    found = read_renewal(IDC, answer(200, {"accessToken": "a", "expiresIn": said}), NOW)
    assert NOW + expected == found.expires_at


REFUSED: dict[str, tuple[AuthMethod, HttpAnswer, bool]] = {
    "invalid_grant": (IDC, answer(400, {"error": "invalid_grant"}), True),
    "invalid_grant, social": (
        SOCIAL,
        answer(400, {"code": "invalid_grant", "message": "Invalid refresh token provided"}),
        True,
    ),
    "invalid_grant as 401": (IDC, answer(401, {"error": "invalid_grant"}), True),
    "invalid_client": (IDC, answer(401, {"error": "invalid_client"}), True),
    "unauthorized_client": (IDC, answer(400, {"error": "unauthorized_client"}), True),
    "expired_token": (IDC, answer(400, {"error": "expired_token"}), True),
    "external": (EXTERNAL, answer(400, {"error": "invalid_grant"}), True),
    "external, second factor": (EXTERNAL, answer(400, {"error": "interaction_required"}), True),
    "external, busy": (EXTERNAL, answer(400, {"error": "temporarily_unavailable"}), False),
    "external, 401, empty": (EXTERNAL, answer(401, b""), False),
    "external, 200 in other words": (EXTERNAL, answer(200, {"accessToken": "a"}), False),
    "401, social": (SOCIAL, answer(401, {"message": "Bad credentials"}), True),
    "401, social, empty": (SOCIAL, answer(401, b""), True),
    "401, idc, empty": (IDC, answer(401, b""), False),
    "401 by a proxy's page": (SOCIAL, answer(401, b"\n<html>sign in</html>"), False),
    "slow_down": (IDC, answer(400, {"error": "slow_down"}), False),
    "invalid_request": (IDC, answer(400, {"error": "invalid_request"}), False),
    "400, social, no word": (SOCIAL, answer(400, {"message": "Bad request"}), False),
    "403 by a firewall": (SOCIAL, answer(403, b"<!DOCTYPE html><title>ERROR"), False),
    "403 with the word": (IDC, answer(403, {"error": "invalid_grant"}), False),
    "429": (SOCIAL, answer(429, {"message": "Too many requests"}), False),
    "500 with the word": (IDC, answer(500, {"error": "invalid_grant"}), False),
    "503": (IDC, answer(503, b""), False),
    "302": (SOCIAL, answer(302, b"", location="https://example.com"), False),
    "200 without a token": (SOCIAL, answer(200, {"message": "ok"}), False),
    "200 with a page": (SOCIAL, answer(200, b"<html>"), False),
    "200 with a list": (SOCIAL, answer(200, []), False),
    "200 with numbers for tokens": (SOCIAL, answer(200, {"accessToken": 1}), False),
    "200, nothing": (IDC, answer(200, b""), False),
}


@pytest.mark.parametrize(("method", "answered", "is_final"), REFUSED.values(), ids=REFUSED)
def test_only_the_end_of_a_sign_in_is_final(
    method: AuthMethod, answered: HttpAnswer, *, is_final: bool
):
    """A firewall, a limit or a bad hour of the service condemns nobody."""
    with pytest.raises(RenewalFailed) as caught:
        read_renewal(method, answered, NOW)
    assert is_final is caught.value.is_final


@pytest.mark.parametrize(
    ("expected", "said"),
    [(7, "7"), (0, "0"), (None, "soon"), (None, "-1"), (None, "\u0661"), (None, "9" * 10)],
)
def test_a_limit_tells_how_long_to_wait(expected: int | None, said: str):
    """`retry-after` counts in seconds; what is no number of them is not believed."""
    with pytest.raises(RenewalFailed) as caught:
        read_renewal(SOCIAL, answer(429, b"", retry_after=said), NOW)
    assert (True, expected) == (caught.value.is_limited, caught.value.retry_after_seconds)


def test_a_bad_hour_is_no_limit():
    """The service may name a time for other reasons."""
    with pytest.raises(RenewalFailed) as caught:
        read_renewal(SOCIAL, answer(503, b"", retry_after="7"), NOW)
    assert (False, 7) == (caught.value.is_limited, caught.value.retry_after_seconds)


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ("HTTP 400 invalid_grant", {"error": "invalid_grant", "error_description": "for r"}),
        ("HTTP 400", {"error": "the token r is bad"}),
        ("HTTP 400", {"error": {"code": "r"}}),
    ],
)
def test_a_refusal_is_told_without_the_service_s_prose(expected: str, body: object):
    """Free text may repeat the token; a word cannot."""
    with pytest.raises(RenewalFailed) as caught:
        read_renewal(IDC, answer(400, body), NOW)
    assert expected == caught.value.why


@given(
    st.sampled_from([SOCIAL, IDC, EXTERNAL]),
    st.builds(
        HttpAnswer,
        st.integers(200, 599),
        st.dictionaries(st.just("retry-after"), st.text()),
        st.binary()
        | st.dictionaries(
            st.sampled_from(
                ["accessToken", "refreshToken", "expiresIn", "error", "profileArn", "access_token"]
            ),
            st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just([]),
        ).map(msgspec.json.encode),
    ),
)
def test_any_answer_is_a_grant_or_a_failure(method: AuthMethod, answered: HttpAnswer):
    """Whatever a service or a box in between sends, nothing else is raised."""
    try:
        found = read_renewal(method, answered, NOW)
    except RenewalFailed:
        return
    assert found.access_token or found.refresh_token
