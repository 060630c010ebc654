"""Signing in with Google or GitHub."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kiro_py.simulator.answers.social import (
    exchange_code,
    poll_device,
    refresh_token,
    sign_in,
    start_device,
)
from kiro_py.simulator.replies import GrantError, Json, Redirect
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.world import World
from simulator.worlds import CHALLENGE, VERIFIER, call_of, world_of

START = {"clientId": "kiro-cli", "loginProvider": "Google"}
LOCAL = "http://localhost:3128"


def sign_in_call(redirect_uri: str = LOCAL) -> Any:
    query = {"redirect_uri": redirect_uri, "code_challenge": CHALLENGE, "state": "s"}
    return call_of("/signin", method="GET", query=query)


def code_from(reply: object) -> str:
    assert isinstance(reply, Redirect)
    return parse_qs(urlsplit(reply.location).query)["code"][0]


def exchange(world: World, code: str, redirect_uri: str, verifier: str = VERIFIER) -> object:
    body = {"code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
    return exchange_code(call_of("/oauth/token", body), world)


def poll(world: World, started: dict[str, Any], after_seconds: float = 1) -> object:
    world.clock.advance(after_seconds)
    body = {"clientId": "kiro-cli", "deviceCode": started["deviceCode"]}
    return poll_device(call_of("/oauth/device/poll", body), world)


def started_device(world: World) -> dict[str, Any]:
    reply = start_device(call_of("/oauth/device/authorization", START), world)
    assert isinstance(reply, Json)
    return reply.body


def test_a_refresh_brings_tokens_and_profile(world: World):
    """A refresh answers with both tokens, their lifetime in seconds, and the profile."""
    body = {"refreshToken": world.accounts.credential("social")["refreshToken"]}
    reply = refresh_token(call_of("/refreshToken", body), world)

    assert isinstance(reply, Json)
    assert (3600, world.accounts.credential("social")["accessToken"]) == (
        reply.body["expiresIn"],
        reply.body["accessToken"],
    )
    assert world.accounts.profile_arn("social") == reply.body["profileArn"]


def test_a_spent_refresh_token_is_unauthorized(world: World):
    """The second use of a refresh token is answered 401."""
    body = {"refreshToken": world.accounts.credential("social")["refreshToken"]}
    refresh_token(call_of("/refreshToken", body), world)
    second = refresh_token(call_of("/refreshToken", body), world)

    assert GrantError("invalid_grant", "Invalid refresh token provided", 401) == second


def test_a_refresh_needs_a_token(world: World):
    """Without a refresh token there is nothing to refresh."""
    reply = refresh_token(call_of("/refreshToken", {}), world)

    assert isinstance(reply, GrantError)
    assert ("invalid_request", 400) == (reply.error, reply.status)


def test_a_device_login_counts_in_milliseconds(world: World):
    """Interval and lifetime are milliseconds here."""
    started = started_device(world)

    assert (1_000, 600_000) == (
        started["intervalInMilliseconds"],
        started["expiresInMilliseconds"],
    )


def test_a_device_login_ends_with_tokens(world: World):
    """A pending answer has status 200; the next one brings the tokens."""
    started = started_device(world)
    first, second = poll(world, started), poll(world, started)

    assert isinstance(second, Json)
    assert (Json({"status": "authorization_pending"}), True) == (
        first,
        world.accounts.find_holder(second.body["accessToken"]) is not None,
    )


def test_a_device_code_ends(world: World):
    """A code that is too old is worthless."""
    reply = poll(world, started_device(world), 600)

    assert isinstance(reply, GrantError)
    assert "expired_token" == reply.error


@pytest.mark.parametrize("body", [{}, {**START, "loginProvider": "Amazon"}])
def test_a_device_login_needs_a_provider(world: World, body: dict[str, str]):
    """Client and provider are required."""
    assert isinstance(start_device(call_of("/", body), world), GrantError)


def test_without_a_social_account_nobody_signs_in():
    """A world without social accounts has nobody to sign in."""
    world = world_of(accounts=[], settings=Settings())

    assert [GrantError, GrantError] == [
        type(start_device(call_of("/", START), world)),
        type(sign_in(sign_in_call(), world)),
    ]


def test_a_poll_needs_a_code(world: World):
    """A poll without a device code is no poll."""
    assert isinstance(poll_device(call_of("/", {"clientId": "a"}), world), GrantError)


def test_the_browser_comes_back_with_a_code(world: World):
    """The portal redirects to the command line's own path, with code, state and option."""
    reply = sign_in(sign_in_call(), world)

    assert isinstance(reply, Redirect)
    parts = urlsplit(reply.location)
    assert ("/oauth/callback", ["google"], ["s"]) == (
        parts.path,
        parse_qs(parts.query)["login_option"],
        parse_qs(parts.query)["state"],
    )


def test_a_person_may_say_no_in_the_browser(world: World):
    """The refusal comes back to the same place, with the state."""
    call = sign_in_call()
    reply = sign_in(replace(call, query={**call.query, "deny": "1"}), world)
    assert isinstance(reply, Redirect)
    query = parse_qs(urlsplit(reply.location).query)
    assert {"login_option": ["google"], "state": ["s"], "error": ["access_denied"]} == query


def test_a_code_is_exchanged_under_the_whole_redirect_uri(world: World):
    """The redirect URI of the exchange is the one with path and option."""
    code = code_from(sign_in(sign_in_call(), world))
    reply = exchange(world, code, f"{LOCAL}/oauth/callback?login_option=google")

    assert isinstance(reply, Json)
    assert {"accessToken", "refreshToken", "expiresIn", "profileArn"} == set(reply.body)


def test_an_editor_is_called_back_at_its_own_uri(world: World):
    """A redirect URI with a scheme of its own is used as it is."""
    uri = "kiro://kiro.kiroAgent/authenticate-success"
    code = code_from(sign_in(sign_in_call(uri), world))

    assert isinstance(exchange(world, code, uri), Json)


@pytest.mark.parametrize(
    ("redirect_uri", "verifier"),
    [(LOCAL, VERIFIER), (f"{LOCAL}/oauth/callback?login_option=google", "guess")],
    ids=["another uri", "another verifier"],
)
def test_a_code_is_bound(world: World, redirect_uri: str, verifier: str):
    """A code is worthless under another redirect URI or verifier."""
    code = code_from(sign_in(sign_in_call(), world))
    reply = exchange(world, code, redirect_uri, verifier)

    assert GrantError("invalid_grant", "Invalid authorization code") == reply


def test_an_exchange_needs_its_members(world: World):
    """Code, verifier and redirect URI are required."""
    reply = exchange_code(call_of("/oauth/token", {"code": "a"}), world)

    assert isinstance(reply, GrantError)
    assert "invalid_request" == reply.error
