"""What the services are asked when a person signs in with a code, and what they answer."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes_credentials import BOOK, MACHINE, NOW, answer
from kiro_py.errors import SignInFailed
from kiro_py.kiro.device import (
    ASSUMED_INTERVAL_SECONDS,
    ASSUMED_LIFETIME_SECONDS,
    BUILDER_ID_START_URL,
    LONGEST_LIFETIME_SECONDS,
    SCOPES,
    Client,
    Device,
    Granted,
    Pending,
    Provider,
    Refused,
    SlowDown,
    Unheard,
    Way,
    find_start_fault,
    poll_device,
    poll_social_device,
    read_body,
    read_client,
    read_device,
    read_poll,
    read_social_device,
    read_tokens,
    register_client,
    start_device,
    start_social_device,
)
from kiro_py.pool.credential import Proxy
from kiro_py.ports.upstream import HttpAnswer, HttpCall
from kiro_py.secret import Secret

PROXY = Proxy("http://proxy.example.com:80")
WAY = Way(book=BOOK, machine=MACHINE, invocation_id="invocation", region="eu-west-1", proxy=PROXY)
CLIENT = Client("client", Secret("client-secret"))
DEVICE = Device(Secret("device-code"), "ABCD-EFGH", "https://example.com/device", 5, 600)
NAMED = {"clientId": "client", "clientSecret": "client-secret"}
COMPANY = "https://acme.awsapps.com/start"
PAGE = "https://device.sso.example.com/?user_code=ABCD-EFGH"
TOLD = {"deviceCode": "device-code", "userCode": "ABCD-EFGH", "verificationUriComplete": PAGE}
BOTH = {"accessToken": "access", "refreshToken": "refresh", "expiresIn": 3600}

Read = Callable[[HttpAnswer], object]

CALLS: dict[str, tuple[HttpCall, str, Mapping[str, Any]]] = {
    "register": (
        register_client(WAY, COMPANY),
        "https://oidc.eu-west-1.amazonaws.com/client/register",
        {
            "clientName": "Kiro IDE",
            "clientType": "public",
            "scopes": list(SCOPES),
            "grantTypes": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
            "issuerUrl": COMPANY,
        },
    ),
    "start": (
        start_device(WAY, CLIENT, COMPANY),
        "https://oidc.eu-west-1.amazonaws.com/device_authorization",
        {**NAMED, "startUrl": COMPANY},
    ),
    "poll": (
        poll_device(WAY, CLIENT, DEVICE),
        "https://oidc.eu-west-1.amazonaws.com/token",
        {
            **NAMED,
            "grantType": "urn:ietf:params:oauth:grant-type:device_code",
            "deviceCode": "device-code",
        },
    ),
    "start social": (
        start_social_device(WAY, Provider.GITHUB),
        "https://prod.us-east-1.auth.desktop.kiro.dev/oauth/device/authorization",
        {"clientId": "kiro-cli", "loginProvider": "Github"},
    ),
    "poll social": (
        poll_social_device(WAY, DEVICE),
        "https://prod.us-east-1.auth.desktop.kiro.dev/oauth/device/poll",
        {"clientId": "kiro-cli", "deviceCode": "device-code"},
    ),
}


@pytest.mark.parametrize(("call", "url", "body"), CALLS.values(), ids=CALLS)
def test_a_call_is_what_the_service_wants(call: HttpCall, url: str, body: Mapping[str, Any]):
    """Camel-cased JSON to the sign-in's region, by the credential's own proxy.

    The social service is in one region, whatever the others are.
    """
    assert ("POST", url, PROXY) == (call.method, call.url, call.proxy)
    assert "application/json" == call.headers["content-type"]
    assert body == msgspec.json.decode(call.body)


def test_no_region_becomes_a_host_that_is_none():
    """Whatever stands there, it does not decide where a secret goes."""
    way = Way(book=BOOK, machine=MACHINE, invocation_id="i", region="example.com/?")
    with pytest.raises(SignInFailed, match="expected a region"):
        register_client(way, COMPANY)


@pytest.mark.parametrize("url", [BUILDER_ID_START_URL, COMPANY, "https://sso.example.com:443/a?b"])
def test_a_start_url_is_taken(url: str):
    """An address of https is one."""
    assert None is find_start_fault(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "acme",
        "http://acme.awsapps.com/start",
        "https://",
        "https://localhost/start",
        "https://acme.awsapps.com:8443/start",
        "https://acme.awsapps.com:no/start",
        "https://ada@acme.awsapps.com/start",
        "https://acme.awsapps.com/start#a",
        "https://acme.awsapps.com/st art",
        "https://acme.awsapps.com/st\nart",
        "https://ácme.awsapps.com/start",
        "https://[acme/start",
        f"https://acme.awsapps.com/{'a' * 3000}",
    ],
)
def test_anything_else_is_no_start_url(url: str):
    """It is told why."""
    assert find_start_fault(url)


def test_a_client_is_read():
    """Its secret shows itself to nobody."""
    client = read_client(answer(200, {**NAMED, "clientSecretExpiresAt": 1}))
    assert CLIENT == client
    assert "client-secret" not in repr(client)


def test_seconds_and_milliseconds_are_told_apart():
    """The same code of either service is the same code."""
    seconds = answer(200, {**TOLD, "interval": 3, "expiresIn": 120})
    milliseconds = {"intervalInMilliseconds": 3000, "expiresInMilliseconds": 120_000}
    expected = Device(Secret("device-code"), "ABCD-EFGH", PAGE, 3.0, 120.0)
    assert expected == read_device(seconds)
    assert expected == read_social_device(answer(200, TOLD | milliseconds))


@pytest.mark.parametrize(
    ("told", "interval", "lifetime"),
    [
        ({}, ASSUMED_INTERVAL_SECONDS, ASSUMED_LIFETIME_SECONDS),
        ({"interval": 0, "expiresIn": -1}, ASSUMED_INTERVAL_SECONDS, ASSUMED_LIFETIME_SECONDS),
        ({"interval": "5", "expiresIn": True}, ASSUMED_INTERVAL_SECONDS, ASSUMED_LIFETIME_SECONDS),
        ({"interval": 1, "expiresIn": 1e9}, 1.0, LONGEST_LIFETIME_SECONDS),
    ],
)
def test_odd_times_are_put_right(told: dict[str, Any], interval: float, lifetime: float):
    """What is not said is assumed, and nobody is waited for for ever."""
    device = read_device(answer(200, TOLD | told))
    assert (interval, lifetime) == (device.interval_seconds, device.lifetime_seconds)


@pytest.mark.parametrize(
    "page",
    [
        None,
        5,
        "",
        "javascript:alert(1)",
        "http://device.example.com/",
        "https://",
        "https://[example",
        "https://example.com/\u202e",
        "https://example.com/ a",
    ],
)
def test_nobody_is_sent_to_a_page_that_is_none(page: object):
    """A page is https, or on this machine."""
    told = {"deviceCode": "code", "userCode": "ABCD", "verificationUri": page}
    with pytest.raises(SignInFailed, match="names no page"):
        read_device(answer(200, told))


def test_a_page_on_this_machine_is_a_page():
    """That is where a simulator is."""
    told = TOLD | {"verificationUriComplete": "http://127.0.0.1:8787/device?user_code=A"}
    assert "http://127.0.0.1:8787/device?user_code=A" == read_device(answer(200, told)).address


POLLS: dict[str, tuple[HttpAnswer, object]] = {
    "pending by status": (answer(400, {"error": "authorization_pending"}), Pending()),
    "pending by word": (answer(200, {"status": "authorization_pending"}), Pending()),
    "slow down by status": (answer(400, {"error": "slow_down"}), SlowDown()),
    "slow down by word": (answer(200, {"status": "slow_down"}), SlowDown()),
    "too many requests": (answer(429, {"message": "wait"}), SlowDown()),
    "denied": (
        answer(400, {"error": "access_denied"}),
        Refused("the sign-in was denied", "denied"),
    ),
    "denied by word": (
        answer(200, {"status": "access_denied"}),
        Refused("the sign-in was denied", "denied"),
    ),
    "expired": (
        answer(400, {"error": "expired_token"}),
        Refused("the code has expired: begin again", "expired"),
    ),
    "another refusal": (
        answer(400, {"error": "invalid_grant", "error_description": "device-code is unknown"}),
        Refused("the service refuses: HTTP 400 invalid_grant"),
    ),
    "a refusal without a word": (
        answer(403, {"message": "no"}),
        Refused("the service refuses: HTTP 403"),
    ),
    "nothing that is known": (
        answer(200, {"status": "success"}),
        Refused("the service says no tokens: HTTP 200 without any token"),
    ),
    "half of it": (
        answer(200, {"accessToken": "access"}),
        Refused("HTTP 200 with only one of the two tokens"),
    ),
    "a fault of theirs": (answer(503, {"message": "busy"}), Unheard("HTTP 503")),
    "a page of a proxy": (answer(403, b"<html>blocked</html>"), Unheard("HTTP 403")),
}


@pytest.mark.parametrize(("said", "expected"), POLLS.values(), ids=POLLS)
def test_an_answer_means_what_it_says(said: HttpAnswer, expected: object):
    """The one service tells by its status, the other by a word."""
    assert expected == read_poll(said, NOW)


@pytest.mark.parametrize("more", [{}, {"status": "success", "identityProvider": "Google"}])
def test_tokens_are_the_end(more: dict[str, str]):
    """Both tokens, their end, and the profile where it comes with them."""
    heard = read_poll(answer(200, BOTH | more | {"profileArn": "arn:aws:x"}), NOW)
    assert isinstance(heard, Granted)
    tokens = heard.tokens
    assert (Secret("access"), Secret("refresh")) == (tokens.access_token, tokens.refresh_token)
    assert (NOW + 3600, "arn:aws:x") == (tokens.expires_at, tokens.profile_arn)


def tokens_of(said: HttpAnswer) -> object:
    return read_tokens(said, NOW)


READS: list[Read] = [read_client, read_device, read_social_device, read_body, tokens_of]


@pytest.mark.parametrize("read", READS)
@given(
    status=st.sampled_from([200, 400, 401, 500]),
    body=st.binary(max_size=40)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.dictionaries(
            st.sampled_from([*TOLD, *BOTH, *NAMED, "error", "status", "interval"]), inner
        ),
        max_leaves=6,
    ),
)
def test_whatever_comes_is_a_failure_or_understood(read: Read, status: int, body: Any):
    """Nobody's answer raises anything but `SignInFailed`, and a refusal is never understood."""
    with suppress(SignInFailed):
        read(answer(status, body))
        assert 200 == status


@given(status=st.integers(200, 599), body=st.binary(max_size=60))
def test_a_poll_is_always_understood(status: int, body: bytes):
    """It never raises."""
    assert read_poll(answer(status, body), NOW) is not None


@pytest.mark.parametrize("name", [*TOLD])
def test_a_code_that_lacks_something_is_none(name: str):
    """What is missing is told."""
    with pytest.raises(SignInFailed):
        read_device(answer(200, {key: value for key, value in TOLD.items() if key != name}))
