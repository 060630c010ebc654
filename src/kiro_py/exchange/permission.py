"""I know what a client may have: which credentials, which models."""

from collections.abc import Container

from kiro_py.clients.client import Client
from kiro_py.clients.patterns import is_allowed
from kiro_py.errors import RequestRefused
from kiro_py.pool.reach import Reach


def reach_of(client: Client) -> Reach:
    """Return which credentials may serve a client."""
    return Reach(client.group, client.credential_id)


def may_have(client: Client, name: str, model_id: str, own_names: Container[str]) -> bool:
    """Tell whether a client may have the model that `name` means.

    What counts is the model, since other names lead to it; but `own_names`, which the owner has
    given, may be allowed by themselves.
    """
    names = (model_id, name) if name in own_names else (model_id,)
    return is_allowed(client.models, names)


def not_allowed(client: Client, name: str) -> RequestRefused:
    """Return the refusal for a model that a client may not have.

    It is 403, whose words Claude Code shows at once; of a 404 it makes words of its own, after
    another try, and does not say which models there are.
    """
    return RequestRefused(
        f"this key may not use the model {name!r}: it may use {', '.join(client.models)}",
        status=403,
        error_type="permission_error",
        should_retry=False,
    )
