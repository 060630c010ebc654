"""What a running gateway foresees, and what it warns of, over its admin API and its webhook."""

import asyncio
import json
from pathlib import Path
from typing import Any

from adapters.test_webhook import receiving
from admin.keeping import Scene, scene
from kiro_py.pool.standing import Standing, State

FORECAST, WARNINGS = "/api/admin/v1/forecast", "/api/admin/v1/warnings"
SETTINGS = "/api/admin/v1/settings"


async def soon(subject: Scene, path: str, kind: str, *, is_there: bool) -> list[dict[str, Any]]:
    """Return the warnings once one of this kind is, or is no longer, among them."""
    async with asyncio.timeout(10):
        while True:
            found = (await subject.ask("GET", path)).body["items"]
            if is_there == any(each["kind"] == kind for each in found):
                return found
            await asyncio.sleep(0.05)


async def test_a_forecast_begins_with_what_accounts_tell(tmp_path: Path):
    """One reading has no pace, and who has told nothing has no limit."""
    async with scene(tmp_path, "api-key", "social") as subject:
        subject.kiro.accounts.spend("api-key", 500)
        await subject.ask("GET", "/api/admin/credentials/1/balance")
        found = (await subject.ask("GET", FORECAST)).body
        pool, (first, second) = found["pool"], found["credentials"]
        assert (None, "all accounts", 500) == (pool["credentialId"], pool["label"], pool["used"])
        assert (500, 1_500, None, "unknown", False) == (
            first["used"],
            first["remaining"],
            first["perDay"],
            first["lasts"],
            first["isStale"],
        )
        assert (2, 0, True) == (second["credentialId"], second["limit"], second["isStale"])


async def test_what_should_be_seen_to_is_shown_until_it_is(tmp_path: Path):
    """A suspended account, and that nobody is left then; a reset ends both."""
    standings = {1: Standing(State.SUSPENDED, since=1.0)}
    async with scene(tmp_path, "api-key", standings=standings) as subject:
        found = await soon(subject, WARNINGS, "suspended", is_there=True)
        assert [("pool empty", None), ("suspended", 1)] == [
            (each["kind"], each["credentialId"]) for each in found
        ]
        assert all(each["mend"] and each["since"].endswith("Z") for each in found)
        await subject.do(1, "reset")
        assert [] == await soon(subject, WARNINGS, "suspended", is_there=False)


async def test_a_file_that_cannot_be_used_is_a_warning(tmp_path: Path):
    """The credentials that it had serve on meanwhile."""
    async with scene(tmp_path, "api-key") as subject:
        path = tmp_path / "credentials.json"
        path.write_text(path.read_text()[:-5])
        (found,) = await soon(subject, WARNINGS, "file unusable", is_there=True)
        assert "the file is truncated" in found["text"]


async def test_a_webhook_that_is_set_up_while_running_hears_what_there_is(tmp_path: Path):
    """Its address is a secret, and it is told everything in one message."""
    (tmp_path / "config.json").write_text('{"apiKey": "key-for-tests"}')
    standings = {1: Standing(State.SUSPENDED, since=1.0)}
    async with receiving() as hook, scene(tmp_path, "api-key", standings=standings) as subject:
        await soon(subject, WARNINGS, "suspended", is_there=True)
        values = {"webhook.url": f"{hook.url}/in?token=s3cr3t"}
        found = await subject.ask("PATCH", SETTINGS, {"values": values})
        assert (200, False) == (found.status, "s3cr3t" in json.dumps(found.body))
        async with asyncio.timeout(10):
            await hook.has_heard.wait()
        ((path, _, body),) = hook.asked
        assert "/in?token=s3cr3t" == path
        told = [each["kind"] for each in json.loads(body)["warnings"]]
        assert ["pool empty", "suspended"] == told
