"""The whole gateway on each of its databases, on real sockets."""

import asyncio
from pathlib import Path
from typing import Any

from adapters.database.engines import Place
from admin.keeping import ADMIN_KEY, V1, Scene, scene

QUESTION = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "say: hello"}],
}
SEEN_BY_A_KEEPER = [
    "audit",
    "credentials",
    "credentials/1/history",
    "forecast",
    "jobs",
    "keys",
    "models",
    "overview",
    "requests",
    "settings",
    "usage?by=credential",
    "usage?by=day",
    "usage?by=hour",
    "usage?by=key",
    "usage?by=model",
    "usage.csv?by=day",
    "warnings",
]


async def ask(subject: Scene, key: str) -> int:
    asked = await subject.ask("POST", "/v1/messages", QUESTION, headers={"x-api-key": key})
    return asked.status


async def see(subject: Scene, path: str) -> Any:
    found = await subject.ask("GET", f"{V1}/{path}")
    assert 200 == found.status, (path, found.body)
    return found.body


async def until_written(place: Place, requests: int) -> None:
    async with asyncio.timeout(20):
        while await place.one("SELECT count(*) FROM requests") < requests:  # noqa: ASYNC110 -- another connection is asked
            await asyncio.sleep(0.05)


async def test_what_is_kept_is_the_same_on_each_database(tmp_path: Path, place: Place):
    """Requests, keys, sums, what was changed and what has happened; figures are figures."""
    async with scene(tmp_path, "social", "idc", database=place.database()) as subject:
        made = await subject.ask("POST", f"{V1}/keys", {"name": "Ada"})
        asked = [await ask(subject, made.body["key"]), await subject.ask_kiro()]
        assert [200, 200] == asked
        assert 200 == (await subject.do(2, "disabled", {"disabled": True})).status
        await until_written(place, 2)
        for path in SEEN_BY_A_KEEPER:
            await see(subject, path)
        requests = (await see(subject, "requests"))["items"]
        trace = await see(subject, f"requests/{requests[0]['id']}")
        by_key = await see(subject, "usage?by=key")
        audit, history = await see(subject, "audit"), await see(subject, "credentials/2/history")
    assert 2 == len(requests)
    assert trace["attempts"][0]["status"] == 200
    assert [("0", 1), ("1", 1)] == sorted(
        (row["id"], row["totals"]["requests"]) for row in by_key["rows"]
    )
    assert 0 < by_key["totals"]["inputTokens"] < 10_000
    assert 2 == len(audit["items"])
    assert any("disabled" in each["text"] for each in history["items"])


async def test_a_session_and_a_key_outlive_a_restart(tmp_path: Path, place: Place):
    """Whoever has signed in or was given a key notices nothing."""
    async with scene(tmp_path, "social", database=place.database()) as subject:
        key = (await subject.ask("POST", f"{V1}/keys", {"name": "Ada"})).body["key"]
        headers = {"origin": str(subject.client._base_url).rstrip("/")}
        begun = await subject.ask("POST", f"{V1}/session", {"key": ADMIN_KEY}, headers=headers)
        assert begun.status in {200, 201}, begun.body
        cookie = begun.headers["set-cookie"].partition(";")[0]
    async with scene(tmp_path, "social", database=place.database()) as subject:
        found = await subject.ask("GET", f"{V1}/session", headers={"cookie": cookie})
        assert 200 == found.status
        assert 200 == await ask(subject, key)
