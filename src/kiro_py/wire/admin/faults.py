"""What the admin door says when it does not do what is asked."""

from typing import Literal, TypeAlias

import msgspec

FaultType: TypeAlias = Literal[
    "authentication_error",
    "permission_error",
    "invalid_request",
    "not_found",
    "conflict",
    "rate_limit_error",
    "api_error",
    "internal_error",
]
"""The `error.type` values of the admin API, which are not those of Anthropic."""


class Fault(msgspec.Struct, frozen=True):
    """What went wrong."""

    type: FaultType
    message: str


class FaultEnvelope(msgspec.Struct, frozen=True):
    """The body of every answer that is not 200."""

    error: Fault
