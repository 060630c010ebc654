"""What the keeper is told when something goes wrong."""

import pytest
from litestar.exceptions import HTTPException

from kiro_py.admin.refusals import KeeperRefused, answer, is_unforeseen
from kiro_py.errors import ConfigInvalid, ConfigRefused, RenewalFailed, StoreAway, StoreUnwritable

TWO = ConfigRefused(
    [
        ConfigInvalid("credentials.json", "[0].region", "found 'nowhere'"),
        ConfigInvalid("new entries", "[0]", "expected an object"),
    ]
)


@pytest.mark.parametrize(
    ("status", "kind", "message", "error"),
    [
        (404, "not_found", "there is none", KeeperRefused(404, "there is none")),
        (401, "authentication_error", "no key", KeeperRefused(401, "no key")),
        (409, "conflict", "too early", KeeperRefused(409, "too early")),
        (400, "invalid_request", "region: found 'nowhere'; expected an object", TWO),
        (
            502,
            "api_error",
            "the token cannot be renewed: HTTP 500",
            RenewalFailed("HTTP 500", is_final=False),
        ),
        (
            502,
            "api_error",
            "the token cannot be renewed: it is dead; sign in again",
            RenewalFailed("it is dead", is_final=True),
        ),
        (
            503,
            "api_error",
            "the token cannot be renewed: too many",
            RenewalFailed("too many", is_final=False, is_limited=True),
        ),
        (
            503,
            "api_error",
            "the database does not answer: refused; try again in a moment",
            StoreAway("refused"),
        ),
        (
            500,
            "internal_error",
            "nothing is changed: cannot write 'config.json': read-only",
            StoreUnwritable("config.json", why="read-only"),
        ),
        (
            400,
            "invalid_request",
            "the body is not what is wanted: it is nested too deeply",
            RecursionError(),
        ),
        (413, "invalid_request", "too large", HTTPException(status_code=413, detail="too large")),
        (
            500,
            "internal_error",
            "the gateway has failed; its log says how",
            ValueError("a secret may be in here"),
        ),
    ],
)
def test_every_failure_has_a_true_status(status: int, kind: str, message: str, error: Exception):
    """The shape is that of kiro-rs, and a stranger's words stay inside."""
    found, body = answer(error)
    assert (status, kind, message) == (found, body.error.type, body.error.message)


def test_only_a_stranger_s_exception_is_unforeseen():
    """The log need not hear of what the keeper is told."""
    assert is_unforeseen(ValueError())
    assert not is_unforeseen(KeeperRefused(404, "there is none"))
    assert not is_unforeseen(HTTPException(status_code=405))
    assert is_unforeseen(HTTPException(status_code=500))
