"""The ten routes of kiro-rs as its page and people's scripts use them: what is sent, what comes.

Where kiro-rs answers otherwise, that is said here: its refusals of bodies were plain text, and its
statuses guessed from messages.
"""

import re
from pathlib import Path
from typing import Any, cast

import pytest

from admin.keeping import BALANCING, CREDENTIALS, scene

DONE = {"success": True, "message": re.compile(r"\S")}

LISTED = {
    "id": 2,
    "priority": 2,
    "disabled": False,
    "failureCount": 0,
    "isCurrent": False,
    "expiresAt": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"),
    "authMethod": "social",
    "hasProfileArn": True,
    "refreshTokenHash": re.compile("[0-9a-f]{64}"),
    "apiKeyHash": None,
    "maskedApiKey": None,
    "email": None,
    "successCount": 0,
    "lastUsedAt": None,
    "hasProxy": False,
    "refreshFailureCount": 0,
    "endpoint": "ide",
}
"""A sign-in in the list of kiro-rs, whose absent members are absent."""

BALANCE = {
    "id": 1,
    "subscriptionTitle": "KIRO PRO+",
    "currentUsage": 0.0,
    "usageLimit": 2000.0,
    "remaining": 2000.0,
    "usagePercentage": 0.0,
    "nextResetAt": float,
}


def refused(kind: str, says: str) -> dict[str, Any]:
    """Return the envelope of an error."""
    return {"error": {"type": kind, "message": re.compile(says)}}


def is_like(expected: Any, found: Any) -> bool:
    """Whether an answer is as expected: patterns stand for texts, types for their values."""
    if isinstance(expected, re.Pattern):
        return cast("re.Pattern[str]", expected).search(str(found)) is not None
    if isinstance(expected, type):
        return isinstance(found, expected)
    if isinstance(expected, dict):
        wanted = cast("dict[str, Any]", expected)
        return set(wanted) == set(found) and all(
            is_like(value, found[name]) for name, value in wanted.items()
        )
    return bool(expected == found)


ROUTES: dict[str, tuple[str, str, Any, int, Any]] = {
    "add": ("POST", "", {"kiroApiKey": "ksk_other"}, 200, {**DONE, "credentialId": 3}),
    "add, with a mail address": (
        "POST",
        "",
        {"kiroApiKey": "ksk_other", "email": "ada@example.com", "accessToken": "passed over"},
        200,
        {**DONE, "credentialId": 3, "email": "ada@example.com"},
    ),
    "add, another endpoint": (
        "POST",
        "",
        {"kiroApiKey": "ksk_other", "endpoint": "x"},
        400,
        refused("invalid_request", "endpoint: found 'x'"),
    ),
    "add, no refresh token": (
        "POST",
        "",
        {},
        400,
        refused("invalid_request", "refreshToken: it is missing"),
    ),
    "add, an empty key": (
        "POST",
        "",
        {"kiroApiKey": "", "authMethod": "api_key"},
        400,
        refused("invalid_request", "kiroApiKey: it is missing"),
    ),
    "add, a wrong type (422 in kiro-rs)": (
        "POST",
        "",
        {"priority": "first"},
        400,
        refused("invalid_request", "priority: Expected `int`"),
    ),
    "remove what is in use": (
        "DELETE",
        "/1",
        None,
        400,
        refused("invalid_request", "disable it first"),
    ),
    "disable": ("POST", "/1/disabled", {"disabled": True}, 200, DONE),
    "enable": ("POST", "/1/disabled", {"disabled": False}, 200, DONE),
    "set a priority": ("POST", "/1/priority", {"priority": 5}, 200, DONE),
    "set the lowest priority": ("POST", "/1/priority", {"priority": 4_294_967_295}, 200, DONE),
    "set a priority that is none (422 in kiro-rs)": (
        "POST",
        "/1/priority",
        {"priority": 4_294_967_296},
        400,
        refused("invalid_request", "priority: Expected `int` <= 4294967295"),
    ),
    "reset": ("POST", "/1/reset", None, 200, DONE),
    "refresh": ("POST", "/2/refresh", None, 200, DONE),
    "refresh a key": ("POST", "/1/refresh", None, 400, refused("invalid_request", "API key")),
    "balance": ("GET", "/1/balance", None, 200, BALANCE),
    "an id that is none": (
        "GET",
        "/abc/balance",
        None,
        400,
        refused("invalid_request", "number: Expected `int`"),
    ),
    "nobody": ("GET", "/9/balance", None, 404, refused("not_found", "no credential 9")),
    "a method that is none": ("PUT", "/1/reset", None, 405, refused("invalid_request", "PUT")),
}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "expected"), ROUTES.values(), ids=ROUTES
)
async def test_the_pool_s_routes(
    tmp_path: Path, method: str, path: str, body: object, status: int, expected: object
):
    """Status, members and values are those of kiro-rs; messages are ours."""
    async with scene(tmp_path, "api-key", "social") as subject:
        found = await subject.ask(method, CREDENTIALS + path, body)
    assert (status, True) == (found.status, is_like(expected, found.body)), found.body


async def test_the_list(tmp_path: Path):
    """Every member of kiro-rs is there, and four more at the end."""
    more = {"state": "ready", "reason": None, "until": None, "subscriptionTitle": None}
    async with scene(tmp_path, "api-key", "social") as subject:
        found = (await subject.ask("GET", CREDENTIALS)).body
    assert {"total", "available", "currentId", "credentials"} == set(found)
    shown = found["credentials"][1]
    assert is_like(LISTED | more, shown), shown


async def test_removing_one(tmp_path: Path):
    """First it is disabled, and then it is gone."""
    async with scene(tmp_path, "api-key") as subject:
        await subject.do(1, "disabled", {"disabled": True})
        assert "Manual" == (await subject.see(1))["disabledReason"]
        found = await subject.ask("DELETE", f"{CREDENTIALS}/1")
        assert (200, True) == (found.status, is_like(DONE, found.body))
        gone = await subject.ask("GET", f"{CREDENTIALS}/1/balance")
        assert (404, "not_found") == gone.error


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"mode": "balanced"}, {"mode": "balanced"}),
        (200, {"mode": "priority"}, {"mode": "priority"}),
        (400, {"mode": "random"}, refused("invalid_request", "mode")),
        (400, {}, refused("invalid_request", "mode")),
    ],
)
async def test_the_way_of_balancing(tmp_path: Path, status: int, body: object, expected: object):
    """It is answered as it is then."""
    (tmp_path / "config.json").write_text('{"apiKey": "key"}')
    async with scene(tmp_path, "api-key") as subject:
        assert {"mode": "priority"} == (await subject.ask("GET", BALANCING)).body
        found = await subject.ask("PUT", BALANCING, body)
    assert (status, True) == (found.status, is_like(expected, found.body)), found.body


async def test_a_body_needs_no_content_type(tmp_path: Path):
    """Scripts that leave it out, or send a form's, were refused by kiro-rs with 415."""
    async with scene(tmp_path, "api-key") as subject:
        url = f"{CREDENTIALS}/1/priority"
        shown = {"x-api-key": "admin-key-for-tests", "content-type": "text/plain"}
        found = await subject.ask("POST", url, {"priority": 5}, headers=shown)
    assert 200 == found.status
