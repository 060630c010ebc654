"""The log of changes, page by page."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from admin.keeping import scene
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.admin.door import numbered

AUDIT = "/api/admin/v1/audit"


@pytest.mark.parametrize("has_database", [True, False])
async def test_pages_follow_each_other(tmp_path: Path, has_database: bool):  # noqa: FBT001 -- a table
    """The newest come first; the last page says that it is the last."""
    database = Database(in_file(tmp_path / "kiro-py.db")) if has_database else None
    async with scene(tmp_path, "api-key", database=database) as subject:
        for priority in range(3):
            await subject.do(1, "priority", {"priority": priority})
        first = (await subject.ask("GET", f"{AUDIT}?limit=2")).body
        second = (await subject.ask("GET", f"{AUDIT}?limit=2&before={first['next']}")).body
    items = first["items"]
    assert [3, 2] == [item["id"] for item in items]
    assert [1] == [item["id"] for item in second["items"]]
    assert second["next"] is None
    at = datetime.fromisoformat(items[0].pop("at"))
    assert timedelta(0) <= datetime.now(UTC) - at < timedelta(minutes=1)
    assert {
        "id": 3,
        "who": "key",
        "address": "127.0.0.1",
        "action": "seedSetPriority",
        "target": "1",
        "detail": "",
    } == items[0]


async def test_it_is_told_what_was_changed(tmp_path: Path):
    """Which fields, settings and credentials, without what they hold."""
    v1 = "/api/admin/v1"
    async with scene(tmp_path, "api-key") as subject:
        await subject.change(1, note="a word", proxyUrl="http://proxy.example.com:8080")
        await subject.ask("PATCH", f"{v1}/settings", {"values": {"extractThinking": False}})
        await subject.ask("POST", f"{v1}/jobs", {"action": "disable", "ids": [1]})
        written = (await subject.ask("GET", AUDIT)).body["items"]
    told = [(row["action"], row["target"], row["detail"]) for row in reversed(written)]
    assert [
        ("changeCredential", "1", "note, proxyUrl"),
        ("changeSettings", "", "extractThinking"),
        ("beginJob", "", "disable: 1"),
    ] == [(action, target, detail) for action, target, detail in told]


def test_many_numbers_are_told_by_their_first_ones():
    """A line holds twenty of them."""
    assert "1, 2" == numbered([1, 2])
    assert numbered(range(1, 1001)).endswith("19, 20 … (1000)")


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=many", "before=0", "before=x"])
async def test_what_cannot_be_meant_is_told(tmp_path: Path, query: str):
    """By name."""
    async with scene(tmp_path, "api-key") as subject:
        found = await subject.ask("GET", f"{AUDIT}?{query}")
        assert (400, "invalid_request") == found.error
        assert query.partition("=")[0] in found.message
