"""I say which of us answers which operation."""

from collections.abc import Callable

from kiro_py.simulator.address import Operation
from kiro_py.simulator.answers import control_plane, generate, oidc, provider, search, social
from kiro_py.simulator.answers.members import form, words
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.replies import Refusal, Reply
from kiro_py.simulator.world import World

Answerer = Callable[[Call, World], Reply]

ANSWERERS: dict[Operation, Answerer] = {
    Operation.GENERATE: generate.generate,
    Operation.INVOKE_MCP: search.invoke_mcp,
    Operation.GET_USAGE_LIMITS: control_plane.get_usage_limits,
    Operation.LIST_MODELS: control_plane.list_models,
    Operation.LIST_PROFILES: control_plane.list_profiles,
    Operation.GET_PROFILE: control_plane.get_profile,
    Operation.REFRESH_TOKEN: social.refresh_token,
    Operation.EXCHANGE_CODE: social.exchange_code,
    Operation.START_SOCIAL_DEVICE: social.start_device,
    Operation.POLL_SOCIAL_DEVICE: social.poll_device,
    Operation.SIGN_IN: social.sign_in,
    Operation.REGISTER_CLIENT: oidc.register_client,
    Operation.START_DEVICE: oidc.start_device,
    Operation.CREATE_TOKEN: oidc.create_token,
    Operation.RENEW_EXTERNAL_TOKEN: provider.renew_external_token,
    Operation.AUTHORIZE: oidc.authorize,
    Operation.VERIFY_DEVICE: oidc.verify_device,
}

_UNKNOWN = Refusal(404, "UnknownOperationException", "The requested operation is not recognized.")


def answer(call: Call, world: World) -> Reply:
    """Answer a call, whatever it asks."""
    operation = call.address.operation
    return _UNKNOWN if operation is None else ANSWERERS[operation](call, world)


def find_account(call: Call, world: World) -> str | None:
    """Return whose token a call carries: a bearer token, or a refresh token in its body."""
    bearer = call.headers.get("authorization", "").partition(" ")[2].strip()
    if bearer and (holder := world.accounts.find_holder(bearer)) is not None:
        return holder.account.name
    refresh_token = words(call, "refreshToken") or form(call).get("refresh_token")
    return world.accounts.find_owner(refresh_token or "")
