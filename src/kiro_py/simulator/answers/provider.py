"""I answer for a customer's own identity provider: forms and snake case, as OAuth has them."""

from http import HTTPStatus

from kiro_py.simulator.accounts.account import Kind
from kiro_py.simulator.accounts.book import Renewal
from kiro_py.simulator.answers.members import form
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.replies import GrantError, Json, Reply
from kiro_py.simulator.world import World

_INVALID_CLIENT = GrantError(
    "invalid_client", "the client is not known here", HTTPStatus.UNAUTHORIZED
)


def renew_external_token(call: Call, world: World) -> Reply:
    """Spend a refresh token of a public client."""
    fields = form(call)
    client_id = fields.get("client_id")
    if "refresh_token" not in fields or client_id is None:
        return GrantError("invalid_request", "refresh_token and client_id are required in a form")
    if fields.get("grant_type") != "refresh_token":
        return GrantError("unsupported_grant_type", "only refresh_token is supported")
    if client_id not in _clients(world):
        return _INVALID_CLIENT
    match world.accounts.renew(fields["refresh_token"], client_id):
        case Renewal():
            return GrantError("invalid_grant", "the refresh token has expired or was revoked")
        case (_, issued):
            return Json(
                {
                    "token_type": "Bearer",
                    "scope": fields.get("scope", ""),
                    "expires_in": int(issued.expires_in_seconds),
                    "access_token": issued.access_token,
                    "refresh_token": issued.refresh_token,
                }
            )


def _clients(world: World) -> set[str | None]:
    accounts = world.accounts
    return {accounts.client_id(name) for name in accounts if _is_external(world, name)}


def _is_external(world: World, name: str) -> bool:
    return world.accounts[name].kind is Kind.EXTERNAL_IDP
