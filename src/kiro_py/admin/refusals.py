"""I tell the keeper what went wrong, in the envelope of kiro-rs and with a status that is true."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from litestar.exceptions import HTTPException, ValidationException

from kiro_py.errors import (
    ConfigInvalid,
    ConfigRefused,
    GatewayError,
    RenewalFailed,
    StoreAway,
    StoreUnwritable,
)
from kiro_py.wire.admin.faults import Fault, FaultEnvelope, FaultType

_TYPES: Final[dict[int, FaultType]] = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found",
    409: "conflict",
    412: "conflict",
    429: "rate_limit_error",
}


class KeeperRefused(GatewayError):  # noqa: N818 -- a refusal, as `RequestRefused` is one
    """What the keeper wants cannot be done; `status`, `message` and `headers` are the answer."""

    def __init__(
        self, status: int, message: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers)


def answer(error: Exception) -> tuple[int, FaultEnvelope]:
    """Return the status and the body for `error`."""
    status, message = _said(error)
    kind = _TYPES.get(status, "invalid_request")
    if status >= 500:  # noqa: PLR2004 -- where the fault is not the keeper's
        kind = "internal_error" if status == 500 else "api_error"  # noqa: PLR2004
    return status, FaultEnvelope(Fault(kind, message))


def is_unforeseen(error: Exception) -> bool:
    """Whether the owner must hear of a failure from the log."""
    if isinstance(error, HTTPException):
        return error.status_code >= 500  # noqa: PLR2004 -- such as an answer that cannot be written
    return not isinstance(error, GatewayError | UnicodeDecodeError | RecursionError)


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
            return _unkept(error)
        case ValidationException():
            return 400, _unmeant(error)
        case UnicodeDecodeError() | RecursionError():
            is_deep = isinstance(error, RecursionError)
            why = "nested too deeply" if is_deep else "not UTF-8"
            return 400, f"the body is not what is wanted: it is {why}"
        case HTTPException():
            return error.status_code, error.detail
        case _:
            return 500, "the gateway has failed; its log says how"


def _unkept(error: StoreUnwritable) -> tuple[int, str]:
    if isinstance(error, StoreAway):
        return 503, f"{error}; try again in a moment"
    return 500, f"nothing is changed: {error}"


def _problem(problem: ConfigInvalid) -> str:
    """Say what is wrong with the one entry that was sent, without its place in a list."""
    key = problem.key.removeprefix("[0]").removeprefix(".")
    return f"{key}: {problem.problem}" if key else problem.problem


def _unmeant(error: ValidationException) -> str:
    """Say which part of a request cannot be meant, and how it ought to be."""
    found = cast("list[dict[str, Any]]", error.extra if isinstance(error.extra, list) else [])
    told = [f"{each.get('key', '')}: {each.get('message', '')}" for each in found]
    return "; ".join(told).replace("data: 'data'", "the body is missing") or error.detail
