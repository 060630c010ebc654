"""Asking a running gateway what was used."""

import csv
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.database.engines import Place
from adapters.database.filled import UNTIL, filled
from admin.keeping import Scene, scene
from kiro_py.adapters.database.engine import in_file
from kiro_py.simulator.faults.effects import Answer as Fault

ROOT = "/api/admin/v1"
FEW, DAYS = 200, 2.0
WHILE = f"since={UNTIL - 5 * 86_400}&until={UNTIL + 1}"


@asynccontextmanager
async def used(directory: Path) -> AsyncGenerator[Scene]:
    """Run a gateway whose database has a few requests of another year."""
    file = directory / "kiro-py.db"
    database = await filled(Place(in_file(file), file), FEW, DAYS)
    async with scene(directory, "social", database=database) as subject:
        yield subject


async def shown(subject: Scene, path: str) -> Any:
    found = await subject.ask("GET", f"{ROOT}{path}")
    assert 200 == found.status, found.body
    return found.body


async def test_the_overview_is_that_of_the_database_and_of_the_pool(tmp_path: Path):
    """Sums, errors and latency of the time, and how credentials stand now."""
    async with used(tmp_path) as subject:
        found = await shown(subject, f"/overview?{WHILE}")
        now = await shown(subject, "/overview")
    assert (FEW, FEW // 50, 86_400) == (
        found["totals"]["requests"],
        found["totals"]["failures"],
        found["stepSeconds"],
    )
    assert FEW == sum(point["totals"]["requests"] for point in found["series"])
    assert [{"kind": "rate_limit_error", "status": 429, "count": FEW // 50}] == found["errors"]
    assert ({"ready": 1}, 0, []) == (found["states"], found["inFlight"], found["unsavedTokens"])
    assert len(now["series"]) in {24, 25}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("by=key", {"main": 50, "key #1": 50, "key #2": 50, "key #3": 50}),
        ("by=key&key=0", {"main": 50}),
        ("by=model&model=claude-sonnet-1", {"claude-sonnet-1": 67}),
        ("by=credential&key=1&credential=2", {"credential 2": 10}),
    ],
)
async def test_use_is_told_by_what_is_asked(tmp_path: Path, query: str, expected: dict[str, int]):
    """A key or a credential that is gone is told by its number."""
    async with used(tmp_path) as subject:
        found = await shown(subject, f"/usage?{query}&{WHILE}")
    assert expected == {row["label"]: row["totals"]["requests"] for row in found["rows"]}
    assert sum(expected.values()) == found["totals"]["requests"]


async def test_use_is_a_file_for_spreadsheets_too(tmp_path: Path):
    """It has the rows of the table, and a name."""
    async with used(tmp_path) as subject:
        found = await subject.ask("GET", f"{ROOT}/usage.csv?by=day&{WHILE}")
        table = await shown(subject, f"/usage?by=day&{WHILE}")
    rows = list(csv.DictReader(found.body.decode().splitlines()))
    assert [row["label"] for row in table["rows"]] == [row["label"] for row in rows]
    assert FEW == sum(int(row["requests"]) for row in rows)
    assert ("text/csv; charset=utf-8", 'attachment; filename="kiro-py-usage-by-day.csv"') == (
        found.headers["content-type"],
        found.headers["content-disposition"],
    )


async def test_pages_of_requests_follow_each_other(tmp_path: Path):
    """Each names the next one, and filters hold for all of them."""
    seen, query = list[str](), "key=1&limit=20"
    async with used(tmp_path) as subject:
        while True:
            page = await shown(subject, f"/requests?{query}")
            seen += [item["id"] for item in page["items"]]
            assert {"key #1"} == {item["key"] for item in page["items"]}
            if page["next"] is None:
                break
            query = f"key=1&limit=20&before={page['next']}"
    assert [f"req_{number}" for number in reversed(range(1, FEW, 4))] == seen


async def test_a_failed_request_can_be_followed(tmp_path: Path):
    """From the answer's id to its attempts and Kiro's words, and to a file for a report."""
    async with used(tmp_path) as subject:
        said = {"message": "Too many requests of ada@example.com", "reason": None}
        subject.kiro.faults.add(Fault(status=429, body=said), times=None)
        assert 429 == await subject.ask_kiro()
        number = await first(subject, "failed=true&search=rate_limit&model=claude-sonnet-4-5")
        trace = await shown(subject, f"/requests/{number}")
        told = await subject.ask("GET", f"{ROOT}/requests/{number}/trace")
    assert (429, "rate_limit_error", "main", "claude-sonnet-4-5") == (
        trace["request"]["status"],
        trace["request"]["outcome"],
        trace["request"]["key"],
        trace["request"]["model"],
    )
    assert ["throttled"] == [attempt["verdict"] for attempt in trace["attempts"]]
    assert "user@example.com" in trace["attempts"][0]["detail"]
    assert f'attachment; filename="kiro-py-{number}.json"' == told.headers["content-disposition"]
    assert trace["attempts"] == told.body["attempts"]
    assert "ada" not in json.dumps(told.body)


async def first(subject: Scene, query: str) -> str:
    """Return the id of the newest request, which may still be on its way into the database."""
    for _ in range(1000):
        items = (await shown(subject, f"/requests?{query}"))["items"]
        if items:
            return items[0]["id"]
    raise AssertionError("it is not written down")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/overview?since=yesterday", (400, "invalid_request")),
        (
            "/overview?since=2027-01-02T00:00:00Z&until=2027-01-01T00:00:00Z",
            (400, "invalid_request"),
        ),
        ("/usage?by=person", (400, "invalid_request")),
        ("/usage?key=-2", (400, "invalid_request")),
        ("/requests?limit=0", (400, "invalid_request")),
        ("/requests?limit=501", (400, "invalid_request")),
        ("/requests?before=first", (400, "invalid_request")),
        ("/requests/req_nothing", (404, "not_found")),
        ("/requests/req_nothing/trace", (404, "not_found")),
    ],
)
async def test_what_cannot_be_meant_is_refused(tmp_path: Path, path: str, error: tuple[int, str]):
    """With a status that is true, and in the shape of all refusals."""
    async with used(tmp_path) as subject:
        assert error == (await subject.ask("GET", f"{ROOT}{path}")).error
