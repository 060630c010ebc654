"""Errors carry facts, and tell them in one line."""

import re

import pytest

from kiro_py import errors
from kiro_py.errors import (
    Again,
    Blame,
    BodyUnfit,
    ConfigInvalid,
    ConfigRefused,
    FrameCorrupt,
    GatewayError,
    NoCredential,
    Refusal,
    RenewalFailed,
    RequestRefused,
    SignInFailed,
    StoreUnwritable,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)

REFUSAL = Refusal("throttled", Blame.CREDENTIAL, Again.NEVER, 429, "rate_limit_error", "wait")
PORT = ConfigInvalid("config.json", "port", "found 0, expected a whole number from 1 to 65535")
FILE = ConfigInvalid("config.json", "", "the file is empty")


def test_the_tree_in_the_docstring_is_the_tree():
    """Every error stands in the module's docstring under its parent."""
    drawn = re.findall(r"^    (│?) *[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE)
    classes = {
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, GatewayError) and kind is not GatewayError
    }
    assert sorted(classes) == sorted(name for _, name in drawn)
    assert {name for nested, name in drawn if nested} == {
        name for name, kind in classes.items() if kind.__base__ is not GatewayError
    }


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(RequestRefused("model: gpt", status=404), "model: gpt", id="request"),
        pytest.param(BodyUnfit("messages.2: odd"), "messages.2: odd", id="our own fault"),
        pytest.param(
            UpstreamRefused(REFUSAL, upstream_status=429, detail="account 123"),
            "throttled: HTTP 429",
            id="upstream, without its own words",
        ),
        pytest.param(UpstreamBroken("no tail"), "no tail", id="broken"),
        pytest.param(
            FrameCorrupt("prelude checksum", offset=12, found=1, expected=2),
            "prelude checksum at byte 12: found 1, expected 2",
            id="frame",
        ),
        pytest.param(
            UpstreamUnreachable("connect", host="q.example.com"),
            "connect: 'q.example.com'",
            id="unreachable",
        ),
        pytest.param(NoCredential("none", retry_after_seconds=3), "none", id="nobody"),
        pytest.param(RenewalFailed("HTTP 400", is_final=True), "HTTP 400", id="renewal"),
        pytest.param(SignInFailed("it was denied", how="denied"), "it was denied", id="sign-in"),
        pytest.param(
            StoreUnwritable("credentials.json", why="disk full"),
            "cannot write 'credentials.json': disk full",
            id="store",
        ),
        pytest.param(PORT, f"config.json: port: {PORT.problem}", id="setting"),
        pytest.param(FILE, "config.json: the file is empty", id="whole file"),
        pytest.param(
            ConfigRefused([PORT, FILE], ["a warning"]),
            f"{PORT}\n{FILE}\na warning",
            id="all problems, then warnings",
        ),
    ],
)
def test_an_error_says_what_happened(error: GatewayError, expected: str):
    """Its text has the place and the fact, each once."""
    assert expected == str(error)


def test_a_refusal_keeps_what_decides():
    """What the client gets and what may be tried are fields, not prose."""
    error = UpstreamRefused(REFUSAL, upstream_status=400)
    assert (REFUSAL, 400, "") == (error.refusal, error.upstream_status, error.detail)
