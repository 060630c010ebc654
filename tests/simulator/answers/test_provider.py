"""A customer's own identity provider."""

import pytest

from kiro_py.simulator.accounts.book import TOKEN_ENDPOINT
from kiro_py.simulator.answers.provider import renew_external_token
from kiro_py.simulator.replies import GrantError, Json, Reply
from kiro_py.simulator.server import Simulator
from kiro_py.simulator.world import World
from simulator.worlds import call_of, form_of


def renewed(world: World, **fields: str) -> Reply:
    credential = world.accounts.credential("external-idp")
    given = {
        "grant_type": "refresh_token",
        "refresh_token": credential["refreshToken"],
        "client_id": credential["clientId"],
        **fields,
    }
    return renew_external_token(form_of(TOKEN_ENDPOINT, **given), world)


def test_a_refresh_rotates(world: World):
    """The tokens are new ones, in snake case, and those of the account."""
    reply = renewed(world, scope="openid")

    assert isinstance(reply, Json)
    newest = world.accounts.credential("external-idp")
    assert {
        "token_type": "Bearer",
        "scope": "openid",
        "expires_in": 3600,
        "access_token": newest["accessToken"],
        "refresh_token": newest["refreshToken"],
    } == reply.body


def test_a_spent_token_is_refused(world: World):
    """A refresh token works once."""
    spent = world.accounts.credential("external-idp")["refreshToken"]
    renewed(world)
    reply = renewed(world, refresh_token=spent)

    assert isinstance(reply, GrantError)
    assert ("invalid_grant", 400) == (reply.error, reply.status)


@pytest.mark.parametrize(
    ("error", "status", "fields"),
    [
        ("invalid_request", 400, {"refresh_token": ""}),
        ("unsupported_grant_type", 400, {"grant_type": "password"}),
        ("invalid_client", 401, {"client_id": "somebody else"}),
        ("invalid_grant", 400, {"refresh_token": "made up"}),
    ],
)
def test_a_wrong_form_is_refused(world: World, error: str, status: int, fields: dict[str, str]):
    """Every refusal has OAuth's own word."""
    reply = renewed(world, **fields)

    assert isinstance(reply, GrantError)
    assert (error, status) == (reply.error, reply.status)


def test_json_is_no_form(world: World):
    """OAuth takes forms only."""
    reply = renew_external_token(call_of(TOKEN_ENDPOINT, {"grant_type": "refresh_token"}), world)

    assert isinstance(reply, GrantError)
    assert "invalid_request" == reply.error


async def test_the_credential_names_the_simulator():
    """The token endpoint of an entry is where the simulator listens."""
    async with Simulator() as kiro:
        credential = kiro.accounts.credential("external-idp")

    assert f"{kiro.url}{TOKEN_ENDPOINT}" == credential["tokenEndpoint"]
