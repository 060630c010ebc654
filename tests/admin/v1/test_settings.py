"""The settings of a running gateway, over its admin API."""

import json
from pathlib import Path
from typing import Any

from admin.keeping import Scene, scene

SETTINGS = "/api/admin/v1/settings"
KEY = {"apiKey": "key-for-tests"}


async def change(
    subject: Scene, values: dict[str, Any], if_match: str | None = None
) -> tuple[int, Any]:
    headers = {"x-api-key": "admin-key-for-tests"}
    if if_match is not None:
        headers["if-match"] = if_match
    found = await subject.ask("PATCH", SETTINGS, {"values": values}, headers=headers)
    return found.status, found.body


async def served(subject: Scene, prompt: str) -> int:
    body = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": prompt}],
    }
    headers = {"x-api-key": "key-for-tests"}
    async with subject.client.post("/v1/messages", json=body, headers=headers) as response:
        await response.read()
        return response.status


def named(body: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for item in body["items"] if item["name"] == name)


async def test_settings_are_shown_with_where_they_come_from(tmp_path: Path):
    """The gateway's own key is a mask, and the answer has the file's version as its ETag."""
    (tmp_path / "config.json").write_text(json.dumps({**KEY, "pauseAtPercent": 95}))
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("GET", SETTINGS)
        assert f'"{found.body["version"]}"' == found.headers["etag"]
        assert ("file", 95) == (
            (item := named(found.body, "pauseAtPercent"))["source"],
            item["value"],
        )
        assert "***" == named(found.body, "apiKey")["value"]
        assert "environment" == named(found.body, "adminApiKey")["source"]


async def test_a_change_is_in_force_for_the_next_request(tmp_path: Path):
    """A name that nobody knew means a model, without a restart."""
    (tmp_path / "config.json").write_text(json.dumps(KEY))
    async with scene(tmp_path, "api-key") as subject:
        status, body = await change(subject, {"models": {"mine": "claude-haiku-4.5"}})
        assert (200, {"mine": "claude-haiku-4.5"}) == (status, named(body, "models")["value"])
        headers = {"x-api-key": "key-for-tests"}
        async with subject.client.get("/v1/models/mine", headers=headers) as response:
            assert (200, "mine") == (response.status, (await response.json())["id"])


async def test_a_spared_credential_is_passed_over_at_once(tmp_path: Path):
    """Turns are given by the rules that are in force now."""
    (tmp_path / "config.json").write_text(json.dumps(KEY))
    async with scene(tmp_path, "api-key", "social") as subject:
        subject.kiro.accounts.spend("api-key", 100)
        assert 200 == await served(subject, "say: one")
        assert 200 == (await subject.ask("GET", "/api/admin/credentials/1/balance")).status
        assert 200 == (await change(subject, {"pauseAtPercent": 1}))[0]
        assert 200 == await served(subject, "say: two")
        found = [(await subject.see(number))["successCount"] for number in (1, 2)]
        assert [1, 1] == found


async def test_the_second_of_two_who_have_read_the_same_is_told(tmp_path: Path):
    """With `If-Match`, nobody overwrites what they have not seen."""
    (tmp_path / "config.json").write_text(json.dumps(KEY))
    async with scene(tmp_path, "api-key") as subject:
        etag = (await subject.ask("GET", SETTINGS)).headers["etag"]
        assert 200 == (await change(subject, {"pauseAtPercent": 90}, etag))[0]
        status, body = await change(subject, {"pauseAtPercent": 80}, etag)
        assert (412, "conflict") == (status, body["error"]["type"])
        assert 90 == json.loads(subject.config.read_text())["pauseAtPercent"]
        assert 200 == (await change(subject, {"pauseAtPercent": 80}))[0]


async def test_a_wrong_value_is_told_by_its_name(tmp_path: Path):
    """The answer is for the person at the page."""
    (tmp_path / "config.json").write_text(json.dumps(KEY))
    async with scene(tmp_path, "api-key") as subject:
        status, body = await change(subject, {"port": 0, "nonsense": 1})
        assert (400, "invalid_request") == (status, body["error"]["type"])
        assert body["error"]["message"].startswith("port: found 0, expected a whole number")
        assert "nonsense: there is no such setting" in body["error"]["message"]


async def test_what_the_gateway_may_do_changes_at_once(tmp_path: Path):
    """A URL that would have been fetched is refused, and may be fetched again."""
    (tmp_path / "config.json").write_text(json.dumps(KEY))
    source = {"type": "url", "url": "http://127.0.0.1:1/picture.png"}
    picture = [{"type": "image", "source": source}]
    body = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": picture}],
    }
    async with scene(tmp_path, "api-key") as subject:

        async def told() -> str:
            headers = {"x-api-key": "key-for-tests"}
            async with subject.client.post("/v1/messages", json=body, headers=headers) as response:
                return (await response.json())["error"]["message"]

        assert "does not fetch URLs" not in await told()
        assert 200 == (await change(subject, {"fetchUrls": False}))[0]
        assert "does not fetch URLs (`fetchUrls`)" in await told()
        assert 200 == (await change(subject, {"fetchUrls": None}))[0]
        assert "does not fetch URLs" not in await told()
