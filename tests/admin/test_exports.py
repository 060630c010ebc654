"""Credentials are given out with their secrets, as they are now."""

import json
from pathlib import Path
from typing import Any

import pytest

from admin.keeping import ADMIN_KEY, POOL, Answer, Scene, scene

EXPORT = f"{POOL}/export"


async def export(subject: Scene, **wanted: Any) -> Answer:
    return await subject.ask("POST", EXPORT, {"key": ADMIN_KEY, **wanted})


async def test_everything_or_some_of_it_is_given_out(tmp_path: Path):
    """Whole, as a file that no cache keeps."""
    more = {1: {"nickname": "mine", "note": "x"}}
    async with scene(tmp_path, "social", "idc", more=more) as subject:
        await subject.do(1, "refresh")
        found, some = await export(subject), await export(subject, ids=[2])
        assert subject.entries == found.body
        assert [2] == [entry["id"] for entry in some.body]
    disposition = found.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="credentials-kiro-py-20')
    assert ("no-store", "0") == (found.headers["cache-control"], found.headers["x-left-out"])


async def test_it_can_be_imported_elsewhere(tmp_path: Path):
    """An empty gateway has the same accounts then."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    async with scene(tmp_path, "social", "idc", "api-key") as subject:
        found = (await export(subject)).body
    async with scene(elsewhere) as other:
        body = {"text": json.dumps(found), "verify": False}
        assert 3 == (await other.ask("POST", f"{POOL}/import", body)).body["succeeded"]
        secrets = ("refreshToken", "kiroApiKey", "clientSecret")
        assert [[entry.get(name) for name in secrets] for entry in found] == [
            [entry.get(name) for name in secrets] for entry in other.entries
        ]


async def test_account_managers_have_no_place_for_keys(tmp_path: Path):
    """How many were left out is told."""
    async with scene(tmp_path, "social", "api-key") as subject:
        found = await export(subject, format="account-manager")
        (account,) = found.body["accounts"]
        assert subject.entries[0]["refreshToken"] == account["credentials"]["refreshToken"]
    assert "1" == found.headers["x-left-out"]


async def test_the_key_must_be_shown_again(tmp_path: Path):
    """A session that was left open is not enough; the answer does not end it."""
    async with scene(tmp_path, "social") as subject:
        found = await export(subject, key="guess")
        written = (await subject.ask("GET", "/api/admin/v1/audit")).body["items"]
    assert (403, "permission_error") == found.error
    assert "refresh" not in str(found.body)
    assert [("refused", "/api/admin/v1/credentials/export")] == [
        (row["action"], row["target"]) for row in written
    ]


async def test_half_a_character_is_given_out_as_it_stands_in_the_file(tmp_path: Path):
    """It has no bytes of its own, and an edited file may hold it nevertheless."""
    half = {1: {"nickname": "\ud800"}}
    async with scene(tmp_path, "api-key", more=half) as subject:
        found = await export(subject)
    assert (200, "\ud800") == (found.status, found.body[0]["nickname"])


@pytest.mark.parametrize(("status", "number"), [(404, 7), (400, 0)])
async def test_what_is_not_in_the_file_is_not_given_out(tmp_path: Path, status: int, number: int):
    """The environment's credential belongs to this machine."""
    async with scene(tmp_path, environ={"KIRO_API_KEY": "ksk_example"}) as subject:
        assert status == (await export(subject, ids=[number])).status
