"""I tell the keeper what went wrong, in the envelope of kiro-rs and with a status that is true."""

from typing import Final

from litestar.exceptions import HTTPException

from kiro_py.errors import (
    ConfigInvalid,
    ConfigRefused,
    GatewayError,
    RenewalFailed,
    StoreUnwritable,
)
from kiro_py.wire.admin.faults import Fault, FaultEnvelope, FaultType

_TYPES: Final[dict[int, FaultType]] = {401: "authentication_error", 404: "not_found"}


class KeeperRefused(GatewayError):  # noqa: N818 -- a refusal, as `RequestRefused` is one
    """What the keeper wants cannot be done; `status` and `message` are the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def answer(error: Exception) -> tuple[int, FaultEnvelope]:
    """Return the status and the body for `error`."""
    status, message = _said(error)
    kind = _TYPES.get(status, "invalid_request")
    if status >= 500:  # noqa: PLR2004 -- where the fault is not the keeper's
        kind = "internal_error" if status == 500 else "api_error"  # noqa: PLR2004
    return status, FaultEnvelope(Fault(kind, message))


def is_unforeseen(error: Exception) -> bool:
    """Whether the owner must hear of a failure from the log."""
    return not isinstance(error, GatewayError | HTTPException)


def _said(error: Exception) -> tuple[int, str]:
    match error:
        case KeeperRefused():
            return error.status, error.message
        case ConfigRefused():
            return 400, "; ".join(map(_problem, error.problems))
        case RenewalFailed():
            again = "; sign in again" if error.is_final else ""
            told = f"the token cannot be renewed: {error.why}{again}"
            return 503 if error.is_limited else 502, told
        case StoreUnwritable():
            return 500, f"nothing is changed: {error}"
        case HTTPException():
            return error.status_code, error.detail
        case _:
            return 500, "the gateway has failed; its log says how"


def _problem(problem: ConfigInvalid) -> str:
    """Say what is wrong with the one entry that was sent, without its place in a list."""
    key = problem.key.removeprefix("[0]").removeprefix(".")
    return f"{key}: {problem.problem}" if key else problem.problem
