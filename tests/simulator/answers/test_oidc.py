"""Signing in with Builder ID or an enterprise."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kiro_py.simulator.accounts.account import BUILDER_ID_START_URL
from kiro_py.simulator.answers.oidc import (
    authorize,
    create_token,
    register_client,
    start_device,
    verify_device,
)
from kiro_py.simulator.replies import GrantError, Json, Redirect, Reply
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.world import World
from simulator.worlds import CHALLENGE, VERIFIER, call_of, world_of

REDIRECT = "http://127.0.0.1:4649/oauth/callback"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
Client = dict[str, Any]


def registered(world: World, issuer_url: str = BUILDER_ID_START_URL) -> Client:
    """Return id and secret of a new client."""
    body = {"clientName": "test", "clientType": "public", "issuerUrl": issuer_url}
    reply = register_client(call_of("/client/register", body), world)
    assert isinstance(reply, Json)
    return {name: reply.body[name] for name in ("clientId", "clientSecret")}


def started(world: World, client: Client, url: str = BUILDER_ID_START_URL) -> dict[str, Any]:
    call = call_of("/device_authorization", {**client, "startUrl": url})
    reply = start_device(call, world)
    assert isinstance(reply, Json), reply
    return reply.body


def token(world: World, client: Client, **members: str) -> Reply:
    return create_token(call_of("/token", {**client, **members}), world)


def poll(world: World, client: Client, device: dict[str, Any]) -> Reply:
    world.clock.advance(1)
    return token(world, client, grantType=DEVICE_CODE, deviceCode=device["deviceCode"])


def holder_of(world: World, reply: Reply) -> str | None:
    """Return whose tokens a reply brings."""
    assert isinstance(reply, Json), reply
    holder = world.accounts.find_holder(reply.body["accessToken"])
    return holder.account.name if holder else None


def refreshed(world: World, account: str, **members: str) -> Reply:
    credential = world.accounts.credential(account)
    body = {
        "clientId": credential["clientId"],
        "clientSecret": credential["clientSecret"],
        "refreshToken": credential["refreshToken"],
        "grantType": "refresh_token",
        **members,
    }
    return create_token(call_of("/token", body), world)


def authorized(world: World, client: Client, redirect_uri: str = REDIRECT) -> Reply:
    query = {
        "client_id": client["clientId"],
        "redirect_uri": redirect_uri,
        "code_challenge": CHALLENGE,
        "state": "s",
    }
    return authorize(call_of("/authorize", method="GET", query=query), world)


def code_of(reply: Reply) -> str:
    assert isinstance(reply, Redirect)
    return parse_qs(urlsplit(reply.location).query)["code"][0]


def test_a_registration_lasts_ninety_days(world: World):
    """Times are seconds since the epoch."""
    body = {"clientName": "test", "clientType": "public"}
    reply = register_client(call_of("/client/register", body), world)

    assert isinstance(reply, Json)
    lifetime = reply.body["clientSecretExpiresAt"] - reply.body["clientIdIssuedAt"]
    assert 90 * 86_400 == pytest.approx(lifetime, abs=2)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"clientType": "public"}, "invalid_request"),
        ({"client_name": "test", "client_type": "public"}, "invalid_request"),
        ({"clientName": "test", "clientType": "confidential"}, "invalid_client_metadata"),
    ],
    ids=["no name", "snake case", "confidential"],
)
def test_a_registration_needs_its_members(world: World, body: dict[str, str], error: str):
    """Members are in camel case, and clients are public."""
    reply = register_client(call_of("/client/register", body), world)

    assert isinstance(reply, GrantError)
    assert (error, 400) == (reply.error, reply.status)


def test_a_device_login_counts_in_seconds(world: World):
    """Interval and lifetime are seconds here."""
    device = started(world, registered(world))

    assert (1, 600) == (device["interval"], device["expiresIn"])


@pytest.mark.parametrize(
    ("url", "account"),
    [(BUILDER_ID_START_URL, "builder-id"), ("https://example.com/start", "idc")],
)
def test_the_start_url_says_who_signs_in(world: World, url: str, account: str):
    """Builder ID has a start URL of its own; every other one is an enterprise's."""
    client = registered(world)
    device = started(world, client, url)
    first = poll(world, client, device)

    assert (
        GrantError("authorization_pending", "authorization pending"),
        account,
    ) == (first, holder_of(world, poll(world, client, device)))


def test_a_device_login_needs_a_known_client(world: World):
    """Another secret is another client."""
    client = {**registered(world), "clientSecret": "guess"}
    call = call_of("/device_authorization", {**client, "startUrl": BUILDER_ID_START_URL})
    reply = start_device(call, world)

    assert isinstance(reply, GrantError)
    assert ("invalid_client", 401) == (reply.error, reply.status)


def test_a_device_login_needs_a_start_url(world: World):
    """Without a start URL nobody knows where to sign in."""
    reply = start_device(call_of("/device_authorization", registered(world)), world)

    assert isinstance(reply, GrantError)
    assert "invalid_request" == reply.error


@pytest.mark.parametrize(
    ("query", "expected"),
    [({}, "approved"), ({"deny": "1"}, "denied")],
)
def test_the_verification_page_decides(query: dict[str, str], expected: str):
    """Opening the page is the user's consent, or with `deny` a refusal."""
    world = world_of(settings=Settings(approve_after_polls=None))
    device = started(world, registered(world))
    shown = {"user_code": device["userCode"], **query}
    reply = verify_device(call_of("/device", method="GET", query=shown), world)

    assert Json({"userCode": device["userCode"], "decision": expected}) == reply


def test_an_unknown_user_code_is_told(world: World):
    """A code that no device shows is an error."""
    reply = verify_device(call_of("/device", method="GET"), world)

    assert isinstance(reply, GrantError)


@pytest.mark.parametrize("account", ["builder-id", "idc"])
def test_every_refresh_rotates(world: World, account: str):
    """A refresh brings a new pair, and the old refresh token is worthless from then on."""
    old = world.accounts.credential(account)["refreshToken"]
    first = refreshed(world, account)
    second = refreshed(world, account, refreshToken=old)

    assert (account, GrantError("invalid_grant", "Invalid refresh token provided")) == (
        holder_of(world, first),
        second,
    )


def test_a_token_answer_has_its_members(world: World):
    """A token answer is in camel case with its lifetime in seconds."""
    reply = refreshed(world, "idc")

    assert isinstance(reply, Json)
    assert ({"accessToken", "refreshToken", "expiresIn", "tokenType"}, 3600) == (
        set(reply.body),
        reply.body["expiresIn"],
    )


@pytest.mark.parametrize(
    ("members", "error", "status"),
    [
        ({"clientId": ""}, "invalid_request", 400),
        ({"grantType": ""}, "invalid_request", 400),
        ({"clientSecret": ""}, "invalid_client", 401),
        ({"grantType": "password"}, "unsupported_grant_type", 400),
        ({"refreshToken": ""}, "invalid_grant", 400),
    ],
    ids=["no client", "no grant type", "no secret", "another grant", "no token"],
)
def test_a_refresh_needs_its_members(
    world: World, members: dict[str, str], error: str, status: int
):
    """What is missing or wrong has its own error."""
    reply = refreshed(world, "idc", **members)

    assert isinstance(reply, GrantError)
    assert (error, status) == (reply.error, reply.status)


def test_a_registration_that_has_ended_is_no_client(world: World):
    """After ninety days a client has to register again."""
    client = registered(world)
    world.clock.advance(91 * 86_400)
    reply = token(world, client, grantType=DEVICE_CODE, deviceCode="x")

    assert isinstance(reply, GrantError)
    assert "invalid_client" == reply.error


@pytest.mark.parametrize(
    ("issuer_url", "account"),
    [(BUILDER_ID_START_URL, "builder-id"), ("https://example.com/start", "idc")],
)
def test_a_code_brings_tokens(world: World, issuer_url: str, account: str):
    """The issuer of the registration says who signs in through the browser."""
    client = registered(world, issuer_url)
    code = code_of(authorized(world, client))
    reply = token(
        world,
        client,
        grantType="authorization_code",
        code=code,
        codeVerifier=VERIFIER,
        redirectUri=REDIRECT,
    )

    assert account == holder_of(world, reply)


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"codeVerifier": "guess"}, "invalid_grant"),
        ({"redirectUri": "http://127.0.0.1/"}, "invalid_grant"),
        ({"code": "guess"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
    ],
    ids=["verifier", "redirect", "code", "no code"],
)
def test_a_code_is_bound(world: World, members: dict[str, str], error: str):
    """A code is worthless without verifier and redirect URI."""
    client = registered(world)
    right = {
        "grantType": "authorization_code",
        "code": code_of(authorized(world, client)),
        "codeVerifier": VERIFIER,
        "redirectUri": REDIRECT,
    }
    reply = token(world, client, **{**right, **members})

    assert isinstance(reply, GrantError)
    assert error == reply.error


def test_codes_leave_this_machine_for_nobody(world: World):
    """Only loopback redirects are allowed."""
    reply = authorized(world, registered(world), "https://example.com/callback")

    assert isinstance(reply, GrantError)
    assert "invalid_redirect_uri" == reply.error


def test_an_authorization_needs_its_parameters(world: World):
    """Client, redirect URI and challenge are required."""
    reply = authorize(call_of("/authorize", method="GET"), world)

    assert isinstance(reply, GrantError)
    assert "invalid_request" == reply.error
