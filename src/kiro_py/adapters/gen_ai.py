"""What OpenTelemetry's conventions for generative AI call the facts of a request."""

from typing import Final, TypeAlias
from urllib.parse import urlsplit

from kiro_py.ports.journal import CLIENT_LEFT
from kiro_py.ports.usage import Request

Attributes: TypeAlias = dict[str, str | int]

OPERATION: Final = "chat"
PROVIDER: Final = "kiro"
"""The conventions know no name for Kiro, and allow one of our own."""

_HTTPS: Final = 443


def attributes(model: str, host: str) -> Attributes:
    """Return what is the same for all measures of one request.

    The model is the one that Kiro was asked for: a client may invent names without end.
    """
    return {
        "gen_ai.operation.name": OPERATION,
        "gen_ai.provider.name": PROVIDER,
        "gen_ai.request.model": model,
        "gen_ai.response.model": model,
        **address(host),
    }


def address(host: str) -> Attributes:
    """Return where Kiro was asked; `host` may name a port."""
    parts = urlsplit(f"//{host}")
    return {"server.address": parts.hostname or "", "server.port": parts.port or _HTTPS}


def error_type(request: Request) -> str:
    """Return what went wrong, nothing when all went well."""
    return request.outcome if request.is_failed or request.status == CLIENT_LEFT else ""


def input_tokens(request: Request) -> int:
    """Return all tokens that went in: the conventions count those of the cache among them."""
    return request.input_tokens + request.cache_read_tokens + request.cache_write_tokens
