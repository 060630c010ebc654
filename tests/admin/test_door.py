"""The keeper's door on a real socket."""

from io import BytesIO
from pathlib import Path

import pytest
from litestar import Litestar, Router

from admin.keeping import ADMIN_KEY, BALANCING, CREDENTIALS, scene
from house import API_KEY, KEY_HEADERS
from kiro_py.admin.door import MAX_BODY_BYTES, PATH, Group

ROUTES = (
    ("GET", "/credentials"),
    ("POST", "/credentials"),
    ("DELETE", "/credentials/1"),
    ("POST", "/credentials/1/disabled"),
    ("POST", "/credentials/1/priority"),
    ("POST", "/credentials/1/reset"),
    ("POST", "/credentials/1/refresh"),
    ("GET", "/credentials/1/balance"),
    ("GET", "/config/load-balancing"),
    ("PUT", "/config/load-balancing"),
)


async def test_every_route_wants_the_keeper_s_key(tmp_path: Path):
    """The clients' key is a wrong one, and nothing is done with it."""
    async with scene(tmp_path, "api-key") as subject:
        for shown in ({}, KEY_HEADERS, {"authorization": f"Bearer {API_KEY}"}):
            for method, path in ROUTES:
                found = await subject.ask(method, PATH + path, {}, headers=shown)
                assert (401, "authentication_error") == found.error, (method, path)
                assert "Invalid or missing admin API key" == found.message
        assert 1 == len(subject.entries)
        assert () == subject.kiro.calls.of("GetUsageLimits")


async def test_the_key_may_be_a_bearer_token(tmp_path: Path):
    """It is sent like the clients' key."""
    async with scene(tmp_path, "api-key") as subject:
        for shown in ({"x-api-key": ADMIN_KEY}, {"authorization": f"Bearer {ADMIN_KEY}"}):
            found = await subject.ask("GET", CREDENTIALS, headers=shown)
            assert (200, "no-store") == (found.status, found.headers["cache-control"])
            assert found.headers["request-id"].startswith("req_")


async def test_the_keeper_s_key_opens_no_other_door(tmp_path: Path):
    """Whoever keeps the pool does not spend its credits with that key."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("GET", "/v1/models")
        assert (401, "authentication_error") == found.error


async def test_without_a_key_there_is_no_door(tmp_path: Path):
    """Nothing of it answers, in the shape of any path that is not there."""
    async with scene(tmp_path, "api-key", admin_api_key="") as subject:
        for method, path in ROUTES:
            found = await subject.ask(method, PATH + path, {})
            assert (404, "not_found_error") == found.error, (method, path)


@pytest.mark.parametrize(
    ("said", "path", "body"),
    [
        ("disabled: Expected `bool`, got `str`", "/1/disabled", {"disabled": "yes"}),
        ("missing required field `disabled`", "/1/disabled", {}),
        ("the body is missing", "/1/disabled", None),
        ("priority: Expected `int` >= 0", "/1/priority", {"priority": -1}),
        ("priority: Expected `int`, got `float`", "/1/priority", {"priority": 1.5}),
        ("priority: Expected `int`, got `null`", "/1/priority", {"priority": None}),
        ("Expected `object`, got `array`", "", []),
        ("kiroApiKey: Expected `str | null`, got `int`", "", {"kiroApiKey": 5}),
        ("Input data was truncated", "", b"{"),
        ("JSON is malformed", "", b"{}}"),
        ("it is not UTF-8", "", b'{"email": "\xff"}'),
        ("number: Expected `int`, got `str`", "/abc/reset", None),
        ("number: Expected `int` >= 0", "/-1/reset", None),
        ("number: Expected `int` <= 9007199254740991", f"/{2**63}/reset", None),
    ],
)
async def test_what_cannot_be_meant_is_told_by_name(
    tmp_path: Path, said: str, path: str, body: object
):
    """The status is 400, and nothing is changed."""
    async with scene(tmp_path, "api-key") as subject:
        before = subject.entries
        found = await subject.ask("POST", CREDENTIALS + path, body)
        assert (400, "invalid_request") == found.error
        assert said in found.message
        assert before == subject.entries


async def test_a_body_has_a_limit(tmp_path: Path):
    """No credential is that long."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("POST", CREDENTIALS, BytesIO(b" " * (MAX_BODY_BYTES + 1)))
        assert (413, "invalid_request") == found.error


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", ""),
        ("POST", "/disabled"),
        ("POST", "/priority"),
        ("POST", "/reset"),
        ("POST", "/refresh"),
        ("GET", "/balance"),
    ],
)
async def test_who_is_not_there_is_404(tmp_path: Path, method: str, path: str):
    """Its id is in the message."""
    body = {"disabled": True, "priority": 1}
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask(method, f"{CREDENTIALS}/7{path}", body)
        assert (404, "not_found") == found.error
        assert "there is no credential 7" == found.message


async def test_a_way_of_balancing_that_is_not_there_is_told(tmp_path: Path):
    """Only the two there are are taken."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("PUT", BALANCING, {"mode": "random"})
        assert (400, "invalid_request") == found.error
        assert "mode: Invalid enum value" in found.message


async def test_a_file_that_cannot_be_changed_is_told(tmp_path: Path):
    """The status is 500, and what the file holds is not repeated."""
    path = tmp_path / "credentials.json"
    async with scene(tmp_path, "api-key") as subject:
        path.write_text('[{"id": 1, "kiroApiKey": "ksk_secret_example"')
        found = await subject.do(1, "priority", {"priority": 3})
        assert (500, "internal_error") == found.error
        assert "ksk_secret" not in found.message
        assert "nothing is changed" in found.message


def test_a_group_is_registered_as_it_is():
    """It is no copy that stands below what it is part of, as of any other router."""
    group, other = Group("/one", route_handlers=[]), Router("/two", route_handlers=[])
    outer = Group(PATH, route_handlers=[group, other])
    door = Litestar([outer], openapi_config=None)
    assert (outer, None, door) == (group.owner, other.owner, outer.owner)
